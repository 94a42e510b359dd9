"""What every reader is told: the relevant part of the annotation guidelines, and the event."""

from __future__ import annotations

import re
from typing import Any

from crossclaim import _paths, store
from crossclaim.authoring.tasks.kind import Packet
from crossclaim.errors import InputError, Problem

_SHOWN = ("title", "date", "scope", "frame", "topics")


def version() -> str:
    """The version that the guidelines give themselves."""
    return _found(r"(?m)^Version (\d+\.\d+)", store.read_text(_paths.GUIDELINES), "Version")


def _found(pattern: str, text: str, what: str) -> str:
    match = re.search(pattern, text)
    if not match:
        raise InputError(Problem(store.show(_paths.GUIDELINES), None, "", "guidelines", f"has no {what}"))
    return match.group(1)


def instructions(packet: Packet) -> str:
    """The part of the guidelines for a kind of reading, the rule of independence, and the question, as Markdown."""
    text = store.read_text(_paths.GUIDELINES)
    parts = [_found(rf"(?ms)^(## {heading}.*?)(?=^## |\Z)", text, heading).strip() for heading in (packet.kind.section, "Independence")]
    return "\n\n".join([f"# Annotation guidelines {version()}", *parts, f"## Your task\n\n{packet.kind.question}"])


def event(packet: Packet) -> dict[str, Any]:
    """What a reader is told of the event."""
    return {field: packet.event[field] for field in _SHOWN}


def event_page(packet: Packet) -> str:
    """The same as Markdown."""
    told = event(packet)
    frame = [f"* **{part['entity']}**: {part['refers_to']}" for part in told["frame"]]
    topics = [f"* `{part['topic']}`: {part['about']}" for part in told["topics"]]
    lines = [
        f"## The event: {told['title']} ({told['date']})",
        "",
        told["scope"],
        "",
        "### Frame",
        "",
        *frame,
        "",
        "### Topics",
        "",
        *topics,
    ]
    return "\n".join(lines)


def answer_lines(packet: Packet) -> list[str]:
    """What is asked, field by field."""
    return [
        f"{field.name}: {field.asks}" + (f" ({' | '.join(field.values)})" if field.values else "")
        for field in packet.kind.fields(packet.event)
    ]


def page(packets: list[Packet]) -> str:
    """A page of instructions to go beside a table or a labelling project, with the material of all packets."""
    first = packets[0]
    fields = "\n".join(f"* {line}" for line in answer_lines(first))
    material = [f"## {packet.subject}\n\n" + "\n".join(packet.material) for packet in packets if packet.material]
    return "\n\n".join([instructions(first), f"### To fill in\n\n{fields}", event_page(first), *material]) + "\n"
