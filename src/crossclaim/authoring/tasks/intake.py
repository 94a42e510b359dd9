"""Taking a filled-in file back: every row is checked, then the pass is stored under the names that the gold is derived from.

Everything that is wrong is said at once, by row and item. Nothing is stored unless the whole pass is complete and proper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from crossclaim import _paths, store, text, transaction
from crossclaim.authoring.tasks import guide
from crossclaim.authoring.tasks.fields import empty, problem, whole
from crossclaim.authoring.tasks.forms import form_of_file
from crossclaim.authoring.tasks.kind import LAST_SEED, Answer, Desk, Kind, Packet, Record, Row, open_desk
from crossclaim.authoring.tasks.kinds import kind_of
from crossclaim.dataset import schemas
from crossclaim.dataset.rules.common import annotation_kind
from crossclaim.errors import InputError, Problem, unknown

_REASONS = ("rationale", "note")  # a reader's sentences about an answer, kept but for runs of an article's words
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DESCRIPTIONS = ("human", "language_model")


class Stored(NamedTuple):
    """What was stored: the files, their rows, how many reasons lost a word, and the articles whose words were not compared."""

    files: list[str]
    rows: int
    shortened: int
    not_compared: list[str]


class Description(NamedTuple):
    """What an annotator is, for annotators.json."""

    kind: str
    model: str | None = None


def store_pass(
    file: Path,
    kind: str,
    event: str,
    annotator: str,
    *,
    data: Path | None = None,
    articles: Path | None = None,
    article: str | None = None,
    number: int | None = None,
    describe: Description | None = None,
) -> Stored:
    """Check a filled-in file and store it as the pass of `annotator` (the X of `votes-X-1.jsonl`).

    With `article` only the answers on that article are taken. Raises InputError naming every row that is not proper.
    """
    if not _NAME.fullmatch(annotator):
        raise InputError(f"{annotator!r} cannot name an annotator; use lower-case letters and digits, joined by hyphens")
    asked, folder = kind_of(kind), data or _paths.DATA
    if article is not None and not asked.with_text:
        raise InputError(f"--article is for readings of articles; {kind} tasks are about the whole event")
    desk = open_desk(folder, event, articles, number, article)
    name = store.show(file)
    fields = asked.fields(desk.event)
    answers, problems = form_of_file(file).read(file, asked, fields)
    packets, answers, found = _packets(desk, asked, answers, name)
    problems += found
    if not packets and not problems:
        problems.append(Problem(name, None, "", "task", "holds no answer" + (f" on {article}" if article else "")))
    proper: list[Answer] = []
    for answer in answers:
        wrong = _field_problems(answer, packets[_head(answer)], name)
        problems += wrong
        if not wrong:
            proper.append(answer._replace(given={key: value for key, value in answer.given.items() if not empty(value)}))
    passes: dict[str, list[Row]] = {}
    for head, packet in packets.items():
        own = [answer for answer in answers if _head(answer) == head]
        problems += _completeness(packet, own, name)
        rows, found = asked.rows(packet, sorted((a for a in proper if _head(a) == head), key=lambda a: (a.item, a.line)), name)
        problems += found
        passes |= {"-".join(filter(None, (prefix, annotator, packet.part))): own_rows for prefix, own_rows in rows.items()}
    runs = {run: own for own, content in desk.texts.items() for run in text.runs(content)}
    passes, shortened, found = _without_source_words(passes, runs, name)
    problems += found + _schema_problems(passes, name)
    if problems:
        raise InputError(sorted(dict.fromkeys(problems), key=lambda found: found.line or 0))
    who = {"-".join(filter(None, (asked.stem, annotator, "" if asked.with_text else packet.part))) for packet in packets.values()}
    contexts = len({answer.task_id for answer in answers})
    files = _put(desk, asked, passes, who.pop(), describe, contexts)
    missing = [row["article_id"] for row in desk.source.articles if row["article_id"] not in desk.texts]
    return Stored(files, sum(map(len, passes.values())), shortened, missing)


def _head(answer: Answer) -> str:
    return answer.task_id.rpartition(".")[0]


def _packets(desk: Desk, kind: Kind, answers: Sequence[Answer], name: str) -> tuple[dict[str, Packet], list[Answer], list[Problem]]:
    """The packets that the answers are about, made again from the data, with the answers that belong to them."""
    packets: dict[str, Packet] = {}
    refused: set[str] = set()
    others = {row["article_id"] for row in desk._replace(only=None).articles()} - {row["article_id"] for row in desk.articles()}
    kept: list[Answer] = []
    problems: list[Problem] = []
    for answer in answers:
        head = _head(answer)
        if head not in packets and head not in refused and head.split(".")[1:2] not in [[other] for other in others]:
            packet, reason = _packet(desk, kind, head)
            if packet is None:
                refused.add(head)
                problems.append(Problem(name, answer.line, "$.task_id", "task", f"{answer.task_id!r}: {reason}"))
            else:
                packets[head] = packet
        if head in packets:
            kept.append(answer)
    for subject in {packet.subject for packet in packets.values()}:
        if sum(packet.subject == subject for packet in packets.values()) > 1:
            problems.append(
                Problem(name, None, "$.task_id", "task", f"answers from several exports on {subject}; import one export at a time")
            )
    return packets, kept, problems


def _packet(desk: Desk, kind: Kind, head: str) -> tuple[Packet | None, str]:
    parts = head.split(".")
    seed = whole(parts[3]) if len(parts) == 5 else None
    if seed is None or seed > LAST_SEED or parts[0] != kind.name or parts[2] not in kind.orders:
        return None, f"no identifier of a {kind.name} task"
    made = {packet.subject: packet for packet in kind.packets(desk, parts[2], seed)}
    if parts[1] not in made:
        return None, f"{desk.event['event_id']} has no {kind.name} tasks on {parts[1]!r}"
    if made[parts[1]].head() != head:
        return None, "the data have changed since this task was written, or it is of another round; write the tasks again"
    return made[parts[1]], ""


def _field_problems(answer: Answer, packet: Packet, name: str) -> list[Problem]:
    fields = {field.name: field for field in packet.kind.fields(packet.event)}
    if not 0 < answer.item <= len(packet.items):
        message = f"item {answer.item}: there is no such item; they go from 1 to {len(packet.items)}"
        return [Problem(name, answer.line, "$.item", "item", message)]
    found = [(key, unknown("field", key, list(fields))) for key in answer.given if key not in fields]
    found += [(key, reason) for key, field in fields.items() if (reason := problem(field, answer.given.get(key))) is not None]
    return [Problem(name, answer.line, f"$.{key}", "answer", f"item {answer.item}: {reason}") for key, reason in found]


def _completeness(packet: Packet, answers: Sequence[Answer], name: str) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[int, int] = {}
    for answer in answers:
        if answer.item in seen and not packet.kind.several:
            message = f"item {answer.item}: answered already on line {seen[answer.item]}"
            problems.append(Problem(name, answer.line, "$.item", "unique", message))
        seen.setdefault(answer.item, answer.line)
    missing = [str(n) for n in range(1, len(packet.items) + 1) if n not in seen]
    if missing:
        message = f"{len(missing)} of {len(packet.items)} items of {packet.subject} are not answered: {', '.join(missing)}"
        problems.append(Problem(name, None, "", "coverage", message))
    return problems


def _without_source_words(passes: dict[str, list[Row]], runs: dict[str, str], name: str) -> tuple[dict[str, list[Row]], int, list[Problem]]:
    """The rows with reasons freed of runs of an article's words, how many lost a word, and claims that have such a run."""
    shared = set(runs)
    problems: list[Problem] = []
    kept: dict[str, list[Row]] = {}
    shortened = 0
    for stem, rows in passes.items():
        kept[stem] = []
        for row in rows:
            record = dict(row.record)
            for field, value in record.items():
                common = sorted(text.runs(value) & shared) if isinstance(value, str) else []
                if common and field in _REASONS:
                    record[field] = text.without_runs(value, shared)
                    shortened += 1
                elif common:
                    message = f"item {row.item}: {text.RUN} words in a row from {runs[common[0]]}; restate: {common[0]!r}"
                    problems.append(Problem(name, row.line, f"$.{field}", "source-text", message))
            kept[stem].append(row._replace(record=record))
    return kept, shortened, problems


def _schema_problems(passes: dict[str, list[Row]], name: str) -> list[Problem]:
    problems: list[Problem] = []
    for stem, rows in passes.items():
        kind = annotation_kind(stem) or ""
        for row in rows:
            found = schemas.problems([row.record], kind, name)
            problems += [found._replace(line=row.line, message=f"item {row.item}: {found.message} [{found.rule}]") for found in found]
    return problems


def _put(desk: Desk, kind: Kind, passes: dict[str, list[Row]], who: str, describe: Description | None, contexts: int) -> list[str]:
    """Write the pass, and the annotator where it is described now, all or nothing."""
    folder = desk.source.folder
    annotators = folder / "annotations" / "annotators.json"
    files: dict[str, str | None] = {
        str((desk.passes() / f"{stem}.jsonl").relative_to(folder)): store.dump_jsonl(row.record for row in rows)
        for stem, rows in passes.items()
    }
    with transaction.locked(folder):
        there = [name for name in files if (folder / name).exists()]
        if there:
            message = "this pass is stored already; passes are kept as they were made, so choose another annotator"
            raise InputError([Problem(store.show(folder / name), None, "", "pass", message) for name in there])
        known: list[Record] = store.read_json(annotators) if annotators.exists() else []
        if who not in {row["annotator"] for row in known}:
            files[str(annotators.relative_to(folder))] = store.dump_json([*known, _described(annotators, kind, who, describe, contexts)])
        elif describe:
            raise InputError(Problem(store.show(annotators), None, "", "annotator", f"says already what {who} is; leave out --describe"))
        transaction.put(folder, files)
    return [store.show(folder / name) for name in files]


def _described(annotators: Path, kind: Kind, who: str, describe: Description | None, contexts: int) -> Record:
    """The entry of an annotator. Raises InputError with the entry to add where nobody said what it is."""
    described = describe or Description("human")
    entry: Record = {
        "annotator": who,
        "kind": described.kind,
        "model": described.model,
        "role": kind.role,
        "guidelines": guide.version(),
        "contexts": contexts if described.kind == "language_model" else 1,
        "saw": kind.saw,
    }
    place = store.show(annotators)
    if describe is None:
        shown = json.dumps(entry, ensure_ascii=False)
        message = f"does not say what {who} is; add {shown}, changed to what is true, or import with --describe human|language_model"
        raise InputError(Problem(place, None, "", "annotator", message))
    if (described.kind == "language_model") != (described.model is not None):
        raise InputError(Problem(place, None, "", "annotator", "a language model, and nothing else, is described with --model NAME"))
    found = schemas.document_problems([entry], "annotators", place)
    if found:
        raise InputError(found)
    return entry
