"""Taking a claim or an article out, because a publisher or a person asks for it.

What hangs on it goes with it: an article takes its claims, a claim its relations, couples of the pool, votes, decisions, types, mentions in
listings, restatements with their bundles, and the rows of the readings that it was drawn from. What stays is a tombstone in
`withdrawn.jsonl`, with identifier, day and reason but none of the words. The change is made whole or not at all; the built files lose
their rows in it, too, and `build` then computes them again. Git history is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store, text, transaction
from crossclaim.dataset.inventory import claim_id
from crossclaim.errors import InputError

Record = dict[str, Any]
Files = dict[str, list[Record]]
MARK = "[withdrawn]"
_NOTES = ("rationale", "why", "note")  # fields in which readers write about claims
_LISTED = ("supports", "supported_by", "mutual", "contradicts")
_WORDS = 3  # shorter wordings are no wording of anybody's


class Withdrawal(NamedTuple):
    """What a withdrawal takes out.

    `tombstones` are the new rows of `withdrawn.jsonl`; `rows` counts the rows that go, by file; `same_words` names what keeps the same
    wording, be it another's claim or prose, by file and place; `same_passage` the claims that rest on the same passages and stay.
    """

    tombstones: list[Record]
    rows: dict[str, int]
    same_words: list[str]
    same_passage: list[str]


def _read(folder: Path) -> Files:
    paths = sorted(path for path in folder.rglob("*.jsonl") if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    return {path.relative_to(folder).as_posix(): store.read_jsonl(path) for path in paths}


def _tombstones(files: Files, identifier: str, why: str, day: str) -> list[Record]:
    """The rows for what is withdrawn and the claims that it takes along. Raises InputError for what is not there."""
    for row in files.get("withdrawn.jsonl", []):
        if row["id"] == identifier:
            raise InputError(f"{identifier} was withdrawn on {row['date']} already")
    common = {"date": day, "why": why}
    articles = [row for row in files["articles.jsonl"] if row["article_id"] == identifier]
    claims = [row for row in files["claims.jsonl"] if identifier in (row["claim_id"], row["article_id"])]
    if not articles and not claims:
        known = ", ".join(row["article_id"] for row in files["articles.jsonl"])
        raise InputError(f"no claim and no article {identifier!r}; articles: {known}; claims stand in claims.jsonl")
    found = [("article", row["article_id"], row["event_id"], row["sha256"]) for row in articles]
    found += [("claim", row["claim_id"], row["event_id"], None) for row in claims]
    return [{"id": i, "kind": kind, "event_id": event, **common, "sha256": sha256} for kind, i, event, sha256 in found]


def _overlap(row: Mapping[str, Any], spans: Iterable[Mapping[str, int]]) -> bool:
    return any(one["start"] < other["end"] and other["start"] < one["end"] for one in row["spans"] for other in spans)


def _holds_spans(row: Mapping[str, Any], spans: Iterable[Mapping[str, int]]) -> bool:
    return all(any(one["start"] <= other["start"] and other["end"] <= one["end"] for one in row["spans"]) for other in spans)


def _from_readings(files: Files, folder: str, claim: Mapping[str, Any], living: Sequence[str]) -> list[str]:
    """Take a claim's wording out of the readings of its article, in place; gives the texts that go.

    The inventory loses the claim's row, and the passes the rows that it was drawn from, those of the same passage that nothing was drawn
    from, and those that have the wording elsewhere. Rows of the inventory that had it before a revision, as the row from which a revision
    split the claim off, take their revised wording.
    """
    article = claim["article_id"]
    revisions = files.get(f"{folder}/revisions.jsonl", [])
    revised = {row["n"]: row["set"] for row in revisions if row["article_id"] == article}
    reworded = {n: change["text"] for n, change in revised.items() if change and "text" in change}
    inventory = files[f"{folder}/inventory-{article}.jsonl"]
    start, end = f"{folder}/claims-", f"-{article}.jsonl"
    passes = [name for name in files if name.startswith(start) and name.endswith(end)]
    read = {(name.removeprefix(f"{folder}/").removesuffix(end), row["n"]): row for name in passes for row in files[name]}

    own = [row for row in inventory if claim_id(article, row["n"]) == claim["claim_id"]]
    origins = own or [r for r in inventory if r["n"] in reworded and r["kind"] == claim["kind"] and _holds_spans(r, claim["spans"])]
    gone = {(drawn["annotator"], drawn["n"]) for row in origins for drawn in row.get("drawn_from", ())}
    used = {(drawn["annotator"], drawn["n"]) for row in inventory for drawn in row.get("drawn_from", ())}
    gone |= {key for key, row in read.items() if key not in used and _overlap(row, claim["spans"])}
    texts = [claim["text"], *(row["text"] for row in origins), *(row["text"] for key, row in read.items() if key in gone)]

    pattern = _pattern(texts, living)
    gone |= {key for key, row in read.items() if pattern and pattern.search(row["text"])}
    gone |= {("inventory", row["n"]) for row in own}
    for row in inventory:
        if row in origins or (pattern and pattern.search(row["text"])):
            row["text"] = reworded.get(row["n"], row["text"])
            if revised.get(row["n"], row) is None:
                gone.add(("inventory", row["n"]))  # a claim that a revision had dropped
    _drop(files, folder, article, gone)
    if revisions:
        files[f"{folder}/revisions.jsonl"] = [row for row in revisions if claim_id(row["article_id"], row["n"]) != claim["claim_id"]]
    return texts


def _drop(files: Files, folder: str, article: str, gone: set[tuple[str, int]]) -> None:
    """Remove rows of an article's readings by pass and number, and what refers to them, in place."""
    for name in {name for name, _ in gone}:
        file, numbers = f"{folder}/{name}-{article}.jsonl", {n for of, n in gone if of == name}
        files[file] = [row for row in files[file] if row["n"] not in numbers]
        for row in files.get(f"{folder}/coverage-{name}-{article}.jsonl", []):
            row["claims"] = [n for n in row["claims"] if n not in numbers]
    for row in files[f"{folder}/inventory-{article}.jsonl"]:
        if "drawn_from" in row:
            row["drawn_from"] = [drawn for drawn in row["drawn_from"] if (drawn["annotator"], drawn["n"]) not in gone]


def _without(rows: Iterable[Record], gone: set[str], bundles: set[str]) -> list[Record]:
    """The rows that name nothing that is gone; lists of claims lose the names."""
    kept: list[Record] = []
    for row in rows:
        named = {row.get(field) for field in ("evidence_id", "claim_id", "rival_id", "article_id")}
        if named & gone or row.get("bundle_id") in bundles:
            continue
        lists = {field: [claim for claim in row[field] if claim not in gone] for field in _LISTED if isinstance(row.get(field), list)}
        kept.append({**row, **lists})
    return kept


def _spoken(string: str) -> str:
    """The words of a string, so that one holds another exactly where its words stand in it."""
    return f" {' '.join(text.words(string))} "


def _pattern(wordings: Iterable[str], kept: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of the wordings, whatever stands between their words, but for those that a claim which stays has, too."""
    living = "|".join(map(_spoken, kept))
    found = {words.strip() for words in map(_spoken, wordings) if len(words.split()) >= _WORDS and words not in living}
    ordered = sorted(found, key=lambda words: (-len(words), words))
    between = r"[\W_]+"
    return (
        re.compile("|".join(rf"\b{between.join(map(re.escape, words.split()))}\b" for words in ordered), re.IGNORECASE) if found else None
    )


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _marked(row: Record, pattern: re.Pattern[str]) -> Record:
    """The row with the wordings struck out of readers' notes."""
    return {**row, **{field: pattern.sub(MARK, row[field]) for field in _NOTES if isinstance(row.get(field), str)}}


def _plan(folder: Path, identifier: str, why: str, day: str) -> tuple[Withdrawal, dict[str, str | None]]:
    """What goes, and the new content of every file that changes."""
    before = _read(folder)
    splits: Record = store.read_json(folder / "splits.json")
    tombstones = _tombstones(before, identifier, why, day)
    gone = {row["id"] for row in tombstones}
    claims = [row for row in before["claims.jsonl"] if row["claim_id"] in gone]
    articles = {row["id"] for row in tombstones if row["kind"] == "article"}
    event = tombstones[0]["event_id"]
    annotations = f"annotations/{event}"
    files: Files = {name: [dict(row) for row in rows] for name, rows in before.items()}

    living = [row["text"] for row in before["claims.jsonl"] if row["claim_id"] not in gone]
    wordings = [row["text"] for row in claims]
    spans = [(row["article_id"], row["spans"]) for row in claims]
    if articles:
        for name in [name for name in files if any(name.endswith(f"-{article}.jsonl") for article in articles)]:
            wordings += [row["text"] for row in files.pop(name) if "text" in row]
    else:
        for claim in claims:
            wordings += _from_readings(files, annotations, claim, living)
    restated = [row for row in files.get("restatements.jsonl", []) if {row["claim_id"], row["rival_id"]} & gone]
    wordings += [row["text"] for row in restated]
    bundles = {row["bundle_id"] for row in restated}
    files = {name: _without(rows, gone, bundles) for name, rows in files.items()}

    pattern = _pattern(wordings, living)
    if pattern is not None:
        if pattern.search(why):
            raise InputError("--why repeats the wording that is to be withdrawn; give a reason without it")
        files = {name: [_marked(row, pattern) for row in rows] for name, rows in files.items()}
    same = {_spoken(row["text"]) for row in claims}
    same_words = [f"claims.jsonl: {row['claim_id']}" for row in files["claims.jsonl"] if _spoken(row["text"]) in same]
    if pattern is not None:
        same_words += [f"{name}:{i}" for name, rows in files.items() for i, row in enumerate(rows, 1) if _holds(row, pattern)]
        card = store.read_text(folder / "README.md").splitlines()
        same_words += [f"README.md:{i}" for i, line in enumerate(card, 1) if pattern.search(line)]
    same_passage = [
        row["claim_id"]
        for row in files["claims.jsonl"]
        if any(row["article_id"] == article and _overlap(row, passages) for article, passages in spans)
    ]

    if not any(row["event_id"] == event for row in files["articles.jsonl"]):
        for name in [name for name in files if name.startswith(f"{annotations}/")]:
            del files[name]
        files["events.jsonl"] = [row for row in files["events.jsonl"] if row["event_id"] != event]
        splits["units"] = {unit: split for unit, split in splits["units"].items() if unit != event}
        if not files["events.jsonl"]:
            raise InputError(f"{identifier} is the last article: without it there is no data set left")
    elif not files.get(f"{annotations}/pool.jsonl"):
        raise InputError(f"without {identifier} event {event} has no judged couple left; withdraw its articles, one after the other")
    splits["parts"] = {claim: part for claim, part in splits["parts"].items() if claim not in gone}
    files["withdrawn.jsonl"] = [*files.get("withdrawn.jsonl", []), *tombstones]
    return Withdrawal(tombstones, _counts(before, files), same_words, same_passage), _contents(folder, before, files, splits)


def _holds(row: Record, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(string) for string in _strings(row))


def _counts(before: Files, after: Files) -> dict[str, int]:
    lost = {name: len(rows) - len(after.get(name, ())) for name, rows in before.items()}
    return {name: n for name, n in lost.items() if n > 0}


def _contents(folder: Path, before: Files, after: Files, splits: Record) -> dict[str, str | None]:
    """The files that change; one of annotations that has no row left goes."""
    changed: dict[str, str | None] = {}
    for name in {**before, **after}:
        rows: Sequence[Record] = after.get(name, ())
        if before.get(name) != rows:
            changed[name] = store.dump_jsonl(rows) if rows or not name.startswith("annotations/") else None
    if splits != store.read_json(folder / "splits.json"):
        changed["splits.json"] = store.dump_json(splits)
    return changed


def withdraw(folder: Path, identifier: str, why: str, day: str | None = None, *, dry_run: bool = False) -> Withdrawal:
    """Replace a claim or an article, and all that hangs on it, by tombstones.

    Args:
        folder: the data folder.
        identifier: identifier of the claim or the article.
        why: the reason, in a sentence that everybody may read.
        day: day of the withdrawal, YYYY-MM-DD; None: today (UTC).
        dry_run: change nothing.

    Raises:
        InputError: nothing has this identifier, it was withdrawn already, or the reason repeats the wording.
    """
    if not 0 < len(why.strip()) <= 600:
        raise InputError("--why needs a reason of at most 600 characters")
    transaction.recover(folder)
    with transaction.locked(folder):
        found, changed = _plan(folder, identifier, why.strip(), day or datetime.now(UTC).date().isoformat())
        if not dry_run:
            transaction.put(folder, changed)
    return found
