"""Bad submissions: each is refused with exit status 2, one line for each defect, in the words that stand beside it.

Small texts are files in `bad_submissions/`, with the words in its `cases.toml`. What is binary, huge or no plain text is made here by a
function of that name.
"""

import gzip
import io
import json
import tomllib
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from crossclaim import cli
from crossclaim.scoring import limits

FOLDER = Path(__file__).parent / "bad_submissions"
CASES = tomllib.loads((FOLDER / "cases.toml").read_text())["case"]
GOOD = (
    b'{"pair_id": "a1", "label": "supports"}\n{"pair_id": "a2", "label": "contradicts"}\n'
    b'{"pair_id": "a3", "label": "neutral"}\n{"pair_id": "a4", "label": "supports"}\n'
)
TABLE = "pair_id,label\na1,supports\na2,contradicts\na3,neutral\na4,supports\n"
COLUMNS = {"pair_id": ["a1", "a2", "a3", "a4"], "label": ["supports", "contradicts", "neutral", "supports"]}


def refused(words, piped=None):
    """The lines on standard error, without `error: `, of an evaluation that ends as one of unusable input must."""
    result = CliRunner().invoke(cli.main, ["evaluate", *map(str, words)], input=piped, catch_exceptions=False)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert all(line.startswith("error: ") for line in lines), result.stderr
    return [line.removeprefix("error: ") for line in lines]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_bad_submission_is_refused_in_its_words(case, monkeypatch, tmp_path):
    monkeypatch.chdir(FOLDER)
    before = sorted(FOLDER.iterdir())
    piped = (FOLDER / case["file"]).read_bytes() if case.get("piped") else None
    page = tmp_path / "page.html"
    options = ["--gold", case.get("gold", "gold.jsonl"), "--html", page, *case.get("options", ())]
    found = refused(["-" if piped is not None else case["file"], *options], piped)
    expected = case["says"].splitlines()
    assert len(found) == len(expected), found
    for line, words in zip(found, expected, strict=True):
        assert line.startswith(words)
    assert not page.exists()
    assert sorted(FOLDER.iterdir()) == before


def test_every_bad_file_has_its_words():
    named = {case["file"] for case in CASES}
    assert {path.name for path in FOLDER.glob("[0-9]*")} == named
    assert len(named) == len(CASES)


# ------------------------------------------------------------------------------------------------- what is made: bytes of a file


def byte_order_mark():
    return b"\xef\xbb\xbf" + GOOD


def utf_16():
    return GOOD.decode().encode("utf-16")


def utf_16_without_a_mark():
    return GOOD.decode().encode("utf-16-le")


def latin_1_in_line_3():
    return GOOD.replace(b"neutral", "neutré".encode("latin-1"))


def utf_8_cut_within_a_character():
    return GOOD + '{"pair_id": "é'.encode()[:-1]


def nul_byte_in_an_identifier():
    return TABLE.replace("a3", "a3\0").encode()


def nul_byte_in_a_line():
    return GOOD.replace(b"a3", b"a3\0")


def only_carriage_returns():
    return TABLE.replace("\n", "\r").replace("a4", "a5").encode()


def truncated_gzip():
    return gzip.compress(GOOD)[:-12]


def damaged_gzip():
    whole = bytearray(gzip.compress(GOOD))
    whole[-6] ^= 1  # of the checksum
    return bytes(whole)


def garbage_after_gzip():
    return gzip.compress(GOOD) + b"PK"


def gzip_of_a_table():
    return gzip.compress(TABLE.encode())


def gzip_of_nothing():
    return gzip.compress(b"")


def gzip_of_gzip():
    return gzip.compress(gzip.compress(GOOD))


def gzip_of_a_row_short():
    return gzip.compress(GOOD[: GOOD.rindex(b'{"')])


def zip_bomb():
    return gzip.compress(bytes(limits.LINE)) * (limits.BYTES // limits.LINE + 1)


def line_of_a_gigabyte():
    return gzip.compress(b'{"pair_id": "') + gzip.compress(b"a" * limits.LINE) * 1024


def line_of_two_megabytes():
    return GOOD + b'{"pair_id": "' + b"a" * (2 * limits.LINE) + b'", "label": "neutral"}\n'


def more_rows_than_are_read():
    return gzip.compress(b"{}\n" * limits.LINE) * (limits.ROWS // limits.LINE + 1)


def nested_lists():
    return GOOD + b"[" * 500_000


def nested_objects_in_a_row():
    return GOOD.replace(b'"label": "neutral"', b'"label": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000)


def nested_list_as_a_document():
    return b"[" * 100_000 + b"]" * 100_000


def integer_of_a_megabyte():
    return GOOD.replace(b'"neutral"', b"9" * (limits.LINE - 100))


def key_of_half_a_megabyte():
    key = b'"' + b"k" * (limits.LINE // 4) + b'": 1'
    return GOOD + b"{" + key + b"," + key + b"}\n"


def cell_of_half_a_megabyte():
    return TABLE.encode() + b"a" * (limits.LINE // 2) + b",supports\n"


def parquet(columns, **options):
    table = columns if isinstance(columns, pyarrow.Table) else pyarrow.table(columns)
    file = io.BytesIO()
    pyarrow.parquet.write_table(table, file, **options)
    return file.getvalue()


def parquet_cut_short():
    return parquet(COLUMNS)[:-20]


def parquet_with_a_broken_middle():
    whole = bytearray(parquet(COLUMNS))
    whole[4:60] = bytes(56)
    return bytes(whole)


def parquet_without_labels():
    return parquet({"pair_id": COLUMNS["pair_id"], "prediction": COLUMNS["label"]})


def parquet_with_two_columns_of_labels():
    return parquet(pyarrow.table([*COLUMNS.values(), ["neutral"] * 4], names=["pair_id", "label", "label"]))


def parquet_with_numbers_as_labels():
    return parquet({**COLUMNS, "label": [2, 0, 1, 2]})


def parquet_with_a_null_label():
    return parquet({**COLUMNS, "label": ["supports", "contradicts", None, "supports"]})


def parquet_of_no_text():
    offsets, letters = pyarrow.py_buffer(b"".join(i.to_bytes(4, "little") for i in range(5))), pyarrow.py_buffer(b"ab\xffd")
    return parquet({**COLUMNS, "pair_id": pyarrow.Array.from_buffers(pyarrow.string(), 4, [None, offsets, letters])})


def parquet_with_a_label_twice_in_scores():
    half = pyarrow.array([0.5] * 4)
    return parquet(
        {**COLUMNS, "scores": pyarrow.StructArray.from_arrays([half] * 4, names=["contradicts", "neutral", "supports", "neutral"])}
    )


def parquet_with_nan():
    columns = {"score_contradicts": [0.0] * 4, "score_neutral": [0.0, float("nan"), 0.0, 0.0], "score_supports": [1.0] * 4}
    return parquet({**COLUMNS, **columns})


def parquet_of_more_rows_than_are_read():
    same = pyarrow.DictionaryArray.from_arrays(pyarrow.array(bytes(limits.ROWS + 1), pyarrow.int8()), ["a1"])
    return parquet({"pair_id": same, "label": same})


def parquet_of_more_bytes_than_are_read():
    part = pyarrow.table({"pair_id": ["a" * limits.LINE] * 8, "label": ["supports"] * 8})
    file = io.BytesIO()
    with pyarrow.parquet.ParquetWriter(file, part.schema, compression="zstd", use_dictionary=False) as writer:
        for _ in range(limits.BYTES // limits.LINE // 8 + 1):
            writer.write_table(part)
    return file.getvalue()


def parquet_of_a_dictionary_bomb():
    """A few kilobytes that say a text of half a megabyte a hundred thousand times, 50 GB."""
    same = pyarrow.DictionaryArray.from_arrays(pyarrow.array(bytes(100_000), pyarrow.int8()), ["a" * (limits.LINE // 2)])
    return parquet({"pair_id": same, "label": same}, compression="zstd")


MADE = (
    (byte_order_mark, "jsonl", ":1: starts with a byte-order mark; save it as plain UTF-8"),
    (utf_16, "jsonl", ":1: starts with UTF-16; save it as plain UTF-8"),
    (utf_16_without_a_mark, "jsonl", ":1: not valid JSON", *(f":{n}: not valid JSON" for n in (2, 3, 4, 5))),
    (latin_1_in_line_3, "jsonl", ":3: byte 0xe9 is not UTF-8; save it as UTF-8"),
    (utf_8_cut_within_a_character, "jsonl", ":5: byte 0xc3 is not UTF-8; save it as UTF-8"),
    (nul_byte_in_an_identifier, "csv", ":4: extra pair_id a3\\x00: the gold has no such row", ": missing pair_id a3"),
    (nul_byte_in_a_line, "jsonl", ":3: not valid JSON: Invalid control character"),
    (only_carriage_returns, "csv", ":5: extra pair_id a5", ": missing pair_id a4"),
    (truncated_gzip, "jsonl.gz", ": the gzip file is cut short; compress and send it again"),
    (damaged_gzip, "jsonl.gz", ": the gzip file is damaged; compress and send it again"),
    (garbage_after_gzip, "jsonl.gz", ": the gzip file is damaged; compress and send it again"),
    (gzip_of_a_table, "jsonl.gz", *(f":{n}: not valid JSON" for n in (1, 2, 3, 4, 5))),
    (gzip_of_nothing, "jsonl.gz", ": the file is empty"),
    (gzip_of_gzip, "jsonl.gz", ": is gzipped twice"),
    (gzip_of_a_row_short, "jsonl.gz", ": missing pair_id a4: the gold has it, the submission does not"),
    (zip_bomb, "jsonl.gz", ": larger than 512 MiB (after decompression)"),
    (line_of_a_gigabyte, "jsonl.gz", ": larger than 512 MiB (after decompression)"),
    (line_of_two_megabytes, "jsonl", ":5: the line has more than 1024 KiB"),
    (more_rows_than_are_read, "jsonl.gz", ": more than 5000000 rows"),
    (nested_lists, "jsonl", ":5: not usable: nested too deeply"),
    (nested_objects_in_a_row, "jsonl", ":3: not usable: nested too deeply"),
    (nested_list_as_a_document, "json", ": not usable: nested too deeply"),
    (integer_of_a_megabyte, "jsonl", ":3: not usable: an integer of 1048476 digits"),
    (key_of_half_a_megabyte, "jsonl", ":5: the key 'kkkk"),
    (cell_of_half_a_megabyte, "csv", ":6: not a valid table: field larger than field limit"),
    (parquet_cut_short, "parquet", ": not a usable Parquet file: "),
    (parquet_with_a_broken_middle, "parquet", ": not a usable Parquet file: "),
    (parquet_without_labels, "parquet", ": no column named label; the columns are: pair_id, prediction"),
    (parquet_with_two_columns_of_labels, "parquet", ": the column 'label' occurs twice"),
    (parquet_with_numbers_as_labels, "parquet", *(f":{n}: a{n}: label must be a text, found int" for n in (1, 2, 3, 4))),
    (parquet_with_a_null_label, "parquet", ":3: a3: label is null"),
    (parquet_of_no_text, "parquet", ": not a usable Parquet file: "),
    (parquet_with_a_label_twice_in_scores, "parquet", ": not a usable Parquet file: "),
    (parquet_with_nan, "parquet", ":2: a2: the probability of 'neutral' is nan, not a number from 0 to 1"),
    (parquet_of_more_rows_than_are_read, "parquet", ": holds more than is read"),
    (parquet_of_more_bytes_than_are_read, "parquet", ": holds more than is read"),
    (parquet_of_a_dictionary_bomb, "parquet", *[":"] * 46),
)


@pytest.mark.parametrize("case", MADE, ids=lambda case: case[0].__name__)
def test_a_made_submission_is_refused_in_its_words(case, monkeypatch, tmp_path):
    make, ending, *expected = case
    monkeypatch.chdir(tmp_path)
    name = f"{make.__name__}.{ending}"
    Path(name).write_bytes(make())
    found = refused([name, "--gold", FOLDER / "gold.jsonl"])
    assert len(found) == len(expected), found
    for line, words in zip(found, expected, strict=True):
        assert line.startswith(name + words)
        assert len(line) < 1200
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("absent.jsonl", ": no such file"),
        ("folder.jsonl", ": is a folder, not a file"),
        ("n" * 300 + ".csv", ": cannot be read: File name too long"),
    ],
)
def test_no_file_is_refused(name, words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("folder.jsonl").mkdir()
    assert refused([name, "--gold", FOLDER / "gold.jsonl"]) == [name + words]


def test_the_good_submission_that_the_bad_ones_are_made_of_is_scored(tmp_path):
    for name, content in (
        ("p.jsonl", GOOD),
        ("p.csv", TABLE.encode()),
        ("p.parquet", parquet(COLUMNS)),
        ("p.jsonl.gz", gzip.compress(GOOD)),
    ):
        (tmp_path / name).write_bytes(content)
        result = CliRunner().invoke(cli.main, ["evaluate", str(tmp_path / name), "--gold", str(FOLDER / "gold.jsonl"), "--json"])
        assert json.loads(result.stdout)["metrics"]["accuracy"]["value"] == 1.0
