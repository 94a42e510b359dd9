"""Confusion tables, and every metric as a function of them.

A table `t` has gold labels in rows and predicted labels in columns; `t[..., i, j]` counts (or weighs) the pairs of gold label i
that were predicted as j. All functions take leading axes, so that one call serves one table, a table per group and a
thousand resamples. An undefined figure (0/0) is NaN, never 0.

Formulas: precision = TP/(TP+FP), recall = TP/(TP+FN), F1 = 2TP/(2TP+FP+FN) (van Rijsbergen 1979); macro-F1 is the mean of the
per-class F1 that are defined (Sokolova & Lapalme 2009); accuracy = trace/total.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def tables(gold: Ints, predicted: Ints, n_labels: int, weights: Floats | None = None) -> Floats:
    """Confusion tables of shape (..., n_labels, n_labels).

    `gold` and `predicted` are label indices of shape (pairs,); `weights` of shape (..., pairs) gives one table per leading
    index, and None counts each pair once.
    """
    cell = gold * n_labels + predicted
    if weights is None:
        return np.bincount(cell, minlength=n_labels**2).astype(float).reshape(n_labels, n_labels)
    indicator = np.zeros((len(cell), n_labels**2))
    indicator[np.arange(len(cell)), cell] = 1.0
    return (weights @ indicator).reshape(*weights.shape[:-1], n_labels, n_labels)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """numerator/denominator, NaN where the denominator is 0."""
    defined = denominator != 0
    return np.where(defined, numerator / np.where(defined, denominator, 1.0), np.nan)


def true_positives(table: Floats) -> Floats:
    """The diagonal, shape (..., labels)."""
    return np.diagonal(table, axis1=-2, axis2=-1)


def precision(table: Floats) -> Floats:
    """TP/(TP+FP) per label, shape (..., labels)."""
    return ratio(true_positives(table), table.sum(axis=-2))


def recall(table: Floats) -> Floats:
    """TP/(TP+FN) per label, shape (..., labels)."""
    return ratio(true_positives(table), table.sum(axis=-1))


def f1(table: Floats) -> Floats:
    """2TP/(2TP+FP+FN) per label, shape (..., labels); NaN only where all three are 0."""
    return ratio(2 * true_positives(table), table.sum(axis=-1) + table.sum(axis=-2))


def macro_f1(table: Floats) -> Floats:
    """The mean of the labels' F1 over those that are defined, shape (...)."""
    scores = f1(table)
    defined = ~np.isnan(scores)
    return ratio(np.where(defined, scores, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(float))


def accuracy(table: Floats) -> Floats:
    """The share on the diagonal, shape (...)."""
    return ratio(true_positives(table).sum(axis=-1), table.sum(axis=(-2, -1)))


def metrics(table: Floats, labels: tuple[str, ...]) -> dict[str, Floats]:
    """Every metric by name, each of the table's leading shape."""
    named = {"macro_f1": macro_f1(table), "accuracy": accuracy(table)}
    for name, function in (("precision", precision), ("recall", recall), ("f1", f1)):
        per_label = function(table)
        named |= {f"{name}_{label}": per_label[..., i] for i, label in enumerate(labels)}
    return named
