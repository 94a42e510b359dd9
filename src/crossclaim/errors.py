"""What can be wrong, and how it is said.

A `Problem` is one defect with its place. An `InputError` is raised for input that cannot be used at all and carries one or more
problems; the command line prints them, one line each, and exits with 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

SHOWN = 20  # defects of one kind that are spelled out before the rest is counted


class Problem(NamedTuple):
    """One defect: `file`, 1-based `line` (None: the whole file), JSON `path`, `rule` that found it, `message`."""

    file: str
    line: int | None
    path: str
    rule: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return one_line(f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}")


class InputError(ValueError):
    """Input that cannot be used. `problems` holds every defect that was found, not only the first."""

    def __init__(self, problems: Problem | Sequence[Problem] | str) -> None:
        if isinstance(problems, str):
            self.problems: list[Problem] = []
            super().__init__(problems)
            return
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def one_line(text: str) -> str:
    """A text with line breaks, control characters and halves of characters spelled out: what is wrong is said in one line."""
    return text if text.isprintable() else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def unknown(kind: str, name: str, known: Sequence[str]) -> str:
    """The sentence for a name that nobody knows: what was asked for, the nearest known name, and the whole list."""
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"unknown {kind} {name!r}.{hint} Known: {', '.join(known)}"


def shortened(problems: Sequence[Problem]) -> list[Problem]:
    """The first defects of each kind, kind by kind, and the number of the rest."""
    by_rule: dict[str, list[Problem]] = {}
    for problem in problems:
        by_rule.setdefault(problem.rule, []).append(problem)
    short: list[Problem] = []
    for rule, found in by_rule.items():
        short += found[:SHOWN]
        if len(found) > SHOWN:
            short.append(Problem(found[0].file, None, "", rule, f"… and {len(found) - SHOWN} more of this kind ({rule})"))
    return short
