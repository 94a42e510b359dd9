"""What several rules need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crossclaim import store
from crossclaim.dataset.source import Source
from crossclaim.errors import Problem


def at(data: Source, name: str) -> str:
    """A file of the data folder as messages name it."""
    return store.show(data.folder / name)


def annotation_kind(name: str) -> str | None:
    """The kind of record that a file of annotations holds, by its name."""
    kinds = {
        "claims-": "claims-pass", "inventory-": "claims-pass", "coverage-": "coverage-pass", "listing-": "listing-pass",
        "votes-": "votes-pass", "decisions-": "decision", "types-": "contradiction-pass", "pool": "pool", "revisions": "revision",
        "faithfulness-": "faithfulness-pass", "mirror-": "mirror-pass",
    }  # fmt: skip
    return next((kind for prefix, kind in kinds.items() if name.startswith(prefix)), None)


def unique(rows: Iterable[Mapping[str, Any]], file: str, *fields: str) -> Iterator[Problem]:
    """Rows that agree with an earlier one in all the fields."""
    first: dict[tuple[Any, ...], int] = {}
    for line, row in enumerate(rows, 1):
        key = tuple(row[field] for field in fields)
        if key in first:
            name = ", ".join(str(part) for part in key)
            yield Problem(file, line, f"$.{fields[0]}", "unique", f"{name} stands already on line {first[key]}")
        first.setdefault(key, line)
