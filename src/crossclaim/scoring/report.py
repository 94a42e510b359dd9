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


def table(columns: Mapping[str, Scores]) -> Any:
    """A rich table of one or several systems; each has a column for clear pairs and one for all pairs."""
    from rich.table import Table

    first = next(iter(columns.values()))
    out = Table(title=_plain(f"{first.task}, {first.split}" if first.split else first.task), title_justify="left")
    out.add_column("")
    for name, scores in columns.items():
        out.add_column(_plain(f"{name}: clear, n = {scores.n_clear}"), justify="right", no_wrap=True)
        out.add_column(_plain(f"all, n = {scores.n}"), justify="right", no_wrap=True)
    for metric in first:
        cells = [figure(side) for scores in columns.values() for side in (scores[metric], scores.all[metric])]
        out.add_row(_plain(metric.replace("_", " ", 1)), *cells)
    return out


def lines(scores: Scores) -> list[str]:
    """What stands below the table: the counts by label, notes, what the interval means, and the signature."""
    found: list[str] = []
    for name in ("clear", "all"):
        counts = ", ".join(f"{label} {sum(row.values())}" for label, row in scores.tables[name].items())
        found.append(f"{name} pairs by gold label: {counts}")
    found.append("[low, high]: 95 % percentile interval from resampling; it speaks of this data, not of other events")
    return [*found, *scores.notes, f"signature: {scores.signature}"]
