"""Scores as one self-contained HTML page."""

from __future__ import annotations

from html import escape

from crossclaim.scoring.evaluate import Scores
from crossclaim.scoring.report import words


def report(scores: Scores) -> str:
    """The page. Everything that comes from the submission or the gold is escaped."""
    rows = "".join(
        f"<tr><th>{escape(words.name(m))}</th><td>{words.figure(scores[m])}</td><td>{words.figure(scores.all[m])}</td></tr>" for m in scores
    )
    return f"<!doctype html><meta charset='utf-8'><title>{escape(scores.task)}</title><table>{rows}</table>\n"
