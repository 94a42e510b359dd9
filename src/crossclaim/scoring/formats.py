"""From a file, a stream or a Python object to rows.

JSON Lines, a JSON list, a JSON object from identifier to label, CSV, TSV and Parquet; gzipped or not; `-` for standard input (JSON
Lines unless told otherwise); a pandas data frame, a `datasets.Dataset`, or any iterable of mappings. Everything stays data: nothing is
evaluated, and no path from the input is opened.

Rows are numbered by the line of a JSON Lines, CSV or TSV file, by the position from 1 elsewhere. JSON Lines are decoded by msgspec
where every line has the plain shape; where one has not, or a key might occur twice, line by line, with the reason of each bad one.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from crossclaim import store
from crossclaim.errors import InputError, Problem, shortened, unknown
from crossclaim.scoring import limits

Row = tuple[int, Any]
"""A row's number in its file and the row itself, a mapping if it is a proper one."""

_SCORE = "score_"
PREDICTION = ("pair_id", "label")
"""The columns that every submission has."""


class Table(NamedTuple):
    """The rows of one input, by column: `numbers[i]` is the number of row i. `extra` are columns that are not used."""

    name: str
    numbers: Any
    ids: list[Any]
    labels: list[Any]
    scores: list[Any] | None
    extra: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


class Records(NamedTuple):
    """The numbered rows of a gold: mappings, or `columns` where all rows are known to have the same, and then `rows` is empty.

    `digest` is that of the file, if they come from one.
    """

    numbers: Sequence[int]
    rows: Sequence[Mapping[str, Any]]
    columns: Mapping[str, list[Any]] | None = None
    digest: str | None = None

    def column(self, name: str, default: Any = None) -> list[Any]:
        """A column's values, `default` where a row lacks it."""
        if self.columns is None:
            return [row.get(name, default) for row in self.rows]
        return self.columns.get(name) or [default] * len(self.numbers)

    def first(self) -> dict[str, Any]:
        """The first row, empty if there is none."""
        if self.columns is not None:
            return {name: values[0] for name, values in self.columns.items()}
        return dict(self.rows[0]) if self.rows else {}


def _refuse(name: str, line: int | None, rule: str, message: str) -> InputError:
    return InputError(Problem(name, line, "", rule, message))


# ---------------------------------------------------------------------------------------------------------------- bytes and text


def _bounded(stream: BinaryIO | gzip.GzipFile, name: str) -> bytes:
    raw = stream.read(limits.BYTES + 1)
    if len(raw) > limits.BYTES:
        raise _refuse(name, None, "size", f"larger than {limits.BYTES // 1024**2} MiB (after decompression); split it or drop columns")
    return raw


def _open(path: Path) -> bytes:
    """The bytes of a file, or of standard input for `-`, decompressed where they are gzip's."""
    name = "standard input" if str(path) == "-" else store.show(path)
    try:
        if str(path) == "-":
            raw = _bounded(sys.stdin.buffer, name)
        else:
            if path.is_file() and path.stat().st_size > limits.BYTES:
                raise _refuse(name, None, "size", f"larger than {limits.BYTES // 1024**2} MiB; split it or drop columns")
            with path.open("rb") as file:
                raw = _bounded(file, name)
    except FileNotFoundError:
        raise _refuse(name, None, "file", "no such file") from None
    except IsADirectoryError:
        raise _refuse(name, None, "file", "is a folder, not a file") from None
    except OSError as error:
        raise _refuse(name, None, "file", f"cannot be read: {error.strerror}") from None
    if raw.startswith(b"\x1f\x8b"):
        try:
            raw = _bounded(gzip.GzipFile(fileobj=io.BytesIO(raw)), name)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            kind = "is cut short" if isinstance(error, EOFError) else "is damaged"
            raise _refuse(name, None, "gzip", f"the gzip file {kind}; compress and send it again") from None
        if raw.startswith(b"\x1f\x8b"):
            raise _refuse(name, None, "gzip", "is gzipped twice")
    elif path.suffix == ".gz":
        raise _refuse(name, None, "gzip", "is called .gz and is not gzipped")
    return raw


def _check_text(raw: bytes, name: str) -> None:
    """Refuse what is no plain UTF-8 text: empty, with a byte-order mark, of another encoding."""
    if not raw or raw.isspace():
        raise _refuse(name, None, "file", "the file is empty")
    for mark, encoding in ((b"\xef\xbb\xbf", "a byte-order mark"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if raw.startswith(mark):
            raise _refuse(name, 1, "encoding", f"starts with {encoding}; save it as plain UTF-8")
    if not raw.isascii():
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise _refuse(name, line, "encoding", f"byte 0x{raw[error.start]:02x} is not UTF-8; save it as UTF-8") from None


def _check_rows(n: int, name: str) -> None:
    if n > limits.ROWS:
        raise _refuse(name, None, "size", f"more than {limits.ROWS} rows")


def _check_lines(raw: bytes, name: str) -> int:
    """Refuse, before anything is decoded, more lines than rows are read and absurdly long ones. Returns the number of line ends."""
    ends = raw.count(b"\n")
    _check_rows(max(ends, raw.count(b"\r")) - 1, name)  # a table has a line more than rows
    half = limits.LINE // 2
    if all(raw.find(b"\n", start, start + half) >= 0 for start in range(0, len(raw) - half + 1, half)):
        return ends  # no line is longer than two of these stretches
    places = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) == 0x0A)
    lengths = np.diff(np.concatenate(([-1], places, [len(raw)])))
    if int(lengths.max()) > limits.LINE:
        line = int(lengths.argmax()) + 1
        raise _refuse(name, line, "line", f"the line has more than {limits.LINE // 1024} KiB")
    return ends


def _check_columns(columns: list[str], name: str, line: int | None, wanted: Sequence[str] = PREDICTION) -> None:
    absent = next((column for column in wanted if column not in columns), None)
    if absent is not None:
        raise _refuse(name, line, "columns", f"no column named {absent}; the columns are: {', '.join(columns)[:200]}")
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise _refuse(name, line, "columns", f"the column {twice[:80]!r} occurs twice")


# ---------------------------------------------------------------------------------------------------------------------- formats


def _one_a_line(raw: bytes, rows: int, ends: int) -> bool:
    """Whether so many objects stand one to a line without blank lines between: msgspec reads values, not lines."""
    return ends == rows - 1 + raw.endswith(b"\n") and raw.count(b"}\n{") == rows - 1


def _each_key_once(raw: bytes, keys: int) -> bool:
    """Whether no key can occur twice in an object of a file in which so many keys were found: msgspec keeps the last of equal ones.

    Every key has a colon. Where texts have colons, too, `":` is counted, which stands for each key unless it is spelled otherwise.
    """
    if np.count_nonzero(np.frombuffer(raw, dtype=np.uint8) == 0x3A) == keys:
        return True
    return raw.count(b'":') == keys and not (b" :" in raw or b"\t:" in raw or b"\r:" in raw or b"\\u00" in raw)


def _plain_jsonl(raw: bytes, name: str, ends: int) -> Table | None:
    """The rows where every line is an object of identifier, label and scores and nothing else; None where that is not sure."""
    import msgspec

    class Plain(msgspec.Struct, forbid_unknown_fields=True, gc=False):
        pair_id: str
        label: str
        scores: dict[str, float] | None = None

    try:
        rows = msgspec.json.Decoder(Plain).decode_lines(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not _one_a_line(raw, len(rows), ends):
        return None
    given = [row.scores for row in rows]
    n_scores = len(rows) - given.count(None)
    if not _each_key_once(raw, 2 * len(rows) + n_scores + sum(map(len, filter(None, given)))):
        return None
    return Table(name, range(1, len(rows) + 1), [row.pair_id for row in rows], [row.label for row in rows], given if n_scores else None, ())


def _plain_columns(raw: bytes, ends: int) -> dict[str, list[Any]] | None:
    """The columns where every line is an object of the first one's keys and values are texts or null; None where that is not sure."""
    import msgspec

    try:
        names = list(msgspec.json.decode(io.BytesIO(raw).readline(), type=dict[str, str | None]))
        fields = {f"field_{i}": name for i, name in enumerate(names)}
        row = msgspec.defstruct("Row", [(field, str | None) for field in fields], rename=fields, forbid_unknown_fields=True, gc=False)
        rows = msgspec.json.Decoder(row).decode_lines(raw)
    except (msgspec.DecodeError, RecursionError, ValueError):  # ValueError: a name with a quotation mark or a control character
        return None
    if not _one_a_line(raw, len(rows), ends) or not _each_key_once(raw, len(names) * len(rows)):
        return None
    return {name: list(map(attrgetter(field), rows)) for field, name in fields.items()}


def _jsonl(raw: bytes, name: str) -> Table:
    table = _plain_jsonl(raw, name, _check_lines(raw, name))
    if table is not None:
        return table
    rows, problems = store.parse_lines(raw.decode("utf-8"), name)
    return from_rows(rows, name, problems)


def _document(raw: bytes, name: str) -> list[Any]:
    try:
        document = store.parse(raw.decode("utf-8"))
    except ValueError as error:
        lines = re.search(rb"}\r?\n{", raw) and not raw.lstrip().startswith(b"[")
        hint = "; this looks like JSON Lines, call it .jsonl" if lines else ""
        raise _refuse(name, None, "json", f"{error}{hint}") from None
    if not isinstance(document, list | dict) or "pair_id" in document:
        raise _refuse(name, None, "json", "expected a list of rows or an object from pair_id to label")
    _check_rows(len(document), name)
    return [{"pair_id": key, "label": value} for key, value in document.items()] if isinstance(document, dict) else document


def _json(raw: bytes, name: str) -> Table:
    return from_rows(enumerate(_document(raw, name), 1), name)


def _cells(raw: bytes, name: str, delimiter: str, wanted: Sequence[str] = PREDICTION) -> tuple[list[Row], list[Problem]]:
    reader = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), delimiter=delimiter, strict=True)
    problems: list[Problem] = []
    rows: list[Row] = []
    try:
        header = next(reader)
        _check_columns(header, name, 1, wanted)
        for cells in reader:
            if len(cells) == len(header):
                rows.append((reader.line_num, dict(zip(header, cells, strict=True))))
            else:
                message = f"{len(cells)} cells where the first line has {len(header)}"
                problems.append(Problem(name, reader.line_num, "", "cells", message))
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, "", "csv", f"not a valid table: {error}"))
    return rows, problems


def _separated(delimiter: str) -> Callable[[bytes, str], Table]:
    def read(raw: bytes, name: str) -> Table:
        _check_lines(raw, name)
        rows, problems = _cells(raw, name, delimiter)
        return from_rows(rows, name, problems, text_numbers=True)

    return read


def _values(column: Any) -> list[Any]:
    """A Parquet column's values, each text of its dictionary once: a small dictionary may stand for far more than memory holds."""
    import pyarrow

    if not pyarrow.types.is_dictionary(column.type):
        return column.to_pylist()
    values: list[Any] = []
    for chunk in column.chunks:
        distinct = chunk.dictionary.to_pylist()
        values += [None if i is None else distinct[i] for i in chunk.indices.to_pylist()]
    return values


def _parquet(raw: bytes, name: str) -> Table:
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(raw))
        columns = file.schema_arrow.names
        size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
        if size > limits.BYTES or file.metadata.num_rows > limits.ROWS:
            raise _refuse(name, None, "size", "holds more than is read; split it or drop columns")
        _check_columns(columns, name, None)
        used = [column for column in columns if column in ("pair_id", "label", "scores") or column.startswith(_SCORE)]
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(raw), read_dictionary=["pair_id", "label"])
        cells = zip(*(_values(column) for column in file.read(columns=used).columns), strict=True)
        rows = [dict(zip(used, row, strict=True)) for row in cells]
    except InputError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError) as error:  # ValueError: texts that are not UTF-8, fields that occur twice
        reason = (str(error).splitlines() or ["unknown"])[0][:200]
        raise _refuse(name, None, "parquet", f"not a usable Parquet file: {reason}") from None
    table = from_rows(enumerate(rows, 1), name)
    return table._replace(extra=tuple(sorted(set(columns) - set(used))))


_READERS: dict[str, Callable[[bytes, str], Table]] = {
    "jsonl": _jsonl,
    "json": _json,
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "parquet": _parquet,
}
FORMATS = tuple(_READERS)


def format_of(path: Path, given: str | None = None) -> str:
    """The format by what was told, else by the file's ending (without `.gz`); standard input is JSON Lines."""
    ending = given or ("jsonl" if str(path) == "-" else path.name.removesuffix(".gz").rpartition(".")[2].lower())
    if ending not in _READERS:
        raise _refuse(store.show(path), None, "format", unknown("format", ending, FORMATS))
    return ending


def read(path: Path, given: str | None = None) -> Table:
    """The rows of a file. Raises InputError where nothing can be read; defects of single rows are in `problems`."""
    raw = _open(path)
    kind = format_of(path, given)
    name = "standard input" if str(path) == "-" else store.show(path)
    if kind != "parquet":
        _check_text(raw, name)
    return _READERS[kind](raw, name)


def read_records(path: Path, wanted: Sequence[str] = PREDICTION) -> list[tuple[int, dict[str, Any]]]:
    """The numbered rows of a file with all their columns, a table having the wanted ones. Raises InputError naming every broken row."""
    return _numbered(_open(path), path, wanted)


def read_gold(path: Path) -> Records:
    """The rows of a gold file. Raises InputError naming every broken row."""
    raw, name = _open(path), store.show(path)
    digest = hashlib.sha256(raw).hexdigest()[:12]
    if format_of(path) == "jsonl":
        _check_text(raw, name)
        columns = _plain_columns(raw, _check_lines(raw, name))
        if columns:
            return Records(range(1, len(next(iter(columns.values()))) + 1), (), columns, digest)
    numbered = _numbered(raw, path, PREDICTION)
    return Records([number for number, _ in numbered], [row for _, row in numbered], None, digest)


def _numbered(raw: bytes, path: Path, wanted: Sequence[str]) -> list[tuple[int, dict[str, Any]]]:
    name, kind = store.show(path), format_of(path)
    if kind == "parquet":
        import pyarrow
        import pyarrow.parquet

        try:
            return list(enumerate(pyarrow.parquet.read_table(pyarrow.BufferReader(raw)).to_pylist(), 1))
        except (pyarrow.ArrowException, OSError, ValueError):
            raise _refuse(name, None, "parquet", "not a usable Parquet file") from None
    _check_text(raw, name)
    if kind != "json":
        _check_lines(raw, name)
    if kind in ("csv", "tsv"):
        rows, problems = _cells(raw, name, "," if kind == "csv" else "\t", wanted)
    elif kind == "json":
        rows, problems = list(enumerate(_document(raw, name), 1)), []
    else:
        rows, problems = store.parse_lines(raw.decode("utf-8"), name)
    for number, row in rows:
        if not isinstance(row, dict):
            problems.append(Problem(name, number, "", "row", f"expected an object, found {type(row).__name__}"))
    if problems:
        raise InputError(shortened(problems))
    return rows


# --------------------------------------------------------------------------------------------------------------- Python objects

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def _as_number(text: Any) -> Any:
    """A table's cell as a number where it is one; what is none is left for the checks to name."""
    return float(text) if isinstance(text, str) and (_NUMBER.fullmatch(text) or text.lower() == "nan") else text


def from_rows(rows: Iterable[Row], name: str, problems: Iterable[Problem] = (), *, text_numbers: bool = False) -> Table:
    """Numbered rows by column. A row that is no mapping becomes a problem; columns `score_<label>` become `scores`."""
    found = list(problems)
    numbers: list[int] = []
    ids: list[Any] = []
    labels: list[Any] = []
    scores: list[Any] = []
    extra: set[str] = set()
    for number, row in rows:
        if not isinstance(row, Mapping):
            found.append(Problem(name, number, "", "row", f"expected an object with pair_id and label, found {type(row).__name__}"))
            continue
        numbers.append(number)
        ids.append(row.get("pair_id"))
        labels.append(row.get("label"))
        given = row.get("scores")
        cells: dict[str, Any] = {}
        for key, value in row.items():
            if isinstance(key, str) and key.startswith(_SCORE):
                cells[key.removeprefix(_SCORE)] = _as_number(value) if text_numbers else value
            elif key not in ("pair_id", "label", "scores"):
                extra.add(str(key))
        if cells and given is not None:
            message = f"{str(ids[-1])[:80]}: probabilities stand in scores and in {_SCORE}… columns; give them once"
            found.append(Problem(name, number, "", "scores", message))
        scores.append(given if given is not None else cells or None)
    return Table(name, numbers, ids, labels, None if all(s is None for s in scores) else scores, tuple(sorted(extra)), tuple(found))


def from_object(predictions: Any, name: str = "predictions") -> Table:
    """The rows of a pandas data frame, a `datasets.Dataset` (class labels by name), or an iterable of mappings."""
    if hasattr(predictions, "to_dict") and hasattr(predictions, "columns"):
        _check_columns([str(column) for column in predictions.columns], name, None)
        records = predictions.astype(object).where(predictions.notna(), None).to_dict("records")
        return from_rows(enumerate(records, 1), name)
    if hasattr(predictions, "features") and hasattr(predictions, "to_list"):
        feature = predictions.features.get("label")
        records: list[dict[str, Any]] = predictions.to_list()
        if hasattr(feature, "int2str"):
            records = [{**row, "label": feature.int2str(row["label"]) if row["label"] is not None else None} for row in records]
        return from_rows(enumerate(records, 1), name)
    if isinstance(predictions, Mapping):
        predictions = ({"pair_id": key, "label": value} for key, value in predictions.items())
    if isinstance(predictions, str | bytes) or not isinstance(predictions, Iterable):
        raise InputError(f"predictions must be a file, a data frame or rows, not {type(predictions).__name__}")
    return from_rows(enumerate(_limited(predictions, name), 1), name)


def _limited(rows: Iterable[Any], name: str) -> Iterator[Any]:
    for number, row in enumerate(rows, 1):
        if number > limits.ROWS:
            raise _refuse(name, None, "size", f"more than {limits.ROWS} rows")
        yield row
