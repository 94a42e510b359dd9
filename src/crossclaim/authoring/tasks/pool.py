"""The vote on the couples of the pool, and drawing the pool.

Couples are shuffled and their sides tossed by the seed, starting from the identifiers, so that neither order nor sides depend on how
a couple came into the pool.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossclaim import store, transaction
from crossclaim.authoring.tasks.fields import CONFIDENCE, RATIONALE, Field
from crossclaim.authoring.tasks.kind import Desk, Item, Kind, Packet, always, one_to_one
from crossclaim.dataset import couples
from crossclaim.errors import InputError, Problem
from crossclaim.records import ANSWERS

QUESTION = "How do the two claims A and B of each item relate? Give the answer as seen from A, your confidence, and a reason."


def _packets(desk: Desk, order: str, seed: int) -> list[Packet]:
    import numpy as np

    path = desk.passes() / "pool.jsonl"
    rows = store.read_jsonl(path)
    latest = max(row["round"] for row in rows)
    asked = sorted((row["evidence_id"], row["claim_id"]) for row in rows if row["round"] == (desk.round or latest))
    if not asked:
        message = f"the pool has no round {desk.round}; its latest is {latest}"
        raise InputError(Problem(store.show(path), None, "", "round", message))
    texts = {row["claim_id"]: row["text"] for row in desk.claims()}
    random = np.random.RandomState(seed)
    places, turned = random.permutation(len(asked)), random.randint(0, 2, len(asked))
    keys = [asked[i][::-1] if turn else asked[i] for i, turn in zip(places, turned, strict=True)]
    items = [Item({"A": texts[one], "B": texts[other]}, (one, other)) for one, other in keys]
    return [Packet(KIND, desk.event, desk.event["event_id"], order, seed, items, [], "", str(desk.round or latest))]


def _record(packet: Packet, item: Item, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"evidence_id": item.key[0], "claim_id": item.key[1], **{field: given[field] for field in ("label", "confidence", "rationale")}}


def draw(desk: Desk, n_similar: int, n_random: int, seed: int) -> int:
    """Draw the pool from the event's two listing passes and write it; gives its size.

    Raises InputError where there is a pool already, or not two listing passes.
    """
    from crossclaim.authoring import pool

    folder = desk.passes()
    place = folder / "pool.jsonl"
    listings = sorted(folder.glob("listing-*.jsonl"))
    if len(listings) != 2:
        raise InputError(Problem(store.show(folder), None, "", "listing", f"{len(listings)} listing passes; a pool is drawn from two"))
    read = [couples.listed(store.read_jsonl(path)) for path in listings]
    rows = pool.draw(desk.claims(), read, n_similar, n_random, seed)
    with transaction.locked(desk.source.folder):
        if place.exists():
            raise InputError(Problem(store.show(place), None, "", "pool", "there is a pool already; leave out --draw"))
        transaction.put(desk.source.folder, {str(place.relative_to(desk.source.folder)): store.dump_jsonl(rows)})
    return len(rows)


KIND = Kind(
    name="pool",
    summary="Write tasks that ask how the two claims of each couple of the pool relate.",
    question=QUESTION,
    section="Part 2",
    fields=always(Field("label", "the answer as seen from A", "choice", ANSWERS), CONFIDENCE, RATIONALE),
    packets=_packets,
    rows=one_to_one("votes", _record),
    stem="votes",
    role="votes",
    saw="couples of the pool in an order and in directions of its own, without their origin, the event's frame, the guidelines",
    orders=("interleaved",),
    batch=40,
    rounds=True,
)
