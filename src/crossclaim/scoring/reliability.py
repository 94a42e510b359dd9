"""Agreement of any number of annotators, from a table of votes with gaps.

Input: `item`, `annotator`, `label`, one row per vote. Figures: Krippendorff's α (nominal, ordinal, interval; Krippendorff 2011, by the
package `krippendorff`), Cohen's κ for each two annotators (1960), Fleiss' κ where every item has the same number of votes (1971), F1
per label (Dice's coefficient of the items to which two annotators gave it, over all pairs of annotators), each annotator's agreement
with the others, and the labels that are confused most. Intervals resample items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossclaim.errors import InputError, Problem
from crossclaim.scoring import agreement, confusion, resampling
from crossclaim.scoring.confusion import Floats
from crossclaim.scoring.resampling import Interval

DRAWS, SEED = 1000, 20250506
LEVELS = ("nominal", "ordinal", "interval")


class Votes(NamedTuple):
    """Votes as a table: `codes[i, a]` is the index of the label that annotator a gave item i, -1 where there is none."""

    items: list[str]
    annotators: list[str]
    labels: list[str]
    codes: NDArray[np.int64]


class Agreement(NamedTuple):
    """What `crossclaim agreement` prints; undefined figures have a None value."""

    items: int
    annotators: int
    votes: int
    alpha: dict[str, Interval]
    fleiss_kappa: Interval | None
    cohen_kappa: dict[str, Interval]
    f1: dict[str, Interval]
    with_others: dict[str, float | None]
    confused: list[tuple[str, str, int]]
    to_discuss: list[str]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The document of `schema/agreement.schema.json`."""
        plain = {name: {key: value._asdict() for key, value in getattr(self, name).items()} for name in ("alpha", "cohen_kappa", "f1")}
        return {
            **self._asdict(),
            **plain,
            "fleiss_kappa": self.fleiss_kappa._asdict() if self.fleiss_kappa else None,
            "confused": [list(found) for found in self.confused],
            "notes": list(self.notes),
        }


def read(rows: Sequence[tuple[int, Mapping[str, Any]]], name: str, order: Sequence[str] = ()) -> Votes:
    """Votes from numbered rows. `order` is the order of the labels for ordinal α; without it numbers by size, else by name.

    Raises InputError naming every row without item, annotator or label, and every second vote of one annotator on one item.
    """
    problems: list[Problem] = []
    given: dict[tuple[str, str], str] = {}
    for number, row in rows:
        values = [row.get(field) for field in ("item", "annotator", "label")]
        if any(value is None or str(value) == "" for value in values):
            problems.append(Problem(name, number, "", "vote", "a vote needs item, annotator and label"))
            continue
        item, annotator, label = (str(value) for value in values)
        if (item, annotator) in given:
            problems.append(Problem(name, number, "", "duplicate", f"{annotator} has voted on {item} already"))
        given[item, annotator] = label
    labels = sorted(set(given.values()), key=_natural)
    if order:
        unknown = sorted(set(labels) - set(order))
        if unknown:
            problems.append(Problem(name, None, "", "order", f"the order of labels lacks {', '.join(unknown)}"))
        labels = [label for label in order if label in labels]
    if problems:
        raise InputError(problems[:20])
    items = sorted({item for item, _ in given})
    annotators = sorted({annotator for _, annotator in given})
    place = {label: i for i, label in enumerate(labels)}
    row_of, column_of = {item: i for i, item in enumerate(items)}, {annotator: i for i, annotator in enumerate(annotators)}
    codes = np.full((len(items), len(annotators)), -1, dtype=np.int64)
    for (item, annotator), label in given.items():
        codes[row_of[item], column_of[annotator]] = place[label]
    return Votes(items, annotators, labels, codes)


def _natural(label: str) -> tuple[int, float, str]:
    try:
        return 0, float(label), label
    except ValueError:
        return 1, 0.0, label


def _alpha(counts: Floats, level: str, values: Sequence[float]) -> float:
    """α from how often each label was given to each item, shape (items, labels); NaN where all values are the same."""
    import krippendorff

    package: Any = krippendorff  # its stub wants the level spelled as a literal
    counts = counts[counts.sum(axis=1) > 1]
    if not len(counts) or (counts.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(package.alpha(value_counts=counts, value_domain=list(values), level_of_measurement=level))


def _fleiss(counts: Floats) -> Floats:
    """Fleiss' κ from counts of shape (..., items, labels) with the same number of votes on every item."""
    n = counts.sum(axis=-1)[..., :1]
    observed = ((counts**2).sum(axis=-1) - n) / (n * (n - 1))
    shares = counts.sum(axis=-2) / counts.sum(axis=(-2, -1))[..., None]
    expected = (shares**2).sum(axis=-1)
    return confusion.ratio(observed.mean(axis=-1) - expected, 1 - expected)


def _counts(votes: Votes) -> Floats:
    return np.stack([(votes.codes == label).sum(axis=1) for label in range(len(votes.labels))], axis=1).astype(np.float64)


def _pair_table(votes: Votes, a: int, b: int, weights: Floats | None = None) -> Floats:
    one, other = votes.codes[:, a], votes.codes[:, b]
    both = (one >= 0) & (other >= 0)
    return confusion.tables(one[both], other[both], len(votes.labels), None if weights is None else weights[:, both])


def agreement_of(votes: Votes, draws: int = DRAWS, seed: int = SEED, level: float = 0.95) -> Agreement:
    """Every figure with its interval from resampling items."""
    counts = _counts(votes)
    n = len(votes.items)
    if len(votes.annotators) < 2:
        raise InputError(f"agreement needs two annotators or more, found {len(votes.annotators)}")
    times = np.random.RandomState(seed).multinomial(n, np.full(n, 1 / n), size=draws)
    notes: list[str] = []
    numbers = [_natural(label) for label in votes.labels]
    numeric = all(kind == 0 for kind, _, _ in numbers)
    alpha: dict[str, Interval] = {}
    for measured in LEVELS:
        if measured == "interval" and not numeric:
            notes.append("labels are no numbers: α has no interval level")
            continue
        values = [number for _, number, _ in numbers] if measured == "interval" else list(range(len(votes.labels)))
        samples = np.array([_alpha(np.repeat(counts, row, axis=0), measured, values) for row in times[: min(draws, 200)]])
        alpha[measured] = resampling.interval(_alpha(counts, measured, values), samples, level)
    if draws > 200:
        notes.append("the intervals of α take 200 draws")
    fleiss = None
    if len(set(counts.sum(axis=1))) == 1:
        samples = np.array([_fleiss(np.repeat(counts, row, axis=0)) for row in times])
        fleiss = resampling.interval(float(_fleiss(counts)), samples, level)
    else:
        notes.append("items have different numbers of votes: Fleiss' κ is not defined")

    weights = times.astype(np.float64)
    kappa: dict[str, Interval] = {}
    pooled = np.zeros((len(votes.labels), len(votes.labels)))
    pooled_draws = np.zeros((draws, *pooled.shape))
    agreed: dict[str, list[float]] = {annotator: [0.0, 0.0] for annotator in votes.annotators}
    for a, b in combinations(range(len(votes.annotators)), 2):
        table, drawn = _pair_table(votes, a, b), _pair_table(votes, a, b, weights)
        name = f"{votes.annotators[a]} | {votes.annotators[b]}"
        kappa[name] = resampling.interval(float(agreement.kappa(table)), agreement.kappa(drawn), level)
        pooled, pooled_draws = pooled + table, pooled_draws + drawn
        for annotator in (a, b):
            agreed[votes.annotators[annotator]][0] += float(np.trace(table))
            agreed[votes.annotators[annotator]][1] += float(table.sum())
    f1, f1_draws = confusion.f1(pooled), confusion.f1(pooled_draws)
    mixed = pooled + pooled.T
    confused = Counter({(votes.labels[i], votes.labels[j]): int(mixed[i, j]) for i, j in combinations(range(len(votes.labels)), 2)})
    apart = [(int((row > 0).sum()), item) for row, item in zip(counts, votes.items, strict=True) if (row > 0).sum() > 1]
    return Agreement(
        items=n,
        annotators=len(votes.annotators),
        votes=int((votes.codes >= 0).sum()),
        alpha=alpha,
        fleiss_kappa=fleiss,
        cohen_kappa=kappa,
        f1={label: resampling.interval(float(f1[i]), f1_draws[:, i], level) for i, label in enumerate(votes.labels)},
        with_others={name: right / total if total else None for name, (right, total) in agreed.items()},
        confused=[(one, other, count) for (one, other), count in confused.most_common() if count][:10],
        to_discuss=[item for _, item in sorted(apart, key=lambda found: (-found[0], found[1]))],
        notes=tuple(notes),
    )
