"""Scores as Markdown, for a pull request or a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crossclaim.scoring.evaluate import Scores
from crossclaim.scoring.report import words

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>|#~$!&"} | {"\n": " ", "\r": " "})


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return text.translate(_SPECIAL)


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
    return [lines[0], "| --- |" + " ---: |" * (len(head) - 1), *lines[1:], ""]


def report(scores: Scores, system: str = "") -> str:
    """The figures, the confusion table, the slices and the notes."""
    title = ", ".join(part for part in (system, scores.task, scores.split) if part)
    found = [f"### {escaped(title)}", ""]
    head = ("figure", f"clear pairs, n = {scores.n_clear}", f"all pairs, n = {scores.n}")
    found += _rows(head, [(escaped(words.name(m)), words.figure(scores[m]), words.figure(scores.all[m])) for m in scores])
    counts = zip(scores.labels, scores.tables["all"], strict=True)
    found += _rows(
        ("gold \\ predicted", *map(escaped, words.columns(scores))),
        [(escaped(label), *(str(int(n)) for n in row)) for label, row in counts],
    )
    if scores.slices:
        found += _rows(
            ("slice", "n", "macro F1", "accuracy"),
            [(escaped(f"{s.column} = {s.value}"), str(s.n), words.figure(s.macro_f1), words.figure(s.accuracy)) for s in scores.slices],
        )
    found += [f"* {escaped(line)}" for line in words.lines(scores)]
    return "\n".join(found) + "\n"
