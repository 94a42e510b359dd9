"""`crossclaim adjudicate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from crossclaim import _paths
from crossclaim.cli import say


def _show(document: Any, words: str, as_json: bool) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else words)


@click.command(epilog="Example: crossclaim adjudicate --event my-event-2026 --who reader-1")
@click.option("--event", "event_id", metavar="ID", help="The event; default: the only one.")
@click.option("--who", metavar="NAME", help="Who decides; described in annotators.json as decisions-NAME.")
@click.option("--describe", type=click.Choice(["human"]), help="First add NAME to annotators.json.")
@click.option("--all", "everything", is_flag=True, help="Also what is decided already.")
@click.option("--list", "only_list", is_flag=True, help="Print the queue and stop.")
@click.option("--export", "exported", type=click.Path(path_type=Path), metavar="FILE", help="Write the queue as .csv or .jsonl to fill in.")
@click.option("--import", "imported", type=click.Path(path_type=Path), metavar="FILE", help="Read a filled-in table back.")
@click.option("--write", "write", is_flag=True, help="Write claims.jsonl and relations.jsonl, when nothing is undecided.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Data folder; default: the one of the package.")
@click.option("--json", "as_json", is_flag=True, help="Print what came of it as JSON.")
def adjudicate(
    event_id: str | None,
    who: str | None,
    describe: str | None,
    everything: bool,
    only_list: bool,
    exported: Path | None,
    imported: Path | None,
    write: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Decide what the votes leave open, at the terminal or in a table.

    At the terminal each couple is shown with its votes; every decision is stored at once, and the next call goes on where this one
    stopped. Decisions need a reason, and go to annotations/EVENT/decisions-NAME.jsonl.
    """
    if sum(map(bool, (only_list, exported, imported, write))) > 1:
        raise click.UsageError("--list, --export, --import and --write exclude each other")
    from crossclaim.authoring import decisions, sheet, sitting
    from crossclaim.authoring import queue as queueing
    from crossclaim.authoring.adjudicate import write_gold

    folder = data or _paths.DATA
    if write:
        n_claims, n_relations = write_gold(folder)
        _show({"claims": n_claims, "relations": n_relations}, f"written: {n_claims} claims, {n_relations} relations", as_json)
        say("run `crossclaim build`, then `crossclaim validate`")
        return
    if describe and not who:
        raise click.UsageError("--describe needs --who NAME")
    if describe and who and decisions.describe(folder, who):
        say(f"annotators.json now describes decisions-{who}")
    desk = decisions.Desk(folder, event_id, who, everything=everything)
    if only_list:
        items = [
            {"kind": item.kind, "matter": item.why, "couples": [desk.view(key, item.kind) for key in item.couples]} for item in desk.items
        ]
        words = [f"{len(items)} items in the queue of {desk.event_id}"]
        words += [f"{item.kind}: {item.why}: " + "; ".join(" ".join(key) for key in item.couples) for item in desk.items]
        _show({"event_id": desk.event_id, "kinds": queueing.KINDS, "items": items}, "\n".join(words), as_json)
    elif exported:
        rows = sheet.export(desk, exported)
        _show({"file": str(exported), "rows": rows}, f"written: {rows} rows to {exported}", as_json)
        say(f"fill in {', '.join(sheet.FILLED_IN)} and give the file to --import")
    elif imported:
        found = sheet.read(desk, imported)
        if found:
            desk.write(found)
        left = len(desk.open())
        _show({"stored": len(found), "left": left}, f"stored: {len(found)} decisions; {left} couples left", as_json)
    else:
        summary = sitting.sit(desk, _ask, lambda text: click.echo(text, err=True))
        words = f"{summary.decided} decided, {summary.skipped} skipped, {summary.left} left"
        _show(summary._asdict(), words, as_json)
        if not summary.left:
            say("nothing is left: run `crossclaim adjudicate --write`")


def _ask(prompt: str) -> str:
    """One line of standard input; the prompt goes to standard error."""
    click.echo(f"{prompt}\n> ", nl=False, err=True)
    return input()
