"""The reading of one article: every claim it states, sentence by sentence.

An item is a sentence. It has one answer for each claim that it gives, or one with only a `note` that says why it gives none. A claim is
described once, under its number `n`; where a later sentence states it again, the answer there has only `n`, and quotations if wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crossclaim.authoring import passes
from crossclaim.authoring.tasks.fields import Field
from crossclaim.authoring.tasks.kind import Answer, Desk, Item, Kind, Packet, Record, Row, Rows, numbered
from crossclaim.errors import InputError, Problem

QUESTION = (
    "Go through the article sentence by sentence and write down every claim in the event's scope, with the words that state it. For a "
    "sentence that states none, note why."
)
_DESCRIBED = ("text", "kind", "speaker", "stance", "modality", "as_of", "topic")
_REQUIRED = ("kind", "stance", "modality", "topic", "quotes")


def _fields(event: Mapping[str, Any]) -> tuple[Field, ...]:
    topics = tuple(topic["topic"] for topic in event["topics"])
    return (
        Field(
            "n",
            "number of the claim in the article, from 1; alone where a sentence states a claim again; empty where it gives none",
            "number",
            optional=True,
        ),
        Field("text", "the claim in your own words, understandable alone", "text", optional=True),
        Field("kind", "the proposition itself, or that somebody said something", "choice", ("content", "speech_act"), True),
        Field("speaker", "who asserts it; empty: the article in its own voice", "text", optional=True),
        Field("stance", "the article's attitude to it", "choice", ("endorses", "reports", "distances"), True),
        Field("modality", "how sure the assertion is", "choice", ("asserted", "hedged", "purported"), True),
        Field("as_of", "the day it is about, YYYY-MM-DD; empty where the account gives none", "text", optional=True),
        Field("topic", "the sub-question it belongs to", "choice", topics, True),
        Field("quotes", "the words that state it, exactly as they stand; each must stand exactly once in the article", "quotes", (), True),
        Field("note", "why the sentence gives no claim, or what else should be known", "text", optional=True),
    )


def sentence_items(article: str, language: str) -> list[Item]:
    """An article's sentences, with their offsets as keys."""
    return [Item({"sentence": article[start:end]}, (start, end)) for start, end in passes.sentences(article, language)]


def numbered_sentences(article: str, language: str) -> list[str]:
    """An article's sentences as numbered lines."""
    return numbered([item.shown["sentence"] for item in sentence_items(article, language)])


def _packets(desk: Desk, order: str, seed: int) -> list[Packet]:
    found: list[Packet] = []
    for row in desk.articles():
        article = desk.text(row["article_id"])
        published = row["published"] or f"unknown; assume {desk.event['date']}, the date of the event"
        material = [f"Date of publication: {published}."]
        items = sentence_items(article, row["language"])
        found.append(Packet(KIND, desk.event, row["article_id"], order, seed, items, material, article, row["article_id"]))
    return found


def _claims(answers: Sequence[Answer], name: str) -> tuple[dict[int, tuple[Answer, Record]], list[Problem]]:
    """Each claim with the answer that describes it and what is stored of it but the quotations, and what is wrong."""
    problems: list[Problem] = []
    by_number: dict[int, list[Answer]] = {}
    for answer in answers:
        if answer.given.get("n") is None:
            problems += _no_claim(answer, name)
        else:
            by_number.setdefault(answer.given["n"], []).append(answer)
    described: dict[int, tuple[Answer, Record]] = {}
    for n, own in sorted(by_number.items()):
        first = next((answer for answer in own if answer.given.get("text")), None)
        if first is None:
            problems.append(_wrong(own[0], name, "text", f"claim {n} has no text anywhere"))
            continue
        described[n] = (first, {"n": n, **{field: first.given.get(field) for field in _DESCRIBED}})
        problems += [
            _wrong(first, name, field, f"claim {n}: nothing filled in")
            for field in _REQUIRED
            if not any(answer.given.get(field) for answer in (own if field == "quotes" else [first]))
        ]
        problems += [
            _wrong(answer, name, field, f"claim {n} is described otherwise on line {first.line}, item {first.item}")
            for answer in own
            for field in _DESCRIBED
            if answer.given.get(field) not in (None, first.given.get(field))
        ]
    return described, problems


def _no_claim(answer: Answer, name: str) -> list[Problem]:
    filled = [field for field in (*_DESCRIBED, "quotes") if answer.given.get(field)]
    if filled:
        return [_wrong(answer, name, "n", f"{filled[0]} is filled in and the claim has no number")]
    return [] if answer.given.get("note") else [_wrong(answer, name, "note", "neither a claim nor a note that says why there is none")]


def _wrong(answer: Answer, name: str, field: str, message: str) -> Problem:
    return Problem(name, answer.line, f"$.{field}", "claim", f"item {answer.item}: {message}")


def _rows(packet: Packet, answers: Sequence[Answer], name: str) -> tuple[Rows, list[Problem]]:
    described, problems = _claims(answers, name)
    firsts = [first for first, _ in described.values()]
    written = [
        {**claim, "quotes": [quote for a in answers if a.given.get("n") == n for quote in a.given.get("quotes") or []]}
        for n, (_, claim) in described.items()
    ]
    stored: list[Record] = []
    try:
        stored = passes.claims_pass(packet.text, written, name)
    except InputError as error:
        for found in error.problems:
            place = (found.line or 1) - 1  # its line counts the claims
            problems.append(_wrong(firsts[place], name, "quotes", f"claim {written[place]['n']}: {found.message}"))
    coverage = _coverage(packet, answers)
    lines = {answer.item: answer.line for answer in reversed(answers)}
    return {
        "claims": [Row(first.line, first.item, row) for first, row in zip(firsts, stored, strict=False)],
        "coverage-claims": [Row(lines[row["sentence"]], row["sentence"], row) for row in coverage],
    }, problems


def _coverage(packet: Packet, answers: Sequence[Answer]) -> list[Record]:
    by_sentence: dict[int, list[Record]] = {}
    for answer in answers:
        by_sentence.setdefault(answer.item, []).append(answer.given)
    if len(by_sentence) < len(packet.items):
        return []  # incomplete, which is said where completeness is checked
    rows: list[Record] = []
    for item, given in by_sentence.items():
        numbers = sorted({row["n"] for row in given if row.get("n") is not None})
        notes = list(dict.fromkeys(row["note"] for row in given if row.get("note")))
        rows.append({"s": item, "claims": numbers, "note": "; ".join(notes) or None})
    return passes.coverage_pass([item.key for item in packet.items], rows)


KIND = Kind(
    name="claims",
    summary="Write a task for each article: its numbered sentences, from which a reader writes down the claims.",
    question=QUESTION,
    section="Part 1",
    fields=_fields,
    packets=_packets,
    rows=_rows,
    stem="claims",
    role="claims",
    saw="one article, the event's scope, frame and topics, the guidelines",
    orders=("file",),
    batch=None,
    with_text=True,
    several=True,
)
