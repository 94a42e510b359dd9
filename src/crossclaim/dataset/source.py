"""The files that people edit, read together: what `build` and `check` start from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store, transaction

Record = dict[str, Any]


class Source(NamedTuple):
    """The rows of the edited files below one data folder, in file order."""

    folder: Path
    events: list[Record]
    articles: list[Record]
    claims: list[Record]
    relations: list[Record]
    splits: Record
    withdrawn: Sequence[Record] = ()

    def claim(self) -> dict[str, Record]:
        """Claims by identifier."""
        return {row["claim_id"]: row for row in self.claims}

    def annotations(self, event_id: str) -> Path:
        """The folder of one event's passes."""
        return self.folder / "annotations" / event_id


def withdrawn(folder: Path) -> list[Record]:
    """What was taken out on request (`withdrawn.jsonl`); a folder from which nothing was has no such file."""
    path = folder / "withdrawn.jsonl"
    return store.read_jsonl(path) if path.exists() else []


def read(folder: Path) -> Source:
    """Read the edited files. Raises InputError naming every broken line of the first broken file."""
    transaction.recover(folder)
    events, articles, claims, relations = (
        store.read_jsonl(folder / f"{name}.jsonl") for name in ("events", "articles", "claims", "relations")
    )
    return Source(folder, events, articles, claims, relations, store.read_json(folder / "splits.json"), withdrawn(folder))
