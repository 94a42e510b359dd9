"""The columns of each config for Hugging Face `datasets`. A test holds them against the card's YAML.

`datasets` is imported by `features`, not by importing this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossclaim.records import ANSWERS, LABELS, RELATION_LABELS

if TYPE_CHECKING:
    import datasets

_TEXT = "string"
_DAY = "date32"  # the JSON reader of `datasets` takes ISO dates for times and would write them out as such if this said text
_SIDE = ("article_id", "speaker", "kind", "modality", "topic")
COLUMNS: dict[str, dict[str, Any]] = {
    "pairs": {
        **dict.fromkeys(("pair_id", "event_id", "cluster_id", "evidence_id", "claim_id", "evidence", "claim"), _TEXT),
        "label": LABELS,
        **dict.fromkeys(("certainty", "scope", "contradiction_type"), _TEXT),
        "votes": dict.fromkeys(ANSWERS, "int64"),
        **{f"{side}_{field}": _TEXT for side in ("evidence", "claim") for field in (*_SIDE, "proposition")},
    },
    "relations": {
        **dict.fromkeys(("pair_id", "event_id", "cluster_id", "evidence_id", "claim_id", "evidence", "claim"), _TEXT),
        "label": RELATION_LABELS,
        **dict.fromkeys(("certainty", "contradiction_type", "origin", "scope"), _TEXT),
        "adjudicated": "bool",
        "rationale": _TEXT,
        **{f"{side}_{field}": _TEXT for side in ("evidence", "claim") for field in _SIDE},
    },
    "claims": {
        **dict.fromkeys(("claim_id", "event_id", "article_id", "text", "kind", "speaker", "stance", "modality"), _TEXT),
        "as_of": _DAY,
        "topic": _TEXT,
        "spans": [{"start": "int64", "end": "int64", "sha256": _TEXT, "normalized_length": "int64", "normalized_sha256": _TEXT}],
    },
    "articles": {
        **dict.fromkeys(("article_id", "event_id", "publisher", "url", "title", "byline"), _TEXT),
        "published": _DAY,
        "language": _TEXT,
        "n_chars": "int64",
        **dict.fromkeys(("sha256", "extent", "syndicated_from"), _TEXT),
    },
    "votes": {
        **dict.fromkeys(("evidence_id", "claim_id", "annotator", "label"), _TEXT),
        "confidence": "int64",
        "rationale": _TEXT,
        "round": "int64",
    },
}


def _feature(column: Any) -> Any:
    from datasets import ClassLabel, List, Value

    if isinstance(column, str):
        return Value(column)
    if isinstance(column, tuple):
        return ClassLabel(names=list(column))
    if isinstance(column, list):
        return List(_feature(column[0]))
    return {name: _feature(inner) for name, inner in column.items()}


def features(config: str) -> datasets.Features:
    """The features of a config as `datasets` has them."""
    from datasets import Features

    return Features({name: _feature(column) for name, column in COLUMNS[config].items()})
