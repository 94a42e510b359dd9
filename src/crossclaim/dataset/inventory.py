"""From adjudicated inventories to `claims.jsonl`.

An inventory is stored as its reader made it. `revisions.jsonl` holds what a later reader of all inventories changed in wording and dates,
dropped or split, with reasons; the claims are the inventories with the revisions applied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crossclaim import store
from crossclaim.errors import InputError, Problem

Record = dict[str, Any]
FIELDS = ("text", "kind", "speaker", "stance", "modality", "as_of", "topic", "spans")


def claim_id(article_id: str, n: int) -> str:
    """The identifier of claim `n` of an article's inventory: opaque, and the same whatever becomes of its wording."""
    return "c-" + hashlib.sha256(f"{article_id}\t{n}".encode()).hexdigest()[:8]


def _revisions(folder: Path) -> list[Record]:
    path = folder / "revisions.jsonl"
    return store.read_jsonl(path) if path.is_file() and path.stat().st_size else []


def derive_claims(folder: Path, event_id: str, article_ids: Sequence[str]) -> list[Record]:
    """The claims of an event out of its folder of annotations, article by article in the order of the text.

    A revision with `set: null` drops a claim; one whose number the inventory does not have adds a claim. An article that nobody has read
    yet has no inventory and no claims.
    """
    claims: list[Record] = []
    revisions = _revisions(folder)
    for article in article_ids:
        if not (folder / f"inventory-{article}.jsonl").is_file():
            continue
        rows = {row["n"]: {field: row[field] for field in FIELDS} for row in store.read_jsonl(folder / f"inventory-{article}.jsonl")}
        for line, revision in enumerate(revisions, 1):
            if revision["article_id"] != article:
                continue
            n, change = revision["n"], revision["set"]
            if change is None:
                rows.pop(n, None)
            elif n in rows:
                rows[n] = {**rows[n], **change}
            elif set(change) == set(FIELDS):
                rows[n] = {field: change[field] for field in FIELDS}
            else:
                place = store.show(folder / "revisions.jsonl")
                raise InputError(Problem(place, line, "$.set", "revision", f"claim {n} of {article} is new and lacks fields"))
        for n, row in sorted(rows.items(), key=lambda item: (item[1]["spans"][0]["start"], item[0])):
            claims.append({"claim_id": claim_id(article, n), "event_id": event_id, "article_id": article, **row})
    return claims
