"""`crossclaim validate`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossclaim import _paths
from crossclaim.cli import say


@click.command(epilog="Example: crossclaim validate --articles ../shared/articles")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Data folder; default: the one of the package.")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    envvar="CROSSCLAIM_ARTICLES",
    help="Folder with the articles' texts, recognised by hash [env: CROSSCLAIM_ARTICLES].",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def validate(data: Path | None, articles: Path | None, as_json: bool) -> None:
    """Check every record against its schema and the rules between records.

    All problems are printed, one a line, as file:line: $.path: message. Exit status 1 if there is any.
    """
    from crossclaim.dataset.check import check

    report = check(data or _paths.DATA, articles, say)
    for line in report.skipped:
        say(f"skipped: {line}")
    if as_json:
        document = {
            "ok": not report.problems,
            "records": report.records,
            "problems": [problem._asdict() for problem in report.problems],
            "skipped": report.skipped,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for problem in report.problems:
            click.echo(str(problem))
        if not report.problems:
            click.echo(f"ok: {report.records} records, no problem")
    if report.problems:
        say(f"{len(report.problems)} problems in {report.records} records")
        raise SystemExit(1)
