"""The reading of a claim (A) and a restatement (B) of it or of its rival, one couple at a time: supports, contradicts, neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossclaim import store
from crossclaim.authoring.tasks.fields import CONFIDENCE, RATIONALE, Field
from crossclaim.authoring.tasks.kind import Desk, Item, Kind, Packet, always, one_to_one, shuffled

LABELS = ("supports", "contradicts", "neither")
QUESTION = (
    "Does A support B, contradict it, or neither? Accept A for the sake of argument: a careful reader would have to accept B (supports), "
    "would have to reject it (contradicts), or could do either (neither). Give your confidence and a reason."
)


def _packets(desk: Desk, order: str, seed: int) -> list[Packet]:
    rows = store.read_jsonl(desk.source.folder / "restatements.jsonl")
    texts = {row["claim_id"]: row["text"] for row in desk.claims()}
    pairs = sorted(
        (row[side], row["restatement_id"], row["text"]) for row in rows for side in ("claim_id", "rival_id") if row[side] in texts
    )
    items = [Item({"A": texts[pairs[i][0]], "B": pairs[i][2]}, pairs[i][:2]) for i in shuffled(len(pairs), seed)]
    return [Packet(KIND, desk.event, desk.event["event_id"], order, seed, items, [], "", "")]


def _record(packet: Packet, item: Item, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"evidence_id": item.key[0], "claim_id": item.key[1], **{field: given[field] for field in ("label", "confidence", "rationale")}}


KIND = Kind(
    name="mirror",
    summary="Write tasks that ask what a claim does to a restatement.",
    question=QUESTION,
    section="Part 2",
    fields=always(Field("label", "what A does to B", "choice", LABELS), CONFIDENCE, RATIONALE),
    packets=_packets,
    rows=one_to_one("mirror", _record),
    stem="mirror",
    role="mirror",
    saw="claims and restatements in couples and in an order of its own, the event's frame, the guidelines",
    orders=("interleaved",),
    batch=40,
)
