"""Agreement equals the literature's worked examples and the packages that compute it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossclaim.scoring import agreement, confusion

ANSWERS = ("supports", "contradicts", "neutral")


def test_cohens_kappa_of_the_textbook_table():
    assert agreement.kappa(np.array([[20.0, 5.0], [10.0, 15.0]])) == pytest.approx(0.40)


def test_nominal_alpha_of_krippendorffs_two_coder_example():
    # Krippendorff 2011, example A: two observers, ten binary units
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    table = confusion.tables(np.array(first), np.array(second), 2)
    assert agreement.alpha(table) == pytest.approx(0.095, abs=5e-4)


@given(st.lists(st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)), min_size=2, max_size=60))
def test_figures_from_the_table_equal_those_of_the_packages(votes):
    first, second = (list(side) for side in zip(*votes, strict=True))
    if len({*first, *second}) < 2:
        return
    table = confusion.tables(np.array([ANSWERS.index(a) for a in first]), np.array([ANSWERS.index(a) for a in second]), len(ANSWERS))
    ours = agreement.by_table(table, ANSWERS)
    for name, value in agreement.by_packages(first, second, ANSWERS).items():
        np.testing.assert_allclose(ours[name], value, atol=1e-12, err_msg=name)


def test_a_weight_of_three_is_three_items():
    gold, other = np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1])
    weighted = confusion.tables(gold, other, 3, np.array([1.0, 3.0, 1.0, 1.0]))
    repeated = confusion.tables(np.array([0, 1, 1, 1, 2, 2]), np.array([0, 1, 1, 1, 2, 1]), 3)
    assert agreement.alpha(weighted) == agreement.alpha(repeated)


def test_agreement_on_one_value_only_is_undefined():
    assert np.isnan(agreement.alpha(np.array([[5.0, 0.0], [0.0, 0.0]])))
    assert np.isnan(agreement.kappa(np.array([[5.0, 0.0], [0.0, 0.0]])))
