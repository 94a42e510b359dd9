"""Which interval of a score covers on this data's relation graph? Writes `interval_coverage.json` and the tables in `docs/intervals.md`.

Predictions are drawn on the graph of the data set's own pairs, right with a known probability for each label and dependent through shared
claims. The score of the expected confusion table is the truth; each method's 95 % interval covers it or does not. Gold is held fixed.

A prediction is right where its latent normal falls below the quantile of its label's accuracy. Of the latent's variance the `share` is that
of the pair's two claims, half each, so two pairs with one claim in common correlate by share/2.

A score that is undefined (a precision where nothing was predicted as the label) has no interval: such a repetition counts neither for nor
against a method, and their number stands in the results. A draw of a bootstrap in which the score is undefined is left out, as in
`resampling.interval`. Ends beyond the score's range are cut.

    python benchmark/studies/interval_coverage.py           # all of it, about three minutes on two cores
    python benchmark/studies/interval_coverage.py --tables  # the page's tables from the results as they are
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

import crossclaim
from crossclaim import store
from crossclaim.scoring import confusion, dependence, resampling

RESULTS = Path(__file__).with_suffix(".json")
PAGE = Path(__file__).parents[2] / "docs" / "intervals.md"

LABELS = ("supports", "contradicts")
SHARES = (0.0, 0.3, 0.6)
ACCURACIES = ((0.6, 0.4), (0.8, 0.6), (0.9, 0.85), (0.97, 0.95))
EVERY = ("train", "validation", "test")
GRAPHS = {"test, clear": (("test",), True), "all splits, clear": (EVERY, True), "all splits, all": (EVERY, False)}
METHODS = {
    "items": "item bootstrap",
    "claims": "claim bootstrap",
    "t": "dyadic-robust, Student's t",
    "wilson": "dyadic-robust, Wilson",
}
SHIPPED = "wilson"
HEADLINE = "macro_f1"
ENOUGH = 0.93
LEVEL, REPETITIONS, DRAWS, SEED = 0.95, 2000, 1000, 20250506
_BLOCK = 250  # repetitions whose resamples are held at once

Floats = NDArray[np.float64]
Ends = tuple[Floats, Floats]


class Graph(NamedTuple):
    """The pairs of one part of the data: gold label indices and the numbers of the two claims, shape (2, pairs)."""

    name: str
    gold: NDArray[np.int64]
    sides: NDArray[np.int64]


def graph(name: str) -> Graph:
    """One of `GRAPHS`."""
    splits, clear = GRAPHS[name]
    pairs = [pair for split in splits for pair in crossclaim.load("pairs", split) if pair.certainty == "clear" or not clear]
    sides = resampling.unit_index([pair.evidence_id for pair in pairs], [pair.claim_id for pair in pairs])
    return Graph(name, np.array([LABELS.index(pair.label) for pair in pairs]), sides)


def predictions(pairs: Graph, share: float, accuracies: tuple[float, float], repetitions: int, seed: int) -> NDArray[np.int64]:
    """Drawn predictions, shape (repetitions, pairs)."""
    random = np.random.RandomState(seed)
    of_claims = random.standard_normal((repetitions, int(pairs.sides.max()) + 1))
    own = random.standard_normal((repetitions, len(pairs.gold)))
    latent = np.sqrt(share / 2) * of_claims[:, pairs.sides].sum(axis=1) + np.sqrt(1 - share) * own
    return np.where(latent < ndtri(accuracies)[pairs.gold], pairs.gold, 1 - pairs.gold)


def truth(gold: NDArray[np.int64], accuracies: tuple[float, float]) -> dict[str, float]:
    """The metrics of the expected table."""
    right = np.array(accuracies)
    table = np.bincount(gold, minlength=2)[:, None] * np.array([[right[0], 1 - right[0]], [1 - right[1], right[1]]])
    return {name: float(value) for name, value in confusion.metrics(table, LABELS).items()}


def _percentiles(samples: Floats) -> Ends:
    """`resampling.interval` for many rows of samples at once."""
    ordered = np.sort(samples, axis=1)  # undefined ones last
    last = (~np.isnan(samples)).sum(axis=1) - 1
    rows = np.arange(len(samples))
    ends: list[Floats] = []
    for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2):
        place = np.maximum(last, 0) * q
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, np.maximum(last, 0))
        ends.append(ordered[rows, below] + (place - below) * (ordered[rows, above] - ordered[rows, below]))
    return ends[0], ends[1]


def bootstrap(gold: NDArray[np.int64], answers: NDArray[np.int64], weights: Floats) -> dict[str, Ends]:
    """The percentile interval of every metric from weights of shape (draws, pairs)."""
    totals = np.stack([weights @ (gold == label) for label in (0, 1)], axis=-1)
    parts: dict[str, list[Ends]] = {}
    for start in range(0, len(answers), _BLOCK):
        block = answers[start : start + _BLOCK]
        table = np.empty((len(block), len(weights), 2, 2))
        for label in (0, 1):
            table[..., label, label] = ((gold == label) & (block == label)) @ weights.T
            table[..., label, 1 - label] = totals[:, label] - table[..., label, label]
        for name, samples in confusion.metrics(table, LABELS).items():
            parts.setdefault(name, []).append(_percentiles(samples))
    return {name: (np.concatenate([low for low, _ in ends]), np.concatenate([high for _, high in ends])) for name, ends in parts.items()}


def analytic(pairs: Graph, answers: NDArray[np.int64]) -> tuple[dict[str, Ends], dict[str, Ends]]:
    """The intervals from the dyadic-robust variance: Student's, and Wilson's as it is shipped."""
    units = dependence.units(pairs.sides)
    names = list(confusion.metrics(np.ones((2, 2)), LABELS))
    found = np.full((2, len(names), len(answers), 2), np.nan)
    for i, answer in enumerate(answers):
        for j, score in enumerate(dependence.linearised(pairs.gold, answer, LABELS, 2).values()):
            student = dependence.t_interval(score.value, dependence.variance(score.influence, units), units.m - 1, LEVEL)
            for k, interval in enumerate((student, dependence.interval(score, units, LEVEL))):
                if interval.low is not None and interval.high is not None:
                    found[k, j, i] = max(score.low, interval.low), min(score.high, interval.high)
    student, wilson = ({name: (ends[j, :, 0], ends[j, :, 1]) for j, name in enumerate(names)} for ends in found)
    return student, wilson


def scenario(name: str, share: float, accuracies: tuple[float, float], repetitions: int, draws: int, seed: int) -> list[dict[str, Any]]:
    """Coverage and mean width of every metric by every method in one scenario."""
    pairs = graph(name)
    answers = predictions(pairs, share, accuracies, repetitions, seed)
    weights = [np.concatenate(resampling.weight_blocks(units, draws, SEED)) for units in (np.arange(len(pairs.gold))[None], pairs.sides)]
    intervals = dict(zip(METHODS, (*(bootstrap(pairs.gold, answers, w) for w in weights), *analytic(pairs, answers)), strict=True))
    values = confusion.metrics(np.stack([confusion.tables(pairs.gold, answer, 2) for answer in answers]), LABELS)
    rows: list[dict[str, Any]] = []
    for metric, true in truth(pairs.gold, accuracies).items():
        defined = ~np.isnan(values[metric])
        row: dict[str, Any] = {"graph": name, "share": share, "accuracies": list(accuracies), "metric": metric, "truth": round(true, 4)}
        row["undefined"] = int((~defined).sum())
        for method, ends in intervals.items():
            low, high = (end[defined] for end in ends[metric])
            covers = (low - 1e-12 <= true) & (true <= high + 1e-12)
            row[method] = {"coverage": round(float(covers.mean()), 4), "width": round(float(np.nanmean(high - low)), 4)}
        rows.append(row)
    return rows


def study(repetitions: int = REPETITIONS, draws: int = DRAWS, graphs: Iterable[str] = tuple(GRAPHS)) -> dict[str, Any]:
    """All scenarios."""
    plan = list(itertools.product(graphs, SHARES, ACCURACIES))
    sizes = {name: {"pairs": len(found.gold), "claims": int(found.sides.max()) + 1} for name in GRAPHS for found in (graph(name),)}
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(scenario, *part, repetitions, draws, SEED + i) for i, part in enumerate(plan)]
        rows = [row for job in jobs for row in job.result()]
    return {"repetitions": repetitions, "draws": draws, "level": LEVEL, "seed": SEED, "graphs": sizes, "rows": rows}


# ------------------------------------------------------------------------------------------------------------------------- the page


def summary(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, tuple[float, float, float, float]]]:
    """By metric and method: mean, smallest and largest coverage over the scenarios, and mean width."""
    grouped: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for row in rows:
        for method in METHODS:
            grouped.setdefault(row["metric"], {}).setdefault(method, []).append((row[method]["coverage"], row[method]["width"]))
    found: dict[str, dict[str, tuple[float, float, float, float]]] = {}
    for metric, methods in grouped.items():
        for method, pairs in methods.items():
            coverage, width = zip(*pairs, strict=True)
            found.setdefault(metric, {})[method] = (float(np.mean(coverage)), min(coverage), max(coverage), float(np.mean(width)))
    return found


def chosen(methods: dict[str, tuple[float, float, float, float]]) -> str:
    """The rule: the narrowest of the methods that cover at least 93 % on average over the scenarios, else the best covering one."""
    enough = [method for method, figures in methods.items() if figures[0] >= ENOUGH]
    return min(enough, key=lambda method: methods[method][3]) if enough else max(methods, key=lambda method: methods[method][0])


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(header), ["---", *("--:" for _ in list(header)[1:])], *map(list, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def tables(results: dict[str, Any]) -> str:
    """The page's tables, in Markdown."""
    header = ["", *METHODS.values()]
    found = summary(results["rows"])
    overall = [
        [f"`{metric}`"]
        + [
            f"{'**' if method == chosen(methods) else ''}{100 * mean:.1f}{'**' if method == chosen(methods) else ''}"
            f" ({100 * low:.1f}–{100 * high:.1f}); {width:.2f}"
            for method, (mean, low, high, width) in methods.items()
        ]
        for metric, methods in found.items()
    ]
    parts: list[list[str]] = []
    for name, share in itertools.product(results["graphs"], SHARES):
        part = summary(row for row in results["rows"] if (row["graph"], row["share"], row["metric"]) == (name, share, HEADLINE))
        if part:
            size = results["graphs"][name]
            label = f"{name}: {size['pairs']} pairs, {size['claims']} claims; share {share:g}"
            parts.append([label, *(f"{100 * mean:.1f}; {width:.2f}" for mean, _, _, width in part[HEADLINE].values())])
    undefined = sum(row["undefined"] for row in results["rows"])
    return (
        f"Mean coverage in % (smallest–largest of the {len(results['rows']) // len(found)} scenarios); mean width. Nominal: "
        f"{100 * results['level']:g} %. {results['repetitions']:,} repetitions a scenario, {results['draws']:,} draws a bootstrap. "
        f"Bold: what the rule chooses. Scores that were undefined and left out: {undefined:,} of "
        f"{results['repetitions'] * len(results['rows']):,}.\n\n{_table(header, overall)}\n"
        f"`{HEADLINE}` by graph and share of the variance that lies in the claims: coverage in %; mean width.\n\n{_table(header, parts)}"
    )


_PLACE = re.compile(r"(<!-- coverage: written by benchmark/studies/interval_coverage\.py -->\n).*?(<!-- end of coverage -->)", re.DOTALL)


def written(page: str, results: dict[str, Any]) -> str:
    """The page with the tables in their place. Raises ValueError where it has no place for them."""
    if not _PLACE.search(page):
        raise ValueError("docs/intervals.md has no place for the tables")
    return _PLACE.sub(lambda found: f"{found.group(1)}\n{tables(results)}\n{found.group(2)}", page)


def dumped(results: dict[str, Any]) -> str:
    """The results as JSON, a scenario's metric a line."""
    rows = ",\n".join(f"    {json.dumps(row)}" for row in results["rows"])
    head = json.dumps({**results, "rows": []}, indent=2)
    return head.replace('"rows": []', f'"rows": [\n{rows}\n  ]') + "\n"


def main() -> None:
    """Run the study, unless only the tables are asked for, and write the page."""
    if "--tables" not in sys.argv[1:]:
        store.write_text(RESULTS, dumped(study()))
    store.write_text(PAGE, written(PAGE.read_text(encoding="utf-8"), store.read_json(RESULTS)))


if __name__ == "__main__":
    main()
