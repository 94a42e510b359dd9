"""`crossclaim validate`: the schemas, and the rules between records.

Every rule is a small function from the data to problems (`crossclaim.dataset.rules`); all are run and everything is gathered before
anything is printed. Rules that need an article's text run where the text is at hand (recognised by its SHA-256) and are reported as
skipped, article by article, where it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crossclaim import store
from crossclaim.dataset import load, schemas, source
from crossclaim.dataset.rules import built, identifiers, readings, texts
from crossclaim.dataset.rules.common import annotation_kind, at
from crossclaim.dataset.source import Source
from crossclaim.errors import InputError, Problem


class Report(NamedTuple):
    """What was found, what could not be checked, and how many records were looked at."""

    problems: list[Problem]
    skipped: list[str]
    records: int


def _schemas(data: Source) -> Iterator[Problem]:
    edited = {"events": "event", "articles": "article", "claims": "claim", "relations": "relation"}
    for name, kind in edited.items():
        yield from schemas.problems(getattr(data, name), kind, at(data, f"{name}.jsonl"))
    yield from schemas.problems(data.withdrawn, "withdrawal", at(data, "withdrawn.jsonl"))
    yield from schemas.document_problems(data.splits, "splits", at(data, "splits.json"))
    annotators = data.folder / "annotations" / "annotators.json"
    yield from schemas.document_problems(store.read_json(annotators), "annotators", store.show(annotators))
    for path in sorted((data.folder / "annotations").glob("*/*")):
        kind = annotation_kind(path.name)
        if kind is None or path.suffix != ".jsonl":
            yield Problem(store.show(path), None, "", "file", "no kind of pass has a name like this")
        else:
            yield from schemas.problems(store.read_jsonl(path), kind, store.show(path))
    for config in load.CONFIGS.values():
        for file in config.files.values():
            if file not in ("claims.jsonl", "articles.jsonl"):
                yield from schemas.problems(store.read_jsonl(data.folder / file), config.schema, at(data, file))


Rule = Callable[[Source], Iterable[Problem]]


def check(folder: Path, articles: Path | None = None, say: Callable[[str], None] = lambda _: None) -> Report:
    """Check a data folder. Raises InputError where a file cannot be read at all.

    Rules between records rely on the shape of the records, so they run only where the schemas hold.
    """
    if not folder.is_dir():
        raise InputError(Problem(store.show(folder), None, "", "data", "no such data folder"))
    data = source.read(folder)
    at_hand = texts.find_texts(data, articles)
    say("schemas")
    problems = list(_schemas(data))
    if not problems:
        rules: dict[str, Rule] = {
            "identifiers": identifiers.identifiers,
            "withdrawals": identifiers.withdrawals,
            "spans": lambda data: texts.spans(data, at_hand),
            "source text": lambda data: texts.source_text(data, at_hand),
            "guidelines": texts.guidelines,
            "passes": readings.passes,
            "votes": readings.votes,
            "derivation of the gold": readings.derivation,
            "closure": readings.closed,
            "same words": readings.same_words,
            "splits": built.apart,
            "row order": built.order,
        }
        for name, rule in rules.items():
            say(name)
            try:
                problems += rule(data)
            except (KeyError, InputError) as error:
                problems.append(Problem(store.show(folder), None, "", name, f"could not be checked: {error}"))
    skipped = [
        f"{row['article_id']}: its text is not at hand, so its spans were checked for place only and nothing was compared with it"
        for row in data.articles
        if row["article_id"] not in at_hand
    ]
    return Report(problems, skipped, len(data.events) + len(data.articles) + len(data.claims) + len(data.relations))
