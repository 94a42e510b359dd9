"""Scores as one self-contained HTML page, for somebody who did not run the evaluation.

The page needs no script and asks nothing of the network: its style and its drawings stand in it, and its content security policy
forbids the rest. The same scores give the same bytes. Everything that comes from a submission or from the gold goes through `_shown`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crossclaim.scoring import evaluate, probability
from crossclaim.scoring.evaluate import Scores
from crossclaim.scoring.report import words
from crossclaim.scoring.resampling import Interval

MOST_ERRORS = 25

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = Path(__file__).with_name("page.css")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # no page may hold these
_UNDEFINED = Interval(None, None, None)
_BASIS = {
    "claims": "Pairs that share a claim are not taken as independent.",
    "clusters": "Whole clusters are drawn, so pairs of one cluster are not taken as independent.",
    "rows": "The gold does not say what its pairs share, so they are taken as independent; if they share claims or sources, "
    "the interval is too narrow.",
}


class Mark(NamedTuple):
    """One interval in a row of a plot."""

    name: str
    figure: Interval


def _shown(text: str) -> str:
    """A text from outside as it may stand in the page, in an attribute as well."""
    return escape(_UNSHOWABLE.sub("\ufffd", text))


def _items(lines: Iterable[str]) -> str:
    return '<ul class="told">' + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _badge(text: str) -> str:
    return f' <span class="badge">{text}</span>'


def _table(kind: str, caption: str, head: str, rows: Iterable[str]) -> str:
    """A table that scrolls in its own frame where it is wider than the page."""
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0"><table class="{kind}"><caption>{caption}</caption>'
        f"<thead>{head}</thead>\n<tbody>{body}</tbody></table></div>\n"
    )


def _figure(figure: Interval) -> str:
    value, _, ends = words.figure(figure).partition(" ")
    return f'{value} <span class="range">{ends}</span>'


# -------------------------------------------------------------------------------------------------------------- plots of intervals


def _x(value: float) -> str:
    return f"{100 * min(1.0, max(0.0, value)):.2f}%"


def _scale(marks: Sequence[Mark]) -> str:
    """A drawing from 0 to 1 with a line and a dot for each figure; nothing where it is undefined."""
    title = "; ".join(f"{mark.name} {words.figure(mark.figure)}" for mark in marks)
    parts = [f'<line class="grid" x1="{x}%" x2="{x}%" y1="0" y2="100%"/>' for x in (0, 25, 50, 75, 100)]
    for i, (kind, (_, (value, low, high))) in enumerate(zip(("", " second"), marks, strict=False)):
        y = f"{100 * (i + 0.5) / len(marks):g}%"
        if low is not None and high is not None:
            parts.append(f'<line class="line{kind}" x1="{_x(low)}" x2="{_x(high)}" y1="{y}" y2="{y}"/>')
        if value is not None:
            parts.append(f'<circle class="dot{kind}" cx="{_x(value)}" cy="{y}" r="4.5"/>')
    return f'<svg class="scale" role="img" height="{1.75 * len(marks):g}rem"><title>{_shown(title)}</title>{"".join(parts)}</svg>'


def _axis() -> str:
    ticks = "".join(f'<text x="{x}%" y="1.1rem" text-anchor="middle">{x / 100:g}</text>' for x in (0, 25, 50, 75, 100))
    return f'<svg class="scale" aria-hidden="true" height="1.5rem">{ticks}</svg>'


def _plot(rows: Iterable[tuple[str, Sequence[Mark]]]) -> str:
    """Rows of (label as markup, marks) under one another, with the figures beside the drawing."""
    found = ['<ul class="plot">']
    for label, marks in rows:
        values = "".join(f"<span>{_figure(mark.figure)}</span>" for mark in marks)
        found.append(f'<li><p>{label}</p>{_scale(marks)}<p class="values" aria-hidden="true">{values}</p></li>')
    found.append(f'<li class="axis" aria-hidden="true"><p></p>{_axis()}<p class="values"></p></li></ul>\n')
    return "\n".join(found)


def _legend(*names: str) -> str:
    found = '<p class="legend">'
    for kind, name in zip(("", " second"), names, strict=False):
        drawn = f'<line class="line{kind}" x1="0" x2="40" y1="8" y2="8"/><circle class="dot{kind}" cx="20" cy="8" r="4.5"/>'
        found += f'<span><svg width="40" height="16" aria-hidden="true">{drawn}</svg>{name}</span> '
    return f"{found}</p>\n"


# ------------------------------------------------------------------------------------------------------------------------ sections


def _head(scores: Scores) -> str:
    counts = "<br>".join(map(_shown, words.counts(scores)))
    return f'<p class="overline">Scores of a submission</p>\n<h1>{_title(scores)}</h1>\n<p class="soft">{counts}</p>'


def _title(scores: Scores) -> str:
    return _shown(f"{scores.task}, {scores.split}" if scores.split else scores.task)


def _meaning(scores: Scores, figure: Interval) -> str:
    if figure.low is None:
        few = scores.gold.dependence == "none"
        return _shown(f"{scores.notes[0][:1].upper()}{scores.notes[0][1:]}." if few else "There is no interval for this figure.")
    percent = f"{100 * scores.gold.level:g}"
    return (
        f"The {percent}&nbsp;% interval is about this data: it says how far the score may lie from the one that endlessly many pairs of "
        f"the same kind would give. Of 100 intervals made this way about {percent} hold that score. {_BASIS[scores.gold.dependence]}"
    )


def _others(scores: Scores) -> str:
    found = scores.new_events.get("event_macro_f1")
    if found:
        over = f"Student’s t over {len(scores.per_event)} events"
        return f"<p>For events that are not in this data, expect <b>{_figure(found)}</b> ({over}).</p>"
    return "<p>There is one event only, so nothing can be said of others.</p>" if len(scores.per_event) == 1 else ""


def _headline(scores: Scores) -> str:
    metric = "event_macro_f1" if scores.get("event_macro_f1", _UNDEFINED).value is not None else "macro_f1"
    figure = scores[metric]
    value, _, ends = words.figure(figure).partition(" ")
    which = "" if scores.n == scores.n_clear else ", clear pairs"
    return (
        f'<section class="headline" aria-labelledby="headline"><h2 id="headline">{_shown(words.name(metric))}{which}</h2>\n'
        f'<p class="big"><b>{value}</b> <span>{ends}</span></p>\n{_scale([Mark(words.name(metric), figure)])}{_axis()}\n'
        f"<p>{_meaning(scores, figure)}</p>{_others(scores)}</section>\n"
    )


def _both(scores: Scores, metric: str) -> list[Mark]:
    """A figure on the clear pairs and on all, once where they are the same."""
    clear = Mark(f"{words.name(metric)}, clear pairs", scores.get(metric, _UNDEFINED))
    return [clear] if scores.n == scores.n_clear else [clear, Mark(f"{words.name(metric)}, all pairs", scores.all[metric])]


def _figures(scores: Scores) -> str:
    heads = [f"clear pairs, n&nbsp;=&nbsp;{scores.n_clear}", f"all pairs, n&nbsp;=&nbsp;{scores.n}"]
    if scores.n == scores.n_clear:
        heads = heads[1:]
    head = '<tr><th scope="col">figure</th>' + "".join(f'<th scope="col">{text}</th>' for text in heads) + "</tr>"
    rows = (
        f'<th scope="row">{_shown(words.name(metric))}</th>' + "".join(f"<td>{_figure(mark.figure)}</td>" for mark in _both(scores, metric))
        for metric in scores.all
    )
    caption = f"Every figure with its {100 * scores.gold.level:g} % interval, where there is one"
    note = "" if len(heads) == 1 else "<p>The headline counts the clear pairs; borderline ones are those on which readers may differ.</p>"
    return note + _table("figures", caption, head, rows)


def _confusion(scores: Scores) -> str:
    columns = words.columns(scores)
    head = (
        f'<tr><td></td><th scope="colgroup" colspan="{len(columns)}">predicted</th><td></td></tr>'
        '<tr><th scope="col">gold</th>'
        + "".join(f'<th scope="col">{_shown(label)}</th>' for label in columns)
        + '<th scope="col" class="sum">all</th></tr>'
    )
    rows: list[str] = []
    for i, (label, counts) in enumerate(zip(scores.labels, scores.tables["all"], strict=True)):
        total = int(counts.sum())
        cells = [f'<th scope="row">{_shown(label)}</th>']
        for j, count in enumerate(counts):
            share = count / total if total else 0.0
            percent = f"{100 * share:.0f} %" if total else "–"
            kind = "right" if i == j else "wrong"
            cells.append(f'<td class="{kind}" style="--share:{share:.3f}"><b>{int(count)}</b>{percent}</td>')
        rows.append("".join(cells) + f'<td class="sum">{total}</td>')
    said = (
        "<p>Each cell has the pairs and their share of the row. Blue cells are right, orange ones wrong; the deeper the colour, the larger "
        "the share.</p>"
    )
    return said + _table("confusion", "All pairs, gold label in rows", head, rows)


def _intervals(scores: Scores) -> str:
    metrics = ["event_macro_f1"] if len(scores.per_event) > 1 else []
    metrics += ["macro_f1", "accuracy", "balanced_accuracy", *(f"f1_{label}" for label in scores.labels), "roc_auc"]
    legend = "" if scores.n == scores.n_clear else _legend("clear pairs", "all pairs")
    return legend + _plot((_shown(words.name(metric)), _both(scores, metric)) for metric in metrics if metric in scores.all)


def _slices(scores: Scores) -> str:
    if not scores.slices:
        return ""
    found = [
        f"<p>Every value of a column, on all pairs. Slices with fewer than {evaluate.SMALL} pairs are marked, to be read with care. Where "
        "all pairs have one gold label, one prediction of another label brings macro F1 to a half or below: read the accuracy there.</p>",
        _legend("macro F1", "accuracy"),
    ]
    for column in dict.fromkeys(piece.column for piece in scores.slices):
        kinds = Counter(value for value, _ in set(zip(evaluate.values(scores.gold, column), scores.gold.labels, strict=True)))
        rows: list[tuple[str, list[Mark]]] = []
        for piece in scores.slices:
            if piece.column != column:
                continue
            marks = [Mark("macro F1", piece.macro_f1), Mark("accuracy", piece.accuracy)]
            badges = _badge("few pairs") * (piece.n < evaluate.SMALL) + _badge("one gold label") * (kinds[piece.value] == 1)
            rows.append((f'{_shown(piece.value)} <span class="soft">n&nbsp;=&nbsp;{piece.n}</span>{badges}', marks))
        found.append(f"<h3>{_shown(column)}</h3>\n{_plot(rows)}")
    return "\n".join(found)


def _events(scores: Scores) -> str:
    if len(scores.per_event) < 2:
        return ""
    pairs = Counter(event for event, clear in zip(scores.gold.events, scores.gold.clear, strict=True) if clear)
    rows = (
        (f'{_shown(event)} <span class="soft">n&nbsp;=&nbsp;{pairs[event]}</span>', [Mark("macro F1", Interval(value, None, None))])
        for event, value in scores.per_event.items()
    )
    return "<p>Macro F1 of each event on its clear pairs; the headline is their mean.</p>" + _plot(rows)


def _reliability(scores: Scores) -> str:
    """Accuracy against probability: what is said with 0.8 should be right in 8 of 10 cases."""
    if not scores.reliability:
        return ""
    left, top, side = 52, 12, 320

    def x(value: float) -> str:
        return f"{left + side * value:.1f}"

    def y(value: float) -> str:
        return f"{top + side * (1 - value):.1f}"

    most = max(n for _, _, n, _, _ in scores.reliability)
    drawn: list[str] = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        drawn.append(f'<line class="grid" x1="{x(tick)}" x2="{x(tick)}" y1="{y(0)}" y2="{y(1)}"/>')
        drawn.append(f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{y(tick)}" y2="{y(tick)}"/>')
        drawn.append(f'<text x="{x(tick)}" y="{top + side + 18}" text-anchor="middle">{tick:g}</text>')
        drawn.append(f'<text x="{left - 8}" y="{y(tick)}" dy=".35em" text-anchor="end">{tick:g}</text>')
    drawn.append(f'<line class="even" x1="{x(0)}" x2="{x(1)}" y1="{y(0)}" y2="{y(1)}"/>')
    for _, _, n, mean, accuracy in scores.reliability:
        place = f"{n} pairs, mean probability {mean:.3f}, accuracy {accuracy:.3f}"
        drawn.append(f'<line class="gap" x1="{x(mean)}" x2="{x(mean)}" y1="{y(mean)}" y2="{y(accuracy)}"/>')
        radius = 3 + 11 * (n / most) ** 0.5
        drawn.append(f'<circle class="bin" cx="{x(mean)}" cy="{y(accuracy)}" r="{radius:.1f}"><title>{place}</title></circle>')
    middle = top + side / 2
    drawn.append(f'<text x="{left + side / 2:g}" y="{top + side + 40}" text-anchor="middle">mean probability of the predicted label</text>')
    drawn.append(f'<text transform="translate(14 {middle:g}) rotate(-90)" text-anchor="middle">accuracy</text>')
    head = "<tr>" + "".join(f'<th scope="col">{text}</th>' for text in ("probability", "pairs", "mean", "accuracy")) + "</tr>"
    rows = (
        f'<th scope="row">{low:.2f} to {high:.2f}</th><td>{n}</td><td>{mean:.3f}</td><td>{accuracy:.3f}</td>'
        for low, high, n, mean, accuracy in scores.reliability
    )
    return (
        "<p>All pairs, grouped by the probability of the most probable label. On the dashed line a system is right as often as it says; "
        "below it, it is too sure. A larger dot is a group with more pairs; small groups scatter by chance.</p>\n"
        f'<div class="beside"><svg class="diagram" role="img" viewBox="0 0 {left + side + 24} {top + side + 48}">'
        f"<title>Reliability diagram: accuracy against mean probability in {len(scores.reliability)} groups; the table has the "
        f"numbers</title>{''.join(drawn)}</svg>\n{_table('bins', 'The groups of the diagram', head, rows)}</div>"
    )


# -------------------------------------------------------------------------------------------------------------------------- errors


def _hardest(scores: Scores) -> tuple[int, list[int]]:
    """How many predictions are wrong, and which are shown: the surest first where there are probabilities, else by identifier."""
    gold, codes = scores.gold, scores.predictions.codes
    code = {label: i for i, label in enumerate(gold.vocabulary)}
    truth = np.array([code[label] for label in gold.labels])
    wrong = np.flatnonzero((codes != truth) & (codes < len(gold.vocabulary)))
    given = scores.predictions.probabilities
    sure = {} if given is None else dict(zip(wrong.tolist(), given[wrong, codes[wrong]].tolist(), strict=True))
    chosen = sorted(wrong.tolist(), key=lambda i: (-sure.get(i, 0.0), gold.ids[i]))
    return len(wrong), chosen[:MOST_ERRORS]


def _source(scores: Scores, side: str, i: int) -> str:
    """Who says it and where. A speaker that is null is the article in its own voice."""
    columns = scores.gold.columns
    speaker, article = columns.get(f"{side}_speaker"), columns.get(f"{side}_article_id")
    parts: list[str] = []
    if speaker:
        parts.append(f"said by <b>{_shown(str(speaker[i]))}</b>" if speaker[i] else "<b>the article in its own voice</b>")
    if article:
        parts.append(f"in <code>{_shown(str(article[i]))}</code>")
    return ", ".join(parts) or "the gold does not say who says it, or where"


def _error(scores: Scores, i: int) -> str:
    gold, label = scores.gold, scores.gold.labels[i]
    answer = gold.vocabulary[int(scores.predictions.codes[i])]
    p = scores.predictions.probabilities
    chances = {} if p is None else dict(zip(gold.vocabulary, probability.normalized(p[i : i + 1])[0].tolist(), strict=True))

    def named(which: str) -> str:
        return f"<b>{_shown(which)}</b>" + (f" (probability {chances[which]:.3f})" if chances else "")

    sides = "".join(
        f"<figure><figcaption>{side.capitalize()}: {_source(scores, side, i)}</figcaption>"
        f'<blockquote dir="auto">{_shown(gold.texts[side][i])}</blockquote></figure>'
        for side in ("evidence", "claim")
        if side in gold.texts
    )
    return (
        f'<li class="error"><h3>Gold {named(label)}, predicted {named(answer)}{"" if gold.clear[i] else _badge("borderline")}</h3>'
        f'<p class="id"><code>{_shown(gold.ids[i])}</code></p>' + (f'<div class="pair">{sides}</div>' if sides else "") + "</li>\n"
    )


def _errors(scores: Scores) -> str:
    n, chosen = _hardest(scores)
    if not n:
        return "<p>No prediction is wrong.</p>"
    order = "the surest mistakes first" if scores.predictions.probabilities is not None else "in the order of their identifiers"
    shown = f"{n} wrong {'prediction' if n == 1 else 'predictions'}" + (f"; {len(chosen)} are shown" if len(chosen) < n else "")
    texts = "A claim is what its speaker or its article asserts. A label says how two claims stand to each other, not which one is true."
    said = f"<p>{shown}, {order}. {texts if scores.gold.texts else ''}</p>\n"
    return said + '<ol class="errors">' + "".join(_error(scores, i) for i in chosen) + "</ol>"


def _rests(scores: Scores) -> str:
    """Warnings, what is missing or undefined, notes, and the signature."""
    missing = [f"{scores.missing} missing rows are counted as wrong"] if scores.missing else []
    undefined = [f"{words.name(metric)}: {reason}" for metric, reason in scores.reasons.items()]
    lists = {"Warnings": [*missing, *scores.warnings], "Undefined figures": undefined, "Notes": scores.notes}
    found = [f"<h3>{title}</h3>{_items(map(_shown, lines))}" for title, lines in lists.items() if lines]
    signed = "<h3>Signature</h3><p>Two scores can be compared where their signatures agree.</p>"
    return "\n".join(found) + f'{signed}<code class="signature">{_shown(scores.signature)}</code>'


def report(scores: Scores) -> str:
    """The page."""
    sections = [
        ("figures", "Figures", _figures(scores)),
        ("confusion", "Confusion table", _confusion(scores)),
        ("intervals", "Intervals", _intervals(scores)),
        ("slices", "Slices", _slices(scores)),
        ("events", "Events", _events(scores)),
        ("reliability", "Reliability of the probabilities", _reliability(scores)),
        ("consistency", "Consistency", _items(words.consistency(scores)) if words.consistency(scores) else ""),
        ("errors", "Hardest errors", _errors(scores)),
        ("rests", "What the scores rest on", _rests(scores)),
    ]
    kept = [(name, title, body) for name, title, body in sections if body]
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title, _ in kept)
    bodies = "".join(f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>\n{body}</section>\n\n' for name, title, body in kept)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>Scores: {_title(scores)}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f'<header>{_head(scores)}</header>\n{_headline(scores)}<nav aria-label="Contents"><ul>{links}</ul></nav>\n'
        f"<main>\n{bodies}</main>\n</body>\n</html>\n"
    )
