"""Texts of articles: reading a file, recognising a reader's copies, and where a publisher's words may be kept.

A text file is taken as it is, character for character. Saved HTML has its main text and what the page says of itself taken out by
`trafilatura`. Publishers' words never lie in a data folder, nor in a git work tree that does not ignore them.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store
from crossclaim.authoring import git
from crossclaim.errors import InputError, Problem

LIMIT = 10_000_000  # bytes of a file
LONGEST = 300_000  # characters of a text; the longest newspaper articles have a third of that
HTML = (".html", ".htm")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BOMS = {  # UTF-32 first: its mark starts like that of UTF-16
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_AS_BROWSERS_DO = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}


class Reading(NamedTuple):
    """A text, and what its page says of itself (fields of an article's row; empty for a text file)."""

    content: str
    says: dict[str, str]


def read(path: Path) -> Reading:
    """The text of a file to be registered. Raises InputError for what cannot be used, saying why."""
    _openable(path)
    if path.suffix.lower() in HTML:
        reading = page(path.read_bytes(), store.show(path))
    else:
        store.read_text(path)  # refuses what is not plain UTF-8
        reading = Reading(path.read_bytes().decode("utf-8"), {})
    _usable(reading.content, store.show(path))
    return reading


def _openable(path: Path) -> None:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise InputError(Problem(store.show(path), None, "", "file", "is a device or a pipe; name a file"))
    if path.is_file() and path.stat().st_size > LIMIT:
        found = path.stat().st_size
        raise InputError(Problem(store.show(path), None, "", "size", f"has {found:,} bytes; an article has at most {LIMIT:,}"))


def _usable(content: str, name: str) -> None:
    if not content.strip():
        raise InputError(Problem(name, None, "", "file", "holds no text; save the article's own words"))
    if len(content) > LONGEST:
        raise InputError(Problem(name, None, "", "size", f"has {len(content):,} characters; an article has at most {LONGEST:,}"))
    control = _CONTROL.search(content)
    if control:
        line = content.count("\n", 0, control.start()) + 1
        message = f"holds U+{ord(control.group()):04X}, which no text has; save the article as plain text"
        raise InputError(Problem(name, line, "", "character", message))


def page(raw: bytes, name: str) -> Reading:
    """The main text of a saved HTML page, with its title, byline, date, address, site and language where it tells them."""
    try:
        import trafilatura  # loaded here: only authors need it
    except ImportError:
        raise InputError(f"{name}: HTML needs the package trafilatura; pip install 'crossclaim[authoring]', or save the text") from None

    html = _decode_page(raw, name)
    tree: Any = trafilatura.load_html(html)
    found: Any = None if tree is None else trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)
    if tree is None or found is None or not found.text:
        raise InputError(Problem(name, None, "", "html", "no main text was found in this page; save the article as a text file"))
    says: dict[str, Any] = {
        "title": found.title,
        "byline": found.author,
        "published": found.date,
        "url": found.url,
        "publisher": found.sitename,
        "language": _language(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")),
    }
    return Reading(found.text, {field: " ".join(value.split()) for field, value in says.items() if value and value.strip()})


def _language(declared: str | None) -> str | None:
    match = re.match(r"([a-z]{2})(?![a-z])", (declared or "").strip().lower())
    return match[1] if match else None


def _decode_page(raw: bytes, name: str) -> str:
    """By byte-order mark, else as the page declares, else UTF-8."""
    declared = _DECLARED.search(raw[:4096])
    encoding = _marked(raw) or (declared[1].decode("ascii").lower() if declared else "utf-8")
    try:
        return raw.decode(_AS_BROWSERS_DO.get(encoding, encoding))
    except LookupError:
        raise InputError(Problem(name, None, "", "encoding", f"declares the unknown encoding {encoding}; save it as UTF-8")) from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{raw[error.start]:02x} is not {encoding}, as the page is declared; save it as UTF-8"
        raise InputError(Problem(name, line, "", "encoding", message)) from None


def _marked(raw: bytes) -> str | None:
    return next((encoding for mark, encoding in _BOMS.items() if raw.startswith(mark)), None)


def decode(raw: bytes) -> tuple[str, str]:
    """A reader's copy as text, with the encoding: by byte-order mark, UTF-16 by its zero bytes, UTF-8, else Windows-1252 or Latin-1.

    Raises ValueError for what is no text in any of them.
    """
    candidates = ["utf-8", "cp1252", "latin-1"]
    marked = _marked(raw)
    if marked:
        candidates = [marked]
    elif b"\0" in raw and len(raw) % 2 == 0:
        candidates = ["utf-16-le" if raw[1::2].count(0) > raw[::2].count(0) else "utf-16-be"]
    for encoding in candidates:
        try:
            content = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in content:
            return content, encoding
    raise ValueError("is no text in UTF-8, UTF-16, Windows-1252 or Latin-1")


def private(path: Path, data: Path) -> None:
    """Refuse a file for publishers' words inside the data folder, or in a git work tree that does not ignore it."""
    if path.resolve().is_relative_to(data.resolve()):
        message = "lies inside the data folder, which never holds publishers' words; name a place outside"
        raise InputError(Problem(store.show(path), None, "", "place", message))
    tree = git.work_tree(path)
    if tree:
        message = f"lies in the git work tree {store.show(tree)}, which does not ignore it; name a place outside, or ignore it there"
        raise InputError(Problem(store.show(path), None, "", "place", message))
