"""Joining the spans with a reader's own copies of the articles.

Takes a data folder and a folder of copies, text files or saved HTML of any name; gives for each claim its places and words in a copy,
and for each article how much of it was found and how the copy differs from the text that was registered.

A copy whose text has the registered SHA-256 is read by offset. In any other copy a span is sought by the length and hash of its
normalised form (`crossclaim.text`): every window of that length that starts and ends at a word's edge is hashed. Where one span stands in
a copy several times, the place that fits its neighbours is taken. A copy belongs to the article of whose spans it holds the most.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store, text
from crossclaim.authoring import articles
from crossclaim.errors import InputError, Problem, unknown

Record = dict[str, Any]
Place = tuple[int, int]
Key = tuple[int, str]
"""Length and hash of a span's normalised form."""

RECOGNISED = 0.1  # share of an article's spans from which a text is a copy of it; a rival account that quotes the same words has less
_BLANK_LINES, _LINE_END = re.compile(r"\s*\n[^\S\n]*\n\s*"), re.compile(r"\s*[\r\n]\s*")
GAP = " […] "  # between the pieces of a passage


class Copy(NamedTuple):
    """A reader's file as text; offsets into `content` are what is given."""

    file: str
    content: str
    encoding: str
    from_page: bool


class Report(NamedTuple):
    """How much of one article was found in which copy."""

    article_id: str
    file: str | None
    spans: int
    found: int
    differs: str
    """`identical`, what differs, or why nothing was found."""


class Passage(NamedTuple):
    """A claim with its source: a place in the copy for each of its spans, None where the copy does not hold it."""

    claim: Record
    places: list[Place | None]
    copy: Copy | None

    @property
    def words(self) -> str:
        """The pieces that were found, in the copy's own words."""
        content = self.copy.content if self.copy else ""
        return GAP.join(content[place[0] : place[1]] for place in self.places if place)

    def to_json(self) -> Record:
        """The claim's identifier, its places in the copy and their words."""
        return {
            "claim_id": self.claim["claim_id"],
            "article_id": self.claim["article_id"],
            "file": self.copy.file if self.copy else None,
            "spans": [None if place is None else {"start": place[0], "end": place[1]} for place in self.places],
            "passage": self.words or None,
        }

    def in_context(self, open_mark: str, close_mark: str) -> list[str]:
        """The paragraphs that hold the passage, with marks around its pieces."""
        content = self.copy.content if self.copy else ""
        shown: list[str] = []
        for start, end in _merged(_paragraph(content, place) for place in self.places if place):
            line, last = "", start
            for first, after in _merged(place for place in self.places if place and start <= place[0] < end):
                line += content[last:first] + open_mark + content[first:after] + close_mark
                last = after
            shown.append(line + content[last:end])
        return shown


class Hydrated(NamedTuple):
    """What was found: a report for each article, a passage for each claim, and files that are no copy of anything."""

    reports: list[Report]
    passages: list[Passage]
    unused: list[str]

    @property
    def complete(self) -> bool:
        """Whether every span was found."""
        return all(report.found == report.spans for report in self.reports)


def hydrate(folder: Path, data: Path, *, claim_id: str | None = None, event_id: str | None = None) -> Hydrated:
    """Find the spans of a data folder's claims, of one claim or of one event's, in the copies of a folder.

    Raises InputError for a folder that is not there and for an unknown claim or event.
    """
    rows = store.read_jsonl(data / "articles.jsonl")
    claims = store.read_jsonl(data / "claims.jsonl")
    wanted = [row for row in claims if claim_id in (None, row["claim_id"]) and event_id in (None, row["event_id"])]
    if not wanted:
        _refuse(rows, claims, claim_id, event_id)
    copies, unused = _read_copies(folder)
    spans: dict[str, list[text.Span]] = {row["article_id"]: [] for row in rows}
    for claim in claims:
        spans[claim["article_id"]] += claim["spans"]
    found, others = _assign(rows, spans, copies)
    passages: list[Passage] = []
    reports: list[Report] = []
    for row in rows:
        article = row["article_id"]
        own = [claim for claim in wanted if claim["article_id"] == article]
        if not own:
            continue
        copy, places = found.get(article, (None, {}))
        mine = [Passage(claim, [places.get(_slice(span)) for span in claim["spans"]], copy) for claim in own]
        passages += mine
        every = [place for passage in mine for place in passage.places]
        share = len(places) / len({_slice(span) for span in spans[article]})
        differs = "no copy of it in the folder" if copy is None else difference(copy, row, share)
        reports.append(Report(article, copy.file if copy else None, len(every), sum(place is not None for place in every), differs))
    return Hydrated(reports, passages, [*unused, *others])


def _refuse(rows: Sequence[Record], claims: Sequence[Record], claim_id: str | None, event_id: str | None) -> None:
    events = sorted({row["event_id"] for row in rows})
    if event_id is not None and event_id not in events:
        raise InputError(unknown("event", event_id, events))
    if claim_id is not None and claim_id in [row["claim_id"] for row in claims]:
        raise InputError(f"the claim {claim_id} does not belong to the event {event_id}")
    raise InputError(f"unknown claim {claim_id!r}; claims.jsonl has the identifiers" if claim_id else "there is no claim to look for")


def _slice(span: Mapping[str, Any]) -> Place:
    return span["start"], span["end"]


def _key(span: Mapping[str, Any]) -> Key:
    return span["normalized_length"], span["normalized_sha256"]


def _read_copies(folder: Path) -> tuple[list[Copy], list[str]]:
    """The files of a folder as texts, and those that cannot be read, with the reason."""
    if not folder.is_dir():
        raise InputError(Problem(store.show(folder), None, "", "articles", "no such folder of article texts"))
    copies: list[Copy] = []
    unused: list[str] = []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            copies.append(_read_copy(path))
        except (ValueError, OSError) as error:
            unused.append(str(error) if isinstance(error, InputError) else f"{store.show(path)}: {error}")
    return copies, unused


def _read_copy(path: Path) -> Copy:
    if path.stat().st_size > articles.LIMIT:
        raise ValueError(f"has more than {articles.LIMIT:,} bytes and was not read")
    raw, name = path.read_bytes(), store.show(path)
    is_page = path.suffix.lower() in articles.HTML
    content, encoding = (articles.page(raw, name).content, "html") if is_page else articles.decode(raw)
    if len(content) > articles.LONGEST:
        raise ValueError(f"has more than {articles.LONGEST:,} characters and was not searched")
    return Copy(name, content, encoding, is_page)


Found = dict[str, tuple[Copy, dict[Place, Place]]]
"""Of each article its copy, and of each registered slice that was found its place there."""


def _assign(rows: Sequence[Record], spans: Mapping[str, Sequence[text.Span]], copies: Sequence[Copy]) -> tuple[Found, list[str]]:
    """Which copy is whose: by hash, else whose spans it holds the most; and the copies that are nobody's."""
    by_hash = {text.sha256(copy.content): copy for copy in copies}
    found: Found = {}
    for row in rows:
        copy = by_hash.get(row["sha256"])
        if copy is not None:
            slices = map(_slice, spans[row["article_id"]])
            found[row["article_id"]] = (copy, {place: place for place in slices if place[1] <= len(copy.content)})
    used = {copy.file for copy, _ in found.values()}
    rest = [row["article_id"] for row in rows if row["article_id"] not in found and spans[row["article_id"]]]
    keys = {_key(span) for article in rest for span in spans[article]}
    candidates: list[tuple[int, str, Copy, dict[Place, Place]]] = []
    for copy in copies if keys else ():
        if copy.file in used:
            continue
        mapped = text.mapped(copy.content)
        seen = windows(mapped.text, keys)
        for article in rest:
            places = _choose(spans[article], seen, mapped)
            if len(places) >= RECOGNISED * len({_slice(span) for span in spans[article]}):
                candidates.append((len(places), article, copy, places))
    for _, article, copy, places in sorted(candidates, key=lambda candidate: (-candidate[0], candidate[2].file)):
        if article not in found and copy.file not in used:
            found[article] = (copy, places)
            used.add(copy.file)
    return found, [f"{copy.file}: no article's copy, or not the best one" for copy in copies if copy.file not in used]


def windows(normal: str, keys: Iterable[Key]) -> dict[Key, list[int]]:
    """Where a normalised text holds slices of these lengths and hashes, among those that start and end at a word's edge."""
    lengths: dict[int, set[str]] = {}
    for length, digest in keys:
        lengths.setdefault(length, set()).add(digest)
    edges = [i for i in range(len(normal) + 1) if i in (0, len(normal)) or not (_inner(normal[i - 1]) and _inner(normal[i]))]
    is_edge = set(edges)
    found: dict[Key, list[int]] = {}
    for length, digests in lengths.items():
        for start in edges:
            if start + length in is_edge:
                digest = text.sha256(normal[start : start + length])
                if digest in digests:
                    found.setdefault((length, digest), []).append(start)
    return found


def _inner(sign: str) -> bool:
    """Whether a sign continues a word; scripts without case, which may set no blanks between words, have an edge everywhere."""
    return sign.islower() or sign.isdecimal()


def _choose(spans: Sequence[text.Span], seen: Mapping[Key, list[int]], copy: text.Mapped) -> dict[Place, Place]:
    """Of each span that was seen its place; of several the one nearest to where the spans that were seen once put it."""
    import numpy as np

    once = np.array(sorted({(span["start"], seen[_key(span)][0]) for span in spans if len(seen.get(_key(span), ())) == 1}))
    chosen: dict[Place, Place] = {}
    for span in spans:
        starts = seen.get(_key(span), [])
        if starts:
            shift = float(np.interp(span["start"], once[:, 0], once[:, 1] - once[:, 0])) if once.size else 0.0
            start = min(starts, key=lambda start: abs(start - span["start"] - shift))
            chosen[_slice(span)] = (copy.starts[start], copy.ends[start + span["normalized_length"] - 1])
    return chosen


def _same(content: str) -> str:
    return content


_LINE_ENDINGS: dict[str, Callable[[str], str]] = {
    "": _same,
    "line endings": lambda content: content.replace("\r\n", "\n").replace("\r", "\n"),
    "line endings (the registered text has CRLF)": lambda content: content.replace("\r\n", "\n").replace("\n", "\r\n"),
}
_LAST_LINE: dict[str, Callable[[str], str]] = {
    "": _same,
    "last line end": lambda content: content.rstrip("\r\n"),
    "last line end (missing)": lambda content: content + "\n",
}
_UNICODE: dict[str, Callable[[str], str]] = {
    "": _same,
    "Unicode form": lambda content: unicodedata.normalize("NFC", content),
    "Unicode form (the registered text is decomposed)": lambda content: unicodedata.normalize("NFD", content),
}


def difference(copy: Copy, row: Mapping[str, Any], share: float) -> str:
    """How a copy differs from the registered text, of which only the hash is known.

    Encoding, line endings, last line end and Unicode form are undone until the hash fits. Where none of it makes it fit, the copy has
    another layout, other quotes or dashes if all spans were found, and is another version if not.
    """
    source = ["taken from HTML"] if copy.from_page else [f"encoding {copy.encoding}"] if copy.encoding != "utf-8" else []
    for (one, ends), (two, last), (three, form) in product(_LINE_ENDINGS.items(), _LAST_LINE.items(), _UNICODE.items()):
        if text.sha256(form(last(ends(copy.content)))) == row["sha256"]:
            return ", ".join([*source, *filter(None, (one, two, three))]) or "identical"
    if share == 1:
        return ", ".join([*source, "layout, quotes or dashes"])
    return ", ".join([*source, f"another version, which holds {share:.0%} of the spans"])


def _paragraph(content: str, place: Place) -> Place:
    """The paragraph around a place: between blank lines, or between line ends where no line is blank."""
    breaks = [match.span() for match in _BLANK_LINES.finditer(content)] or [match.span() for match in _LINE_END.finditer(content)]
    start = max((end for _, end in breaks if end <= place[0]), default=0)
    return start, min((start for start, _ in breaks if start >= place[1]), default=len(content))


def _merged(places: Iterable[Place]) -> Iterator[Place]:
    """Places in order, those that overlap made one."""
    last: Place | None = None
    for place in sorted(places):
        if last is not None and place[0] < last[1]:
            last = (last[0], max(last[1], place[1]))
            continue
        if last is not None:
            yield last
        last = place
    if last is not None:
        yield last


def write(passages: Iterable[Passage], output: Path, data: Path) -> None:
    """Write passages as JSON Lines. Raises InputError for a place where publishers' words must not lie."""
    articles.private(output, data)
    try:
        store.write_text(output, store.dump_jsonl(passage.to_json() for passage in passages))
    except OSError as error:
        raise InputError(f"{store.show(output)}: cannot be written: {error.strerror}; name another file") from None
