"""The reading of a claim against its article: does the text state it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossclaim.authoring.tasks.claims import numbered_sentences
from crossclaim.authoring.tasks.fields import RATIONALE, Field
from crossclaim.authoring.tasks.kind import Desk, Item, Kind, Packet, always, one_to_one, shuffled

VERDICTS = ("stated", "stated_otherwise", "not_stated", "not_understandable_alone")
QUESTION = (
    "Does the article state this claim, as asserted by whoever it is said by? `stated`: it does, in whatever words. `stated_otherwise`: it "
    "states something close, but the claim is stronger or weaker, has another detail, or is put into another mouth. `not_stated`: "
    "it states no such thing. `not_understandable_alone`: somebody who has only this claim and the event's frame cannot know what it "
    "says. The claims use the phrases of the frame for what the article may call otherwise; that alone changes nothing."
)


def _packets(desk: Desk, order: str, seed: int) -> list[Packet]:
    found: list[Packet] = []
    for registered in desk.articles():
        article, text = registered["article_id"], desk.text(registered["article_id"])
        claims = [row for row in desk.claims() if row["article_id"] == article]
        places = shuffled(len(claims), seed) if order == "interleaved" else range(len(claims))
        items = [
            Item({"claim": claims[i]["text"], "said_by": claims[i]["speaker"] or "the article in its own voice"}, (claims[i]["claim_id"],))
            for i in places
        ]
        lines = numbered_sentences(text, registered["language"])
        found.append(Packet(KIND, desk.event, article, order, seed, items, lines, text, article))
    return found


def _record(packet: Packet, item: Item, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"claim_id": item.key[0], "verdict": given["verdict"], "rationale": given["rationale"]}


KIND = Kind(
    name="faithfulness",
    summary="Write tasks that ask whether an article states a claim.",
    question=QUESTION,
    section="Part 1",
    fields=always(Field("verdict", "whether the article states the claim", "choice", VERDICTS), RATIONALE),
    packets=_packets,
    rows=one_to_one("faithfulness", _record),
    stem="faithfulness",
    role="faithfulness",
    saw="one article, claims on it with their speakers in an order of its own, the event's frame, the guidelines",
    orders=("interleaved", "file"),
    batch=40,
    with_text=True,
)
