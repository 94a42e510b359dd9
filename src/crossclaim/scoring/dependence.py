"""How sure a score is when pairs are not independent, without resampling.

A score is linearised: pair i moves it by φ_i, the score's derivative by the cell that the pair stands in. Pairs that share a claim may
err together, so their products φ_i φ_j enter the variance; all other products are taken to be zero in expectation. For pairs of claims this
is the dyadic-robust variance (Fafchamps & Gubert 2007; Aronow, Samii & Assenova 2015)

    V = Σ_u (Σ_{i∋u} φ_i)² − Σ_d (Σ_{i∈d} φ_i)²     over claims u and dyads d,

since a dyad's own products were counted with both its claims. It is multiplied by m/(m − 1) for m claims and is never taken to be
smaller than that of independent pairs in the smoothed table, which has half a pair more in each cell.

A score lies between 0 and 1 (MCC between −1 and 1, brought to 0 to 1), and its normal interval misses often near the ends. So the
variance is turned into an effective number of independent pairs, n* = v(1 − v)/V, at most the number of pairs that the score speaks of,
and the interval is Wilson's for n* (Wilson 1927; Dean & Pagano 2015 for designs with dependence). At v = 0 or 1 both v(1 − v) and V
vanish; there n* is that of the smoothed table.

Student's t takes the place of the normal quantile, on m* − 1 degrees of freedom, where m* = (Σ w_u)²/Σ w_u² is the effective number
of claims (Kish 1965) and w_u the independent variance that claim u's pairs bring: a recall hangs on the few claims that have pairs of its
label, not on all. A simulation on the data's own relation graph (`benchmark/studies/interval_coverage.py`) chose this form.
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
    """The units of some pairs: `sides` of shape (2, pairs) for claims or (1, pairs) for rows, each pair's dyad, and how many units.

    `effective` is the number of equally busy units that the units are worth.
    """

    sides: Ints
    dyads: Ints
    m: int
    effective: float


def _by_unit(values: Floats, sides: Ints, m: int) -> Floats:
    """The sum of the pairs' values at each unit."""
    return np.sum([np.bincount(side, weights=values, minlength=m) for side in sides], axis=0)


def _kish(busy: Floats) -> float:
    return float(busy.sum() ** 2 / (busy**2).sum())


def units(sides: Ints) -> Units:
    """The units of pairs from the numbers of what stands on each side, shape (sides, pairs)."""
    m = int(sides.max()) + 1
    low, high = sides.min(axis=0), sides.max(axis=0)
    _, dyads = np.unique(low * m + high, return_inverse=True)
    return Units(sides, dyads.astype(np.int64), m, _kish(_by_unit(np.ones(sides.shape[1]), sides, m)))


def effective(found: Units, worth: Floats) -> float:
    """The effective number of units for a score in which pairs have these parts, at least 2. Rows are their own units and count fully."""
    if len(found.sides) == 1 or not worth.any():
        return max(2.0, found.effective)
    return max(2.0, _kish(_by_unit(worth, found.sides, found.m)))


def variance(influence: Floats, found: Units) -> float:
    """The variance of a score from the influence of each pair on it, shape (pairs,)."""
    if found.m < 2 or np.isnan(influence).any():
        return float("nan")
    total = float((_by_unit(influence, found.sides, found.m) ** 2).sum())
    if len(found.sides) == 2:
        total -= float((np.bincount(found.dyads, weights=influence) ** 2).sum())
    return total * found.m / (found.m - 1)


def independent_variance(table: Floats, slope: Floats) -> float:
    """The variance if pairs were independent, from a table of counts and the derivative by its cells."""
    shares = table / table.sum()
    centre = float((shares * slope).sum())
    return float((table * (slope - centre) ** 2).sum())


def quantile(df: float, level: float) -> float:
    """The quantile of Student's t that bounds the middle `level` of it."""
    from scipy.special import stdtrit  # scipy.stats has it, too, and takes a second to import

    return float(stdtrit(df, (1 + level) / 2))


def wilson(value: float, n: float, df: float, level: float) -> Interval:
    """Wilson's interval of a share that `n` independent pairs would give, with Student's t."""
    z = quantile(df, level)
    centre = (value + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(max(0.0, value * (1 - value)) / n + z * z / (4 * n * n)))
    return Interval(value, min(value, max(0.0, centre - half)), max(value, min(1.0, centre + half)))


def t_interval(value: float, spread: float, df: float, level: float) -> Interval:
    """Student's interval of a value with the given variance."""
    if np.isnan(value) or np.isnan(spread) or df <= 0:
        return Interval(None if np.isnan(value) else float(value), None, None)
    half = quantile(df, level) * float(np.sqrt(max(spread, 0.0)))
    return Interval(float(value), float(value) - half, float(value) + half)


class Linear(NamedTuple):
    """A score from `low` to `high`, linearised: its value, the influence of each pair, and what smoothing makes of them.

    `smoothed` is the value of the smoothed table, `floor` its variance with independent pairs, `worth` each pair's part in that; `n` is the
    number of pairs that the score speaks of.
    """

    value: float
    influence: Floats
    smoothed: float
    floor: float
    worth: Floats
    n: float
    low: float = 0.0
    high: float = 1.0


def interval(score: Linear, found: Units, level: float) -> Interval:
    """The interval of a linearised score."""
    if np.isnan(score.value):
        return Interval(None, None, None)
    spread = variance(score.influence, found)
    if np.isnan(spread) or score.n <= 0:
        return Interval(score.value, None, None)
    scale = score.high - score.low
    v, smoothed = (score.value - score.low) / scale, (score.smoothed - score.low) / scale
    inside = min(v, 1 - v) > 1e-12
    shape, spread = (v * (1 - v), max(spread, score.floor)) if inside else (smoothed * (1 - smoothed), score.floor)
    n = min(score.n, shape * scale**2 / spread) if min(shape, spread) > 0 else score.n
    share = wilson(min(1.0, max(0.0, v)), n, effective(found, score.worth) - 1, level)
    return Interval(score.value, *(end if end is None else score.low + scale * end for end in share[1:]))


def relevant(table: Floats, name: str, labels: tuple[str, ...]) -> float:
    """How many pairs a metric speaks of: those with the gold label for a recall, those predicted as it for a precision, both for an F1."""
    kind, _, label = name.partition("_")
    if kind in confusion.PER_LABEL and label in labels:
        i = labels.index(label)
        gold, answered = float(table[i].sum()), float(confusion.answered(table)[i])
        return {"recall": gold, "precision": answered, "f1": gold + answered}[kind]
    return float(table.sum())


def smooth(table: Floats) -> Floats:
    """A table with half a pair more in each cell of the gold labels that occur."""
    size = len(table)
    gold = table.sum(axis=1)
    more = np.zeros_like(table)
    more[:, :size] = 0.5 * np.outer(gold > 0, gold + confusion.answered(table) > 0)
    return table + more


def linearised(truth: Ints, answer: Ints, labels: tuple[str, ...], columns: int) -> dict[str, Linear]:
    """Every metric of one set of pairs, linearised.

    `truth` and `answer` are label indices of shape (pairs,), `columns` the width of the table (more than labels where rows may be missing).
    """
    table = confusion.tables(truth, answer, len(labels), columns=columns)
    padded = smooth(table)
    shares = padded / np.maximum(padded.sum(axis=1, keepdims=True), 1e-300)
    slopes, padded_slopes = confusion.gradients(table, labels), confusion.gradients(padded, labels)
    smoothed = confusion.metrics(padded, labels)
    return {
        name: Linear(
            float(value),
            slopes[name][truth, answer],
            float(smoothed[name]),
            independent_variance(padded, padded_slopes[name]),
            (shares * padded_slopes[name] ** 2).sum(axis=1)[truth],
            relevant(table, name, labels),
            low=-1.0 if name == "mcc" else 0.0,
        )
        for name, value in confusion.metrics(table, labels).items()
    }


def intervals(truth: Ints, answer: Ints, labels: tuple[str, ...], columns: int, found: Units, level: float) -> dict[str, Interval]:
    """The interval of every metric of one set of pairs; see `linearised` for the arguments."""
    return {name: interval(score, found, level) for name, score in linearised(truth, answer, labels, columns).items()}
