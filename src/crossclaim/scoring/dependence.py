"""The variance of a score when pairs are not independent, without resampling.

A score is linearised: pair i moves it by φ_i, the score's derivative by the cell that the pair stands in. Pairs that share a claim, or
a cluster, may err together, so their products φ_i φ_j enter the variance; all other products are taken to be zero in expectation.

* For pairs of claims this is the dyadic-robust variance (Fafchamps & Gubert 2007; Aronow, Samii & Assenova 2015):
  V = Σ_u (Σ_{i∋u} φ_i)² − Σ_d (Σ_{i∈d} φ_i)², over claims u and dyads d, since a dyad's own products were counted with both its claims.
* For clusters it is the cluster-robust variance Σ_c (Σ_{i∈c} φ_i)².

Both are multiplied by m/(m − 1) for m units and go with Student's t on m − 1 degrees of freedom.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossclaim.scoring.confusion import Floats
from crossclaim.scoring.resampling import Interval

Ints = NDArray[np.int64]


def _sum_by(group: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(group, weights=values, minlength=size).astype(float)


def variance(influence: Floats, units: Ints) -> float:
    """The variance of a score from the influence of each pair, shape (pairs,), and its units, shape (sides, pairs).

    One side: clusters (or single rows). Two sides: the two claims of each pair; which is which does not matter.
    """
    m = int(units.max()) + 1
    if m < 2:
        return float("nan")
    total = float((np.sum([_sum_by(side, influence, m) for side in units], axis=0) ** 2).sum())
    if len(units) == 2:
        low, high = np.minimum(*units), np.maximum(*units)
        _, dyad = np.unique(low * m + high, return_inverse=True)
        total -= float((_sum_by(dyad, influence, len(influence)) ** 2).sum())
    # products of different pairs may sum to less than nothing in a small sample; independent pairs are the least
    return max(total, float((influence**2).sum())) * m / (m - 1)


def t_interval(value: float, spread: float, df: int, level: float, low: float = -np.inf, high: float = np.inf) -> Interval:
    """Student's interval of a value with the given variance, cut at the ends of the score's range."""
    from scipy.stats import t

    if np.isnan(value) or np.isnan(spread) or df < 1:
        return Interval(None if np.isnan(value) else float(value), None, None)
    half = float(t.ppf((1 + level) / 2, df)) * float(np.sqrt(spread))
    return Interval(float(value), max(float(value) - half, low), min(float(value) + half, high))
