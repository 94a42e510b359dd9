"""Variances and intervals under shared claims."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from crossclaim.scoring import confusion, dependence


def test_the_dyadic_variance_sums_the_products_of_all_pairs_that_share_a_claim():
    random = np.random.RandomState(0)
    sides = np.array([random.randint(0, 6, 15), random.randint(6, 12, 15)])
    influence = random.randn(15)
    expected = 0.0
    for i in range(15):
        for j in range(15):
            if {*sides[:, i]} & {*sides[:, j]}:
                expected += influence[i] * influence[j]
    found = dependence.units(sides)
    # pairs of the same two claims share both of them and still count once
    assert dependence.variance(influence, found) == pytest.approx(expected * found.m / (found.m - 1))


def test_which_side_a_claim_stands_on_does_not_matter():
    sides = np.array([[0, 1, 2, 0], [1, 2, 3, 3]])
    influence = np.array([0.5, -1.0, 0.25, 2.0])
    assert dependence.variance(influence, dependence.units(sides)) == dependence.variance(influence, dependence.units(sides[::-1]))


def test_rows_that_share_nothing_have_the_ordinary_variance():
    influence = np.array([1.0, -1.0, 2.0, -2.0])
    found = dependence.units(np.arange(4)[None])
    assert dependence.variance(influence, found) == pytest.approx(10 * 4 / 3)
    assert found.effective == 4


def test_the_effective_number_of_claims_falls_when_one_is_in_every_pair():
    even = dependence.units(np.array([[0, 1, 2, 3], [4, 5, 6, 7]]))
    hub = dependence.units(np.array([[0, 0, 0, 0], [1, 2, 3, 4]]))
    assert even.effective == 8
    assert hub.effective == pytest.approx(64 / 20)


@pytest.mark.parametrize(("right", "n"), [(17, 25), (1, 30), (29, 30), (0, 20), (20, 20)])
def test_without_dependence_the_interval_is_wilsons(right, n):
    found = dependence.wilson(right / n, n, 1e9, 0.95)
    assert found[1:] == pytest.approx(proportion_confint(right, n, method="wilson"), abs=1e-6)


def test_many_claims_that_share_nothing_give_an_accuracy_wilsons_interval():
    n, right = 4000, 3000
    truth = np.zeros(n, dtype=int)
    sides = np.stack([np.arange(n), np.arange(n, 2 * n)])
    found = dependence.intervals(truth, (np.arange(n) >= right).astype(int), ("a", "b"), 2, dependence.units(sides), 0.95)
    assert found["accuracy"][1:] == pytest.approx(proportion_confint(right, n, method="wilson"), abs=1e-4)


def graph():
    """Sixty pairs of forty claims, two labels."""
    random = np.random.RandomState(3)
    sides = np.stack([random.randint(0, 20, 60), random.randint(20, 40, 60)])
    return (np.arange(60) < 12).astype(int), dependence.units(np.unique(sides, return_inverse=True)[1].reshape(2, -1))


def test_a_perfect_score_is_no_surer_than_its_pairs():
    truth, units = graph()
    found = dependence.intervals(truth, truth.copy(), ("a", "b"), 2, units, 0.95)
    for name, (value, low, high) in found.items():
        assert (value, high) == (1.0, 1.0), name
        assert low < (1.0 if name != "mcc" else 0.95)
    assert found["recall_b"].low < 12 / (12 + 1.96**2)  # that of twelve independent pairs
    assert found["recall_b"].low < found["recall_a"].low
    assert found["balanced_accuracy"].low < found["accuracy"].low  # half of it hangs on twelve pairs


def test_a_score_of_nothing_right_is_the_mirror_of_a_perfect_one():
    truth, units = graph()
    for name, wrong in dependence.intervals(truth, 1 - truth, ("a", "b"), 2, units, 0.95).items():
        lowest = -1.0 if name == "mcc" else 0.0
        assert wrong[:2] == (lowest, lowest)
        assert lowest < wrong.high < lowest + 0.5


def test_every_interval_holds_its_value_and_stays_in_range():
    truth, units = graph()
    random = np.random.RandomState(4)
    for share in (0.0, 0.02, 0.1, 0.5, 0.98, 1.0):
        for _ in range(20):
            answer = np.where(random.rand(60) < share, 1 - truth, truth)
            for name, (value, low, high) in dependence.intervals(truth, answer, ("a", "b"), 2, units, 0.95).items():
                assert (-1.0 if name == "mcc" else 0.0) <= low <= value + 1e-12 <= high + 2e-12 <= 1.0 + 3e-12


def test_a_label_that_does_not_occur_is_not_smoothed_in():
    table = np.array([[5.0, 1.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(dependence.smooth(table) - table, [[0.5, 0.5, 0.0, 0.0], [0.0] * 4, [0.0] * 4])


def test_claims_count_by_their_part_in_a_score():
    units = dependence.units(np.array([[0, 1, 2, 3], [4, 5, 6, 7]]))
    assert dependence.effective(units, np.ones(4)) == units.effective == 8
    assert dependence.effective(units, np.array([1.0, 1.0, 0.0, 0.0])) == 4
    assert dependence.effective(units, np.array([1.0, 0.0, 0.0, 0.0])) == 2


def test_gradients_are_the_derivatives():
    table = np.array([[8.0, 2.0], [3.0, 7.0]])
    slopes = confusion.gradients(table, ("a", "b"))
    np.testing.assert_allclose(
        slopes["accuracy"], [[0.25 / 10, -0.75 / 20], [-0.75 / 20, 0.25 / 10]] * np.array([[0.5, 1], [1, 0.5]]), atol=1e-9
    )
    for name, slope in slopes.items():
        assert (slope * table).sum() == pytest.approx(0, abs=1e-6), name  # only proportions count


def test_more_dependence_gives_a_wider_interval_around_the_same_value():
    truth, answer = np.zeros(40, dtype=int), (np.arange(40) < 10).astype(int)
    alone = dependence.units(np.stack([np.arange(40), np.arange(40, 80)]))
    shared = dependence.units(np.stack([np.arange(40) // 5, np.arange(40) + 8]))
    narrow, wide = (dependence.intervals(truth, answer, ("a", "b"), 2, units, 0.95)["accuracy"] for units in (alone, shared))
    assert narrow.value == wide.value == 0.75
    assert wide.high - wide.low > narrow.high - narrow.low


def test_students_interval_is_scipys():
    assert dependence.t_interval(0.5, 0.01, 4, 0.95)[1:] == pytest.approx(stats.t.interval(0.95, 4, 0.5, 0.1))
    assert dependence.t_interval(0.5, 0.01, 0, 0.95)[1:] == (None, None)
