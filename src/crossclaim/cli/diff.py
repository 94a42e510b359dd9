"""`crossclaim diff`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossclaim.cli import say


@click.command(epilog="Example: crossclaim diff crossclaim-data-0.1.0.tar.gz data")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """List what changed from OLD to NEW, data folders or release archives: claims, texts, and labels with their reasons."""
    from crossclaim.authoring.diff import diff as compare

    changes = compare(old, new)
    if as_json:
        click.echo(json.dumps([change._asdict() for change in changes], ensure_ascii=False, indent=2))
        return
    for change in changes:
        click.echo(str(change))
    say(f"{len(changes)} changes")
