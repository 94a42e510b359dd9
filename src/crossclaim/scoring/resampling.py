"""Resampling that respects what the items share.

Two pairs that share a claim are not independent, so what is drawn is claims, not pairs: draw n claims out of n with replacement, and let
a pair weigh the product of its two claims' draw counts (the pigeonhole or multi-way bootstrap of Owen 2007, here with one set of units
on both sides). Where the items share nothing that is known, each is its own unit and weighs its own draw count.

Clusters (events, documents) are drawn whole: a draw is a sum of the clusters' tables.

Draws come from NumPy's `RandomState`, whose streams are frozen across versions: one seed, one result, everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossclaim.scoring.confusion import Floats

_BLOCK = 20_000_000  # numbers held at once: 160 MB of weights


class Interval(NamedTuple):
    """A figure and the ends of its interval; None where undefined."""

    value: float | None
    low: float | None
    high: float | None


def unit_index(*sides: Sequence[str]) -> NDArray[np.int64]:
    """The units on each side of each item as numbers, shape (sides, items), in the order of the sorted names."""
    number = {name: i for i, name in enumerate(sorted(set().union(*sides)))}
    return np.stack([np.fromiter(map(number.__getitem__, side), np.int64, len(side)) for side in sides])


def weight_blocks(units: NDArray[np.int64], draws: int, seed: int) -> list[Floats]:
    """Weights of every item in every draw, in blocks of shape (draws in block, items).

    `units` has shape (sides, items). An item weighs the product of its units' draw counts over its sides.
    """
    n_units = int(units.max()) + 1
    random = np.random.RandomState(seed)
    size = max(1, _BLOCK // max(1, units.shape[1]))
    blocks: list[Floats] = []
    for start in range(0, draws, size):
        counts = random.multinomial(n_units, np.full(n_units, 1 / n_units), size=min(size, draws - start))
        blocks.append(counts[:, units].prod(axis=1).astype(float))
    return blocks


def cluster_draws(tables: Floats, draws: int, seed: int) -> Floats:
    """Sums of resampled clusters, shape (draws, ...), from one table per cluster, shape (clusters, ...).

    Clusters with equal tables are interchangeable, so where there are few kinds of table one multinomial over the kinds does: millions of
    small clusters cost no more than a few. Otherwise clusters are drawn one by one.
    """
    n = len(tables)
    flat = tables.reshape(n, -1)
    random = np.random.RandomState(seed)
    kinds, multiplicity = np.unique(flat, axis=0, return_counts=True)
    if 4 * len(kinds) < n:
        drawn = random.multinomial(n, multiplicity / n, size=draws).astype(float) @ kinds
    else:
        drawn = np.stack([np.bincount(random.randint(n, size=n), minlength=n).astype(float) @ flat for _ in range(draws)])
    return drawn.reshape(draws, *tables.shape[1:])


def interval(value: float, samples: Floats, level: float = 0.95) -> Interval:
    """The percentile interval of resampled figures around the figure itself. Draws in which it is undefined are left out."""
    defined = samples[~np.isnan(samples)]
    if np.isnan(value) or defined.size == 0:
        return Interval(None if np.isnan(value) else float(value), None, None)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(value), float(low), float(high))
