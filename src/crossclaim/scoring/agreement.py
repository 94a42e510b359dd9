"""Agreement of two annotators, from the table of their answers.

`t[..., i, j]` counts (or weighs) the items to which the first annotator gave answer i and the second answer j. Like the metrics of
`confusion`, the functions take leading axes, so that a thousand resamples are one call.

Formulas: Krippendorff's nominal α = 1 − D_o/D_e from the coincidence matrix o = t + tᵀ with n = Σo values, where
D_e = (n² − Σ n_c²)/(n(n−1)) (Krippendorff 2011); Cohen's κ = (p_o − p_e)/(1 − p_e) (Cohen 1960). Where all values are the same, both are
undefined and NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from crossclaim.scoring.confusion import Floats, f1, ratio, true_positives


def alpha(table: Floats) -> Floats:
    """Krippendorff's nominal α, shape (...). Both annotators answered every item."""
    values = table.sum(axis=-1) + table.sum(axis=-2)
    n = values.sum(axis=-1)
    observed = ratio(n - 2 * true_positives(table).sum(axis=-1), n)
    expected = ratio(n**2 - (values**2).sum(axis=-1), n * (n - 1))
    return 1 - ratio(observed, expected)


def kappa(table: Floats) -> Floats:
    """Cohen's κ, shape (...)."""
    total = table.sum(axis=(-2, -1))
    observed = ratio(true_positives(table).sum(axis=-1), total)
    expected = ratio((table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1), total**2)
    return ratio(observed - expected, 1 - expected)


def by_packages(first: Sequence[str], second: Sequence[str], answers: Sequence[str]) -> dict[str, float]:
    """The same figures from the `krippendorff` package and scikit-learn; they are what is published."""
    import krippendorff
    import sklearn.metrics

    metrics: Any = sklearn.metrics  # its stub knows only numbers and two classes

    numbers = [[answers.index(answer) for answer in votes] for votes in (first, second)]
    per_label = metrics.f1_score(first, second, labels=list(answers), average=None, zero_division=np.nan)
    return {
        "krippendorff_alpha": float(krippendorff.alpha(reliability_data=numbers, level_of_measurement="nominal")),
        "cohen_kappa": float(metrics.cohen_kappa_score(first, second)),
        **{f"f1_{answer}": float(value) for answer, value in zip(answers, per_label, strict=True)},
    }


def by_table(table: Floats, answers: Sequence[str]) -> dict[str, Floats]:
    """The figures of `by_packages` from a table, for resampling and for weighted items."""
    per_label = f1(table)
    return {
        "krippendorff_alpha": alpha(table),
        "cohen_kappa": kappa(table),
        **{f"f1_{answer}": per_label[..., i] for i, answer in enumerate(answers)},
    }
