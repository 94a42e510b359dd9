"""Scoring a submission: join by identifier, count, compute, resample.

Figures are given for the `clear` pairs (the headline) and for all pairs. Each has a 95 % percentile interval from resampling what
pairs share (`crossclaim.scoring.resampling`): claims where the gold names them, single rows otherwise. The interval says how sure
the figure is on this event's claims; it says nothing about other events.

`scoring` knows nothing of the CrossClaim data: it scores any gold with an identifier, a label, and optionally `certainty`,
`evidence_id` and `claim_id`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from crossclaim._version import __version__
from crossclaim.errors import InputError
from crossclaim.scoring import confusion, resampling, submission
from crossclaim.scoring.resampling import Interval


class Gold(NamedTuple):
    """What is scored against: one entry per pair in each list.

    `clear` says which pairs carry the headline; `sides` are the units that pairs share (the two claims' identifiers), empty if
    unknown; `digest` identifies the data in the signature.
    """

    task: str
    split: str | None
    ids: Sequence[str]
    labels: Sequence[str]
    vocabulary: tuple[str, ...]
    clear: Sequence[bool]
    sides: Sequence[Sequence[str]]
    digest: str
    draws: int = 1000
    seed: int = 20250506
    level: float = 0.95


class Scores(Mapping[str, Interval]):
    """Figures by name (`scores["macro_f1"]` on clear pairs, `scores.all["macro_f1"]` on all), tables, counts and signature."""

    def __init__(
        self, gold: Gold, clear: Mapping[str, Interval], every: Mapping[str, Interval], tables: Mapping[str, Any], notes: Sequence[str]
    ) -> None:
        self._clear = dict(clear)
        self.all = dict(every)
        self.task, self.split, self.labels = gold.task, gold.split, gold.vocabulary
        self.n, self.n_clear = len(gold.ids), sum(gold.clear)
        self.tables = dict(tables)
        self.notes = tuple(notes)
        self.signature = "|".join(
            (
                f"task:{gold.task}",
                f"split:{gold.split or '-'}",
                f"data:{gold.digest}",
                f"resampling:{'claims' if gold.sides else 'rows'}",
                f"draws:{gold.draws}",
                f"seed:{gold.seed}",
                f"level:{gold.level:g}",
                f"version:{__version__}",
            )
        )

    def __getitem__(self, name: str) -> Interval:
        return self._clear[name]

    def __iter__(self):
        return iter(self._clear)

    def __len__(self) -> int:
        return len(self._clear)

    def to_json(self) -> dict[str, Any]:
        """The document of `schema/scores.schema.json`."""
        return {
            "task": self.task,
            "split": self.split,
            "labels": list(self.labels),
            "n": self.n,
            "n_clear": self.n_clear,
            "metrics": {name: figure._asdict() for name, figure in self._clear.items()},
            "metrics_all": {name: figure._asdict() for name, figure in self.all.items()},
            "confusion": self.tables["clear"],
            "confusion_all": self.tables["all"],
            "notes": list(self.notes),
            "signature": self.signature,
        }


def _named(table: confusion.Floats, labels: Sequence[str]) -> dict[str, dict[str, int]]:
    return {gold: {other: int(table[i, j]) for j, other in enumerate(labels)} for i, gold in enumerate(labels)}


def score(gold: Gold, predicted: Sequence[str]) -> Scores:
    """The scores of predicted labels that stand in the order of `gold.ids`."""
    if not gold.ids:
        raise InputError(f"nothing to score: the {gold.split or 'gold'} data has no pairs")
    number = {label: i for i, label in enumerate(gold.vocabulary)}
    truth = np.array([number[label] for label in gold.labels])
    answer = np.array([number[label] for label in predicted])
    sides = gold.sides or [[str(i) for i in range(len(gold.ids))]]
    blocks = resampling.weight_blocks(resampling.unit_index(*sides), gold.draws, gold.seed)
    figures: dict[str, dict[str, Interval]] = {}
    tables: dict[str, Any] = {}
    for name, chosen in (("clear", np.array(gold.clear, dtype=bool)), ("all", np.ones(len(truth), dtype=bool))):
        table = confusion.tables(truth[chosen], answer[chosen], len(number))
        drawn = np.concatenate([confusion.tables(truth[chosen], answer[chosen], len(number), block[:, chosen]) for block in blocks])
        samples = confusion.metrics(drawn, gold.vocabulary)
        figures[name] = {
            metric: resampling.interval(float(value), samples[metric], gold.level)
            for metric, value in confusion.metrics(table, gold.vocabulary).items()
        }
        tables[name] = _named(table, gold.vocabulary)
    notes = [] if gold.sides else ["The gold does not say which claims its pairs share: rows are treated as independent."]
    return Scores(gold, figures["clear"], figures["all"], tables, notes)


def evaluate_rows(gold: Gold, rows: Sequence[submission.Row], name: str) -> Scores:
    """Join a submission's rows with the gold and score them. Raises InputError naming every defect."""
    return score(gold, submission.join(rows, gold.ids, gold.vocabulary, name))
