"""`crossclaim evaluate`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossclaim.cli import say

PAGE_SLICES = ("scope", "certainty", "contradiction_type")  # what the page shows where no slices are asked for


@click.command(epilog="Example: crossclaim evaluate predictions.jsonl --slice scope --html report.html")
@click.argument("predictions", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--task", default="pairs", show_default=True, help="Task card.")
@click.option("--split", default="test", show_default=True, help="Split of the task.")
@click.option("--gold", type=click.Path(path_type=Path), help="Score against this file (pair_id, label, …) instead of a task.")
@click.option("--label-map", metavar="NAME|FILE", help="Map the predictions' labels, for example fever or snli.")
@click.option("--allow-missing", is_flag=True, help="Count missing rows as wrong instead of refusing them.")
@click.option("--slice", "slices", multiple=True, metavar="COLUMN", help="Figures for every value of a gold column; may be repeated.")
@click.option("--format", "kind", help="Format of PREDICTIONS where its ending does not say it: jsonl, json, csv, tsv, parquet.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder; default: the one of the package.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON (schema/scores.schema.json).")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the scores as Markdown.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a self-contained page.")
def evaluate(
    predictions: Path,
    task: str,
    split: str,
    gold: Path | None,
    label_map: str | None,
    allow_missing: bool,
    slices: tuple[str, ...],
    kind: str | None,
    data: Path | None,
    as_json: bool,
    as_markdown: bool,
    html: Path | None,
) -> None:
    """Score PREDICTIONS against a task or a gold file of your own.

    PREDICTIONS is a .jsonl, .json, .csv, .tsv or .parquet file (also .gz), or - for standard input, with pair_id and label in
    any order, and optionally probabilities. Missing, extra and duplicate rows and unknown labels are refused, each by name.
    """
    from crossclaim import api, store

    scores = api.evaluate(
        predictions,
        task=task,
        split=split,
        gold=gold,
        data=data,
        label_map=label_map,
        allow_missing=allow_missing,
        slices=slices,
        format=kind,
    )
    for warning in scores.warnings:
        say(f"warning: {warning}")
    if html:
        from crossclaim.scoring.evaluate import sliced
        from crossclaim.scoring.report import html as page

        shown = scores if slices else sliced(scores, [column for column in PAGE_SLICES if column in scores.gold.columns])
        store.write_text(html, page.report(shown))
        say(f"wrote {store.show(html)}")
    if as_json:
        click.echo(json.dumps(scores.to_json(), ensure_ascii=False, indent=2))
    elif as_markdown:
        from crossclaim.scoring.report import markdown

        click.echo(markdown.report(scores), nl=False)
    else:
        from crossclaim.scoring.report import text

        text.show({"": scores})
