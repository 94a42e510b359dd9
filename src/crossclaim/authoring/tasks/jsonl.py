"""JSON Lines: each line is a complete prompt for a reader of any kind, and each line of answers names the task it answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crossclaim import store
from crossclaim.authoring.tasks import guide
from crossclaim.authoring.tasks.fields import Field
from crossclaim.authoring.tasks.kind import Answer, Kind, Packet
from crossclaim.errors import Problem

_SHAPES: dict[str, Any] = {"number": "a number", "numbers": ["numbers"], "quotes": ["words of the article"], "text": "words"}


def _answer_form(packet: Packet, task_id: str) -> dict[str, Any]:
    fields = packet.kind.fields(packet.event)
    shape = {field.name: " | ".join(field.values) or _SHAPES[field.sort] for field in fields}
    each = "at least one answer for every item, one for each of its claims" if packet.kind.several else "one answer for every item"
    return {
        "how": f"One JSON object on one line, of this form, with {each}; null or [] for what is left empty.",
        "fields": guide.answer_lines(packet),
        "form": {"task_id": task_id, "answers": [{"item": 1, **shape}]},
    }


def write(packets: Sequence[Packet], batch: int | None) -> dict[str, str]:
    """`tasks.jsonl`."""
    lines = [
        {
            "task_id": task_id,
            "instructions": guide.instructions(packet),
            "event": guide.event(packet),
            "material": packet.material,
            "items": [{"item": n, **packet.items[n - 1].shown} for n in numbers],
            "answer": _answer_form(packet, task_id),
        }
        for packet in packets
        for task_id, numbers in packet.tasks(batch)
    ]
    return {"tasks.jsonl": store.dump_jsonl(lines)}


def read(path: Path, kind: Kind, fields: Sequence[Field]) -> tuple[list[Answer], list[Problem]]:
    """The answers of a file of lines `{"task_id": …, "answers": [{"item": …, …}]}`, with what is not of that form."""
    name = store.show(path)
    answers: list[Answer] = []
    problems: list[Problem] = []
    for line, row in enumerate(store.read_jsonl(path), 1):
        task_id, given = row.get("task_id"), row.get("answers")
        if not isinstance(task_id, str):
            problems.append(Problem(name, line, "$.task_id", "form", "no task_id"))
        elif not isinstance(given, list):
            problems.append(Problem(name, line, "$.answers", "form", "no list of answers"))
        else:
            for i, answer in enumerate(given):
                if not isinstance(answer, dict) or type(answer.get("item")) is not int:
                    problems.append(Problem(name, line, f"$.answers[{i}].item", "form", "an answer needs the number of its item"))
                else:
                    answers.append(Answer(line, task_id, answer["item"], {key: answer[key] for key in answer if key != "item"}))
    return answers, problems
