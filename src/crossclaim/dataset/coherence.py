"""Where relations do not fit together: consequences that gold leaves out, and the same words judged differently.

Both take rows with `evidence_id`, `claim_id`, `label` and `certainty`; `validate` refuses what they find, the adjudication queue shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crossclaim.dataset import gold
from crossclaim.dataset.couples import Couple, couple
from crossclaim.scoring import closure

Rows = Sequence[Mapping[str, Any]]


def unclosed(rows: Rows) -> list[closure.Consequence]:
    """What follows from clear relations and is stated neither as clear nor as borderline."""
    all_supports, all_contradicts = gold.supports_and_contradictions(rows)
    return [
        found
        for found in closure.violations(*gold.supports_and_contradictions(rows, "clear"))
        if not (
            (found.evidence, found.claim) in all_supports
            if found.label == "supports"
            else frozenset((found.evidence, found.claim)) in all_contradicts
        )
    ]


class Difference(NamedTuple):
    """Couples of the same two wordings that are judged differently, each with its judgement in words."""

    one: str
    other: str
    judged: dict[Couple, str]


def differences(rows: Rows, words: Mapping[str, str]) -> list[Difference]:
    """Who states a claim does not matter: all couples of the same words must have the same relation and certainty."""
    found: dict[tuple[str, str], dict[Couple, set[str]]] = {}
    for row in rows:
        evidence, claim = row["evidence_id"], row["claim_id"]
        one, other = sorted((words[evidence], words[claim]))
        way = "" if row["label"] != "supports" or one == other else " from the first" if words[evidence] == one else " from the second"
        judged = found.setdefault((one, other), {}).setdefault(couple(evidence, claim), set())
        judged.add(f"{row['certainty']} {row['label']}{way}")
    said = {key: {c: " and ".join(sorted(kinds)) for c, kinds in judged.items()} for key, judged in found.items()}
    return [Difference(one, other, judged) for (one, other), judged in said.items() if len(set(judged.values())) > 1]
