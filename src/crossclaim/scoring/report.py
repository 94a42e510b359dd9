"""Scores as text: one table with the clear pairs and all pairs side by side, the counts, the signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossclaim.scoring.evaluate import Scores
from crossclaim.scoring.resampling import Interval


def figure(interval: Interval) -> str:
    """Value and ends with three decimals; `undefined` where it is."""
    if interval.value is None:
        return "undefined"
    if interval.low is None or interval.high is None:
        return f"{interval.value:.3f}"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _plain(cell: str) -> Any:
    from rich.text import Text

    return Text(cell)  # names come from files; nothing in them is markup


def table(scores: Scores, name: str = "") -> Any:
    """A rich table of one system: a row per figure, a column for the clear pairs and one for all."""
    from rich.table import Table

    heading = ", ".join(part for part in (name, scores.task, scores.split) if part)
    out = Table(title=_plain(heading), title_justify="left")
    out.add_column("figure", no_wrap=True)
    out.add_column(f"clear pairs, n = {scores.n_clear}", justify="right")
    out.add_column(f"all pairs, n = {scores.n}", justify="right")
    for metric in scores:
        out.add_row(_plain(metric.replace("_", " ", 1)), figure(scores[metric]), figure(scores.all[metric]))
    return out


def lines(scores: Scores) -> list[str]:
    """What stands below the table: the counts by label, notes, what the interval means, and the signature."""
    found: list[str] = []
    for name in ("clear", "all"):
        counts = ", ".join(f"{label} {sum(row.values())}" for label, row in scores.tables[name].items())
        found.append(f"{name} pairs by gold label: {counts}")
    found.append("[low, high]: 95 % percentile interval from resampling; it speaks of this data, not of other events")
    return [*found, *scores.notes, f"signature: {scores.signature}"]


def show(systems: Mapping[str, Scores]) -> None:
    """Print the table of each system, and below them what they share."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    for name, scores in systems.items():
        console.print(table(scores, name))
    for line in lines(next(iter(systems.values()))):
        console.print(line)
