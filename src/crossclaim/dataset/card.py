"""The generated parts of the dataset card, `data/README.md`.

Two things in the card follow from the data: the digest in each config's description (without it `load_dataset` would serve rows from
its cache after the files have changed) and the block of figures. Everything else in the card is written by hand.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from crossclaim.dataset.figures import figures

_STAMP = re.compile(r"data digest [0-9a-f]{12}")
_FIGURES = re.compile(r"(<!-- figures: written by `crossclaim build` -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Twelve hexadecimal digits over the content of rows, whatever format holds them."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(row, sort_keys=True).encode() + b"\n")
    return found.hexdigest()[:12]


def written(card: str, stamp: str, statistics: Mapping[str, Any]) -> str:
    """The card with the digest and the figures in their places. Raises ValueError where the card has no place for them."""
    if not _STAMP.search(card) or not _FIGURES.search(card):
        raise ValueError("data/README.md has no data digest or no block of figures")
    card = _STAMP.sub(f"data digest {stamp}", card)
    return _FIGURES.sub(lambda m: m.group(1) + figures(statistics) + m.group(2), card)
