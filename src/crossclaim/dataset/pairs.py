"""From gold relations to the rows of `pairs/` and `relations/`.

One row per unordered couple, so that the presence of a reversed row says nothing. Contradictions and mutual supports have no direction
of their own and take it from a hash of the identifiers; one-way supports keep theirs. Row identifiers are hashes and rows are ordered by
them. So neither order nor identifiers give a label away.

Claims that clearly support each other are one *proposition*. Of each couple of propositions at most three pairs are taken, so that
one much-repeated statement does not make the benchmark.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crossclaim.dataset.gold import turned
from crossclaim.dataset.source import Record, Source
from crossclaim.records import ANSWERS, reverse

PER_PROPOSITIONS = 3


def digest(*parts: str) -> str:
    """A hash of identifiers that does not depend on anything else."""
    return hashlib.sha256("\t".join(parts).encode()).hexdigest()


def pair_id(one: str, other: str) -> str:
    """The identifier of a couple, the same for both directions."""
    return "p-" + digest("pair", *sorted((one, other)))[:16]


def hashed_direction(one: str, other: str) -> tuple[str, str]:
    """One of the two directions, as good as tossed."""
    first, second = sorted((one, other))
    return (first, second) if int(digest("direction", first, second), 16) % 2 == 0 else (second, first)


def propositions(claims: Iterable[str], relations: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """For each claim the smallest identifier of the claims that say the same: clear support in both directions, and so on."""
    clear = {(r["evidence_id"], r["claim_id"]) for r in relations if r["label"] == "supports" and r["certainty"] == "clear"}
    parent = {claim: claim for claim in claims}

    def root(claim: str) -> str:
        while parent[claim] != claim:
            claim = parent[claim]
        return claim

    for evidence, claim in sorted(clear):
        if (claim, evidence) in clear:
            low, high = sorted((root(evidence), root(claim)))
            parent[high] = low
    return {claim: root(claim) for claim in parent}


def _couples(relations: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = {}
    for row in relations:
        first, second = sorted((row["evidence_id"], row["claim_id"]))
        found.setdefault((first, second), []).append(row)
    return found


def _one_row(key: tuple[str, str], rows: Sequence[Record]) -> Record:
    """The relation of a couple as one row, turned into the direction that the data set shows."""
    if len(rows) == 1 and rows[0]["label"] == "supports":
        return rows[0]
    evidence, claim = hashed_direction(*key)
    for row in rows:
        if (row["evidence_id"], row["claim_id"]) == (evidence, claim):
            return row
    return {
        **rows[0],
        "evidence_id": evidence,
        "claim_id": claim,
        "votes": [{**vote, "label": reverse(vote["label"])} for vote in rows[0]["votes"]],
        "rationale": turned(rows[0]["rationale"]),
    }


def judged(source: Source, cluster: Mapping[str, str]) -> list[Record]:
    """Every judged couple within one cluster as a row of the three-way config, by identifier."""
    claims = source.claim()
    rows: list[Record] = []
    for key, found in _couples(source.relations).items():
        if cluster[key[0]] != cluster[key[1]]:
            continue
        row = _one_row(key, found)
        evidence, claim = claims[row["evidence_id"]], claims[row["claim_id"]]
        rows.append(
            {
                "pair_id": pair_id(*key),
                "event_id": claim["event_id"],
                "cluster_id": cluster[key[0]],
                "evidence_id": row["evidence_id"],
                "claim_id": row["claim_id"],
                "evidence": evidence["text"],
                "claim": claim["text"],
                "label": row["label"],
                "certainty": row["certainty"],
                "contradiction_type": row["contradiction_type"],
                "origin": row["origin"],
                "scope": "within" if evidence["article_id"] == claim["article_id"] else "cross",
                "adjudicated": row["adjudicated"],
                "rationale": row["rationale"],
                "votes": row["votes"],
                **_side("evidence", evidence),
                **_side("claim", claim),
            }
        )
    return sorted(rows, key=lambda row: row["pair_id"])


def _side(name: str, claim: Mapping[str, Any]) -> Record:
    return {f"{name}_{field}": claim[field] for field in ("article_id", "speaker", "kind", "modality", "topic")}


def _capped(rows: Sequence[Record], said: Mapping[str, str]) -> list[Record]:
    """At most three rows per couple of propositions: those between articles first, then by hash."""
    taken: Counter[tuple[str, ...]] = Counter()
    kept: list[Record] = []
    for row in sorted(rows, key=lambda row: (row["scope"] != "cross", digest("draw", row["pair_id"]))):
        group = tuple(sorted((said[row["evidence_id"]], said[row["claim_id"]])))
        taken[group] += 1
        if taken[group] <= PER_PROPOSITIONS:
            kept.append(row)
    return sorted(kept, key=lambda row: row["pair_id"])


def pairs(source: Source, judged_rows: Sequence[Record]) -> list[Record]:
    """The rows of the default config out of `judged`: what is not neutral, few enough of each couple of propositions."""
    said = propositions(source.claim(), source.relations)
    rows: list[Record] = []
    for row in _capped([row for row in judged_rows if row["label"] != "neutral"], said):
        counts = Counter(vote["label"] for vote in row["votes"])
        rows.append(
            {
                **row,
                "votes": {answer: counts[answer] for answer in ANSWERS},
                "evidence_proposition": said[row["evidence_id"]],
                "claim_proposition": said[row["claim_id"]],
            }
        )
    return rows
