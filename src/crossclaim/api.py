"""What the command line does, from Python: the data set's tasks joined with the evaluator that knows nothing of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crossclaim.dataset import tasks
from crossclaim.errors import InputError
from crossclaim.scoring import formats, label_maps, submission
from crossclaim.scoring.compare import Comparison
from crossclaim.scoring.compare import compare as compare_systems
from crossclaim.scoring.evaluate import Scores, score


def read_predictions(predictions: Any, format: str | None = None) -> formats.Table:
    """The rows of a file (or `-`), a data frame, a `datasets.Dataset`, or an iterable of mappings."""
    if isinstance(predictions, str | Path):
        return formats.read(Path(predictions), format)
    return formats.from_object(predictions)


def evaluate(
    predictions: Any,
    *,
    task: str = "pairs",
    split: str = "test",
    gold: str | Path | None = None,
    data: str | Path | None = None,
    label_map: str | None = None,
    allow_missing: bool = False,
    slices: Sequence[str] = (),
    format: str | None = None,
) -> Scores:
    """Score predictions against a task's split, or against a gold file of one's own.

    Args:
        predictions: a file (.jsonl, .json, .csv, .tsv, .parquet, each also .gz) or `-`; a pandas data frame, a `datasets.Dataset`, a
            mapping from identifier to label, or rows with `pair_id` and `label`, optionally `scores` (a probability for each label) or
            columns `score_<label>`; in any order.
        task: a task card's name; ignored with `gold`.
        split: `train`, `validation` or `test`; ignored with `gold`.
        gold: a file with `pair_id` and `label`, optionally `certainty`, `evidence_id` and `claim_id`, `cluster_id`, `event_id` and
            columns to slice by.
        data: a data folder; None: the one that comes with the package.
        label_map: name or file of a map from the predictions' vocabulary to the gold's.
        allow_missing: count missing rows as wrong, and say so in the signature, instead of refusing them.
        slices: columns of the gold for which every value gets figures of its own.
        format: of a file whose ending does not say it.

    Returns:
        `Scores`: `scores["macro_f1"]` is an `Interval` on the clear pairs, `scores.all["macro_f1"]` on all pairs.

    Raises:
        InputError: an unusable file, or rows that are missing, extra, duplicate or carry an unknown label, each named.
    """
    against = tasks.gold_file(Path(gold)) if gold is not None else tasks.gold(task, split, Path(data) if data else None)
    mapping = label_maps.load(label_map) if label_map else None
    table = read_predictions(predictions, format)
    joined = submission.join(table, against.ids, against.vocabulary, mapping=mapping, allow_missing=allow_missing)
    return score(against, joined, slices=slices, label_map=mapping.name if mapping else None)


def compare(
    predictions: Mapping[str, Any] | Sequence[str | Path],
    *others: str | Path,
    task: str = "pairs",
    split: str = "test",
    gold: str | Path | None = None,
    data: str | Path | None = None,
    label_map: str | None = None,
    allow_missing: bool = False,
) -> Comparison:
    """Compare two or more systems on the same gold.

    Args:
        predictions: a mapping from system names to predictions (anything that `evaluate` takes), or file names, which name the systems.
        others: further file names.
        task: a task card's name; ignored with `gold`.
        split: of the task; ignored with `gold`.
        gold: a gold file of one's own.
        data: a data folder; None: the one that comes with the package.
        label_map: as in `evaluate`, for all systems.
        allow_missing: as in `evaluate`.

    Returns:
        `Comparison`: for each couple of systems the difference of the headline with its interval, p-values, and where they differ.

    Raises:
        InputError: as in `evaluate`, or fewer than two systems.
    """
    named = dict(predictions) if isinstance(predictions, Mapping) else _by_name([*_listed(predictions), *others])
    against = tasks.gold_file(Path(gold)) if gold is not None else tasks.gold(task, split, Path(data) if data else None)
    mapping = label_maps.load(label_map) if label_map else None
    joined = {
        name: submission.join(read_predictions(given), against.ids, against.vocabulary, mapping=mapping, allow_missing=allow_missing)
        for name, given in named.items()
    }
    signature = ""
    for found in joined.values():
        signature = score(against, found, label_map=mapping.name if mapping else None).signature
    return compare_systems(against, joined, signature)


def _listed(predictions: Any) -> list[Any]:
    return [predictions] if isinstance(predictions, str | Path) else list(predictions)


def _by_name(files: Sequence[str | Path]) -> dict[str, Any]:
    """Files by the shortest ending of their paths that tells them apart."""
    paths = [Path(file) for file in files]
    if len(set(paths)) < len(paths):
        raise InputError("a file is named twice; a system is not compared with itself")
    depth = 1
    while len({path.parts[-depth:] for path in paths}) < len(paths):
        depth += 1
    return {"/".join(path.parts[-depth:]): path for path in paths}
