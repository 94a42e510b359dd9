"""Adjudication in a table: the queue written out with empty columns to fill in, and read back row by row.

The columns to fill in are `label` (one of the five answers, as seen from the row's evidence), `certainty`, `contradiction_type` (only
where the two contradict and no reader of types has said on what) and `why`. Rows in which all of them are empty are left for later.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crossclaim import store
from crossclaim.authoring.decisions import Desk
from crossclaim.authoring.sitting import CERTAINTIES, REASON, TYPES
from crossclaim.dataset.couples import Couple, couple
from crossclaim.errors import InputError, Problem, unknown
from crossclaim.records import ANSWERS

Record = dict[str, Any]
FILLED_IN = ("label", "certainty", "contradiction_type", "why")
_SHOWN = tuple(f"{side}{field}" for side in ("evidence", "claim") for field in ("_id", "_outlet", "_speaker", ""))


def _vote(vote: Mapping[str, Any]) -> str:
    return f"{vote['annotator']}: {vote['label']} ({vote['confidence']}) {vote['rationale']}"


def rows(desk: Desk) -> list[Record]:
    """One row for each couple of the queue."""
    found: list[Record] = []
    for key, item in desk.open():
        shown = desk.view(key, item.kind)
        before = shown["decision"]
        found.append(
            {
                "kind": item.kind,
                "matter": item.why,
                **{field: shown[field] for field in _SHOWN},
                "votes": " | ".join(_vote(vote) for vote in shown["votes"]),
                "decided_before": f"{before['label']}, {before['certainty']}: {before['rationale']}" if before else None,
                **dict.fromkeys(FILLED_IN),
            }
        )
    return found


def export(desk: Desk, path: Path) -> int:
    """Write the queue as CSV or JSON Lines, by the file's ending; gives the number of rows."""
    found = rows(desk)
    if path.suffix == ".jsonl":
        content = store.dump_jsonl(found)
    elif path.suffix == ".csv":
        table = io.StringIO(newline="")
        columns = ("kind", "matter", *_SHOWN, "votes", "decided_before", *FILLED_IN)
        writer = csv.DictWriter(table, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
        content = table.getvalue()
    else:
        raise InputError(f"{store.show(path)}: call the file .csv or .jsonl")
    store.write_text(path, content)
    return len(found)


def _cell(row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    return "" if value is None else str(value).strip()


def _missing(desk: Desk, row: Mapping[str, Any], key: Couple) -> Iterator[tuple[str, str]]:
    """What is wrong with a filled-in row: field and message."""
    label, certainty, turns_on, why = (_cell(row, field) for field in FILLED_IN)
    if label not in ANSWERS:
        yield "label", unknown("answer", label, ANSWERS) if label else "is empty, but other columns are filled in"
    if certainty not in CERTAINTIES.values():
        known = list(CERTAINTIES.values())
        yield "certainty", unknown("certainty", certainty, known) if certainty else "is empty, but other columns are filled in"
    if label == "contradicts" and not turns_on and key not in desk.passes.types:
        yield "contradiction_type", f"say on what they clash: {', '.join(TYPES.values())}"
    if turns_on and turns_on not in TYPES.values():
        yield "contradiction_type", unknown("type of contradiction", turns_on, list(TYPES.values()))
    elif turns_on and label != "contradicts":
        yield "contradiction_type", "belongs to contradictions only"
    if not 1 <= len(why) <= REASON:
        yield "why", f"a reason of 1 to {REASON} characters is needed, here are {len(why)}"
    for side in ("evidence", "claim"):
        text = _cell(row, side)
        if text and text != desk.claims[_cell(row, f"{side}_id")]["text"]:
            yield side, "is not the present wording of this claim; export again"


def read(desk: Desk, path: Path) -> list[Record]:
    """The decisions of a filled-in table, those that stand already left out. Raises InputError naming every defect of every row."""
    from crossclaim.scoring import formats

    needed = ("evidence_id", "claim_id", "label", "certainty", "why")
    name = store.show(path)
    problems: list[Problem] = []
    seen: dict[Couple, int] = {}
    found: list[Record] = []
    for line, row in formats.read_records(path, needed):
        if not any(_cell(row, field) for field in FILLED_IN):
            continue
        key = couple(_cell(row, "evidence_id"), _cell(row, "claim_id"))
        if key not in desk.passes.pool:
            message = f"{key[0]} and {key[1]} are no couple of the pool of {desk.event_id}"
            problems.append(Problem(name, line, "evidence_id", "pool", message))
            continue
        if key in seen:
            problems.append(Problem(name, line, "evidence_id", "unique", f"this couple stands already on line {seen[key]}"))
        seen.setdefault(key, line)
        wrong = [Problem(name, line, field, "cell", message) for field, message in _missing(desk, row, key)]
        problems += wrong
        if not wrong:
            label, certainty, turns_on, why = (_cell(row, field) for field in FILLED_IN)
            found.append(desk.row(_cell(row, "evidence_id"), _cell(row, "claim_id"), label, certainty, why, turns_on or None))
    if problems:
        raise InputError(problems)
    standing = [{**row, "decided_at": None} for row in desk.made()]
    return [row for row in found if {**row, "decided_at": None} not in standing]
