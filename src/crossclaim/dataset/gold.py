"""From passes to gold, by the fixed rule of the guidelines, so that anybody can derive `relations.jsonl` again.

Two agreeing votes of confidence 2 or more are the answer, and it is `clear`. Everything else is decided by a fresh reader; a later
decision on the same couple replaces an earlier one. Of contradictions that were not decided by such a reader, a ruling that makes them
`borderline` overrides the votes. On what a contradiction turns says a reader of types, or else who decided it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store
from crossclaim.dataset.couples import Couple, oriented
from crossclaim.errors import InputError, Problem
from crossclaim.records import reverse

Record = dict[str, Any]
SURE = 2  # confidence from which two agreeing votes need no further reader


class Ballot(NamedTuple):
    """One vote on a couple in its one order; `first` is the claim that the reader saw first and calls A in the reason."""

    annotator: str
    label: str
    confidence: int
    rationale: str
    round: int
    first: str


TURNED = "[A is the claim, B the evidence] "


def reason(rationale: str, first: str, evidence: str) -> str:
    """A reader's sentence for a row, with a word in front where the reader saw the two claims the other way round."""
    return rationale if first == evidence else TURNED + rationale


def turned(rationale: str) -> str:
    """The sentence of a row for the same row seen from its other side."""
    return rationale.removeprefix(TURNED) if rationale.startswith(TURNED) else TURNED + rationale


class Passes(NamedTuple):
    """What was read and judged on the couples of one event."""

    pool: dict[Couple, list[Record]]
    """Pool rows of each couple, in the order of their rounds."""
    votes: dict[Couple, list[Ballot]]
    decisions: dict[Couple, Record]
    types: dict[Couple, Record]


def _key(row: Mapping[str, Any]) -> Couple:
    return row["evidence_id"], row["claim_id"]


def round_of(annotator: str) -> int:
    """The round of a votes pass, the number at the end of its annotator's identifier."""
    return int(annotator.rsplit("-", 1)[1])


def read_passes(folder: Path) -> Passes:
    """The pool, every votes pass, the decisions and the types of one event's folder of annotations.

    Votes passes are `votes-<annotator>-<round>.jsonl`; their annotator's identifier is `<annotator>-<round>`. Types are read in
    the order of their file names; so are decisions without a time, and those with one follow in the order in which they were made.
    """
    pool: dict[Couple, list[Record]] = {}
    for row in sorted(store.read_jsonl(folder / "pool.jsonl"), key=lambda row: row["round"]):
        pool.setdefault(_key(row), []).append(row)
    votes: dict[Couple, list[Ballot]] = {}
    for path in sorted(folder.glob("votes-*.jsonl")):
        annotator = path.stem
        number = round_of(annotator)
        for row in store.read_jsonl(path):
            key, label = oriented(row["evidence_id"], row["claim_id"], row["label"])
            ballot = Ballot(annotator, label, row["confidence"], row["rationale"], number, row["evidence_id"])
            votes.setdefault(key, []).append(ballot)
    decisions: dict[Couple, Record] = {}
    made = [row for path in sorted(folder.glob("decisions-*.jsonl")) for row in store.read_jsonl(path)]
    for row in sorted(made, key=lambda row: row.get("decided_at", "")):
        key, label = oriented(row["evidence_id"], row["claim_id"], row["label"])
        decisions[key] = {**row, "label": label}
    types = {_key(row): row for path in sorted(folder.glob("types-*.jsonl")) for row in store.read_jsonl(path)}
    return Passes(pool, votes, decisions, types)


def last_round(ballots: Sequence[Ballot]) -> list[Ballot]:
    """The votes of the latest round."""
    latest = max(ballot.round for ballot in ballots)
    return [ballot for ballot in ballots if ballot.round == latest]


def agreed(ballots: Sequence[Ballot]) -> str | None:
    """The answer on which all votes of the last round agree with confidence, or None."""
    ballots = last_round(ballots)
    answers = {ballot.label for ballot in ballots}
    return answers.pop() if len(answers) == 1 and all(ballot.confidence >= SURE for ballot in ballots) else None


def undecided(passes: Passes) -> list[Couple]:
    """The couples that need a fresh reader and have not had one."""
    return sorted(key for key in passes.pool if key not in passes.decisions and agreed(passes.votes[key]) is None)


class Verdict(NamedTuple):
    """The gold answer on a couple in its one order."""

    label: str
    certainty: str
    adjudicated: bool
    rationale: str
    first: str
    """The claim that the author of the rationale saw first."""


def verdict(key: Couple, passes: Passes) -> Verdict:
    """The gold answer on one couple. Raises InputError where a fresh reader is needed and has not decided."""
    decision = passes.decisions.get(key)
    if decision:
        return Verdict(decision["label"], decision["certainty"], True, decision["rationale"], decision["evidence_id"])
    answer = agreed(passes.votes[key])
    if answer is None:
        raise InputError(Problem("annotations", None, "", "undecided", f"nobody has decided on {key[0]} and {key[1]} yet"))
    ruled = answer == "contradicts" and passes.types.get(key, {}).get("borderline_ruling")
    surest = max(last_round(passes.votes[key]), key=lambda ballot: ballot.confidence)
    return Verdict(answer, "borderline" if ruled else "clear", False, surest.rationale, surest.first)


def _directions(label: str) -> tuple[bool, ...]:
    """Of each row that a couple gives, whether it is turned."""
    return {"mutual": (False, True), "supported_by": (True,)}.get(label, (False,))


def _row_label(label: str) -> str:
    return label if label in ("contradicts", "neutral") else "supports"


def untyped(passes: Passes) -> list[Couple]:
    """The decided contradictions of which nobody has said on what they turn."""
    open_ones = set(undecided(passes))
    return [
        key
        for key in sorted(passes.pool)
        if key not in open_ones and verdict(key, passes).label == "contradicts" and contradiction_type(key, passes) is None
    ]


def contradiction_type(key: Couple, passes: Passes) -> str | None:
    """On what a contradiction turns; None where nobody has said it."""
    return (passes.types.get(key) or passes.decisions.get(key) or {}).get("contradiction_type")


def settled(passes: Passes) -> list[Record]:
    """Evidence, claim, label and certainty of the rows that stand already, whether or not other couples are still undecided."""
    open_ones = set(undecided(passes))
    rows: list[Record] = []
    for key in sorted(passes.pool):
        if key not in open_ones:
            found = verdict(key, passes)
            for turned in _directions(found.label):
                evidence, claim = reversed(key) if turned else key
                label = _row_label(found.label)
                rows.append({"evidence_id": evidence, "claim_id": claim, "label": label, "certainty": found.certainty})
    return rows


def relations(passes: Passes) -> list[Record]:
    """The rows of `relations.jsonl`, by identifier. A couple that supports both ways gives two rows.

    Raises InputError where a couple is undecided or a contradiction has no type.
    """
    rows: list[Record] = []
    for key in sorted(passes.pool):
        found = verdict(key, passes)
        ballots = last_round(passes.votes[key])
        turns_on = contradiction_type(key, passes) if found.label == "contradicts" else None
        if found.label == "contradicts" and turns_on is None:
            raise InputError(Problem("annotations", None, "", "untyped", f"nobody has said on what {key[0]} and {key[1]} clash"))
        for turned in _directions(found.label):
            evidence, claim = reversed(key) if turned else key
            rows.append(
                {
                    "evidence_id": evidence,
                    "claim_id": claim,
                    "label": _row_label(found.label),
                    "certainty": found.certainty,
                    "contradiction_type": turns_on,
                    "origin": passes.pool[key][0]["origin"],
                    "votes": [
                        {
                            "annotator": ballot.annotator,
                            "label": reverse(ballot.label) if turned else ballot.label,
                            "confidence": ballot.confidence,
                        }
                        for ballot in ballots
                    ],
                    "adjudicated": found.adjudicated,
                    "rationale": reason(found.rationale, found.first, evidence),
                }
            )
    return sorted(rows, key=lambda row: (row["evidence_id"], row["claim_id"]))


def supports_and_contradictions(rows: Iterable[Mapping[str, Any]], certainty: str | None = None):
    """The directed supports and unordered contradictions among relation rows, of one certainty or of both."""
    chosen = [row for row in rows if certainty in (None, row["certainty"])]
    supports = {(row["evidence_id"], row["claim_id"]) for row in chosen if row["label"] == "supports"}
    contradicts = {frozenset((row["evidence_id"], row["claim_id"])) for row in chosen if row["label"] == "contradicts"}
    return supports, contradicts
