"""The parts that all kinds of reading are made of: the desk they take from, the packet they give, the answers they take back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store
from crossclaim.authoring.tasks.fields import Field
from crossclaim.dataset.rules import texts
from crossclaim.dataset.source import Source
from crossclaim.errors import InputError, Problem, unknown

Record = dict[str, Any]
LAST_SEED = 2**32 - 1


class Desk(NamedTuple):
    """What the data folder has on one event, with the texts of all articles that are at hand."""

    source: Source
    event: Record
    texts: dict[str, str]
    round: int | None = None
    """Round of the pool that is meant; None: the latest."""
    only: str | None = None
    """The one article that is meant; None: all of the event."""

    def articles(self) -> list[Record]:
        """The accounts of the event that are meant."""
        own = [row for row in self.source.articles if row["event_id"] == self.event["event_id"]]
        return [row for row in own if self.only in (None, row["article_id"])]

    def text(self, article_id: str) -> str:
        """An article's text. Raises InputError where it is not at hand."""
        if article_id not in self.texts:
            place = store.show(self.source.folder / "articles.jsonl")
            message = f"the text of {article_id} is not at hand; name the folder that holds it with --articles"
            raise InputError(Problem(place, None, "", "articles", message))
        return self.texts[article_id]

    def claims(self) -> list[Record]:
        """The claims of the event, in file order."""
        rows = store.read_jsonl(self.source.folder / "claims.jsonl")
        return [row for row in rows if row["event_id"] == self.event["event_id"]]

    def passes(self) -> Path:
        """The folder of the event's passes."""
        return self.source.annotations(self.event["event_id"])


def open_desk(data: Path, event_id: str, articles: Path | None, number: int | None = None, only: str | None = None) -> Desk:
    """Read what every kind needs. Raises InputError for an event, or an article of it, that the data folder does not have."""
    events = {row["event_id"]: row for row in store.read_jsonl(data / "events.jsonl")}
    if event_id not in events:
        raise InputError(unknown("event", event_id, sorted(events)))
    source = Source(data, list(events.values()), store.read_jsonl(data / "articles.jsonl"), [], [], {})
    desk = Desk(source, events[event_id], texts.find_texts(source, articles), number, only)
    if not desk.articles() and only is not None:
        raise InputError(unknown("article", only, [row["article_id"] for row in desk._replace(only=None).articles()]))
    return desk


class Item(NamedTuple):
    """One thing to answer on: what the reader sees, and what it stands for, which is never written."""

    shown: dict[str, str]
    key: tuple[Any, ...]
    """Identifiers of the records; of a sentence its two offsets."""


class Packet(NamedTuple):
    """Everything that one reader gets of one kind on one subject (an article or the event), in the order of its seed."""

    kind: Kind
    event: Record
    subject: str
    order: str
    seed: int
    items: list[Item]
    """An item's number is its place here, from 1."""
    material: list[str]
    """Numbered lines that go with every item: an article's sentences or all claims."""
    text: str
    """The article as it is, where the kind is about one."""
    part: str
    """What stands behind the reader in the names of the stored files: an article, a round, or nothing."""

    def head(self) -> str:
        """What all its task identifiers begin with: how it was made, and a digest of what it shows and means."""
        content = [self.part, [list(item) for item in self.items], self.material, self.text]
        digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:8]
        return f"{self.kind.name}.{self.subject}.{self.order}.{self.seed}.{digest}"

    def tasks(self, batch: int | None) -> list[tuple[str, list[int]]]:
        """Identifier of each task with the numbers of its items, `batch` of them at most."""
        head, size = self.head(), batch or self.kind.batch or len(self.items)
        starts = range(0, len(self.items), size)
        return [(f"{head}.{n}", list(range(i + 1, min(i + size, len(self.items)) + 1))) for n, i in enumerate(starts, 1)]


class Answer(NamedTuple):
    """What a reader filled in for one item, with the line of the file it was read from."""

    line: int
    task_id: str
    item: int
    given: dict[str, Any]


class Row(NamedTuple):
    """One record of a pass, with the line and item that it comes from."""

    line: int
    item: int
    record: Record


Rows = dict[str, list[Row]]
"""The rows of each file of a pass, by the beginning of its name."""


class Kind(NamedTuple):
    """One kind of reading."""

    name: str
    summary: str
    question: str
    section: str
    """Heading of the part of the guidelines that the reader gets."""
    fields: Callable[[Record], tuple[Field, ...]]
    """What is asked, given the event."""
    packets: Callable[[Desk, str, int], list[Packet]]
    """The packets of an event in an order, by a seed."""
    rows: Callable[[Packet, Sequence[Answer], str], tuple[Rows, list[Problem]]]
    """From proper answers, without what was left empty, to the rows of the pass, with what is wrong between them."""
    stem: str
    """What the names of its files and its annotators begin with."""
    role: str
    """Its name in annotators.json."""
    saw: str
    orders: tuple[str, ...]
    """The orders it can have, the usual one first."""
    batch: int | None
    """Usual number of items in one task; None: all of them belong together."""
    with_text: bool = False
    """Tasks hold an article's words."""
    several: bool = False
    """An item may have several answers: the claims of a sentence."""
    rounds: bool = False
    """It is about the pool, which is drawn and has rounds."""


def always(*fields: Field) -> Callable[[Record], tuple[Field, ...]]:
    """The `fields` of a kind that asks the same of every event."""
    return lambda event: fields


def one_to_one(prefix: str, record: Callable[[Packet, Item, Mapping[str, Any]], Record]):
    """The `rows` of a kind whose answers are rows: one answer, one record."""

    def rows(packet: Packet, answers: Sequence[Answer], name: str) -> tuple[Rows, list[Problem]]:
        found = [Row(a.line, a.item, record(packet, packet.items[a.item - 1], a.given)) for a in answers]
        return {prefix: found}, []

    return rows


def shuffled(n: int, seed: int) -> list[int]:
    """The numbers below n in the order of the seed."""
    import numpy as np

    return [int(i) for i in np.random.RandomState(seed).permutation(n)]


def numbered(lines: Sequence[str]) -> list[str]:
    """Lines with their numbers in front."""
    return [f"{n}. {line}" for n, line in enumerate(lines, 1)]
