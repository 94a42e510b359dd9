"""Couples of claims and answers on them.

A couple has one order, the smaller identifier first; an answer is always said from that order, and is turned when the couple is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crossclaim.records import ANSWERS, reverse

Couple = tuple[str, str]
"""Two claims, the smaller identifier first."""

LISTED = tuple(answer for answer in ANSWERS if answer != "neutral")


def couple(one: str, other: str) -> Couple:
    """The couple in its one order."""
    return (one, other) if one < other else (other, one)


def oriented(evidence: str, claim: str, answer: str) -> tuple[Couple, str]:
    """The couple in its one order, with the answer turned accordingly."""
    return ((evidence, claim), answer) if evidence < claim else ((claim, evidence), reverse(answer))


def listed(rows: Iterable[Mapping[str, Any]]) -> dict[Couple, set[str]]:
    """The couples that a listing pass names, with every answer it gives them (a couple stands in two rows)."""
    found: dict[Couple, set[str]] = {}
    for row in rows:
        for answer in LISTED:
            for other in row[answer]:
                key, seen = oriented(row["claim_id"], other, answer)
                found.setdefault(key, set()).add(seen)
    return found
