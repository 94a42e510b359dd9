"""Label Studio: a labelling configuration, tasks that import as they are, and a page of instructions; its JSON export is read back.

One task per item, with its texts and the controls of the answer. A kind with several answers per item (the claims of an article) is one
task per article instead: claims are marked in the text, each with its attributes, and notes on sentences without a claim are lines
like `7: a greeting`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from crossclaim import store
from crossclaim.authoring.tasks import guide
from crossclaim.authoring.tasks.fields import Field, from_words
from crossclaim.authoring.tasks.kind import Answer, Kind, Packet, numbered
from crossclaim.errors import InputError, Problem

_TEXT, _SPAN, _NOTES = "article", "span", "notes"
_MARKED = ("n", "quotes", "note")  # fields that the marks themselves give

# ------------------------------------------------------------------------------------------------------------------------ writing


def write(packets: Sequence[Packet], batch: int | None) -> dict[str, str]:
    """`config.xml`, `tasks.json` and `instructions.md`."""
    kind = packets[0].kind
    config = _config_of_article(packets[0]) if kind.several else _config_of_items(packets[0])
    tasks = [task for packet in packets for task in (_article_tasks(packet) if kind.several else _item_tasks(packet, batch))]
    return {"config.xml": config, "tasks.json": store.dump_json(tasks), "instructions.md": guide.page(list(packets))}


def _control(field: Field, to: str, more: str = "") -> list[str]:
    required = "" if field.optional else ' required="true"'
    common = f'name="{field.name}" toName="{to}"{required}{more}'
    header = f'<Header size="5" value={quoteattr(f"{field.name}: {field.asks}")}/>'
    if field.sort == "choice":
        choices = [f"  <Choice value={quoteattr(value)}/>" for value in field.values]
        return [header, f'<Choices {common} choice="single" showInline="true">', *choices, "</Choices>"]
    if field.sort == "rating":
        return [header, f'<Rating {common} maxRating="{len(field.values)}"/>']
    return [header, f'<TextArea {common} maxSubmissions="1" editable="true"/>']


def _view(lines: Sequence[str]) -> str:
    return "\n".join(["<View>", *[f"  {line}" for line in lines], "</View>"]) + "\n"


def _scrolled(name: str) -> list[str]:
    return ['<View style="max-height: 24em; overflow: auto">', f'  <Text name="{name}" value="${name}"/>', "</View>"]


def _config_of_items(packet: Packet) -> str:
    shown = list(packet.items[0].shown)
    lines = [f"<Header value={quoteattr(packet.kind.question)}/>"]
    if packet.material:
        lines += _scrolled("material")
    for name in shown:
        lines += [f'<Header size="5" value="{name}"/>', f'<Text name="{name}" value="${name}"/>']
    for field in packet.kind.fields(packet.event):
        lines += _control(field, shown[0])
    return _view(lines)


def _item_tasks(packet: Packet, batch: int | None) -> Iterator[dict[str, Any]]:
    more = {"material": "\n".join(packet.material)} if packet.material else {}
    for task_id, numbers in packet.tasks(batch):
        for n in numbers:
            yield {"data": {"task_id": task_id, "item": n, **packet.items[n - 1].shown, **more}}


def _config_of_article(packet: Packet) -> str:
    how = "Mark the words that state a claim, then fill in the claim. Marks with the same text, speaker and kind are one claim."
    notes = "Sentences without a claim, one a line: number, colon, why"
    controls = [
        line
        for field in packet.kind.fields(packet.event)
        if field.name not in _MARKED
        for line in _control(field, _TEXT, ' perRegion="true"')
    ]
    return _view(
        [
            f"<Header value={quoteattr(packet.kind.question)}/>",
            f'<Header value="{how}"/>',
            f'<Labels name="{_SPAN}" toName="{_TEXT}">',
            '  <Label value="claim"/>',
            "</Labels>",
            f'<Text name="{_TEXT}" value="${_TEXT}"/>',
            *controls,
            *_scrolled("sentences"),
            f'<Header size="5" value="{notes}"/>',
            f'<TextArea name="{_NOTES}" toName="{_TEXT}" rows="6" maxSubmissions="1"/>',
        ]
    )


def _article_tasks(packet: Packet) -> Iterator[dict[str, Any]]:
    sentences = "\n".join(packet.material + numbered([item.shown["sentence"] for item in packet.items]))
    (task_id, _), *_ = packet.tasks(None)
    places = [list(item.key) for item in packet.items]
    yield {"data": {"task_id": task_id, _TEXT: packet.text, "sentences": sentences, "places": places}}


# ------------------------------------------------------------------------------------------------------------------------ reading


def read(path: Path, kind: Kind, fields: Sequence[Field]) -> tuple[list[Answer], list[Problem]]:
    """The answers of a JSON export, with the tasks that are not of the form. A problem's line is the task's place in the export."""
    name = store.show(path)
    tasks = store.read_json(path)
    if not isinstance(tasks, list):
        raise InputError(Problem(name, None, "", "form", "no list of tasks; export the project as JSON (not JSON-MIN)"))
    answers: list[Answer] = []
    problems: list[Problem] = []
    for line, task in enumerate(tasks, 1):
        try:
            data, results = _annotation(task)
            if results is None:
                continue
            if kind.several:
                answers += [Answer(line, data["task_id"], *found) for found in _marked(data, results, fields)]
            else:
                values = {str(result["from_name"]): _value(result) for result in results}
                by_name = {field.name: field for field in fields}
                given = {key: from_words(by_name[key], value) if key in by_name else value for key, value in values.items()}
                answers.append(Answer(line, data["task_id"], data["item"], given))
        except (KeyError, TypeError, IndexError, AttributeError):
            problems.append(Problem(name, line, "", "form", "no task of this export's form; export the project as JSON"))
        except ValueError as error:
            problems.append(Problem(name, line, "", "form", str(error)))
    return answers, problems


def _annotation(task: Any) -> tuple[dict[str, Any], list[Any] | None]:
    """A task's data and the results of its one annotation; None where it was not annotated or was skipped."""
    data: dict[str, Any] = task["data"]
    if not isinstance(data["task_id"], str) or ("item" in data and type(data["item"]) is not int):
        raise TypeError
    kept = [annotation for annotation in task["annotations"] if not annotation.get("was_cancelled")]
    if len(kept) > 1:
        raise ValueError(f"{len(kept)} annotations; a pass is one reader's, so export that reader's only")
    return data, kept[0]["result"] if kept else None


def _value(result: Any) -> str:
    """What one control was given, as words."""
    value = result["value"]
    if "choices" in value:
        if len(value["choices"]) != 1:
            raise ValueError(f"{len(value['choices'])} choices for {result['from_name']}; wanted: one")
        return value["choices"][0]
    if "rating" in value:
        return str(value["rating"])
    return " ".join(value["text"]) if isinstance(value["text"], list) else value["text"]


def _marked(data: dict[str, Any], results: list[Any], fields: Sequence[Field]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The answers in an article: a claim for each distinct text, speaker and kind, at every sentence that a mark of it touches."""
    regions: dict[str, dict[str, Any]] = {}
    notes: dict[str, str] = {}
    for result in results:
        if result["from_name"] == _NOTES:
            notes = dict(re.findall(r"(?m)^\s*(\d+)\s*[:.]\s*(\S.*?)\s*$", "\n".join(result["value"]["text"])))
        elif result["from_name"] == _SPAN:
            quote = _quote(data[_TEXT], result["value"])
            regions.setdefault(result["id"], {})["quotes"] = [quote]
        else:
            regions.setdefault(result["id"], {})[result["from_name"]] = _value(result)
    numbers: dict[tuple[Any, ...], int] = {}
    by_name = {field.name: field for field in fields}
    for region in sorted(regions.values(), key=lambda region: region["quotes"][0]["start"]):
        claim = {field: from_words(by_name[field], region.get(field, "")) for field in by_name if field not in _MARKED}
        n = numbers.setdefault((claim["text"], claim["speaker"], claim["kind"]), len(numbers) + 1)
        quote = region["quotes"][0]
        touched = [s for s, (start, end) in enumerate(data["places"], 1) if start < quote["end"] and quote["start"] < end]
        for s in touched[:1]:
            yield s, {"n": n, **claim, "quotes": [quote]}
        for s in touched[1:]:
            yield s, {"n": n}
    for s, note in notes.items():
        yield int(s), {"note": note}


def _quote(article: str, value: dict[str, Any]) -> dict[str, Any]:
    """The marked words with their place in code points; browsers count UTF-16 units, which differ after rare signs."""
    start, end, words = value["start"], value["end"], value["text"]
    if article[start:end] != words:
        units = article.encode("utf-16-le")
        start, end = (len(units[: 2 * place].decode("utf-16-le", errors="ignore")) for place in (start, end))
    return {"start": start, "end": end, "text": words}
