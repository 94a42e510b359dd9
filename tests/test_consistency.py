"""Symmetry and closure among a system's own predictions."""

from crossclaim.scoring.consistency import Consistency, consistency


def check(*rows):
    return consistency([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def test_a_contradiction_must_be_said_from_both_sides():
    assert check(("a", "b", "contradicts"), ("b", "a", "supports"))[:2] == (1, 1)
    assert check(("a", "b", "contradicts"), ("b", "a", "contradicts"))[:2] == (1, 0)
    assert check(("a", "b", "supports"), ("b", "a", "neutral"))[:2] == (0, 0)


def test_support_composes_and_carries_contradiction():
    rows = [("a", "b", "supports"), ("b", "c", "supports"), ("c", "d", "contradicts")]
    assert check(*rows, ("a", "c", "supports"), ("b", "d", "contradicts"), ("a", "d", "contradicts")) == Consistency(0, 0, 3, 0)
    # a → c is denied; what follows from the denial (nothing) is not asked, and b × d stands
    assert check(*rows, ("a", "c", "neutral"), ("b", "d", "contradicts")) == Consistency(0, 0, 2, 1)


def test_a_consequence_asked_from_the_other_side_is_broken_only_by_its_denial():
    rows = [("a", "b", "supports"), ("b", "c", "supports")]
    assert check(*rows, ("c", "a", "contradicts"))[3] > 0
    assert check(*rows, ("c", "a", "neutral"))[2:] == (0, 0)


def test_nothing_is_checked_where_the_labels_are_others():
    assert check(("a", "b", "yes"), ("b", "a", "no")) is None
