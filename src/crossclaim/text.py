"""Text as CrossClaim compares it: spans by hash, quotations by place, and runs of shared words.

A span is a slice of an article by code points. It is stored as two offsets, the SHA-256 of the slice, and the length and SHA-256
of its *normalised* form, by which it can be found in a faithful copy that differs in layout or encoding.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple, TypedDict

RUN = 9  # so many source words in a row are the source's sentence, no longer ours

_WORD = re.compile(r"[^\W_]+")
_SAME = str.maketrans(
    dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛‹›", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff")  # soft hyphen, zero-width blanks, a byte-order mark that was left
)


class Span(TypedDict):
    """Code-point offsets into the article's text (`end` exclusive) with the hashes of the slice."""

    start: int
    end: int
    sha256: str
    normalized_length: int
    normalized_sha256: str


def sha256(text: str) -> str:
    """Hex digest of the UTF-8 form."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def normalize(text: str) -> str:
    """Compatibility form (NFKC), plain quotes and dashes, single blanks, case folded."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME).casefold().split())


class Mapped(NamedTuple):
    """The normalised form of a text, and for each of its characters the slice of the text that it came from."""

    text: str
    starts: list[int]
    ends: list[int]


def mapped(text: str) -> Mapped:
    """`normalize`, with the way back.

    Words are normalised by themselves, and in them each character with the marks that combine with it; where that is not the same as the
    word's own form (letters that join, as in Hangul written by parts) all of the word's characters lead to the whole word.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in re.finditer(r"\S+", text):
        word, offset = match.group(), match.start()
        normal = normalize(word)
        if not normal:
            continue
        if pieces:
            pieces.append(" ")
            starts.append(ends[-1])
            ends.append(offset)
        pieces.append(normal)
        clusters = [(start, end, normalize(word[start:end])) for start, end in _clusters(word)]
        if "".join(form for *_, form in clusters) != normal:
            clusters = [(0, len(word), normal)]
        for start, end, form in clusters:
            starts += [offset + start] * len(form)
            ends += [offset + end] * len(form)
    return Mapped("".join(pieces), starts, ends)


def _clusters(word: str) -> Iterable[tuple[int, int]]:
    starts = [i for i, sign in enumerate(word) if i == 0 or not unicodedata.combining(sign)]
    return pairwise([*starts, len(word)])


def span(article: str, start: int, end: int) -> Span:
    """The span of `article[start:end]`. Raises ValueError for an empty slice or one outside the text."""
    if not 0 <= start < end <= len(article):
        raise ValueError(f"no slice {start}:{end} in a text of {len(article)} characters")
    piece = article[start:end]
    normal = normalize(piece)
    return Span(start=start, end=end, sha256=sha256(piece), normalized_length=len(normal), normalized_sha256=sha256(normal))


def find_quote(article: str, quote: str) -> Span:
    """The span of a quotation that stands exactly once in the article. Raises ValueError otherwise."""
    count = article.count(quote) if quote else 0
    if count != 1:
        raise ValueError(f"the quotation stands {count} times in the article; it must stand exactly once")
    start = article.index(quote)
    return span(article, start, start + len(quote))


def words(text: str) -> list[str]:
    """The words of a text, lower-cased, without punctuation."""
    return _WORD.findall(text.lower())


def runs(text: str, length: int = RUN) -> set[str]:
    """Every run of `length` words."""
    found = words(text)
    return {" ".join(found[i : i + length]) for i in range(len(found) - length + 1)}


def without_runs(string: str, source_runs: set[str], length: int = RUN) -> str:
    """The string with a word left out, marked [...], in every run of `length` words that it shares with a source.

    A reader's sentence is kept as it was made except for this: no run of a publisher's words is stored.
    """
    while True:
        places = [(match.start(), match.end()) for match in _WORD.finditer(string)]
        lowered = [string[start:end].lower() for start, end in places]
        for i in range(len(places) - length + 1):
            if " ".join(lowered[i : i + length]) in source_runs:
                start, end = places[i + length // 2]
                string = f"{string[:start]}[...]{string[end:]}"
                break
        else:
            return string
