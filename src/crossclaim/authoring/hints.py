"""Where to look in a text: paragraphs, quotations, and reporting verbs with their likely speaker.

All are offsets by code points. A paragraph is a line that is not blank. The words and marks of each language are files
(`crossclaim.authoring.languages`); what is found are hints for a reader and no part of the data.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crossclaim.authoring.languages import Language, language

NEARBY = 60  # characters between a verb and its speaker or its quotation
SPEECH = 2000  # characters that a quotation has at most
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class Range(NamedTuple):
    """A slice of the text, `end` exclusive."""

    start: int
    end: int


class Hint(NamedTuple):
    """A reporting verb, its likely speaker, and the quotation that it likely introduces (either may be unknown)."""

    verb: Range
    speaker: Range | None
    quotation: Range | None


def paragraphs(article: str) -> list[Range]:
    """The lines that are not blank, without surrounding blanks."""
    return [Range(match.start(), match.end()) for match in re.finditer(r"\S(?:[^\r\n]*\S)?", article)]


def quotations(article: str, code: str) -> list[Range]:
    """What stands between quotation marks, the marks included.

    A quotation ends in its paragraph, unless the next paragraph opens with the same mark: then the speech goes on there.
    """
    pairs = language(code).quotations
    openings = "|".join(
        rf"{re.escape(first)}[^{re.escape(last)}\n]{{1,{SPEECH}}}(?:{re.escape(last)}"
        + (rf"|(?=\n\s*{re.escape(first)})" if first != last else "")
        + ")"
        for first, last in pairs
    )
    return [Range(match.start(), match.start() + len(match.group().rstrip())) for match in re.finditer(openings, article)]


def reporting(article: str, code: str) -> list[Hint]:
    """The reporting verbs outside quotations. Empty for a language without a file."""
    words = language(code)
    quoted = quotations(article, code)
    if not words.verbs:
        return []
    longest_first = sorted(words.verbs, key=len, reverse=True)
    verbs = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    found: list[Hint] = []
    for paragraph in paragraphs(article):
        inside = quoted[bisect(quoted, (paragraph.start,)) : bisect(quoted, (paragraph.end,))]
        plain = _blanked(article, paragraph, inside)
        names = list(_names(plain, paragraph.start, words))
        for match in verbs.finditer(plain):
            verb = Range(match.start() + paragraph.start, match.end() + paragraph.start)
            speaker = None if _beside_pronoun(plain, match.span(), words) else _nearest(verb, names)
            found.append(Hint(verb, speaker, _nearest(verb, inside)))
    return found


def _blanked(article: str, paragraph: Range, quoted: Sequence[Range]) -> str:
    """The paragraph with its quotations made into signs that are no words, so that offsets stay."""
    plain = list(article[paragraph.start : paragraph.end])
    for quote in quoted:
        plain[quote.start - paragraph.start : quote.end - paragraph.start] = "\0" * (quote.end - quote.start)
    return "".join(plain)


def _names(plain: str, offset: int, words: Language) -> Iterator[Range]:
    """Runs of capitalised words, with particles between them."""
    start = end = reach = -1  # of the name so far; it reaches over particles that no capitalised word has followed yet
    for match in _WORD.finditer(plain):
        word = match.group()
        joined = start >= 0 and plain[reach : match.start()] == " "
        if joined and word in words.particles:
            reach = match.end()
            continue
        capitalised = word[0].isupper() and word.lower() not in (*words.not_names, *words.pronouns, *words.verbs)
        if start >= 0 and not (joined and capitalised):
            yield Range(start + offset, end + offset)
            start = -1
        if capitalised:
            start = start if start >= 0 else match.start()
            end = reach = match.end()
    if start >= 0:
        yield Range(start + offset, end + offset)


def _beside_pronoun(plain: str, verb: tuple[int, int], words: Language) -> bool:
    before = re.search(r"([^\W\d_]+)\s$", plain[max(0, verb[0] - NEARBY) : verb[0]])
    after = re.match(r"[\s-]([^\W\d_]+)", plain[verb[1] : verb[1] + NEARBY])
    return any(match is not None and match[1].lower() in words.pronouns for match in (before, after))


def _nearest(verb: Range, ranges: Sequence[Range]) -> Range | None:
    """The nearest of some ranges in order, the earlier one of two that are as near; None where all are far."""

    def gap(other: Range) -> int:
        return max(verb.start - other.end, other.start - verb.end)

    here = bisect(ranges, verb)
    near = min(ranges[max(0, here - 1) : here + 1], key=gap, default=None)
    return near if near is not None and gap(near) <= NEARBY else None
