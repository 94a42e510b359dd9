"""`crossclaim tasks`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from crossclaim import _paths
from crossclaim.authoring.tasks.forms import FORMS
from crossclaim.authoring.tasks.kind import LAST_SEED, Kind
from crossclaim.authoring.tasks.kinds import KINDS
from crossclaim.cli import say

_FOLDER = click.Path(path_type=Path)
_event = click.option("--event", required=True, help="Event of the readings.")
_data = click.option("--data", type=_FOLDER, help="Data folder; default: the one of the package.")
_articles = click.option(
    "--articles",
    type=_FOLDER,
    envvar="CROSSCLAIM_ARTICLES",
    help="Folder with the articles' texts, recognised by hash [env: CROSSCLAIM_ARTICLES].",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")


@click.group(epilog="Example: crossclaim tasks pool --event EVENT --to csv --output ../votes-c")
def tasks() -> None:
    """Write annotation tasks and take the filled-in passes back."""


def _export(kind: Kind) -> click.Command:
    """The command that writes tasks of one kind."""

    def write(to: str, event: str, output: Path, data: Path | None, articles: Path | None, as_json: bool, seed: int, **more: Any) -> None:
        from crossclaim.authoring.tasks import export, kind, pool

        if more.pop("draw", False):
            desk = kind.open_desk(data or _paths.DATA, event, None)
            say(f"pool: {pool.draw(desk, more['n_similar'], more['n_random'], seed)} couples drawn")
        settings = {key: value for key, value in more.items() if key in ("order", "batch", "number", "article")}
        written = export.write(name, event, to, output, data=data, articles=articles, seed=seed, **settings)
        if as_json:
            click.echo(json.dumps(written._asdict(), ensure_ascii=False, indent=2))
            return
        for file in written.files:
            click.echo(file)
        say(f"{written.tasks} tasks with {written.items} items")

    name = kind.name
    options = [
        _event,
        click.option("--to", type=click.Choice(sorted(FORMS)), required=True, help="Form of the tasks."),
        click.option("--output", type=_FOLDER, required=True, help="Folder to write to; never inside the data folder."),
        _articles,
        _data,
        click.option("--order", type=click.Choice(kind.orders), default=kind.orders[0], show_default=True, help="Order of the items."),
        click.option("--batch", type=click.IntRange(min=1), help=f"Most items in one task; default: {kind.batch or 'all'}."),
        click.option("--seed", type=click.IntRange(0, LAST_SEED), default=1, show_default=True, help="Give each reader one of their own."),
        _json,
    ]
    if kind.with_text:
        options.append(click.option("--article", help="This article only; default: all of the event."))
    if kind.rounds:
        options += [
            click.option("--round", "number", type=click.IntRange(min=1), help="Round of the pool; default: the latest."),
            click.option("--draw", is_flag=True, help="First draw the pool from the two listing passes."),
            click.option(
                "--n-similar", type=click.IntRange(min=0), default=500, show_default=True, help="Most similar unlisted couples to draw."
            ),
            click.option("--n-random", type=click.IntRange(min=0), default=500, show_default=True, help="Random unlisted couples to draw."),
        ]
    command: Any = write
    for option in reversed(options):
        command = option(command)
    example = f"Example: crossclaim tasks {name} --event EVENT --to jsonl --output ../{name}-c"
    return click.command(name, help=kind.summary, epilog=example)(command)


for _kind in KINDS.values():
    tasks.add_command(_export(_kind))


@tasks.command("import", epilog="Example: crossclaim tasks import answers.csv --event EVENT --kind pool --annotator c --describe human")
@click.argument("file", type=_FOLDER)
@_event
@click.option("--kind", "kind_name", type=click.Choice(sorted(KINDS)), required=True, help="Kind of reading.")
@click.option("--annotator", required=True, help="Name of the reader: the X of votes-X-1.jsonl.")
@click.option("--article", help="Take the answers on this article only; default: all that the file has.")
@click.option("--round", "number", type=click.IntRange(min=1), help="Round of the pool; default: the latest.")
@click.option("--describe", type=click.Choice(["human", "language_model"]), help="Add the reader to annotators.json.")
@click.option("--model", help="Name and version of the language model.")
@_articles
@_data
@_json
def import_(
    file: Path,
    event: str,
    kind_name: str,
    annotator: str,
    article: str | None,
    number: int | None,
    describe: str | None,
    model: str | None,
    articles: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Check a filled-in FILE (.jsonl, .csv, or Label Studio's .json export) and store it as a pass.

    All problems are printed, by row and item. Nothing is stored unless the pass is complete.
    """
    from crossclaim.authoring.tasks import intake

    stored = intake.store_pass(
        file,
        kind_name,
        event,
        annotator,
        data=data,
        articles=articles,
        article=article,
        number=number,
        describe=intake.Description(describe, model) if describe else None,
    )
    for name in stored.not_compared:
        say(f"skipped: {name}: its text is not at hand, so nothing was compared with its words")
    if stored.shortened:
        say(f"{stored.shortened} reasons had nine words in a row from an article; one word of each run was left out")
    if as_json:
        click.echo(json.dumps(stored._asdict(), ensure_ascii=False, indent=2))
    else:
        for name in stored.files:
            click.echo(name)
        say(f"{stored.rows} rows")
