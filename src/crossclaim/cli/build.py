"""`crossclaim build`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossclaim import _paths
from crossclaim.cli import say


@click.command(epilog="Example: crossclaim build --check")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Data folder; default: the one of the package.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit status 1 if a built file is not what the gold gives.")
@click.option("--json", "as_json", is_flag=True, help="Print the names of the files as JSON.")
def build(data: Path | None, only_check: bool, as_json: bool) -> None:
    """Build pairs, relations, votes, statistics and the card's figures from the gold, the same bytes every time."""
    from crossclaim.dataset import build as building

    folder = data or _paths.DATA
    files = building.built(folder, say)
    changed = building.stale(folder, files) if only_check else building.write(folder, files)
    if as_json:
        click.echo(json.dumps({"checked": sorted(files), "stale" if only_check else "written": changed}, indent=2))
    else:
        for name in changed:
            click.echo(f"{'stale' if only_check else 'written'}: {name}")
        if not changed:
            click.echo(f"ok: {len(files)} files are what the gold gives")
    if only_check and changed:
        say("run `crossclaim build` and commit what it writes")
        raise SystemExit(1)
