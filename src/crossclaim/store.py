"""Reading and writing records: JSON Lines in UTF-8, one object a line, in and out without loss.

Reading is strict: whatever is not a JSON object on a line of valid UTF-8 is a `Problem` with file and line, and all of them
are gathered before `InputError` is raised. Writing is atomic: a file is the old one or the new one.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crossclaim.errors import InputError, Problem

Record = dict[str, Any]

_DIGITS = 1000  # of an integer; Python itself stops at 4300


def show(path: Path) -> str:
    """A path as a person would write it: relative to the working folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _reject_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _no_duplicate_keys(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)[:80]!r} occurs twice in one object")
    return record


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"not usable: an integer of {len(digits)} digits")
    return int(digits)


def parse(text: str) -> Any:
    """JSON as the standard has it: no NaN, no Infinity, no duplicate keys, no half characters. Raises ValueError in one line."""
    try:
        document = json.loads(text, parse_constant=_reject_constant, parse_int=_integer, object_pairs_hook=_no_duplicate_keys)
        if "\\u" in text:
            json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"not valid JSON: {error.msg.removesuffix(' at')} at {place}") from None
    except RecursionError:
        raise ValueError("not usable: nested too deeply") from None
    except UnicodeEncodeError as error:
        half = error.object[error.start].encode("unicode_escape").decode()
        raise ValueError(f"not usable: {half} is half a character") from None
    return document


def read_text(path: Path) -> str:
    """The whole file as text. Raises InputError for a missing file, a folder, an empty file, a wrong encoding."""
    name = show(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(Problem(name, None, "", "file", "no such file")) from None
    except IsADirectoryError:
        raise InputError(Problem(name, None, "", "file", "is a folder, not a file")) from None
    except OSError as error:
        raise InputError(Problem(name, None, "", "file", f"cannot be read: {error.strerror}")) from None
    if not raw.strip():
        raise InputError(Problem(name, None, "", "file", "the file is empty"))
    if raw.startswith(b"\xef\xbb\xbf"):
        raise InputError(Problem(name, 1, "", "encoding", "starts with a byte-order mark; save it as plain UTF-8"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(Problem(name, line, "", "encoding", f"byte 0x{raw[error.start]:02x} is not UTF-8; save it as UTF-8")) from None


def parse_lines(text: str, name: str) -> tuple[list[tuple[int, Any]], list[Problem]]:
    """The values of JSON Lines text with their line numbers, and what is wrong with the lines that have none."""
    values: list[tuple[int, Any]] = []
    problems: list[Problem] = []
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, 1):
        try:
            if not line.strip():
                raise ValueError("the line is empty")
            values.append((number, parse(line)))
        except ValueError as error:
            problems.append(Problem(name, number, "", "json", str(error)))
    return values, problems


def read_jsonl(path: Path) -> list[Record]:
    """The records of a JSON Lines file, in order; record i stands on line i+1. Raises InputError with every broken line."""
    values, problems = parse_lines(read_text(path), show(path))
    for number, value in values:
        if not isinstance(value, dict):
            message = f"expected a JSON object, found {type(value).__name__}"
            problems.append(Problem(show(path), number, "", "json", message))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return [value for _, value in values]


def read_json(path: Path) -> Any:
    """One JSON document. Raises InputError in one line."""
    text = read_text(path)
    try:
        return parse(text)
    except ValueError as error:
        raise InputError(Problem(show(path), None, "", "json", str(error))) from None


def dump_jsonl(records: Iterable[Mapping[str, Any]]) -> str:
    """JSON Lines text: keys in the order of the record, UTF-8 as it is, a newline after each record."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def dump_json(document: Any) -> str:
    """One JSON document, indented for readers and for diffs."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that a reader, or a process killed meanwhile, never leaves half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(Problem(show(path), None, "", "file", f"cannot be written: {error.strerror}")) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """`write_bytes` for text, in UTF-8."""
    write_bytes(path, text.encode("utf-8"))
