"""What relations imply: if a supports b and b supports c, a supports c; if a supports b and b contradicts c, a contradicts c.

`supports` is a set of directed couples (a, b); `contradicts` a set of unordered couples as frozensets. A support and a
contradiction of the same couple clash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

Directed = tuple[str, str]
Unordered = frozenset[str]


class Consequence(NamedTuple):
    """`label` of (evidence, claim) follows from evidence → middle and middle → claim, or middle × claim."""

    evidence: str
    middle: str
    claim: str
    label: str


def consequences(supports: Iterable[Directed], contradicts: Iterable[Unordered]) -> list[Consequence]:
    """Every one-step consequence, whether it is already stated or not, in the order of identifiers."""
    out: defaultdict[str, set[str]] = defaultdict(set)
    for evidence, claim in supports:
        out[evidence].add(claim)
    against: defaultdict[str, set[str]] = defaultdict(set)
    for couple in contradicts:
        one, other = sorted(couple)
        against[one].add(other)
        against[other].add(one)
    found: list[Consequence] = []
    for evidence in sorted(out):
        for middle in sorted(out[evidence]):
            found += [Consequence(evidence, middle, c, "supports") for c in sorted(out[middle] - {evidence})]
            found += [Consequence(evidence, middle, c, "contradicts") for c in sorted(against[middle])]
    return found


def violations(supports: Iterable[Directed], contradicts: Iterable[Unordered]) -> list[Consequence]:
    """The consequences that are not stated themselves. A claim that would contradict itself is one, too."""
    directed, unordered = set(supports), set(contradicts)
    return [
        c
        for c in consequences(directed, unordered)
        if not ((c.evidence, c.claim) in directed if c.label == "supports" else frozenset((c.evidence, c.claim)) in unordered)
    ]


def closed(supports: Iterable[Directed], contradicts: Iterable[Unordered]) -> tuple[set[Directed], set[Unordered]]:
    """The smallest closed sets that contain the given ones (a claim is never put in relation with itself)."""
    directed, unordered = set(supports), set(contradicts)
    while True:
        new = [c for c in violations(directed, unordered) if c.evidence != c.claim]
        if not new:
            return directed, unordered
        directed |= {(c.evidence, c.claim) for c in new if c.label == "supports"}
        unordered |= {frozenset((c.evidence, c.claim)) for c in new if c.label == "contradicts"}
