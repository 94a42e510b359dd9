"""`crossclaim evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command(epilog="Example: crossclaim evaluate predictions.jsonl --task pairs --split test")
@click.argument("predictions", type=click.Path(path_type=Path))
@click.option("--task", default="pairs", show_default=True, help="Task card.")
@click.option("--split", default="test", show_default=True, help="Split of the task.")
@click.option("--gold", type=click.Path(path_type=Path), help="Score against this file (pair_id, label) instead of a task.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder; default: the one of the package.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON (schema/scores.schema.json).")
def evaluate(predictions: Path, task: str, split: str, gold: Path | None, data: Path | None, as_json: bool) -> None:
    """Score PREDICTIONS (.jsonl, .json, .csv, .tsv or .parquet with pair_id and label, in any order).

    Missing, extra and duplicate rows and unknown labels are refused, each by name. Every figure has a 95 % interval.
    """
    from crossclaim import api

    scores = api.evaluate(predictions, task=task, split=split, gold=gold, data=data)
    if as_json:
        click.echo(json.dumps(scores.to_json(), ensure_ascii=False, indent=2))
        return
    from crossclaim.scoring import report

    report.show({"": scores})
