"""Label maps: the vocabulary of another data set in words of ours.

Each is a file, `benchmark/label_maps/<name>.toml`, or a file of one's own of the same form: `name`, `summary`, and the table
`labels` from their label to ours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import _paths, store
from crossclaim.errors import InputError, Problem, unknown


class LabelMap(NamedTuple):
    """A vocabulary and what its labels mean in another."""

    name: str
    summary: str
    labels: dict[str, str]


def names() -> list[str]:
    """The maps that come with the package."""
    return sorted(path.stem for path in _paths.LABEL_MAPS.glob("*.toml"))


def load(name_or_file: str) -> LabelMap:
    """A map by its name, or from a file (anything with a path's separator or ending in .toml)."""
    is_file = name_or_file.endswith(".toml") or "/" in name_or_file
    if not is_file and name_or_file not in names():
        raise InputError(unknown("label map", name_or_file, names()))
    path = Path(name_or_file) if is_file else _paths.LABEL_MAPS / f"{name_or_file}.toml"
    try:
        document: dict[str, Any] = tomllib.loads(store.read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(store.show(path), None, "", "toml", f"not valid TOML: {error}")) from None
    labels = document.get("labels")
    if not isinstance(labels, dict) or not labels or not all(isinstance(value, str) for value in labels.values()):
        message = "a label map needs a table [labels] from their label to ours, both texts"
        raise InputError(Problem(store.show(path), None, "$.labels", "label-map", message))
    return LabelMap(str(document.get("name", path.stem)), str(document.get("summary", "")), labels)


def fitting(labels: set[str], vocabulary: Sequence[str]) -> list[str]:
    """The maps whose labels include all the given ones and lead into the vocabulary, those with the fewest labels first."""
    found: list[tuple[int, str]] = []
    for name in names():
        entries = load(name).labels
        if labels and labels <= set(entries) and {entries[label] for label in labels} <= set(vocabulary):
            found.append((len(entries), name))
    return [name for _, name in sorted(found)]
