"""Loading the data set as plain frozen records, without any heavy import.

`load("pairs", split="test")` reads the files themselves; it never goes through the cache of `datasets`.

All configs are JSON Lines: `load_dataset` reads every config of a card with one reader, so formats cannot be mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import _paths, store
from crossclaim.errors import InputError, unknown
from crossclaim.records import Article, Claim, JudgedRelation, Pair, Vote

SPLITS = ("train", "validation", "test")


class Config(NamedTuple):
    """One config of the data set: its record and the file of each split, relative to the data folder."""

    from_json: Callable[[Mapping[str, Any]], Any]
    schema: str
    files: dict[str, str]


CONFIGS = {
    "pairs": Config(Pair.from_json, "pair", {split: f"pairs/{split}.jsonl" for split in SPLITS}),
    "relations": Config(JudgedRelation.from_json, "judged-relation", {split: f"relations/{split}.jsonl" for split in SPLITS}),
    "claims": Config(Claim.from_json, "claim", {"full": "claims.jsonl"}),
    "articles": Config(Article.from_json, "article", {"full": "articles.jsonl"}),
    "votes": Config(Vote.from_json, "vote", {"full": "votes/full.jsonl"}),
}


def rows(name: str = "pairs", split: str | None = None, data: Path | None = None) -> list[dict[str, Any]]:
    """The rows of a config as dictionaries; without a split, of all splits in order."""
    if name not in CONFIGS:
        raise InputError(unknown("config", name, list(CONFIGS)))
    files = CONFIGS[name].files
    if split is not None and split not in files:
        raise InputError(unknown(f"split of {name}", split, list(files)))
    chosen = list(files) if split is None else [split]
    return [row for part in chosen for row in store.read_jsonl((data or _paths.DATA) / files[part])]


def load(name: str = "pairs", split: str | None = None, data: str | Path | None = None) -> list[Any]:
    """The records of a config as frozen tuples (`crossclaim.records`).

    Args:
        name: `pairs`, `relations`, `claims`, `articles` or `votes`.
        split: `train`, `validation` or `test` of pairs and relations, `full` of the others; None: all of them in order.
        data: a data folder; None: the one that comes with the package.

    Raises:
        InputError: an unknown name (with the nearest known one), or a file that cannot be read.
    """
    if name not in CONFIGS:
        raise InputError(unknown("config", name, list(CONFIGS)))
    return [CONFIGS[name].from_json(row) for row in rows(name, split, Path(data) if data else None)]
