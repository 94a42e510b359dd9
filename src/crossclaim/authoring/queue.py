"""What an adjudicator has to look at: couples and triples of one event, out of the passes as they stand.

`queue` gives the items, `view` what of a couple may be shown: both claims with their outlets and speakers and the last votes with
their reasons, turned to one side. An earlier decision is shown only where the item is about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from crossclaim.dataset import coherence, gold
from crossclaim.dataset.couples import Couple, couple
from crossclaim.errors import InputError

Record = dict[str, Any]
KINDS = {
    "undecided": "the last votes disagree or are unsure, and nobody has decided",
    "closure": "clear relations that do not fit together",
    "same-words": "the same words are judged differently for different speakers",
    "decided": "somebody has decided already",
}


class Item(NamedTuple):
    """One thing to look at: its kind (`KINDS`), the couples that may be decided, and what is the matter with them."""

    kind: str
    couples: tuple[Couple, ...]
    why: str


def _doubt(ballots: list[gold.Ballot]) -> str:
    answers = {ballot.label for ballot in ballots}
    unsure = min(ballot.confidence for ballot in ballots) < gold.SURE
    return "the votes disagree" if len(answers) > 1 else "a vote has low confidence" if unsure else "the votes need a decision"


def _triples(passes: gold.Passes, rows: coherence.Rows) -> list[Item]:
    items: list[Item] = []
    for found in coherence.unclosed(rows):
        last = "supports" if found.label == "supports" else "contradicts"
        why = f"{found.evidence} supports {found.middle}, which {last} {found.claim}"
        if found.evidence == found.claim:
            why += ": a claim against itself"
        else:
            why += f"; that {found.evidence} {last} {found.claim} is not in the gold"
        sides = ((found.evidence, found.middle), (found.middle, found.claim), (found.evidence, found.claim))
        chosen = dict.fromkeys(couple(*side) for side in sides if side[0] != side[1])
        if not all(key in passes.pool for key in chosen):
            why += " and was never put to the vote"
        items.append(Item("closure", tuple(key for key in chosen if key in passes.pool), why))
    return items


def queue(passes: gold.Passes, words: Mapping[str, str], *, everything: bool = False) -> list[Item]:
    """What is open, in a fixed order; with `everything` also the couples that are decided.

    Args:
        passes: the passes of one event.
        words: the text of each claim.
        everything: also list decided couples.

    Raises:
        InputError: a couple of the pool has not had its two votes.
    """
    unread = sum(len(gold.last_round(passes.votes[key])) < 2 if key in passes.votes else True for key in passes.pool)
    if unread:
        raise InputError(f"{unread} couples of the pool lack one of their two votes; votes come before adjudication")
    rows = gold.settled(passes)
    items = [Item("undecided", (key,), _doubt(gold.last_round(passes.votes[key]))) for key in gold.undecided(passes)]
    items += _triples(passes, rows)
    for one, other, judged in coherence.differences(rows, words):
        kinds = "; ".join(f"{key[0]} and {key[1]}: {said}" for key, said in sorted(judged.items()))
        items.append(Item("same-words", tuple(sorted(judged)), f"{one!r} and {other!r}: {kinds}"))
    if everything:
        items += [Item("decided", (key,), KINDS["decided"]) for key in sorted(passes.decisions)]
    return items


def view(key: Couple, kind: str, passes: gold.Passes, claims: Mapping[str, Record], outlets: Mapping[str, str]) -> Record:
    """One couple as an adjudicator sees it; evidence is A and claim is B.

    Args:
        key: the couple.
        kind: kind of the item that it belongs to; `undecided` ones show no decision.
        passes: the passes of the event.
        claims: claims by identifier.
        outlets: publisher of each article.
    """
    decision = passes.decisions.get(key) if kind != "undecided" else None
    shown: Record = {}
    for side, claim_id in zip(("evidence", "claim"), key, strict=True):
        claim = claims[claim_id]
        shown |= {f"{side}_id": claim_id, side: claim["text"]}
        shown |= {f"{side}_outlet": outlets[claim["article_id"]], f"{side}_speaker": claim["speaker"]}
    shown["votes"] = [
        {
            "annotator": ballot.annotator,
            "label": ballot.label,
            "confidence": ballot.confidence,
            "rationale": gold.reason(ballot.rationale, ballot.first, key[0]),
        }
        for ballot in gold.last_round(passes.votes[key])
    ]
    shown["decision"] = decision and {
        "label": decision["label"],
        "certainty": decision["certainty"],
        "rationale": gold.reason(decision["rationale"], decision["evidence_id"], key[0]),
    }
    return shown
