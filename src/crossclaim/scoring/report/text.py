"""Scores in the terminal: a table of figures, the confusion table, slices, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossclaim.scoring.compare import Comparison
from crossclaim.scoring.evaluate import Scores
from crossclaim.scoring.reliability import Agreement
from crossclaim.scoring.report import words


def _plain(cell: str) -> Any:
    from rich.text import Text

    return Text(cell)  # names come from files; nothing in them is markup


def _table(title: str, head: str) -> Any:
    from rich.table import Table

    out = Table(title=_plain(title), title_justify="left")
    out.add_column(_plain(head), no_wrap=True)
    return out


def table(scores: Scores, system: str = "") -> Any:
    """The figures of one system: a row per figure, a column for the clear pairs and one for all."""
    out = _table(", ".join(part for part in (system, scores.task, scores.split) if part), "figure")
    out.add_column(f"clear pairs, n = {scores.n_clear}", justify="right", no_wrap=True)
    out.add_column(f"all pairs, n = {scores.n}", justify="right", no_wrap=True)
    for metric in scores:
        out.add_row(_plain(words.name(metric)), words.figure(scores[metric]), words.figure(scores.all[metric]))
    return out


def confusion(scores: Scores) -> Any:
    """The confusion table of all pairs: gold in rows."""
    out = _table("all pairs, gold in rows, predicted in columns", "")
    for label in words.columns(scores):
        out.add_column(_plain(label), justify="right")
    for label, row in zip(scores.labels, scores.tables["all"], strict=True):
        out.add_row(_plain(label), *(str(int(count)) for count in row))
    return out


def slices(scores: Scores) -> Any:
    """The figures of every slice, on all pairs."""
    out = _table("slices, all pairs", "slice")
    for head in ("n", "macro F1", "accuracy"):
        out.add_column(head, justify="right")
    for piece in scores.slices:
        out.add_row(_plain(f"{piece.column} = {piece.value}"), str(piece.n), words.figure(piece.macro_f1), words.figure(piece.accuracy))
    return out


def show(systems: Mapping[str, Scores]) -> None:
    """Print each system's tables, and below them what they share."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    for system, scores in systems.items():
        console.print(table(scores, system))
        if len(systems) == 1:
            console.print(confusion(scores))
        if scores.slices:
            console.print(slices(scores))
        for line in words.own(scores):
            console.print(line)
    for line in words.shared(next(iter(systems.values()))):
        console.print(line)


def show_comparison(found: Comparison) -> None:
    """Print the systems' scores, a row per couple of systems, and what it rests on."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{words.name(found.metric)} on {found.n} clear pairs")
    for system, value in sorted(found.scores.items(), key=lambda item: -item[1]):
        console.print(f"  {value:.3f}  {system}")
    console.print()
    for each in found.differences:
        console.print(f"{each.first} − {each.second}: {words.figure(each.difference)}")
        console.print(f"  p = {each.p:.4f}, after Holm's correction {each.p_holm:.4f}, by randomisation")
        alone = f"right alone: {each.only_first_right} and {each.only_second_right}"
        console.print(f"  McNemar's exact test (items treated as independent; ranks nothing): p = {each.mcnemar_p:.4f}; {alone}")
    console.print()
    console.print(f"the systems differ on {len(found.disagreements)} items")
    console.print(f"signature: {found.signature}")


def show_agreement(found: Agreement) -> None:
    """Print the agreement of annotators."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{found.votes} votes of {found.annotators} annotators on {found.items} items; [low, high]: resampling of items")
    out = _table("", "figure")
    out.add_column("value", justify="right", no_wrap=True)
    for level, interval in found.alpha.items():
        out.add_row(f"Krippendorff α, {level}", words.figure(interval))
    if found.fleiss_kappa:
        out.add_row("Fleiss κ", words.figure(found.fleiss_kappa))
    for pair, interval in found.cohen_kappa.items():
        out.add_row(_plain(f"Cohen κ, {pair}"), words.figure(interval))
    for label, interval in found.f1.items():
        out.add_row(_plain(f"F1 {label}"), words.figure(interval))
    for annotator, share in found.with_others.items():
        out.add_row(_plain(f"{annotator} agrees with the others"), "undefined" if share is None else f"{share:.3f}")
    console.print(out)
    for one, other, count in found.confused:
        console.print(f"confused {count} times: {one} and {other}")
    if found.to_discuss:
        shown = ", ".join(found.to_discuss[:20]) + (f", … ({len(found.to_discuss)} in all)" if len(found.to_discuss) > 20 else "")
        console.print(f"to discuss: {shown}")
    for note in found.notes:
        console.print(note)
