"""How sure a score is when pairs are not independent, without resampling.

A score is linearised: pair i moves it by φ_i, the score's derivative by the cell that the pair stands in. Pairs that share a claim may
err together, so their products φ_i φ_j enter the variance; all other products are taken to be zero in expectation. For pairs of claims this
is the dyadic-robust variance (Fafchamps & Gubert 2007; Aronow, Samii & Assenova 2015)

    V = Σ_u (Σ_{i∋u} φ_i)² − Σ_d (Σ_{i∈d} φ_i)²     over claims u and dyads d,

since a dyad's own products were counted with both its claims. It is multiplied by m/(m − 1) for m claims and is never taken to be
smaller than that of independent pairs with half a pair added to each cell of the table.

A score lies between 0 and 1, and its normal interval misses often near the ends. So the variance is turned into an effective number of
independent pairs, n* = v(1 − v)/V, and the interval is Wilson's for n* (Wilson 1927; Dean & Pagano 2015 for designs with
dependence), with Student's t on m* − 1 degrees of freedom in place of the normal quantile, where m* = (Σ d_u)²/Σ d_u² is
the effective number of claims with degrees d_u (Kish 1965). A simulation on the data's own relation graph (`benchmark/studies/`)
chose this form.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossclaim.scoring import confusion
from crossclaim.scoring.confusion import Floats
from crossclaim.scoring.resampling import Interval

Ints = NDArray[np.int64]


class Units(NamedTuple):
    """The units of some pairs: `sides` of shape (2, pairs) for claims or (1, pairs) for rows, the dyad of each pair, and their numbers.

    `effective` is the number of equally busy claims that the claims are worth.
    """

    sides: Ints
    dyads: Ints
    m: int
    effective: float


def units(sides: Ints) -> Units:
    """The units of pairs from the numbers of what stands on each side, shape (sides, pairs)."""
    m = int(sides.max()) + 1
    degrees = np.bincount(sides.ravel(), minlength=m).astype(float)
    low, high = sides.min(axis=0), sides.max(axis=0)
    _, dyads = np.unique(low * m + high, return_inverse=True)
    return Units(sides, dyads.astype(np.int64), m, float(degrees.sum() ** 2 / (degrees**2).sum()))


def variance(influence: Floats, found: Units) -> float:
    """The variance of a score from the influence of each pair on it, shape (pairs,)."""
    if found.m < 2 or np.isnan(influence).any():
        return float("nan")
    by_unit = np.sum([np.bincount(side, weights=influence, minlength=found.m) for side in found.sides], axis=0)
    total = float((by_unit**2).sum())
    if len(found.sides) == 2:
        total -= float((np.bincount(found.dyads, weights=influence) ** 2).sum())
    return total * found.m / (found.m - 1)


def independent_variance(table: Floats, slope: Floats) -> float:
    """The variance if pairs were independent, from a table of counts and the derivative by its cells."""
    shares = table / table.sum()
    centre = float((shares * slope).sum())
    return float((table * (slope - centre) ** 2).sum())


def wilson(value: float, spread: float, n: float, df: float, level: float, low: float = 0.0, high: float = 1.0) -> Interval:
    """Wilson's interval of a score from `low` to `high` with the given variance; at the very ends `n` pairs count as independent."""
    from scipy.stats import t

    if np.isnan(value):
        return Interval(None, None, None)
    if np.isnan(spread) or df <= 0 or n <= 0:
        return Interval(float(value), None, None)
    scale = high - low
    v, variance_ = (value - low) / scale, spread / scale**2
    size = n if variance_ <= 0 or v <= 0 or v >= 1 else min(n, v * (1 - v) / variance_)
    z = float(t.ppf((1 + level) / 2, df))
    centre = (v + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * float(np.sqrt(v * (1 - v) / size + z * z / (4 * size * size)))
    return Interval(float(value), low + scale * max(0.0, centre - half), low + scale * min(1.0, centre + half))


def t_interval(value: float, spread: float, df: float, level: float) -> Interval:
    """Student's interval of a value with the given variance."""
    from scipy.stats import t

    if np.isnan(value) or np.isnan(spread) or df <= 0:
        return Interval(None if np.isnan(value) else float(value), None, None)
    half = float(t.ppf((1 + level) / 2, df)) * float(np.sqrt(max(spread, 0.0)))
    return Interval(float(value), float(value) - half, float(value) + half)


def relevant(table: Floats, name: str, labels: tuple[str, ...]) -> float:
    """How many pairs a metric speaks of: those with the gold label for a recall, those predicted as it for a precision, and so on."""
    kind, _, label = name.partition("_")
    if kind in confusion.PER_LABEL and label in labels:
        i = labels.index(label)
        gold, answered = float(table[i].sum()), float(confusion.answered(table)[i])
        return {"recall": gold, "precision": answered, "f1": (gold + answered) / 2}[kind]
    return float(table.sum())


def intervals(truth: Ints, answer: Ints, labels: tuple[str, ...], columns: int, found: Units, level: float) -> dict[str, Interval]:
    """The interval of every metric of one set of pairs.

    `truth` and `answer` are label indices of shape (pairs,), `columns` the width of the table (more than labels where rows may be missing).
    """
    size = len(labels)
    table = confusion.tables(truth, answer, size, columns=columns)
    padded = table + 0.5 * (np.arange(columns) < size)
    slopes, padded_slopes = confusion.gradients(table, labels), confusion.gradients(padded, labels)
    return {
        name: wilson(
            float(value),
            max(variance(slopes[name][truth, answer], found), independent_variance(padded, padded_slopes[name])),
            relevant(table, name, labels),
            found.effective - 1,
            level,
            *((-1.0, 1.0) if name == "mcc" else (0.0, 1.0)),
        )
        for name, value in confusion.metrics(table, labels).items()
    }
