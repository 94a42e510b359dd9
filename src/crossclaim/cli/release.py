"""`crossclaim release`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from crossclaim.cli import say


@click.command(epilog="Example: crossclaim release 0.1.0 --articles ../shared/articles")
@click.argument("version")
@click.option("--root", type=click.Path(path_type=Path), default=Path(), show_default="this folder", help="The checkout to release.")
@click.option("--articles", type=click.Path(path_type=Path), envvar="CROSSCLAIM_ARTICLES", help="Folder with the articles' texts.")
@click.option("--date", help="Date of the release; default: today.")
@click.option("--json", "as_json", is_flag=True, help="Print where the release lies as JSON.")
def release(version: str, root: Path, articles: Path | None, date: str | None, as_json: bool) -> None:
    """Release the data as VERSION: refused unless validate, build --check and the agreement of every event hold.

    Sets the version in the files that name it, and writes a folder for the Hub and an archive with checksums to dist/.
    """
    from crossclaim.authoring.release import release as write

    target = write(root, version, date or datetime.now(UTC).date().isoformat(), articles, say)
    click.echo(json.dumps({"version": version, "folder": str(target)}) if as_json else f"released: {target}")
