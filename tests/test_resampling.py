"""Resampling draws what the items share, gives one result for one seed, and covers what it says."""

import numpy as np
import pytest

from crossclaim.scoring import resampling


def test_a_pair_weighs_the_product_of_its_claims_draw_counts():
    units = resampling.unit_index(["a", "a", "b"], ["b", "c", "c"])
    (weights,) = resampling.weight_blocks(units, draws=50, seed=1)
    counts = np.random.RandomState(1).multinomial(3, [1 / 3] * 3, size=50)
    np.testing.assert_array_equal(
        weights, np.column_stack([counts[:, 0] * counts[:, 1], counts[:, 0] * counts[:, 2], counts[:, 1] * counts[:, 2]])
    )


def test_one_seed_gives_one_result_whatever_the_block_size(monkeypatch):
    units = resampling.unit_index([str(i) for i in range(30)])
    whole = np.concatenate(resampling.weight_blocks(units, draws=100, seed=7))
    monkeypatch.setattr(resampling, "_BLOCK", 7 * 30)
    blocks = resampling.weight_blocks(units, draws=100, seed=7)
    assert len(blocks) > 1
    np.testing.assert_array_equal(np.concatenate(blocks), whole)


def test_the_interval_of_independent_items_is_that_of_the_binomial():
    correct = np.arange(400) < 300
    units = resampling.unit_index([f"{i:03}" for i in range(400)])
    (weights,) = resampling.weight_blocks(units, draws=2000, seed=3)
    found = resampling.interval(0.75, (weights @ correct) / weights.sum(axis=1))
    half = 1.96 * np.sqrt(0.75 * 0.25 / 400)
    np.testing.assert_allclose([found.low, found.high], [0.75 - half, 0.75 + half], atol=0.006)


def test_undefined_figures_and_draws_stay_undefined():
    assert resampling.interval(float("nan"), np.array([1.0])) == (None, None, None)
    assert resampling.interval(0.5, np.array([np.nan, np.nan])) == (0.5, None, None)
    assert resampling.interval(0.5, np.array([np.nan, 0.5])) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("n", [40, 4000])  # every cluster of its own kind, and a few kinds of cluster
def test_both_ways_of_drawing_clusters_draw_as_many_clusters_and_have_the_same_spread(n):
    tables = np.arange(40)[np.arange(n) % 40].reshape(n, 1, 1).astype(float)
    counted = np.concatenate([tables, np.ones_like(tables)], axis=-1)
    drawn = resampling.cluster_draws(counted, draws=4000, seed=1)
    assert (drawn[:, 0, 1] == n).all()
    assert drawn[:, 0, 0].mean() == pytest.approx(tables.sum(), rel=0.01)
    assert drawn[:, 0, 0].std() == pytest.approx(np.sqrt(n) * tables.std(), rel=0.05)
    np.testing.assert_array_equal(drawn, resampling.cluster_draws(counted, draws=4000, seed=1))
