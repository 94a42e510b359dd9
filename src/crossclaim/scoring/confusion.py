"""Confusion tables, and every metric as a function of them.

A table `t` has gold labels in rows and predicted labels in columns; `t[..., i, j]` counts (or weighs) the pairs of gold label i
that were predicted as j. It may have more columns than rows: what was predicted as none of the labels (a missing row) stands there and is
wrong. All functions take leading axes, so that one call serves one table, a table per group and a
thousand resamples. An undefined figure (0/0) is NaN, never 0.

A label with neither gold nor predicted pairs has no F1 and is left out of the macro mean; recall of a label without gold pairs is
undefined.

Formulas: precision = TP/(TP+FP), recall = TP/(TP+FN), F1 = 2TP/(2TP+FP+FN) (van Rijsbergen 1979); macro-F1 is the mean of the
per-class F1 that are defined (Sokolova & Lapalme 2009); accuracy (micro-averaged) = trace/total; balanced accuracy is the mean of the
recalls that are defined (Brodersen et al. 2010); MCC = (c·s − Σ p_k t_k)/√((s² − Σ p_k²)(s² − Σ t_k²)) with c the trace, s the
total, p and t the column and row sums (Gorodkin 2004), undefined at a zero denominator.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def tables(gold: Ints, predicted: Ints, n_labels: int, weights: Floats | None = None, columns: int | None = None) -> Floats:
    """Confusion tables of shape (..., n_labels, columns); `columns` is n_labels unless told otherwise.

    `gold` and `predicted` are label indices of shape (pairs,); `weights` of shape (..., pairs) gives one table per leading
    index, and None counts each pair once.
    """
    columns = columns or n_labels
    cell = gold * columns + predicted
    if weights is None:
        return np.bincount(cell, minlength=n_labels * columns).astype(float).reshape(n_labels, columns)
    indicator = np.zeros((len(cell), n_labels * columns))
    indicator[np.arange(len(cell)), cell] = 1.0
    return (weights @ indicator).reshape(*weights.shape[:-1], n_labels, columns)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """numerator/denominator, NaN where the denominator is 0."""
    defined = denominator != 0
    return np.where(defined, numerator / np.where(defined, denominator, 1.0), np.nan)


def true_positives(table: Floats) -> Floats:
    """The diagonal, shape (..., labels)."""
    return np.diagonal(table, axis1=-2, axis2=-1)


def answered(table: Floats) -> Floats:
    """How many pairs were predicted as each label, shape (..., labels)."""
    return table.sum(axis=-2)[..., : table.shape[-2]]


def precision(table: Floats) -> Floats:
    """TP/(TP+FP) per label, shape (..., labels)."""
    return ratio(true_positives(table), answered(table))


def recall(table: Floats) -> Floats:
    """TP/(TP+FN) per label, shape (..., labels)."""
    return ratio(true_positives(table), table.sum(axis=-1))


def f1(table: Floats) -> Floats:
    """2TP/(2TP+FP+FN) per label, shape (..., labels); NaN only where all three are 0."""
    return ratio(2 * true_positives(table), table.sum(axis=-1) + answered(table))


def _mean_of_defined(values: Floats) -> Floats:
    defined = ~np.isnan(values)
    return ratio(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(float))


def macro_f1(table: Floats) -> Floats:
    """The mean of the labels' F1 over those that are defined, shape (...)."""
    return _mean_of_defined(f1(table))


def accuracy(table: Floats) -> Floats:
    """The share on the diagonal, shape (...)."""
    return ratio(true_positives(table).sum(axis=-1), table.sum(axis=(-2, -1)))


def balanced_accuracy(table: Floats) -> Floats:
    """The mean of the labels' recall over those that have gold pairs, shape (...)."""
    return _mean_of_defined(recall(table))


def mcc(table: Floats) -> Floats:
    """Matthews' correlation coefficient for any number of labels, shape (...)."""
    correct, total = true_positives(table).sum(axis=-1), table.sum(axis=(-2, -1))
    columns, rows = table.sum(axis=-2), table.sum(axis=-1)
    spread = (total**2 - (columns**2).sum(axis=-1)) * (total**2 - (rows**2).sum(axis=-1))
    return ratio(correct * total - (answered(table) * rows).sum(axis=-1), np.sqrt(np.maximum(spread, 0.0)))


OVERALL = {"macro_f1": macro_f1, "accuracy": accuracy, "balanced_accuracy": balanced_accuracy, "mcc": mcc}
PER_LABEL = {"precision": precision, "recall": recall, "f1": f1}
UNDEFINED = {
    "precision": "nothing was predicted as this label",
    "recall": "no gold pair has this label",
    "f1": "no gold pair has this label and nothing was predicted as it",
    "mcc": "gold or predictions have one label only",
    "macro_f1": "there are no pairs",
    "accuracy": "there are no pairs",
    "balanced_accuracy": "there are no pairs",
}
"""Why a figure is undefined where it is."""


def metrics(table: Floats, labels: Sequence[str]) -> dict[str, Floats]:
    """Every metric by name (those of a label end in its name), each of the table's leading shape."""
    named = {name: function(table) for name, function in OVERALL.items()}
    for name, function in PER_LABEL.items():
        per_label = function(table)
        named |= {f"{name}_{label}": per_label[..., i] for i, label in enumerate(labels)}
    return named


def _mcc_gradient(table: Floats) -> Floats:
    size = len(table)
    total, columns, rows = table.sum(), table.sum(axis=0), table.sum(axis=1)
    partner = np.concatenate((rows, np.zeros(table.shape[1] - size)))  # no row belongs to the column of what is missing
    a, b = total**2 - (columns**2).sum(), total**2 - (rows**2).sum()
    if a <= 0 or b <= 0:
        return np.full(table.shape, np.nan)
    over = true_positives(table).sum() * total - (columns * partner).sum()
    d_over = np.eye(size, table.shape[1]) * total + true_positives(table).sum() - partner - columns[:size, None]
    relative = (total - columns) / a + (total - rows[:, None]) / b  # of the denominator
    return (d_over - over * relative) / np.sqrt(a * b)


def gradients(table: Floats, labels: Sequence[str]) -> dict[str, Floats]:
    """The derivative of every metric by every cell of one table, in its shape; NaN where the metric is undefined."""
    size = len(table)
    row, column = np.eye(size)[:, :, None], np.eye(size, table.shape[1])[:, None, :]
    diagonal = row * column
    gold, total = table.sum(axis=1), table.sum()

    def slope(times: float, value: Floats, over: Floats, denominator: Floats) -> Floats:
        """Of times·TP/denominator by label, where the denominator counts the cells `over`."""
        return ratio(times * diagonal - value[:, None, None] * over, np.broadcast_to(denominator[:, None, None], diagonal.shape))

    per_label = {
        "precision": slope(1, precision(table), np.broadcast_to(column, diagonal.shape), answered(table)),
        "recall": slope(1, recall(table), np.broadcast_to(row, diagonal.shape), gold),
        "f1": slope(2, f1(table), row + column, gold + answered(table)),
    }
    found = {
        "macro_f1": _mean_of_defined(np.moveaxis(per_label["f1"], 0, -1)),
        "accuracy": ratio(diagonal.sum(axis=0) - accuracy(table), np.full(table.shape, total)),
        "balanced_accuracy": _mean_of_defined(np.moveaxis(per_label["recall"], 0, -1)),
        "mcc": _mcc_gradient(table),
    }
    return found | {f"{name}_{label}": slopes[i] for name, slopes in per_label.items() for i, label in enumerate(labels)}
