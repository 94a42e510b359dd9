"""Comparing systems on the same gold: is the difference more than chance?

The figure that is compared is the headline: the mean over events of the macro-F1 on the clear pairs (over all of them together where
the gold names no events). For each two systems:

* the **difference**, with an interval from the same dependence as the scores' own: the influence of pair i on the difference is
  φ_i(A) − φ_i(B) (`crossclaim.scoring.dependence`), or whole clusters are resampled, both systems' answers together;
* a **p-value** by randomisation (Noreen 1989): were the systems interchangeable, swapping their answers would change nothing. What is
  swapped together is what depends on each other: a cluster's pairs; or, for pairs of claims, every claim draws a sign and a pair is
  swapped where its two signs differ. The statistic is the difference, divided by its dependence-robust standard error where pairs share
  claims, which keeps the test honest when errors are shared. p = (1 + as extreme draws)/(1 + draws), so it is never 0;
* Holm's correction (1979) over all couples of systems;
* McNemar's exact test, which takes items as independent. It is printed under that name and ranks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossclaim.errors import InputError
from crossclaim.scoring import confusion, dependence, resampling
from crossclaim.scoring.confusion import Floats
from crossclaim.scoring.evaluate import MISSING, Gold
from crossclaim.scoring.resampling import Interval
from crossclaim.scoring.submission import Predictions

Ints = NDArray[np.int64]


class Difference(NamedTuple):
    """Two systems: the scores, first minus second with its interval, and how surprising it is."""

    first: str
    second: str
    difference: Interval
    p: float
    p_holm: float
    mcnemar_p: float
    """Items treated as independent."""
    only_first_right: int
    only_second_right: int


class Comparison(NamedTuple):
    """Several systems on the same gold. `scores` is the headline of each, `differences` one entry per couple of systems."""

    metric: str
    n: int
    scores: dict[str, float]
    differences: tuple[Difference, ...]
    disagreements: list[dict[str, Any]]
    notes: tuple[str, ...]
    signature: str

    def to_json(self) -> dict[str, Any]:
        """The document of `schema/comparison.schema.json`; disagreements are a file of their own."""
        return {
            "metric": self.metric,
            "n": self.n,
            "scores": self.scores,
            "differences": [{**found._asdict(), "difference": found.difference._asdict()} for found in self.differences],
            "n_disagreements": len(self.disagreements),
            "notes": list(self.notes),
            "signature": self.signature,
        }


class _Task(NamedTuple):
    """The clear pairs as arrays."""

    truth: Ints
    events: Ints
    n_events: int
    labels: tuple[str, ...]
    columns: int

    def tables(self, answer: Ints) -> Floats:
        """A confusion table per event, shape (events, labels, columns)."""
        size = len(self.labels) * self.columns
        cell = self.events * size + self.truth * self.columns + answer
        counted = np.bincount(cell, minlength=self.n_events * size).astype(np.float64)
        return counted.reshape(self.n_events, len(self.labels), self.columns)

    def score(self, answer: Ints) -> float:
        return float(np.mean(confusion.macro_f1(self.tables(answer))))

    def influence(self, answer: Ints) -> Floats:
        """What each pair contributes to the score's variance, shape (pairs,)."""
        slopes = [confusion.gradients(table, self.labels)["macro_f1"] for table in self.tables(answer)]
        return np.stack(slopes)[self.events, self.truth, answer] / self.n_events


def _claims_p(task: _Task, first: Ints, second: Ints, units: dependence.Units, gold: Gold) -> float:
    def statistic(one: Ints, other: Ints) -> float:
        difference = task.score(one) - task.score(other)
        parts = task.influence(one) - task.influence(other)
        spread = max(dependence.variance(parts, units), float((parts**2).sum()))
        return 0.0 if difference == 0 else abs(difference) / np.sqrt(spread) if spread > 0 else np.inf

    observed = statistic(first, second)
    random = np.random.RandomState(gold.seed)
    extreme = 0
    for _ in range(gold.draws):
        signs = random.randint(0, 2, size=units.m)
        swap = signs[units.sides].sum(axis=0) % 2 == 1
        extreme += statistic(np.where(swap, second, first), np.where(swap, first, second)) >= observed - 1e-12
    return (1 + extreme) / (1 + gold.draws)


def _cluster_tables(task: _Task, answer: Ints, clusters: Ints) -> Floats:
    size = len(task.labels) * task.columns
    n = int(clusters.max()) + 1
    cell = (clusters * task.n_events + task.events) * size + task.truth * task.columns + answer
    counted = np.bincount(cell, minlength=n * task.n_events * size).astype(np.float64)
    return counted.reshape(n, task.n_events, len(task.labels), task.columns)


def _mean_macro_f1(tables: Floats) -> Floats:
    return np.nanmean(confusion.macro_f1(tables), axis=-1)


def _clusters(task: _Task, first: Ints, second: Ints, clusters: Ints, gold: Gold) -> tuple[Interval, float]:
    both = np.stack([_cluster_tables(task, answer, clusters) for answer in (first, second)], axis=1)
    difference = task.score(first) - task.score(second)
    found = Interval(difference, None, None)
    if gold.dependence == "clusters":
        drawn = resampling.cluster_draws(both, gold.draws, gold.seed)
        found = resampling.interval(difference, _mean_macro_f1(drawn[:, 0]) - _mean_macro_f1(drawn[:, 1]), gold.level)
    n = len(both)
    swap = np.random.RandomState(gold.seed).randint(0, 2, size=(gold.draws, n)).astype(np.float64)
    flat = both.reshape(n, 2, -1)
    shape = (gold.draws, *both.shape[2:])
    mine = ((1 - swap) @ flat[:, 0] + swap @ flat[:, 1]).reshape(shape)
    theirs = ((1 - swap) @ flat[:, 1] + swap @ flat[:, 0]).reshape(shape)
    moved = np.abs(_mean_macro_f1(mine) - _mean_macro_f1(theirs))
    return found, float((1 + (moved >= abs(difference) - 1e-12).sum()) / (1 + gold.draws))


def _negated(found: Interval) -> Interval:
    value, low, high = (None if end is None else -end for end in found)
    return Interval(value, high, low)


def holm(p: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted = [0.0] * len(p)
    running = 0.0
    for rank, i in enumerate(order):
        running = max(running, min(1.0, (len(p) - rank) * p[i]))
        adjusted[i] = running
    return adjusted


def _mcnemar(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> tuple[float, int, int]:
    from scipy.stats import binomtest

    b, c = int((first & ~second).sum()), int((second & ~first).sum())
    return (float(binomtest(b, b + c).pvalue) if b + c else 1.0), b, c


def _disagreements(gold: Gold, systems: Mapping[str, Predictions]) -> list[dict[str, Any]]:
    names = [*gold.vocabulary, MISSING]
    codes = np.stack([predictions.codes for predictions in systems.values()])
    rows: list[dict[str, Any]] = []
    for i in np.flatnonzero((codes != codes[0]).any(axis=0)).tolist():
        row: dict[str, Any] = {"pair_id": gold.ids[i], "gold": gold.labels[i], "clear": bool(gold.clear[i])}
        row |= {side: texts[i] for side, texts in gold.texts.items()}
        for system, predictions in systems.items():
            row[f"label_{system}"] = names[predictions.codes[i]]
        rows.append(row)
    return rows


def compare(gold: Gold, systems: Mapping[str, Predictions], signature: str) -> Comparison:
    """Compare submissions that stand in the order of `gold.ids`.

    Args:
        gold: what they are scored against.
        systems: predictions by the system's name, two or more.
        signature: of any of the scores; task, data, method, draws and seed are the same for all.

    Raises:
        InputError: fewer than two systems, or a gold without clear pairs.
    """
    if len(systems) < 2:
        raise InputError(f"a comparison needs two systems or more, found {len(systems)}")
    clear = np.array(gold.clear, dtype=bool)
    if not clear.any():
        raise InputError("nothing to compare: the gold has no clear pairs")
    code = {label: i for i, label in enumerate(gold.vocabulary)}
    events = resampling.unit_index([e for e, ok in zip(gold.events, clear, strict=True) if ok])[0] if gold.events else None
    task = _Task(
        truth=np.array([code[label] for label in gold.labels], dtype=np.int64)[clear],
        events=np.zeros(int(clear.sum()), dtype=np.int64) if events is None else events,
        n_events=1 if events is None else int(events.max()) + 1,
        labels=gold.vocabulary,
        columns=len(gold.vocabulary) + any(predictions.missing for predictions in systems.values()),
    )
    answers = {system: predictions.codes[clear] for system, predictions in systems.items()}
    by_cluster = gold.dependence in ("clusters", "none")
    sides = [[unit for unit, ok in zip(side, clear, strict=True) if ok] for side in gold.sides]
    units = dependence.units(resampling.unit_index(*sides) if sides else np.arange(len(task.truth), dtype=np.int64)[None])
    clusters = resampling.unit_index([c for c, ok in zip(gold.clusters, clear, strict=True) if ok])[0] if by_cluster else None

    found: list[Difference] = []
    for first, second in combinations(systems, 2):
        one, other = answers[first], answers[second]
        if clusters is not None and first > second:  # one order of drawing for both ways round
            difference, p = _clusters(task, other, one, clusters, gold)
            difference = _negated(difference)
        elif clusters is not None:
            difference, p = _clusters(task, one, other, clusters, gold)
        else:
            parts = task.influence(one) - task.influence(other)
            spread = max(dependence.variance(parts, units), float((parts**2).sum()))
            difference = dependence.t_interval(task.score(one) - task.score(other), spread, units.effective - 1, gold.level)
            p = _claims_p(task, one, other, units, gold)
        exact, b, c = _mcnemar(one == task.truth, other == task.truth)
        found.append(Difference(first, second, difference, p, p, exact, b, c))
    adjusted = holm([difference.p for difference in found])
    return Comparison(
        metric="event_macro_f1" if gold.events else "macro_f1",
        n=len(task.truth),
        scores={system: task.score(answer) for system, answer in answers.items()},
        differences=tuple(each._replace(p_holm=p) for each, p in zip(found, adjusted, strict=True)),
        disagreements=_disagreements(gold, systems),
        notes=("McNemar's exact test treats items as independent; it ranks nothing",),
        signature=f"{signature}|test:swap-{'clusters' if by_cluster else gold.dependence}|test-draws:{gold.draws}",
    )
