"""Reading names every broken line; writing leaves no half of a file."""

import os

import pytest

from crossclaim import store
from crossclaim.errors import InputError


def broken(path, content):
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        store.read_jsonl(path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b'\xef\xbb\xbf{"a": 1}\n', ":1: starts with a byte-order mark"),
        (b'{"a": 1}\n{"a": "\xff"}\n', ":2: byte 0xff is not UTF-8"),
        (b'{"a": 1}\n{"a": \n', ":2: not valid JSON"),
        (b'{"a": NaN}\n', ":1: NaN is not JSON"),
        (b'{"a": 1, "a": 2}\n', ":1: the key 'a' occurs twice"),
        (b'{"a": 1}\n\n{"a": 2}\n', ":2: the line is empty"),
        (b"[1]\n", ":1: expected a JSON object, found list"),
        (b"[" * 200_000 + b"\n", ":1: not usable: nested too deeply"),
    ],
)
def test_unusable_content_is_named_with_its_line(tmp_path, content, message):
    assert message in broken(tmp_path / "rows.jsonl", content)[0]


def test_every_broken_line_is_reported(tmp_path):
    assert len(broken(tmp_path / "rows.jsonl", b"x\n{}\ny\n3\n")) == 3


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        store.read_jsonl(tmp_path / "absent.jsonl")
    with pytest.raises(InputError, match="is a folder"):
        store.read_jsonl(tmp_path)


def test_what_is_written_is_read_back(tmp_path):
    rows = [{"text": "Fähre “Alder”", "n": 1, "none": None, "list": [1.5, True]}, {"text": "\u2028 stays in its line"}]
    path = tmp_path / "folder" / "rows.jsonl"
    store.write_text(path, store.dump_jsonl(rows))
    assert store.read_jsonl(path) == rows


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "rows.jsonl"
    store.write_text(path, "old\n")

    def fail(_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        store.write_text(path, "new\n")
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]
