"""What changed between two versions of the data: claims by identifier, labels by couple, each with its reason.

Both sides are data folders, or archives of one as `release` writes them.
"""

from __future__ import annotations

import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from crossclaim import store
from crossclaim.dataset.couples import Couple, couple
from crossclaim.errors import InputError, Problem

Record = dict[str, Any]


class Change(NamedTuple):
    """One difference. `what` is claim, text or label; `old` and `new` are None where there was or is nothing; `why` the reason given."""

    what: str
    ids: tuple[str, ...]
    old: str | None
    new: str | None
    why: str | None

    def __str__(self) -> str:
        reason = f" ({self.why})" if self.why else ""
        return f"{self.what} {' '.join(self.ids)}: {self.old or 'nothing'} → {self.new or 'nothing'}{reason}"


def _answers(relations: Sequence[Mapping[str, Any]]) -> dict[Couple, tuple[str, str]]:
    """The answer on each couple in its one order, with certainty, and the rationale."""
    rows: dict[Couple, list[Mapping[str, Any]]] = {}
    for row in relations:
        rows.setdefault(couple(row["evidence_id"], row["claim_id"]), []).append(row)
    found: dict[Couple, tuple[str, str]] = {}
    for key, same in rows.items():
        first = same[0]
        label = first["label"]
        if label == "supports":
            label = "mutual" if len(same) == 2 else "supports" if first["evidence_id"] == key[0] else "supported_by"
        found[key] = (f"{label}, {first['certainty']}", first["rationale"])
    return found


def _read(folder: Path, name: str) -> list[Record]:
    return store.read_jsonl(folder / name)


def _compare(old: Path, new: Path) -> list[Change]:
    before, after = ({row["claim_id"]: row["text"] for row in _read(folder, "claims.jsonl")} for folder in (old, new))
    withdrawn = new / "withdrawn.jsonl"
    reasons = {row["id"]: row["why"] for row in _read(new, "withdrawn.jsonl")} if withdrawn.is_file() else {}
    changes: list[Change] = []
    for claim in sorted({*before, *after}):
        if claim not in after:
            changes.append(Change("claim", (claim,), "there", None, reasons.get(claim)))
        elif claim not in before:
            changes.append(Change("claim", (claim,), None, "there", None))
        elif before[claim] != after[claim]:
            changes.append(Change("text", (claim,), before[claim], after[claim], None))
    was, now = (_answers(_read(folder, "relations.jsonl")) for folder in (old, new))
    for key in sorted({*was, *now}):
        if not {*key} <= set(after) or not {*key} <= set(before):
            continue  # goes with its claim
        earlier, later = was.get(key, (None, ""))[0], now.get(key, (None, ""))[0]
        if earlier != later:
            changes.append(Change("label", key, earlier, later, now[key][1] if key in now else None))
    return changes


def _opened(path: Path, into: Path) -> Path:
    """The data folder that a path names, an archive unpacked safely."""
    if path.is_dir():
        return path
    try:
        with tarfile.open(path) as archive:
            archive.extractall(into, filter="data")
    except FileNotFoundError:
        raise InputError(Problem(store.show(path), None, "", "file", "no such file or folder")) from None
    except (tarfile.TarError, EOFError, OSError) as error:
        raise InputError(Problem(store.show(path), None, "", "archive", f"not a usable archive: {error}")) from None
    found = sorted(into.rglob("claims.jsonl"), key=lambda file: len(file.parts))
    if not found:
        raise InputError(Problem(store.show(path), None, "", "archive", "holds no data folder"))
    return found[0].parent


def diff(old: Path, new: Path) -> list[Change]:
    """The changes from one version to another, claims first. Raises InputError where a side is no version of the data."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        return _compare(_opened(old, Path(one)), _opened(new, Path(other)))
