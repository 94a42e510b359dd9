"""What is checked against the articles' texts, where they are at hand, and what must not stand in the project's prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from crossclaim import store, text
from crossclaim.dataset.rules.common import annotation_kind, at
from crossclaim.dataset.source import Source
from crossclaim.errors import InputError, Problem


def find_texts(data: Source, folder: Path | None) -> dict[str, str]:
    """The articles' texts that a folder holds, by article; files are recognised by their SHA-256 whatever they are called."""
    return {} if folder is None else recognise(data.articles, folder)


def recognise(articles: Iterable[Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """`find_texts` for rows of `articles.jsonl`."""
    if not folder.is_dir():
        raise InputError(Problem(store.show(folder), None, "", "articles", "no such folder of article texts"))
    wanted = {row["sha256"]: row["article_id"] for row in articles}
    found: dict[str, str] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            content = path.read_bytes().decode("utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        article = wanted.get(text.sha256(content))
        if article:
            found[article] = content
    return found


def spans(data: Source, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Spans lie inside their article, and their hashes are those of the slices."""
    length = {row["article_id"]: row["n_chars"] for row in data.articles}
    claims_file = at(data, "claims.jsonl")
    rows = [(claims_file, line, row["article_id"], row["spans"]) for line, row in enumerate(data.claims, 1)]
    for path in sorted((data.folder / "annotations").glob("*/*.jsonl")):
        if annotation_kind(path.name) == "claims-pass":
            article = next((a for a in length if path.stem.endswith(f"-{a}")), None)
            if article is None:
                yield Problem(store.show(path), None, "", "reference", "the file's name ends in no known article")
                continue
            rows += [(store.show(path), line, article, row["spans"]) for line, row in enumerate(store.read_jsonl(path), 1)]
    for file, line, article, spans in rows:
        for i, span in enumerate(spans):
            place = f"$.spans[{i}]"
            if not span["start"] < span["end"] <= length.get(article, 0):
                yield Problem(file, line, place, "span", f"no slice {span['start']}:{span['end']} in {article}")
            elif article in texts and text.span(texts[article], span["start"], span["end"]) != span:
                yield Problem(file, line, place, "span-hash", f"the hashes are not those of this slice of {article}")
    for line, row in enumerate(data.articles, 1):
        if row["article_id"] in texts and len(texts[row["article_id"]]) != row["n_chars"]:
            found = len(texts[row["article_id"]])
            yield Problem(at(data, "articles.jsonl"), line, "$.n_chars", "length", f"the text has {found} characters")


def _strings(value: Any, path: str = "$") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _strings(inner, f"{path}[{i}]")


def _prose(data: Source) -> list[Path]:
    """The Markdown that is published with the data: the card, and the docs where the data lies in a checkout."""
    return [data.folder / "README.md", *sorted((data.folder.parent / "docs").glob("**/*.md"))]


def source_text(data: Source, texts: Mapping[str, str]) -> Iterator[Problem]:
    """No string of the data and no published prose shares nine words in a row with an article."""
    source_runs = {run: article for article, content in texts.items() for run in text.runs(content)}
    if not source_runs:
        return

    def shared(string: str) -> str | None:
        return next((run for run in text.runs(string) if run in source_runs), None)

    files = [data.folder / f"{name}.jsonl" for name in ("events", "articles", "claims", "relations")]
    files += sorted((data.folder / "annotations").glob("*/*.jsonl"))
    for file in files:
        for line, row in enumerate(store.read_jsonl(file), 1):
            for path, string in _strings(row):
                run = shared(string)
                if run:
                    message = f"{text.RUN} words in a row from {source_runs[run]}; restate: {run!r}"
                    yield Problem(store.show(file), line, path, "source-text", message)
    for file in _prose(data):
        if file.is_file():
            run = shared(store.read_text(file))
            if run:
                message = f"{text.RUN} words in a row from {source_runs[run]}; restate: {run!r}"
                yield Problem(store.show(file), None, "", "source-text", message)


def guidelines(data: Source) -> Iterator[Problem]:
    """No claim of the data set stands in the guidelines, where it would hand an answer to readers and models."""
    file = data.folder.parent / "docs" / "annotation-guidelines.md"
    if not file.is_file():
        return
    words = f" {' '.join(text.words(store.read_text(file)))} "
    for line, row in enumerate(data.claims, 1):
        if f" {' '.join(text.words(row['text']))} " in words:
            message = f"this claim stands in {store.show(file)}; examples are about invented events only"
            yield Problem(at(data, "claims.jsonl"), line, "$.text", "guidelines", message)
