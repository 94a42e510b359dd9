"""From what a reader wrote to a stored pass.

A reader quotes the article; a stored pass has offsets and hashes instead, because the text is its publisher's. Everything else is
kept as it was made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from crossclaim import text
from crossclaim.authoring import languages
from crossclaim.errors import InputError, Problem

Record = dict[str, Any]


# what pysbd is given at once, because its time grows with the square of it: a line, or of a very long line as many sentences as fit
_PIECE = re.compile(r"[^\n]{1,5000}$|[^\n]{1,5000}(?<=[.!?…])(?=\s)|[^\n]{1,5000}", re.MULTILINE)


def sentences(article: str, language: str = "en") -> list[tuple[int, int]]:
    """Offsets of the article's sentences, paragraph by paragraph, without surrounding blanks.

    Every character that is no blank stands in exactly one of them: what the segmenter passes over belongs to the sentence after it.
    """
    try:
        import pysbd  # loaded here: only authors need it
    except ModuleNotFoundError:
        raise InputError("pysbd, which finds sentences, is not installed; install crossclaim[authoring]") from None

    segmenter: Any = pysbd.Segmenter(language=languages.language(language).segmenter, clean=False, char_span=True)
    found: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(article):
        ends = [piece.start()]
        for part in segmenter.segment(piece.group()):
            words = part.sent.strip()
            start = article.find(words, ends[-1], piece.end())
            if words and start >= 0:
                ends.append(start + len(words))
        if article[ends[-1] : piece.end()].strip():
            ends[1:] = [*ends[1:-1], piece.end()]
        for start, end in pairwise(ends):
            inner = article[start:end]
            if inner.strip():
                found.append((start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())))
    return found


def place(article: str, quote: str | Mapping[str, Any]) -> text.Span:
    """The span of a quotation: words that stand exactly once, or `text` with the `start` and `end` where it was marked.

    Raises ValueError where the words do not stand there.
    """
    if isinstance(quote, str):
        return text.find_quote(article, quote)
    start, end, words = quote.get("start"), quote.get("end"), quote.get("text")
    if type(start) is not int or type(end) is not int or article[start:end] != words:
        raise ValueError(f"the words marked at {start}:{end} are not those of the article")
    return text.span(article, start, end)


def claims_pass(article: str, rows: Sequence[Mapping[str, Any]], name: str) -> list[Record]:
    """The rows of a claims pass with `quotes` turned into `spans`.

    `from` (an inventory's "A3") is turned into `drawn_from` by `drawn_from`. Raises InputError naming every quotation that does not
    stand exactly once in the article.
    """
    stored: list[Record] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows, 1):
        spans: list[text.Span] = []
        for i, quote in enumerate(row["quotes"]):
            try:
                spans.append(place(article, quote))
            except ValueError as error:
                problems.append(Problem(name, line, f"$.quotes[{i}]", "quote", str(error)))
        kept = {key: value for key, value in row.items() if key != "quotes"}
        stored.append({**kept, "spans": sorted(spans, key=lambda s: (s["start"], s["end"]))})
    if problems:
        raise InputError(problems)
    return stored


def coverage_pass(offsets: Sequence[tuple[int, int]], rows: Sequence[Mapping[str, Any]]) -> list[Record]:
    """What each sentence gave, with the sentence's offsets in place of its words."""
    by_number = {row["s"]: row for row in rows}
    return [
        {"sentence": n, "start": start, "end": end, "claims": by_number[n]["claims"], "note": by_number[n]["note"]}
        for n, (start, end) in enumerate(offsets, 1)
    ]
