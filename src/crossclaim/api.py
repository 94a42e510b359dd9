"""What the command line does, from Python: the data set's tasks joined with the evaluator that knows nothing of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crossclaim import store
from crossclaim.dataset import tasks
from crossclaim.scoring import submission
from crossclaim.scoring.evaluate import Scores, evaluate_rows


def evaluate(
    predictions: str | Path | Iterable[Mapping[str, Any]],
    *,
    task: str = "pairs",
    split: str = "test",
    gold: str | Path | None = None,
    data: str | Path | None = None,
) -> Scores:
    """Score predictions against a task's split, or against a gold file of one's own.

    Args:
        predictions: a file (.jsonl, .json, .csv, .tsv, .parquet) or rows with `pair_id` and `label`, in any order.
        task: a task card's name; ignored with `gold`.
        split: `train`, `validation` or `test`; ignored with `gold`.
        gold: a file with `pair_id` and `label`, optionally `certainty`, `evidence_id`, `claim_id`.
        data: a data folder; None: the one that comes with the package.

    Returns:
        `Scores`: `scores["macro_f1"]` is an `Interval` on the clear pairs, `scores.all["macro_f1"]` on all pairs.

    Raises:
        InputError: an unusable file, or rows that are missing, extra, duplicate or carry an unknown label, each named.
    """
    against = tasks.gold_file(Path(gold)) if gold is not None else tasks.gold(task, split, Path(data) if data else None)
    if isinstance(predictions, str | Path):
        path = Path(predictions)
        return evaluate_rows(against, submission.read_rows(path), store.show(path))
    return evaluate_rows(against, list(enumerate(predictions, 1)), "predictions")
