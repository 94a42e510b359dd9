"""`crossclaim hydrate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossclaim import _paths
from crossclaim.cli import say

if TYPE_CHECKING:
    from crossclaim.authoring.hydrate import Passage


@click.command(epilog="Example: crossclaim hydrate --articles ../texts --output ../passages.jsonl")
@click.option(
    "--articles",
    "folder",
    type=click.Path(path_type=Path),
    envvar="CROSSCLAIM_ARTICLES",
    required=True,
    help="Folder with your copies of the articles, text or HTML, under any name [env: CROSSCLAIM_ARTICLES].",
)
@click.option("--claim", "claim_id", metavar="ID", help="Show this claim in its context.")
@click.option("--event", "event_id", metavar="ID", help="Only the claims of this event.")
@click.option("--output", type=click.Path(path_type=Path), help="File for the passages (JSON Lines); default: standard output.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Data folder; default: the one of the package.")
@click.option("--json", "as_json", is_flag=True, help="Print the report, and the passages unless --output is given, as one JSON document.")
def hydrate(folder: Path, claim_id: str | None, event_id: str | None, output: Path | None, data: Path | None, as_json: bool) -> None:
    """Join the claims with their source passages in your own copies of the articles.

    Copies are recognised by hash or by what they hold, and may differ in encoding, line endings, layout and quotes. Exit status 1 if a span
    was not found.
    """
    from crossclaim.authoring import hydrate as library

    place = data or _paths.DATA
    if output is not None:
        library.articles.private(output, place)
    found = library.hydrate(folder, place, claim_id=claim_id, event_id=event_id)
    if output is not None:
        library.write(found.passages, output, place)
    if as_json:
        document = {"complete": found.complete, "articles": [report._asdict() for report in found.reports], "unused": found.unused}
        if output is None:
            document["passages"] = [passage.to_json() for passage in found.passages]
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif claim_id is not None:
        _show(found.passages[0])
    elif output is None:
        for passage in found.passages:
            click.echo(json.dumps(passage.to_json(), ensure_ascii=False))
    for report in found.reports:
        file = f" in {report.file}" if report.file else ""
        say(f"{report.article_id}: {report.found} of {report.spans} spans found{file} ({report.differs})")
    for line in found.unused:
        say(f"not used: {line}")
    if not found.complete:
        raise SystemExit(1)


def _show(passage: Passage) -> None:
    click.echo(f"{passage.claim['claim_id']} ({passage.claim['article_id']}): {passage.claim['text']}")
    for line in passage.in_context("▶", "◀"):
        click.echo(f"\n{line}")
