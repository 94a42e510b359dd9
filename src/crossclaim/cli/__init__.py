"""The `crossclaim` command. Each verb is a thin module: parse, call, render; it is imported when it is used.

Results go to standard output, words to standard error. Exit status: 0 fine, 1 the thing checked fell short, 2 unusable input.
"""

from __future__ import annotations

from importlib import import_module

import click

from crossclaim._version import __version__
from crossclaim.errors import InputError

VERBS = {
    "adjudicate": "Decide what the votes leave open.",
    "agreement": "Agreement of annotators, for any votes.",
    "baseline": "List, train and score baselines.",
    "build": "Build the files that are loaded from the gold.",
    "compare": "Compare systems: difference, interval, p-values.",
    "diff": "What changed between two versions of the data.",
    "evaluate": "Score predictions, with intervals.",
    "hydrate": "Find claims' passages in your copies of the texts.",
    "ingest": "Register articles of an event.",
    "release": "Release the data: gates, versions, folder for the Hub, archive.",
    "stats": "Print sizes, agreement and miss rates.",
    "tasks": "Write annotation tasks; take passes back.",
    "validate": "Check every record and the rules between them.",
    "withdraw": "Take a claim or an article out, on request.",
}


class _Verbs(click.Group):
    """Verbs that are imported when they are called, so that help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        return getattr(import_module(f"crossclaim.cli.{cmd_name}"), cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(verb, VERBS[verb]) for verb in self.list_commands(ctx)])

    def resolve_command(self, ctx: click.Context, args: list[str]):
        if args[0] not in VERBS:
            from crossclaim.errors import unknown

            ctx.fail(unknown("command", args[0], sorted(VERBS)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            for line in str(error).splitlines():
                click.echo(f"error: {line}", err=True)
            ctx.exit(2)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crossclaim")
def main() -> None:
    """Rival news accounts of one event, as labelled claim pairs, with an evaluator.

    \b
    Examples:
      crossclaim evaluate predictions.jsonl
      crossclaim compare a.jsonl b.jsonl
      crossclaim baseline run tfidf-logreg
      crossclaim validate --articles DIR
    """


def say(words: str) -> None:
    """A progress line on standard error."""
    click.echo(f"· {words}", err=True)
