"""Registering articles: from a file to a row of `articles.jsonl`, the text kept outside, and where a reader might look first.

Takes text files and saved HTML of one event; gives for each its row, its paragraphs, sentences, quotations and hints of speakers by offset,
and the texts at hand that it nearly copies. Everything is looked at before anything is written: first the texts as `<sha256>.txt` into the
folder of articles, then all rows in one step.

Two texts are near-copies by *containment* (Broder 1997): the share of the shorter text's runs of five words that stand in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store, text, transaction
from crossclaim.authoring import articles, hints, passes
from crossclaim.dataset import schemas, source
from crossclaim.dataset.rules.texts import recognise
from crossclaim.errors import InputError, Problem, unknown

Record = dict[str, Any]
Ask = Callable[[str, str], str]
"""Called with a field and a file's name where the field is missing; gives its value."""

RUN = 5  # words
NEAR = 0.5  # containment from which a text is called a near-copy; two accounts that quote one statement stay far below
ROWS = "articles.jsonl"
NEEDED = ("publisher", "url", "language")


class Given(NamedTuple):
    """What the author says of the articles; None: what the page says of itself."""

    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    extent: str = "whole"
    article_id: str | None = None
    syndicated_from: str | None = None


OF_ONE = ("url", "title", "article_id")
"""What cannot be said of several articles at once."""


class Near(NamedTuple):
    """A text at hand, a registered article or another file of the call, and how much of the shorter of the two stands in the other."""

    name: str
    containment: float


class Ingested(NamedTuple):
    """One article as it was registered, and where to look in it, by offsets."""

    file: str
    row: Record
    content: str
    paragraphs: list[hints.Range]
    sentences: list[tuple[int, int]]
    quotations: list[hints.Range]
    hints: list[hints.Hint]
    near: list[Near]

    def speakers(self) -> list[tuple[str, int]]:
        """The likely speakers' names, most frequent first; for the terminal, not for a file."""
        names = Counter(self.content[hint.speaker.start : hint.speaker.end] for hint in self.hints if hint.speaker)
        return names.most_common()

    def to_json(self) -> Record:
        """The row and all places, without a word of the text."""
        return {
            "file": self.file,
            "article": self.row,
            "paragraphs": [_place(found) for found in self.paragraphs],
            "sentences": [_place(found) for found in self.sentences],
            "quotations": [dict(text.span(self.content, *found)) for found in self.quotations],
            "hints": [{name: _place(found) for name, found in hint._asdict().items()} for hint in self.hints],
            "near_duplicates": [near._asdict() for near in self.near],
        }


def _place(found: tuple[int, int] | None) -> Record | None:
    return None if found is None else {"start": found[0], "end": found[1]}


def ingest(
    files: Sequence[Path],
    event_id: str,
    given: Given | None = None,
    *,
    data: Path,
    folder: Path | None,
    ask: Ask | None = None,
    dry_run: bool = False,
) -> list[Ingested]:
    """Register the articles of some files for an event.

    Args:
        files: text files, taken as they are, or saved HTML (.html, .htm).
        event_id: an event of the data folder.
        given: what is said of the articles; what is not said is taken from the page.
        data: the data folder.
        folder: where the texts are kept, outside the data folder and of any git work tree that does not ignore it.
        ask: asked for a publisher, an address or a language that nothing says; None: they are refused by name.
        dry_run: look at everything and write nothing.

    Raises:
        InputError: an unusable file, an unknown event, a text or identifier that is registered already, a row that does not fit.
    """
    given = given or Given()
    if len(files) > 1 and any(getattr(given, field) for field in OF_ONE):
        raise InputError("an address, a title and an identifier belong to one article; name one file, or leave them out")
    if folder is None and not dry_run:
        raise InputError("no folder for the texts; name one with --articles or CROSSCLAIM_ARTICLES")
    events = [row["event_id"] for row in store.read_jsonl(data / "events.jsonl")]
    if event_id not in events:
        raise InputError(unknown("event", event_id, events) + " (an event is added to events.jsonl by hand)")
    registered = _registered(data)
    own = [row for row in registered if row["event_id"] == event_id]
    if given.syndicated_from and given.syndicated_from not in (ids := [row["article_id"] for row in own]):
        raise InputError(unknown(f"article of {event_id}", given.syndicated_from, ids))
    gone = _withdrawn(data)
    at_hand = recognise(own, folder) if folder is not None and folder.is_dir() else {}
    found: list[Ingested] = []
    for path in files:
        reading = articles.read(path)
        name = store.show(path)
        rows = [*registered, *gone, *(before.row for before in found)]
        if folder is not None:
            articles.private(_kept(folder, reading.content), data)
        _refuse_known(rows, {"sha256": text.sha256(reading.content), "article_id": given.article_id}, name)
        row = _row(reading, event_id, given, name, [row["article_id"] for row in rows], ask)
        others = at_hand | {before.file: before.content for before in found}
        found.append(_look(name, row, reading.content, others))
    if folder is not None and not dry_run:
        _write(found, data, folder)
    return found


def _registered(data: Path) -> list[Record]:
    path = data / ROWS
    return store.read_jsonl(path) if path.is_file() and path.stat().st_size else []


def _withdrawn(data: Path) -> list[Record]:
    """What must not come back, in the fields by which an article is known."""
    return [{"article_id": row["id"], "sha256": row["sha256"], "withdrawn": row["date"]} for row in source.withdrawn(data)]


def _kept(folder: Path, content: str) -> Path:
    return folder / f"{text.sha256(content)}.txt"


def _refuse_known(rows: Iterable[Mapping[str, Any]], new: Mapping[str, Any], name: str) -> None:
    for row in rows:
        if row["sha256"] == new["sha256"]:
            was = f"was withdrawn on {row['withdrawn']}" if "withdrawn" in row else f"is registered already as {row['article_id']}"
            raise InputError(Problem(name, None, "", "unique", f"this very text {was}"))
        if row["article_id"] == new["article_id"]:
            message = f"the identifier {row['article_id']} is taken; name another with --article-id"
            raise InputError(Problem(name, None, "", "unique", message))


def _row(reading: articles.Reading, event_id: str, given: Given, name: str, taken: Sequence[str], ask: Ask | None) -> Record:
    """The row of `articles.jsonl`. Raises InputError naming what is missing, or what does not fit the schema."""
    said: Record = reading.says | {field: value for field, value in given._asdict().items() if value is not None}
    missing = [field for field in NEEDED if not said.get(field)]
    if missing and ask is None:
        options = ", ".join(f"--{field}" for field in missing)
        raise InputError(Problem(name, None, "", "missing", f"nothing says its {', '.join(missing)}; give {options}"))
    if ask is not None:
        said |= {field: ask(field, name) for field in missing}
    row: Record = {
        "article_id": said.get("article_id") or _identifier(event_id, said["publisher"], taken),
        "event_id": event_id,
        "publisher": said["publisher"],
        "url": said["url"],
        "title": said.get("title"),
        "byline": said.get("byline"),
        "published": said.get("published"),
        "language": said["language"],
        "n_chars": len(reading.content),
        "sha256": text.sha256(reading.content),
        "extent": said["extent"],
        "syndicated_from": said.get("syndicated_from"),
    }
    problems = [problem._replace(rule="article") for problem in schemas.document_problems(row, "article", name)]
    if not problems and row["published"] is not None:
        try:
            date.fromisoformat(row["published"])
        except ValueError as error:
            problems = [Problem(name, None, "$.published", "article", f"{row['published']} is no day: {error}")]
    if problems:
        raise InputError(problems)
    return row


def _identifier(event_id: str, publisher: str, taken: Sequence[str]) -> str:
    """The event's first word and the publisher's name, with a number where that is taken."""
    plain = unicodedata.normalize("NFKD", publisher).encode("ascii", "ignore").decode().lower()
    stem = "-".join([event_id.partition("-")[0], *re.findall(r"[a-z0-9]+", plain)])
    return next(name for name in chain([stem], (f"{stem}-{n}" for n in count(2))) if name not in taken)


def _look(name: str, row: Record, content: str, others: Mapping[str, str]) -> Ingested:
    near = [Near(other, containment(content, theirs)) for other, theirs in others.items()]
    return Ingested(
        name,
        row,
        content,
        hints.paragraphs(content),
        passes.sentences(content, row["language"]),
        hints.quotations(content, row["language"]),
        hints.reporting(content, row["language"]),
        sorted((found for found in near if found.containment >= NEAR), key=lambda found: -found.containment),
    )


def containment(one: str, other: str) -> float:
    """The share of the shorter text's runs of five words that stand in the other; 0 for a text of fewer words."""
    runs, theirs = text.runs(one, RUN), text.runs(other, RUN)
    shorter = min(len(runs), len(theirs))
    return len(runs & theirs) / shorter if shorter else 0.0


def _write(found: Sequence[Ingested], data: Path, folder: Path) -> None:
    try:
        for new in found:
            store.write_text(_kept(folder, new.content), new.content)
    except OSError as error:
        raise InputError(f"{store.show(folder)}: the texts cannot be kept here: {error.strerror}; name another folder") from None
    with transaction.locked(data):  # from reading to writing, so that two calls at once do not lose each other's rows
        registered = _registered(data)
        for new in found:
            _refuse_known([*registered, *_withdrawn(data)], new.row, new.file)
        transaction.put(data, {ROWS: store.dump_jsonl([*registered, *(new.row for new in found)])})
