"""Scoring a submission: join by identifier, count, compute, say how sure.

The headline is the mean over events of the macro-F1 on `clear` pairs (`event_macro_f1`), so that one large event does not decide; the
pooled figures stand beside it, and everything on all pairs beside that.

Two questions about a figure have two intervals.

*These events*: how sure is the score on this data? Pairs share claims, so the interval is Wilson's with the dyadic-robust variance
(`crossclaim.scoring.dependence`) where the gold names the claims; the cluster bootstrap where it names clusters, from 20 of them up; and
Wilson's for independent rows otherwise.

*New events*: what to expect elsewhere? Student's t interval over the scores of the events. With one event there is none.

`scoring` knows nothing of the CrossClaim data: it scores any gold with an identifier and a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossclaim._version import __version__
from crossclaim.errors import InputError, unknown
from crossclaim.scoring import confusion, dependence, probability, resampling, submission
from crossclaim.scoring.consistency import Consistency, consistency
from crossclaim.scoring.resampling import Interval

Ints = NDArray[np.int64]

LEAST_CLUSTERS = 20  # fewer are no sample to draw clusters from (Cameron & Miller 2015)
SMALL = 30  # pairs in a slice below which it carries a warning
MISSING = "(missing)"


class Gold(NamedTuple):
    """What is scored against: one entry per pair in each list.

    `clear` says which pairs carry the headline; `sides` are the two claims' identifiers of each pair, `clusters` and `events` the groups
    they stand in; each is empty if unknown. `columns` are what the pairs can be sliced by, `texts` what a report may show of them. `digest`
    identifies the data in the signature.
    """

    task: str
    split: str | None
    ids: Sequence[str]
    labels: Sequence[str]
    vocabulary: tuple[str, ...]
    clear: Sequence[bool]
    digest: str
    sides: Sequence[Sequence[str]] = ()
    clusters: Sequence[str] = ()
    events: Sequence[str] = ()
    columns: Mapping[str, Sequence[Any]] = {}
    texts: Mapping[str, Sequence[str]] = {}
    draws: int = 1000
    seed: int = 20250506
    level: float = 0.95

    @property
    def dependence(self) -> str:
        """What the interval takes to be shared: claims, clusters, `none` (too few clusters), or rows that share nothing."""
        if self.sides:
            return "claims"
        if self.clusters:
            return "clusters" if _at_least(LEAST_CLUSTERS, self.clusters) else "none"
        return "rows"


def _at_least(n: int, names: Sequence[str]) -> bool:
    """Whether there are so many different names; it looks no further than it must."""
    seen: set[str] = set()
    return any(len(seen) >= n for name in names if not seen.add(name))


class Slice(NamedTuple):
    """One value of a column: its pairs and figures."""

    column: str
    value: str
    n: int
    macro_f1: Interval
    accuracy: Interval


class Scores(Mapping[str, Interval]):
    """The scores of one submission.

    `scores["macro_f1"]` is an `Interval` on the clear pairs, `scores.all["macro_f1"]` on all pairs; `scores.new_events` the interval for
    events not seen. `reasons` says why a figure is undefined.
    """

    def __init__(self, gold: Gold, predictions: submission.Predictions, label_map: str | None) -> None:
        self.gold, self.predictions = gold, predictions
        self.task, self.split, self.labels = gold.task, gold.split, gold.vocabulary
        self.n, self.n_clear = len(gold.ids), int(np.sum(gold.clear))
        self.warnings = predictions.warnings
        self.missing = predictions.missing
        self.all: dict[str, Interval] = {}
        self.clear: dict[str, Interval] = {}
        self.new_events: dict[str, Interval] = {}
        self.per_event: dict[str, float | None] = {}
        self.tables: dict[str, confusion.Floats] = {}
        self.reasons: dict[str, str] = {}
        self.notes: tuple[str, ...] = ()
        self.slices: tuple[Slice, ...] = ()
        self.consistency: Consistency | None = None
        self.reliability: tuple[tuple[float, float, int, float, float], ...] = ()
        self.signature = "|".join(
            (
                f"task:{gold.task}",
                f"split:{gold.split or '-'}",
                f"data:{gold.digest}",
                f"map:{label_map or '-'}",
                f"these:{_METHODS[gold.dependence]}",
                f"new:{'t-events' if len(set(gold.events)) > 1 else '-'}",
                f"draws:{gold.draws if gold.dependence == 'clusters' else '-'}",
                f"seed:{gold.seed}",
                f"level:{gold.level:g}",
                *((f"missing:{predictions.missing}-as-wrong",) if predictions.missing else ()),
                f"version:{__version__}",
            )
        )

    def __getitem__(self, name: str) -> Interval:
        return self.clear[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.clear)

    def __len__(self) -> int:
        return len(self.clear)

    def to_json(self) -> dict[str, Any]:
        """The document of `schema/scores.schema.json`."""
        return {
            "task": self.task,
            "split": self.split,
            "labels": list(self.labels),
            "n": self.n,
            "n_clear": self.n_clear,
            "missing": self.missing,
            "metrics": {name: figure._asdict() for name, figure in self.clear.items()},
            "metrics_all": {name: figure._asdict() for name, figure in self.all.items()},
            "new_events": {name: figure._asdict() for name, figure in self.new_events.items()},
            "per_event": self.per_event,
            "confusion": _named(self.tables["clear"], self.labels),
            "confusion_all": _named(self.tables["all"], self.labels),
            "slices": [
                {**piece._asdict(), "macro_f1": piece.macro_f1._asdict(), "accuracy": piece.accuracy._asdict()} for piece in self.slices
            ],
            "consistency": self.consistency._asdict() if self.consistency else None,
            "undefined": self.reasons,
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "signature": self.signature,
        }


_METHODS = {
    "claims": "wilson-dyadic-claims",
    "clusters": "bootstrap-clusters",
    "none": "none-below-20-clusters",
    "rows": "wilson-independent-rows",
}


def _named(table: confusion.Floats, labels: Sequence[str]) -> dict[str, dict[str, int]]:
    columns = [*labels, MISSING][: table.shape[1]]
    return {gold: {other: int(table[i, j]) for j, other in enumerate(columns)} for i, gold in enumerate(labels)}


class _Pairs(NamedTuple):
    """What is needed of some of the pairs, as arrays."""

    truth: Ints
    answer: Ints
    columns: int
    sides: Ints
    clusters: Ints | None
    events: Ints
    probabilities: confusion.Floats | None

    def take(self, chosen: NDArray[np.bool_]) -> _Pairs:
        """The chosen pairs, with units and clusters numbered anew."""
        if chosen.all():
            return self
        return _Pairs(
            self.truth[chosen],
            self.answer[chosen],
            self.columns,
            _renumbered(self.sides[:, chosen]),
            None if self.clusters is None else _renumbered(self.clusters[chosen]),
            _renumbered(self.events[chosen]),
            None if self.probabilities is None else self.probabilities[chosen],
        )


def _renumbered(numbers: Ints) -> Ints:
    if not numbers.size:
        return numbers
    return np.unique(numbers, return_inverse=True)[1].reshape(numbers.shape).astype(np.int64)


def _arrays(gold: Gold, predictions: submission.Predictions) -> _Pairs:
    code = {label: i for i, label in enumerate(gold.vocabulary)}
    n = len(gold.ids)
    rows = np.arange(n, dtype=np.int64)
    probabilities = predictions.probabilities
    return _Pairs(
        truth=np.fromiter(map(code.__getitem__, gold.labels), np.int64, n),
        answer=predictions.codes,
        columns=len(gold.vocabulary) + (predictions.missing > 0),
        sides=resampling.unit_index(*gold.sides) if gold.sides else rows[None],
        clusters=resampling.unit_index(gold.clusters)[0] if gold.clusters else None,
        events=resampling.unit_index(gold.events)[0] if gold.events else np.zeros(n, dtype=np.int64),
        probabilities=None if probabilities is None or predictions.missing else probability.normalized(probabilities),
    )


def _table_intervals(pairs: _Pairs, gold: Gold) -> dict[str, Interval]:
    size = len(gold.vocabulary)
    if gold.dependence in ("claims", "rows"):
        return dependence.intervals(pairs.truth, pairs.answer, gold.vocabulary, pairs.columns, dependence.units(pairs.sides), gold.level)
    value = confusion.metrics(confusion.tables(pairs.truth, pairs.answer, size, columns=pairs.columns), gold.vocabulary)
    if gold.dependence == "none" or pairs.clusters is None:
        return {name: Interval(None if np.isnan(v) else float(v), None, None) for name, v in value.items()}
    cells = size * pairs.columns
    n = int(pairs.clusters.max()) + 1
    by_cluster = np.bincount(pairs.clusters * cells + pairs.truth * pairs.columns + pairs.answer, minlength=n * cells)
    drawn = resampling.cluster_draws(by_cluster.astype(float).reshape(n, size, pairs.columns), gold.draws, gold.seed)
    samples = confusion.metrics(drawn, gold.vocabulary)
    return {name: resampling.interval(float(v), samples[name], gold.level) for name, v in value.items()}


def _event_mean(pairs: _Pairs, gold: Gold) -> tuple[Interval, list[float]]:
    """The mean over events of their macro-F1, with the interval for these events, and the scores of the events."""
    events = int(pairs.events.max()) + 1
    inside = [pairs.events == event for event in range(events)]
    each = [dependence.linearised(pairs.truth[i], pairs.answer[i], gold.vocabulary, pairs.columns)["macro_f1"] for i in inside]
    values = [score.value for score in each]
    if gold.dependence not in ("claims", "rows"):
        return Interval(float(np.mean(values)), None, None), values
    influence, worth = np.zeros(len(pairs.truth)), np.zeros(len(pairs.truth))
    for i, score in zip(inside, each, strict=True):
        influence[i], worth[i] = score.influence / events, score.worth / events**2
    smoothed, floor = float(np.mean([score.smoothed for score in each])), sum(score.floor for score in each) / events**2
    mean = dependence.Linear(float(np.mean(values)), influence, smoothed, floor, worth, len(pairs.truth))
    return dependence.interval(mean, dependence.units(pairs.sides), gold.level), values


def _cut(found: Interval, high: float) -> Interval:
    """The interval without what lies below 0 or above `high`."""
    if found.low is None or found.high is None:
        return found
    return found._replace(low=max(0.0, found.low), high=min(high, found.high))


def _probability_figures(pairs: _Pairs, gold: Gold) -> dict[str, Interval]:
    p = pairs.probabilities
    if p is None:
        return {}
    losses, briers = probability.log_losses(pairs.truth, p), probability.brier_scores(pairs.truth, p)
    influences = {
        "log_loss": (float(losses.mean()), (losses - losses.mean()) / len(losses)),
        "brier": (float(briers.mean()), (briers - briers.mean()) / len(briers)),
        "roc_auc": probability.roc_auc(pairs.truth, p),
    }
    units = dependence.units(pairs.sides)
    figures: dict[str, Interval] = {}
    for name, (value, influence) in influences.items():
        if gold.dependence not in ("claims", "rows") or np.isnan(value):
            figures[name] = Interval(None if np.isnan(value) else value, None, None)
            continue
        floor = float((influence**2).sum())
        if name == "roc_auc":
            area = dependence.Linear(value, influence, value, floor, np.ones(len(influence)), len(influence))
            figures[name] = dependence.interval(area, units, gold.level)
        else:
            spread = max(dependence.variance(influence, units), floor)
            figures[name] = _cut(dependence.t_interval(value, spread, units.effective - 1, gold.level), np.inf)
    precision = probability.average_precision(pairs.truth, p)
    figures["average_precision"] = Interval(None if np.isnan(precision) else precision, None, None)
    figures["calibration_error"] = Interval(probability.calibration_error(pairs.truth, p), None, None)
    return figures


def _figures(pairs: _Pairs, gold: Gold) -> tuple[dict[str, Interval], list[float]]:
    if not len(pairs.truth):
        return {name: Interval(None, None, None) for name in confusion.metrics(np.zeros((2, 2)), gold.vocabulary[:2])}, []
    tabled = _table_intervals(pairs, gold)
    mean, each = _event_mean(pairs, gold) if gold.events else (Interval(None, None, None), [])
    return {"event_macro_f1": mean, **tabled, **_probability_figures(pairs, gold)}, each


def _reasons(figures: Mapping[str, Interval], gold: Gold) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for name, figure in figures.items():
        if figure.value is None:
            kind = name.partition("_")[0]
            default = "the gold names no events" if name == "event_macro_f1" and not gold.events else "a label has no pairs or all of them"
            reasons[name] = confusion.UNDEFINED.get(name) or confusion.UNDEFINED.get(kind, default)
    return reasons


def values(gold: Gold, column: str) -> list[str]:
    """A column as the slices name its values."""
    return ["(none)" if value is None else str(value) for value in gold.columns[column]]


def _slices(pairs: _Pairs, gold: Gold, columns: Sequence[str]) -> tuple[Slice, ...]:
    found: list[Slice] = []
    for column in columns:
        if column not in gold.columns:
            raise InputError(unknown("slice", column, sorted(gold.columns)) if gold.columns else f"no column {column!r} to slice by")
        named = np.array(values(gold, column), dtype=object)
        for value in sorted(set(named)):
            part = pairs.take(named == value)
            figures = _table_intervals(part, gold)
            found.append(Slice(column, str(value), len(part.truth), figures["macro_f1"], figures["accuracy"]))
    return tuple(found)


def _notes(gold: Gold, events: int, small: Sequence[Slice]) -> tuple[str, ...]:
    few = len(set(gold.clusters)) if gold.dependence == "none" else 0
    said = {
        "claims": "[low, high]: these events: how sure the score is on this data; pairs that share a claim are not taken as independent",
        "clusters": "[low, high]: these events: bootstrap of whole clusters",
        "none": f"no interval: the gold has {few} clusters; a cluster bootstrap needs {LEAST_CLUSTERS}",
        "rows": "[low, high]: the gold does not say what its pairs share, so rows are treated as independent",
    }
    notes = [said[gold.dependence]]
    if gold.events and events < 2:
        notes.append("new events: there is one event only, so nothing can be said of others")
    if small:
        names = ", ".join(f"{piece.column}={piece.value} ({piece.n})" for piece in small[:10])
        notes.append(f"slices with fewer than {SMALL} pairs, to be read with care: {names}{', …' if len(small) > 10 else ''}")
    return tuple(notes)


def score(gold: Gold, predictions: submission.Predictions, *, slices: Sequence[str] = (), label_map: str | None = None) -> Scores:
    """The scores of a submission that stands in the order of `gold.ids`.

    Args:
        gold: what is scored against.
        predictions: from `submission.join`.
        slices: columns of the gold for which every value gets figures of its own (on all pairs).
        label_map: name of the map that was applied, for the signature.

    Raises:
        InputError: an empty gold, or a slice that the gold has no column for.
    """
    if not gold.ids:
        raise InputError(f"nothing to score: the {gold.split or 'gold'} data has no pairs")
    pairs = _arrays(gold, predictions)
    scores = Scores(gold, predictions, label_map)
    clear = pairs.take(np.array(gold.clear, dtype=bool))
    for name, part in (("clear", clear), ("all", pairs)):
        scores.tables[name] = confusion.tables(part.truth, part.answer, len(gold.vocabulary), columns=part.columns)
    scores.clear, each = _figures(clear, gold)
    scores.all = scores.clear if len(clear.truth) == len(pairs.truth) else _figures(pairs, gold)[0]
    if gold.events:
        present = sorted({event for event, ok in zip(gold.events, gold.clear, strict=True) if ok})
        scores.per_event = {event: None if np.isnan(v) else float(v) for event, v in zip(present, each, strict=True)}
        if len(each) > 1:
            spread = float(np.var(each, ddof=1)) / len(each)
            found = dependence.t_interval(float(np.mean(each)), spread, len(each) - 1, gold.level)
            scores.new_events = {"event_macro_f1": _cut(found, 1.0)}
    scores.reasons = _reasons(scores.clear, gold)
    if gold.sides and not predictions.missing:
        labels = [gold.vocabulary[code] for code in predictions.codes]
        scores.consistency = consistency(gold.sides[0], gold.sides[1], labels)
    if pairs.probabilities is not None:
        scores.reliability = tuple(probability.calibration(pairs.truth, pairs.probabilities))
    return _with_slices(scores, pairs, slices)


def _with_slices(scores: Scores, pairs: _Pairs, columns: Sequence[str]) -> Scores:
    found = copy(scores)
    found.slices = _slices(pairs, scores.gold, columns)
    found.notes = _notes(scores.gold, len(scores.per_event), [piece for piece in found.slices if piece.n < SMALL])
    return found


def sliced(scores: Scores, columns: Sequence[str]) -> Scores:
    """The same scores with figures for every value of these columns in place of the slices they had."""
    return _with_slices(scores, _arrays(scores.gold, scores.predictions), columns)
