"""One adjudicator's desk: the queue of an event, and the decisions, each stored the moment it is made.

Decisions of one adjudicator stand in a file of their own, `annotations/<event>/decisions-<who>.jsonl`, so that two people never write
the same file. Gold reads them in the order of their times.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crossclaim import store, transaction
from crossclaim.authoring import queue as queueing
from crossclaim.dataset import gold
from crossclaim.dataset.couples import Couple, couple
from crossclaim.errors import InputError, unknown

Record = dict[str, Any]
SAW = "the couples of the queue: both claims with outlet and speaker, the last votes with confidence and reason, the guidelines"


def event_of(folder: Path, event_id: str | None) -> str:
    """The event that is meant: the named one, or the only one. Raises InputError for an unknown or missing name."""
    known = [row["event_id"] for row in store.read_jsonl(folder / "events.jsonl")]
    if event_id is None and len(known) == 1:
        return known[0]
    if event_id is None:
        raise InputError(f"there are several events; name one with --event: {', '.join(known)}")
    if event_id not in known:
        raise InputError(unknown("event", event_id, known))
    return event_id


def _annotators(folder: Path) -> Path:
    return folder / "annotations" / "annotators.json"


def description(folder: Path, who: str) -> Record:
    """What `annotators.json` would say of a person who adjudicates by the latest version of the guidelines."""
    versions = {row["guidelines"] for row in store.read_json(_annotators(folder))}
    latest = max(versions, key=lambda version: [int(part) for part in version.split(".")])
    return {
        "annotator": f"decisions-{who}",
        "kind": "human",
        "model": None,
        "role": "adjudication",
        "guidelines": latest,
        "contexts": 1,
        "saw": SAW,
    }


def describe(folder: Path, who: str) -> bool:
    """Add a person to `annotators.json`; False where they stand there already."""
    with transaction.locked(folder):
        rows = store.read_json(_annotators(folder))
        if any(row["annotator"] == f"decisions-{who}" for row in rows):
            return False
        transaction.put(folder, {"annotations/annotators.json": store.dump_json([*rows, description(folder, who)])})
    return True


def now() -> str:
    """The present moment as decisions record it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Desk:
    """The queue of one event and, where `who` is given, that adjudicator's decisions."""

    def __init__(self, folder: Path, event_id: str | None = None, who: str | None = None, *, everything: bool = False) -> None:
        """Open the desk. Raises InputError for an unknown event, and where nobody has described who decides."""
        transaction.recover(folder)
        self.folder = folder
        self.event_id = event_of(folder, event_id)
        self.who = who
        self.everything = everything
        self.claims = {row["claim_id"]: row for row in store.read_jsonl(folder / "claims.jsonl") if row["event_id"] == self.event_id}
        self.outlets = {row["article_id"]: row["publisher"] for row in store.read_jsonl(folder / "articles.jsonl")}
        if who is not None:
            self._check(who)
        self.refresh()

    def _check(self, who: str) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", who):
            raise InputError(f"--who {who!r}: a name is lower-case words or numbers joined by hyphens")
        described = {row["annotator"] for row in store.read_json(_annotators(self.folder))}
        if self.pass_name not in described:
            row = json.dumps(description(self.folder, who), ensure_ascii=False)
            file = store.show(_annotators(self.folder))
            raise InputError(f"{file}: nobody says what {self.pass_name} is; give --describe human, or add {row}")
        if any("decided_at" not in row for row in self.made()):
            raise InputError(f"{self.file}: a finished pass without times cannot be continued; take another --who")

    @property
    def pass_name(self) -> str:
        """Name of the adjudicator's pass. Raises InputError where nobody has said who decides."""
        if self.who is None:
            raise InputError("who decides? give --who NAME")
        return f"decisions-{self.who}"

    @property
    def file(self) -> str:
        """The adjudicator's file, relative to the data folder."""
        return f"annotations/{self.event_id}/{self.pass_name}.jsonl"

    def refresh(self) -> None:
        """Read the passes again, with what others have decided meanwhile."""
        self.passes = gold.read_passes(self.folder / "annotations" / self.event_id)
        words = {claim_id: row["text"] for claim_id, row in self.claims.items()}
        self.items = queueing.queue(self.passes, words, everything=self.everything)

    def view(self, key: Couple, kind: str) -> Record:
        """One couple as it is shown."""
        return queueing.view(key, kind, self.passes, self.claims, self.outlets)

    def open(self) -> list[tuple[Couple, queueing.Item]]:
        """The couples of the queue, each once, without decided ones whose decision is this adjudicator's own."""
        found: dict[Couple, queueing.Item] = {}
        for item in self.items:
            for key in item.couples:
                own = self.who and self.passes.decisions.get(key, {}).get("decided_by") == self.pass_name
                if not (item.kind == "decided" and own):
                    found.setdefault(key, item)
        return list(found.items())

    def made(self) -> list[Record]:
        """The adjudicator's decisions, in the order in which they were made."""
        path = self.folder / self.file
        return store.read_jsonl(path) if path.is_file() else []

    def row(self, evidence: str, claim: str, label: str, certainty: str, rationale: str, turns_on: str | None = None) -> Record:
        """A decision as it is stored."""
        return {
            "evidence_id": evidence,
            "claim_id": claim,
            "label": label,
            "certainty": certainty,
            **({"contradiction_type": turns_on} if turns_on else {}),
            "rationale": rationale,
            "decided_by": self.pass_name,
            "decided_at": now(),
        }

    def write(self, rows: Sequence[Record]) -> None:
        """Store decisions, all or none; when this returns they are on the disk."""
        with transaction.locked(self.folder):
            transaction.put(self.folder, {self.file: store.dump_jsonl([*self.made(), *rows])})
        self.refresh()

    def take_back(self) -> Couple | None:
        """Remove the adjudicator's last decision and name its couple; None where there is none."""
        with transaction.locked(self.folder):
            rows = self.made()
            if not rows:
                return None
            transaction.put(self.folder, {self.file: store.dump_jsonl(rows[:-1]) or None})
        self.refresh()
        return couple(rows[-1]["evidence_id"], rows[-1]["claim_id"])
