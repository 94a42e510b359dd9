"""The study of the intervals runs, and its page shows its results."""

import importlib.util

import numpy as np
import pytest

from crossclaim import _paths, store
from crossclaim.scoring import confusion, resampling

_SPEC = importlib.util.spec_from_file_location("interval_coverage", _paths.ROOT / "benchmark" / "studies" / "interval_coverage.py")
study = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(study)
RESULTS = store.read_json(study.RESULTS)


def test_the_page_shows_the_tables_of_the_results():
    page = study.PAGE.read_text(encoding="utf-8")
    assert study.written(page, RESULTS) == page


def test_the_results_are_those_of_all_scenarios_and_enough_repetitions():
    assert RESULTS["repetitions"] >= 1000
    metrics = list(confusion.metrics(np.ones((2, 2)), study.LABELS))
    scenarios = len(study.GRAPHS) * len(study.SHARES) * len(study.ACCURACIES)
    assert len(RESULTS["rows"]) == len(metrics) * scenarios
    assert {row["metric"] for row in RESULTS["rows"]} == {*metrics}
    assert RESULTS["graphs"].keys() == study.GRAPHS.keys()
    for name, size in RESULTS["graphs"].items():
        assert size["pairs"] == len(study.graph(name).gold)


def test_the_shipped_interval_is_what_the_rule_chooses_for_the_headline():
    assert study.chosen(study.summary(RESULTS["rows"])[study.HEADLINE]) == study.SHIPPED


@pytest.mark.parametrize("share", [0.0, 0.6])
def test_a_short_run_agrees_with_the_results(share):
    """A hundred repetitions: coverage within what chance allows, widths nearly the same."""
    name, accuracies = "all splits, clear", (0.8, 0.6)
    rows = study.scenario(name, share, accuracies, repetitions=100, draws=200, seed=1)
    committed = {
        row["metric"]: row for row in RESULTS["rows"] if (row["graph"], row["share"], tuple(row["accuracies"])) == (name, share, accuracies)
    }
    for row in rows:
        for method in study.METHODS:
            coverage = committed[row["metric"]][method]["coverage"]
            assert abs(row[method]["coverage"] - coverage) < 0.03 + 4 * np.sqrt(coverage * (1 - coverage) / 100)
            assert row[method]["width"] == pytest.approx(committed[row["metric"]][method]["width"], rel=0.15)


def test_drawn_predictions_are_as_accurate_and_as_dependent_as_they_should_be():
    pairs = study.graph("all splits, all")
    for share in (0.0, 0.6):
        right = study.predictions(pairs, share, (0.8, 0.6), 4000, 7) == pairs.gold
        for label, accuracy in enumerate((0.8, 0.6)):
            assert right[:, pairs.gold == label].mean() == pytest.approx(accuracy, abs=0.02)
        couples = [(i, j) for i in range(40) for j in range(i) if pairs.sides[0, i] == pairs.sides[0, j]]
        together = np.mean([np.corrcoef(right[:, i], right[:, j])[0, 1] for i, j in couples])
        assert together == pytest.approx(0.0, abs=0.02) if share == 0 else together > 0.1


def test_percentiles_are_those_of_the_evaluator():
    samples = np.random.RandomState(2).rand(5, 101)
    samples[1, :50] = np.nan
    samples[2, 1:] = np.nan
    low, high = study._percentiles(samples)
    for i, row in enumerate(samples):
        assert (low[i], high[i]) == pytest.approx(resampling.interval(0.5, row)[1:])
