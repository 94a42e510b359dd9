"""`crossclaim compare`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossclaim.cli import say


@click.command(epilog="Example: crossclaim compare a.jsonl b.jsonl --disagreements differ.jsonl")
@click.argument("predictions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--task", default="pairs", show_default=True, help="Task card.")
@click.option("--split", default="test", show_default=True, help="Split of the task.")
@click.option("--gold", type=click.Path(path_type=Path), help="Compare on this file (pair_id, label, …) instead of a task.")
@click.option("--label-map", metavar="NAME|FILE", help="Map the predictions' labels, for example fever or snli.")
@click.option("--allow-missing", is_flag=True, help="Count missing rows as wrong instead of refusing them.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder; default: the one of the package.")
@click.option("--disagreements", type=click.Path(path_type=Path, dir_okay=False), help="Write the items where the systems differ.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON (schema/comparison.schema.json).")
def compare(
    predictions: tuple[Path, ...],
    task: str,
    split: str,
    gold: Path | None,
    label_map: str | None,
    allow_missing: bool,
    data: Path | None,
    disagreements: Path | None,
    as_json: bool,
) -> None:
    """Compare two or more submissions on the same gold.

    Prints the difference of the headline figure with its interval, a p-value by randomisation, Holm's correction over all
    couples of systems, and McNemar's exact test (items treated as independent).
    """
    from crossclaim import api, store

    found = api.compare(predictions, task=task, split=split, gold=gold, data=data, label_map=label_map, allow_missing=allow_missing)
    if disagreements:
        store.write_text(disagreements, store.dump_jsonl(found.disagreements))
        say(f"wrote {len(found.disagreements)} items to {store.show(disagreements)}")
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    from crossclaim.scoring.report import text

    text.show_comparison(found)
