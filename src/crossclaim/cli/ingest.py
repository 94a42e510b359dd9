"""`crossclaim ingest`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from crossclaim import _paths
from crossclaim.cli import say


@click.command(epilog="Example: crossclaim ingest page.html --event caracas-argentine-embassy-exit-2025 --articles ../texts --dry-run")
@click.argument("files", metavar="ARTICLE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--event", "event_id", required=True, help="Event that the articles report, as events.jsonl has it.")
@click.option("--publisher", help="Outlet; default: the site's name in the page.")
@click.option("--url", help="Address of the publisher's own page; default: the one in the page.")
@click.option("--title", help="Headline; default: the one in the page.")
@click.option("--byline", help="Author as printed; default: the one in the page.")
@click.option("--published", metavar="YYYY-MM-DD", help="Day of publication; default: the one in the page.")
@click.option("--language", metavar="CODE", help="Two-letter code; default: the language that the page declares.")
@click.option("--extent", type=click.Choice(["whole", "opening"]), default="whole", show_default=True, help="How much of the page it is.")
@click.option("--article-id", help="Identifier; default: the event's first word and the publisher.")
@click.option("--syndicated-from", metavar="ARTICLE_ID", help="Registered article of which this is a near-copy.")
@click.option(
    "--articles",
    "folder",
    type=click.Path(path_type=Path),
    envvar="CROSSCLAIM_ARTICLES",
    help="Folder where the texts are kept, outside the data and the repository [env: CROSSCLAIM_ARTICLES].",
)
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Data folder; default: the one of the package.")
@click.option("--dry-run", is_flag=True, help="Look at everything and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print rows, segments and hints as JSON, by offset.")
def ingest(
    files: tuple[Path, ...], event_id: str, folder: Path | None, data: Path | None, dry_run: bool, as_json: bool, **said: str
) -> None:
    """Register articles of an event: text files as they are, or saved HTML pages.

    The row goes to articles.jsonl, the text to the folder of articles as <sha256>.txt. Prints where to look: paragraphs, sentences,
    quotations, reporting verbs with their likely speakers, and near-copies among the texts at hand.
    """
    from crossclaim.authoring.ingest import Given, Ingested
    from crossclaim.authoring.ingest import ingest as register

    def ask(field: str, name: str) -> str:
        return click.prompt(f"{name}: {field}", err=True)

    def show(new: Ingested) -> None:
        row = new.row
        click.echo(f"{row['article_id']}: {'would be ' if dry_run else ''}registered for {row['event_id']}")
        click.echo(f"  {row['publisher']}, {row['published'] or 'undated'}, {row['language']}, {row['url']}")
        click.echo(f"  {row['n_chars']} characters, sha256 {row['sha256']}")
        counts = {"paragraphs": new.paragraphs, "sentences": new.sentences, "quotations": new.quotations, "hints of a speaker": new.hints}
        click.echo("  " + ", ".join(f"{len(found)} {name}" for name, found in counts.items()))
        if new.speakers():
            click.echo("  likely speakers: " + ", ".join(f"{name} ({times})" for name, times in new.speakers()))
        for near in new.near:
            remedy = "" if row["syndicated_from"] else f"; if it is a syndicated copy: --syndicated-from {near.name}"
            click.echo(f"  near-copy: {near.containment:.0%} of the shorter text's runs of five words stand in {near.name}{remedy}")

    interactive = ask if sys.stdin.isatty() else None
    found = register(files, event_id, Given(**said), data=data or _paths.DATA, folder=folder, ask=interactive, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps([new.to_json() for new in found], ensure_ascii=False, indent=2))
        return
    for new in found:
        show(new)
    if dry_run:
        say("nothing was written")
