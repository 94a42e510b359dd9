"""Scores of predicted probabilities.

Probabilities have shape (pairs, labels) and sum to one over the labels (to 1e-3; they are divided by their sum first).

* Log loss: mean of −ln p(gold), p at least 1e-15. Brier: mean of Σ_k (p_k − y_k)² (Brier 1950; for two labels twice the figure of those
  who look at one label only).
* ROC-AUC and average precision: one label against the rest, the mean over the labels. AUC counts ties half; average precision is
  Σ (R_n − R_{n−1}) P_n over distinct thresholds, without interpolation.
* Expected calibration error: 15 bins of equal width over the probability of the predicted (most probable) label,
  Σ_b n_b/n |accuracy_b − mean probability_b| (Guo et al. 2017).

For intervals each pair's influence is needed: its deviation from the mean for log loss and Brier, its structural component (DeLong et al.
1988) for AUC. Average precision and calibration error have no interval here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossclaim.scoring.confusion import Floats

Ints = NDArray[np.int64]

BINS = 15
NAMES = ("log_loss", "brier", "roc_auc", "average_precision", "calibration_error")


def normalized(probabilities: Floats) -> Floats:
    """Probabilities that sum to one exactly."""
    return probabilities / probabilities.sum(axis=1, keepdims=True)


def log_losses(truth: Ints, probabilities: Floats) -> Floats:
    """−ln p(gold) of each pair."""
    return -np.log(np.clip(probabilities[np.arange(len(truth)), truth], 1e-15, 1.0))


def brier_scores(truth: Ints, probabilities: Floats) -> Floats:
    """Σ_k (p_k − y_k)² of each pair."""
    return ((probabilities - np.eye(probabilities.shape[1])[truth]) ** 2).sum(axis=1)


def _placements(positive: NDArray[np.bool_], score: Floats) -> Floats:
    """For each pair the share of the other class that it is ranked rightly against, ties half."""
    order = np.sort(score[~positive]), np.sort(score[positive])
    below = np.searchsorted(order[0], score, "left") + np.searchsorted(order[0], score, "right")
    above = np.searchsorted(order[1], score, "left") + np.searchsorted(order[1], score, "right")
    return np.where(positive, below / (2 * max(1, len(order[0]))), 1 - above / (2 * max(1, len(order[1]))))


def roc_auc(truth: Ints, probabilities: Floats) -> tuple[float, Floats]:
    """Macro one-against-rest AUC and the influence of each pair; NaN where a label has all pairs or none."""
    size = probabilities.shape[1]
    labels = range(size) if size > 2 else (1,)  # with two labels both have the same AUC
    value, influence = 0.0, np.zeros(len(truth))
    for label in labels:
        positive = truth == label
        n = int(positive.sum())
        if n in (0, len(truth)):
            return float("nan"), np.full(len(truth), np.nan)
        placed = _placements(positive, probabilities[:, label])
        area = float(placed[positive].mean())
        value += area / len(labels)
        influence += (placed - area) / np.where(positive, n, len(truth) - n) / len(labels)
    return value, influence


def average_precision(truth: Ints, probabilities: Floats) -> float:
    """Macro average precision; NaN where a label has no pair."""
    values: list[float] = []
    for label in range(probabilities.shape[1]):
        positive, score = truth == label, probabilities[:, label]
        if not positive.any():
            return float("nan")
        order = np.argsort(-score, kind="stable")
        hits = np.cumsum(positive[order])
        last = np.flatnonzero(np.diff(score[order], append=np.nan) != 0)  # the end of each group of ties
        recall = hits[last] / hits[-1]
        values.append(float((np.diff(recall, prepend=0.0) * hits[last] / (last + 1)).sum()))
    return float(np.mean(values))


def calibration(truth: Ints, probabilities: Floats) -> list[tuple[float, float, int, float, float]]:
    """The reliability diagram: (low, high, pairs, mean probability, accuracy) of each bin that has pairs."""
    top = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    place = np.minimum((top * BINS).astype(int), BINS - 1)
    found: list[tuple[float, float, int, float, float]] = []
    for b in range(BINS):
        inside = place == b
        if inside.any():
            n = int(inside.sum())
            found.append((b / BINS, (b + 1) / BINS, n, float(top[inside].mean()), float(right[inside].mean())))
    return found


def calibration_error(truth: Ints, probabilities: Floats) -> float:
    """Expected calibration error."""
    return sum(n / len(truth) * abs(accuracy - confidence) for _, _, n, confidence, accuracy in calibration(truth, probabilities))
