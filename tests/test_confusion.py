"""Metrics from confusion tables equal scikit-learn's, and undefined figures stay undefined."""

import warnings

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st

from crossclaim.scoring import confusion


@st.composite
def labelled(draw):
    n_labels = draw(st.integers(2, 6))
    label = st.integers(0, n_labels - 1)
    pairs = draw(st.lists(st.tuples(label, label), min_size=1, max_size=40))
    return n_labels, np.array([gold for gold, _ in pairs]), np.array([answer for _, answer in pairs])


@given(labelled())
def test_precision_recall_f1_and_accuracy_equal_scikit_learn(case):
    n_labels, gold, predicted = case
    table = confusion.tables(gold, predicted, n_labels)
    assert (table == sklearn.metrics.confusion_matrix(gold, predicted, labels=range(n_labels))).all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = sklearn.metrics.precision_recall_fscore_support(gold, predicted, labels=range(n_labels), zero_division=np.nan)
    for ours, theirs in zip((confusion.precision(table), confusion.recall(table)), expected, strict=False):
        np.testing.assert_allclose(ours, theirs)
    f1 = confusion.f1(table)
    for i in range(n_labels):
        if np.isnan(f1[i]):
            assert not table[i].any() and not table[:, i].any()
        else:
            assert f1[i] == pytest.approx(sklearn.metrics.f1_score(gold == i, predicted == i, zero_division=0))
    assert confusion.accuracy(table) == pytest.approx(sklearn.metrics.accuracy_score(gold, predicted))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of predicted labels that the gold does not have
        assert confusion.balanced_accuracy(table) == pytest.approx(sklearn.metrics.balanced_accuracy_score(gold, predicted))
    if len(set(gold)) == 1 or len(set(predicted)) == 1:
        assert np.isnan(confusion.mcc(table))  # scikit-learn says 0, as if the system were known to be no better than chance
    else:
        assert confusion.mcc(table) == pytest.approx(sklearn.metrics.matthews_corrcoef(gold, predicted))
    assert confusion.macro_f1(table) == pytest.approx(np.nanmean(f1))


@given(labelled(), st.integers(1, 4))
def test_leading_axes_give_one_figure_per_table(case, draws):
    n_labels, gold, predicted = case
    weights = np.random.RandomState(0).randint(0, 3, size=(draws, len(gold))).astype(float)
    stacked = confusion.tables(gold, predicted, n_labels, weights)
    for i in range(draws):
        single = confusion.tables(np.repeat(gold, weights[i].astype(int)), np.repeat(predicted, weights[i].astype(int)), n_labels)
        np.testing.assert_array_equal(stacked[i], single)
        np.testing.assert_array_equal(confusion.macro_f1(stacked)[i], confusion.macro_f1(single))


def test_an_absent_label_has_no_f1_and_does_not_enter_the_mean():
    table = np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    assert np.isnan(confusion.f1(table)[2])
    assert confusion.macro_f1(table) == pytest.approx((0.8 + 2 / 3) / 2)


def test_a_label_that_is_only_predicted_wrongly_scores_zero():
    assert confusion.f1(np.array([[1.0, 1.0], [0.0, 0.0]]))[1] == 0.0


@given(labelled(), st.integers(0, 1))
def test_gradients_are_the_metrics_derivatives(case, missing):
    n_labels, gold, predicted = case
    table = confusion.tables(gold, predicted, n_labels, columns=n_labels + missing) + 0.5
    labels = [f"l{i}" for i in range(n_labels)]
    found = confusion.gradients(table, labels)
    moves = 1e-5 * np.eye(table.size).reshape(-1, *table.shape)
    up, down = (confusion.metrics(table + sign * moves, labels) for sign in (1, -1))
    assert list(found) == list(up)
    for name, slope in found.items():
        np.testing.assert_allclose(slope.ravel(), (up[name] - down[name]) / 2e-5, atol=1e-7)


def test_gradients_of_undefined_metrics_are_undefined():
    found = confusion.gradients(np.array([[2.0, 0.0], [0.0, 0.0]]), ("a", "b"))
    assert [name for name, slope in found.items() if np.isnan(slope).any()] == ["mcc", "precision_b", "recall_b", "f1_b"]


def test_a_missing_row_is_wrong_and_no_prediction():
    table = confusion.tables(np.array([0, 0, 1, 1]), np.array([0, 2, 1, 2]), 2, columns=3)
    assert confusion.accuracy(table) == 0.5
    np.testing.assert_array_equal(confusion.precision(table), [1.0, 1.0])
    np.testing.assert_array_equal(confusion.recall(table), [0.5, 0.5])
    np.testing.assert_allclose(confusion.f1(table), [2 / 3, 2 / 3])
