"""Whether a system's own predictions fit together.

Contradiction is symmetric: who says that a contradicts b must say it of (b, a), where the task has both. Support composes: if a
supports b and b supports c, then a supports c; if a supports b and b contradicts c, then a contradicts c. Only consequences that the
task asks about count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crossclaim.scoring import closure

MOST = 200_000  # pairs; beyond that it is not computed


class Consistency(NamedTuple):
    """How often a rule applied and how often it was broken."""

    symmetry_checked: int
    symmetry_broken: int
    closure_checked: int
    closure_broken: int


def consistency(evidence: Sequence[str], claim: Sequence[str], labels: Sequence[str]) -> Consistency | None:
    """Check predictions on directed pairs. None where there are too many pairs or nothing says support or contradiction."""
    if len(labels) > MOST or not {"supports", "contradicts"} & set(labels):
        return None
    said = dict(zip(zip(evidence, claim, strict=True), labels, strict=True))
    both = [(one, other) for (one, other), label in said.items() if label == "contradicts" and (other, one) in said]
    symmetry = {frozenset(pair) for pair in both}
    broken = {frozenset((one, other)) for one, other in both if said[other, one] != "contradicts"}
    supports = {pair for pair, label in said.items() if label == "supports"}
    contradicts = {frozenset(pair) for pair, label in said.items() if label == "contradicts" and pair[0] != pair[1]}
    checked, violated = set[tuple[str, str, str]](), set[tuple[str, str, str]]()
    for found in closure.consequences(supports, contradicts):
        pair, back = (found.evidence, found.claim), (found.claim, found.evidence)
        key = (*pair, found.label)
        if found.label == "contradicts":
            asked = [said[couple] for couple in (pair, back) if couple in said]
            wrong = any(label != "contradicts" for label in asked)
        else:
            asked = [said[pair]] if pair in said else ["contradicts"] if said.get(back) == "contradicts" else []
            wrong = any(label != "supports" for label in asked)
        if asked:
            checked.add(key)
        if wrong:
            violated.add(key)
    return Consistency(len(symmetry), len(broken), len(checked), len(violated))
