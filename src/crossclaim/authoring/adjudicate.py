"""Writing the gold: claims and relations as the stored passes and decisions give them, never by hand."""

from __future__ import annotations

from pathlib import Path

from crossclaim import store, transaction
from crossclaim.dataset import gold, inventory
from crossclaim.errors import InputError, Problem


def write_gold(folder: Path) -> tuple[int, int]:
    """Write `claims.jsonl` and `relations.jsonl` of a data folder from its annotations; gives the number of rows of each.

    Raises InputError where a couple still needs a fresh reader or a contradiction its type; nothing is written then.
    """
    transaction.recover(folder)
    articles = store.read_jsonl(folder / "articles.jsonl")
    claims: list[inventory.Record] = []
    relations: list[inventory.Record] = []
    problems: list[Problem] = []
    for event in store.read_jsonl(folder / "events.jsonl"):
        annotations = folder / "annotations" / event["event_id"]
        own = [row["article_id"] for row in articles if row["event_id"] == event["event_id"]]
        claims += inventory.derive_claims(annotations, event["event_id"], own)
        passes = gold.read_passes(annotations)
        found = list(_open(passes, store.show(annotations), event["event_id"]))
        problems += found
        relations += [] if found else gold.relations(passes)
    if problems:
        raise InputError(problems)
    transaction.replace(folder, {"claims.jsonl": store.dump_jsonl(claims), "relations.jsonl": store.dump_jsonl(relations)})
    return len(claims), len(relations)


def _open(passes: gold.Passes, place: str, event_id: str) -> list[Problem]:
    """What keeps the relations of an event from being written, in two lines at most."""
    found: list[Problem] = []
    if undecided := gold.undecided(passes):
        message = f"nobody has decided on {len(undecided)} couples yet; see crossclaim adjudicate --event {event_id} --list"
        found.append(Problem(place, None, "", "undecided", message))
    if untyped := gold.untyped(passes):
        first = " and ".join(untyped[0])
        message = f"nobody has said on what {len(untyped)} contradictions turn, among them {first}; a types pass must"
        found.append(Problem(place, None, "", "untyped", message))
    return found
