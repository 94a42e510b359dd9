"""Scores of probabilities equal scikit-learn's, for two labels to six; undefined stays undefined."""

import warnings

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from crossclaim.scoring import dependence, probability


@st.composite
def cases(draw):
    size, n = draw(st.integers(2, 6)), draw(st.integers(8, 40))
    random = np.random.RandomState(draw(st.integers(0, 10_000)))
    truth = np.concatenate([np.arange(size), random.randint(0, size, n - size)]) if n >= size else np.arange(size)
    raw = np.round(random.dirichlet(np.ones(size), len(truth)), draw(st.integers(1, 4))) + 1e-3
    return truth, probability.normalized(raw)


@settings(deadline=None)
@given(cases())
def test_figures_equal_scikit_learn(case):
    truth, p = case
    size = p.shape[1]
    hot = np.eye(size)[truth]
    assert probability.log_losses(truth, p).mean() == pytest.approx(sklearn.metrics.log_loss(truth, p, labels=range(size)))
    assert probability.brier_scores(truth, p).mean() == pytest.approx(((p - hot) ** 2).sum(axis=1).mean())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        precision = np.mean([sklearn.metrics.average_precision_score(hot[:, k], p[:, k]) for k in range(size)])
        area = np.mean([sklearn.metrics.roc_auc_score(hot[:, k], p[:, k]) for k in range(size)])
    assert probability.average_precision(truth, p) == pytest.approx(precision)
    assert probability.roc_auc(truth, p)[0] == pytest.approx(area)


def test_the_spread_of_auc_is_delongs():
    random = np.random.RandomState(4)
    truth = (random.rand(300) < 0.4).astype(int)
    score = 1 / (1 + np.exp(-(truth + random.randn(300))))
    area, influence = probability.roc_auc(truth, np.column_stack([1 - score, score]))
    positive, negative = score[truth == 1], score[truth == 0]
    wins = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    delong = wins.mean(axis=1).var() / len(positive) + wins.mean(axis=0).var() / len(negative)
    assert area == pytest.approx(wins.mean())
    rows = dependence.units(np.arange(300)[None])
    assert dependence.variance(influence, rows) == pytest.approx(delong, rel=0.01)


def test_a_label_without_pairs_has_no_auc_and_no_average_precision():
    p = np.full((4, 3), 1 / 3)
    truth = np.array([0, 0, 1, 1])
    assert np.isnan(probability.roc_auc(truth, p)[0])
    assert np.isnan(probability.average_precision(truth, p))


def test_calibration_error_is_the_weighted_gap_of_fifteen_bins():
    p = np.array([[0.95, 0.05], [0.94, 0.06], [0.55, 0.45], [0.45, 0.55]])
    truth = np.array([0, 1, 0, 0])
    bins = probability.calibration(truth, p)
    assert [(n, accuracy) for _, _, n, _, accuracy in bins] == [(2, 0.5), (2, 0.5)]
    assert probability.calibration_error(truth, p) == pytest.approx((2 * abs(0.5 - 0.945) + 2 * abs(0.5 - 0.55)) / 4)
