"""A table to be filled in with a spreadsheet: one row per item, empty columns for the answer, and a page of instructions.

A cell that begins like a formula gets an apostrophe in front, which the import takes off again. A kind whose answer may be empty has
a column `done`, since an untouched row would look like an answer. An item with several answers has its row copied.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from crossclaim import store
from crossclaim.authoring.tasks import guide
from crossclaim.authoring.tasks.fields import Field, empty, from_words, whole
from crossclaim.authoring.tasks.kind import Answer, Kind, Packet
from crossclaim.errors import InputError, Problem

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DONE = "done"
_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _needs_mark(kind: Kind, fields: Sequence[Field]) -> bool:
    return not kind.several and all(field.optional for field in fields)


def write(packets: Sequence[Packet], batch: int | None) -> dict[str, str]:
    """`tasks.csv` and `instructions.md`."""
    kind, fields = packets[0].kind, packets[0].kind.fields(packets[0].event)
    answers = [field.name for field in fields] + [_DONE] * _needs_mark(kind, fields)
    shown = list(packets[0].items[0].shown)
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["task_id", "item", *shown, *answers])
    for packet in packets:
        for task_id, numbers in packet.tasks(batch):
            for n in numbers:
                cells = [_safe(packet.items[n - 1].shown[column]) for column in shown]
                writer.writerow([task_id, n, *cells, *[""] * len(answers)])
    page = guide.page(list(packets))
    if kind.several:
        page += "\nCopy the row of an item for each further answer on it; put || between two quotations.\n"
    if _DONE in answers:
        page += "\nPut x into the column `done` when you have compared the item with every claim, also where you name none.\n"
    return {"tasks.csv": _MARK + table.getvalue(), "instructions.md": page}


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and numbered rows; comma, semicolon or tab between the cells, as spreadsheets save them."""
    name = store.show(path)
    try:
        words = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(Problem(name, None, "", "file", f"cannot be read: {error.strerror}")) from None
    except UnicodeDecodeError:
        raise InputError(Problem(name, None, "", "encoding", "is not UTF-8; save it as CSV UTF-8")) from None
    first = words.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        rows = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise InputError(Problem(name, reader.line_num, "", "csv", f"not a valid table: {error}")) from None
    if not rows:
        raise InputError(Problem(name, None, "", "file", "the file is empty"))
    return rows[0][1], rows[1:]


def read(path: Path, kind: Kind, fields: Sequence[Field]) -> tuple[list[Answer], list[Problem]]:
    """The answers of the rows that are filled in, with the rows that are no proper ones."""
    name = store.show(path)
    header, rows = _table(path)
    wanted = ["task_id", "item", *[field.name for field in fields], *[_DONE] * _needs_mark(kind, fields)]
    missing = [column for column in wanted if header.count(column) != 1]
    if missing:
        raise InputError(Problem(name, 1, "", "columns", f"needs each of these columns once: {', '.join(missing)}"))
    answers: list[Answer] = []
    problems: list[Problem] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems.append(Problem(name, line, "", "cells", f"{len(cells)} cells where the first line has {len(header)}"))
            continue
        row = {column: _plain(cell.strip()) for column, cell in zip(header, cells, strict=True)}
        given = {field.name: from_words(field, row[field.name]) for field in fields}
        item = whole(row["item"])
        if item is None:
            problems.append(Problem(name, line, "$.item", "form", f"{row['item']!r} is no number of an item"))
        elif row.get(_DONE) or not all(empty(value) for value in given.values()):
            if _DONE in wanted and not row[_DONE]:
                problems.append(Problem(name, line, "$.done", "form", f"item {row['item']}: filled in and not marked as done"))
            answers.append(Answer(line, row["task_id"], item, given))
    return answers, problems
