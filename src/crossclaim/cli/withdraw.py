"""`crossclaim withdraw`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossclaim import _paths
from crossclaim.cli import say


@click.command(epilog="Example: crossclaim withdraw c-0a1b2c3d --why 'Asked for by the publisher.' --dry-run")
@click.argument("identifier", metavar="ID")
@click.option("--why", required=True, help="The reason; everybody can read it.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Data folder; default: the one of the package.")
@click.option("--dry-run", is_flag=True, help="Say what would go and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what went as JSON.")
def withdraw(identifier: str, why: str, data: Path | None, dry_run: bool, as_json: bool) -> None:
    """Take the claim or article ID out, with all that hangs on it, and leave a tombstone in withdrawn.jsonl.

    The built files are built again. Git history is not changed: who asked for the withdrawal must be told so.
    """
    from crossclaim.authoring import withdraw as withdrawing
    from crossclaim.dataset import build

    folder = data or _paths.DATA
    found = withdrawing.withdraw(folder, identifier, why, dry_run=dry_run)
    if not dry_run:
        build.write(folder, build.built(folder, say))
    if as_json:
        click.echo(json.dumps({**found._asdict(), "dry_run": dry_run}, ensure_ascii=False, indent=2))
    else:
        would = "would go" if dry_run else "gone"
        others = len(found.tombstones) - 1
        click.echo(f"{would}: {identifier}{f' with its {others} claims' if others else ''}")
        for name, n in found.rows.items():
            click.echo(f"{would}: {n} rows of {name}")
    for place in found.same_words:
        say(f"the same words stay in {place}")
    for claim in found.same_passage:
        say(f"{claim} rests on the same passage and stays; withdraw it, too, if it was meant")
    if not dry_run:
        say("git history still holds what was withdrawn; this command never rewrites it. The repository's owners must decide about that")
        say("published scores were made on the earlier pairs; run `crossclaim baseline run --output baselines`")
