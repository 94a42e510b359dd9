"""`crossclaim agreement`."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command(epilog="Example: crossclaim agreement votes.csv --order 'no,maybe,yes'")
@click.argument("votes", type=click.Path(path_type=Path))
@click.option(
    "--order", default="", help="Labels from low to high, separated by commas, for ordinal α; default: numbers by size, else by name."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON (schema/agreement.schema.json).")
def agreement(votes: Path, order: str, as_json: bool) -> None:
    """Agreement of annotators from VOTES, a .jsonl, .json, .csv, .tsv or .parquet file with item, annotator and label.

    Any number of annotators; votes may be missing. Intervals resample items.
    """
    from crossclaim import store
    from crossclaim.scoring import formats, reliability

    rows = formats.read_records(votes, ("item", "annotator", "label"))
    found = reliability.agreement_of(
        reliability.read(rows, store.show(votes), [label.strip() for label in order.split(",") if label.strip()])
    )
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    from crossclaim.scoring.report import text

    text.show_agreement(found)
