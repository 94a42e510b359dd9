"""The reading of claims against all claims: each row names the numbers of the claims that its claim supports, contradicts and so on.

The claims are numbered through in one order, by default shuffled with the accounts among each other. With the order `similarity` each row
also lists the numbers of all other claims from the most to the least similar words; that steers what is found, so it is never
the usual one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from crossclaim.authoring.tasks.fields import Field
from crossclaim.authoring.tasks.kind import Answer, Desk, Item, Kind, Packet, Row, Rows, always, numbered, shuffled
from crossclaim.dataset.couples import LISTED
from crossclaim.errors import Problem

QUESTION = (
    "Compare the claim of each item with every claim of the numbered list. A is the claim of the item. Name the numbers of all "
    "claims that it supports, is supported by, says the same as (mutual) or contradicts; every number once at most. Leave out what is "
    "neutral. An item for which nothing is to be named still gets its answer, with nothing in it."
)
_ASKS = {
    "supports": "numbers of the claims that A supports, and not the other way round",
    "supported_by": "numbers of the claims that support A, and not the other way round",
    "mutual": "numbers of the claims that say the same as A",
    "contradicts": "numbers of the claims that cannot be true together with A",
}
_FIELDS = tuple(Field(answer, _ASKS[answer], "numbers", optional=True) for answer in LISTED)


def _packets(desk: Desk, order: str, seed: int) -> list[Packet]:
    claims = desk.claims()
    places = range(len(claims)) if order == "file" else shuffled(len(claims), seed)
    ids = [claims[i]["claim_id"] for i in places]
    words = [claims[i]["text"] for i in places]
    near = _nearest(ids, words) if order == "similarity" else {}
    items = [
        Item({"claim": text, **({"candidates": " ".join(map(str, near[claim]))} if near else {})}, (claim,))
        for claim, text in zip(ids, words, strict=True)
    ]
    return [Packet(KIND, desk.event, desk.event["event_id"], order, seed, items, numbered(words), "", "")]


def _nearest(ids: Sequence[str], words: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of all other claims, the most similar first, for each claim."""
    from crossclaim.authoring import pool

    number = {claim: n for n, claim in enumerate(ids, 1)}
    near: dict[str, list[int]] = {claim: [] for claim in ids}
    for one, other in pool.by_similarity(ids, words, list(combinations(sorted(ids), 2))):
        near[one].append(number[other])
        near[other].append(number[one])
    return near


def _rows(packet: Packet, answers: Sequence[Answer], name: str) -> tuple[Rows, list[Problem]]:
    found: list[Row] = []
    problems: list[Problem] = []
    for answer in answers:
        lists: Mapping[str, list[int]] = {field: answer.given.get(field) or [] for field in LISTED}
        for field, message in _wrong(lists, answer.item, len(packet.items)):
            problems.append(Problem(name, answer.line, f"$.{field}", "number", f"item {answer.item}: {message}"))
        named = {field: [packet.items[n - 1].key[0] for n in lists[field] if 0 < n <= len(packet.items)] for field in LISTED}
        record: dict[str, Any] = {"claim_id": packet.items[answer.item - 1].key[0], **named}
        found.append(Row(answer.line, answer.item, record))
    return {"listing": found}, problems


def _wrong(lists: Mapping[str, list[int]], own: int, last: int) -> list[tuple[str, str]]:
    wrong: list[tuple[str, str]] = []
    seen: set[int] = set()
    for field, numbers in lists.items():
        for n in numbers:
            if not 0 < n <= last:
                wrong.append((field, f"there is no claim {n}; the numbers go from 1 to {last}"))
            elif n == own:
                wrong.append((field, f"{n} is the item's own claim"))
            elif n in seen:
                wrong.append((field, f"claim {n} is named twice"))
            seen.add(n)
    return wrong


KIND = Kind(
    name="listing",
    summary="Write tasks that ask which claims each claim supports and contradicts.",
    question=QUESTION,
    section="Part 2",
    fields=always(*_FIELDS),
    packets=_packets,
    rows=_rows,
    stem="listing",
    role="listing",
    saw="all claims in an order of its own, the event's frame, the guidelines",
    orders=("interleaved", "similarity", "file"),
    batch=50,
)
