"""Reading a submission and joining it with the gold by identifier.

Input: JSON Lines, a JSON list, a JSON object from identifier to label, CSV, TSV or Parquet, with one row per `pair_id` and its
`label`; any order. Nothing is guessed: every missing, extra or duplicate identifier and every unknown label is named, all of them at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from crossclaim import store
from crossclaim.errors import InputError, Problem, unknown

_SHOWN = 20  # defects of one kind that are spelled out before the rest is counted

Row = tuple[int, Any]
"""A row's number in its file and the row itself, a mapping if it is a proper one."""


def _numbered(records: Iterable[Any], first: int = 1) -> list[Row]:
    return [(i, record) for i, record in enumerate(records, first)]


def _from_json(path: Path) -> list[Row]:
    document = store.read_json(path)
    if isinstance(document, dict):
        return _numbered({"pair_id": key, "label": value} for key, value in document.items())
    if isinstance(document, list):
        return _numbered(document)
    raise InputError(Problem(store.show(path), None, "", "json", "expected a list of rows or an object from pair_id to label"))


def _from_table(path: Path, delimiter: str) -> list[Row]:
    reader = csv.DictReader(io.StringIO(store.read_text(path), newline=""), delimiter=delimiter, strict=True)
    try:
        rows: list[Row] = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise InputError(Problem(store.show(path), reader.line_num, "", "csv", f"not a valid table: {error}")) from None
    missing = [column for column in ("pair_id", "label") if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(Problem(store.show(path), 1, "", "columns", f"no column named {' or '.join(missing)}"))
    return rows


def _from_parquet(path: Path) -> list[Row]:
    import pyarrow
    import pyarrow.parquet

    try:
        return _numbered(pyarrow.parquet.read_table(path).to_pylist())
    except FileNotFoundError:
        raise InputError(Problem(store.show(path), None, "", "file", "no such file")) from None
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(Problem(store.show(path), None, "", "parquet", f"not a Parquet file: {reason}")) from None


def read_rows(path: Path) -> list[Row]:
    """The rows of a file with their numbers, by the file's ending: .jsonl, .json, .csv, .tsv or .parquet."""
    readers = {
        ".jsonl": lambda: _numbered(store.read_jsonl(path)),
        ".json": lambda: _from_json(path),
        ".csv": lambda: _from_table(path, ","),
        ".tsv": lambda: _from_table(path, "\t"),
        ".parquet": lambda: _from_parquet(path),
    }
    if path.is_dir():
        raise InputError(Problem(store.show(path), None, "", "file", "is a folder, not a file"))
    if path.suffix not in readers:
        raise InputError(Problem(store.show(path), None, "", "format", unknown("file ending", path.suffix, list(readers))))
    return readers[path.suffix]()


def _shorten(problems: list[Problem]) -> list[Problem]:
    by_rule: dict[str, list[Problem]] = {}
    for problem in problems:
        by_rule.setdefault(problem.rule, []).append(problem)
    short: list[Problem] = []
    for rule, found in by_rule.items():
        short += found[:_SHOWN]
        if len(found) > _SHOWN:
            short.append(Problem(found[0].file, None, "", rule, f"… and {len(found) - _SHOWN} more of this kind ({rule})"))
    return short


def _label_problem(label: Any, labels: Sequence[str]) -> str | None:
    if not isinstance(label, str):
        return f"label must be a text, found {type(label).__name__}" if label is not None else "label is null"
    if label in labels:
        return None
    if not label.strip():
        return "label is empty"
    if label.strip().lower() in labels:
        return f"label {label!r} must be written {label.strip().lower()!r}"
    return unknown("label", label, labels)


def join(rows: Sequence[Row], gold_ids: Sequence[str], labels: Sequence[str], name: str, *, id_column: str = "pair_id") -> list[str]:
    """The predicted labels in the order of `gold_ids`. Raises InputError naming every defect of the rows."""
    wanted = set(gold_ids)
    found: dict[str, str] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []

    def problem(line: int | None, rule: str, message: str) -> None:
        problems.append(Problem(name, line, "", rule, message))

    for line, row in rows:
        if not isinstance(row, Mapping):
            problem(line, "row", f"expected an object with {id_column} and label, found {type(row).__name__}")
            continue
        identifier = row.get(id_column)
        if not isinstance(identifier, str) or not identifier:
            problem(line, "id", f"{id_column} must be a text, found {identifier!r}")
            continue
        if identifier in first:
            problem(line, "duplicate", f"duplicate {id_column} {identifier}: it stands already in row {first[identifier]}")
            continue
        first[identifier] = line
        if identifier not in wanted:
            problem(line, "extra", f"extra {id_column} {identifier}: the gold has no such row")
            continue
        if "label" not in row:
            problem(line, "label", f"{identifier}: no label")
            continue
        reason = _label_problem(row["label"], labels)
        if reason:
            problem(line, "label", f"{identifier}: {reason}")
            continue
        found[identifier] = row["label"]
    for identifier in gold_ids:
        if identifier not in first:
            problem(None, "missing", f"missing {id_column} {identifier}: the gold has it, the submission does not")
    if problems:
        raise InputError(_shorten(problems))
    return [found[identifier] for identifier in gold_ids]
