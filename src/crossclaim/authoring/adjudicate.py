"""Writing the gold: claims and relations as the stored passes and decisions give them, never by hand."""

from __future__ import annotations

from pathlib import Path

from crossclaim import store
from crossclaim.dataset import gold, inventory


def write_gold(folder: Path) -> tuple[int, int]:
    """Write `claims.jsonl` and `relations.jsonl` of a data folder from its annotations; gives the number of rows of each.

    Raises InputError where a couple still needs a fresh reader; nothing is written then.
    """
    articles = store.read_jsonl(folder / "articles.jsonl")
    claims: list[inventory.Record] = []
    relations: list[inventory.Record] = []
    for event in store.read_jsonl(folder / "events.jsonl"):
        passes = folder / "annotations" / event["event_id"]
        own = [row["article_id"] for row in articles if row["event_id"] == event["event_id"]]
        claims += inventory.derive_claims(passes, event["event_id"], own)
        relations += gold.relations(gold.read_passes(passes))
    store.write_text(folder / "claims.jsonl", store.dump_jsonl(claims))
    store.write_text(folder / "relations.jsonl", store.dump_jsonl(relations))
    return len(claims), len(relations)
