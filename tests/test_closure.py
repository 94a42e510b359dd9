"""Consequences of relations."""

from crossclaim.scoring import closure


def pair(one, other):
    return frozenset((one, other))


def test_support_carries_support_and_contradiction():
    found = closure.violations({("a", "b"), ("b", "c")}, {pair("c", "d")})
    assert {(c.evidence, c.claim, c.label) for c in found} == {("a", "c", "supports"), ("b", "d", "contradicts")}


def test_what_contradicts_the_evidence_does_not_contradict_the_claim():
    assert closure.violations({("a", "b")}, {pair("a", "d")}) == []


def test_a_claim_that_supports_both_of_two_rivals_contradicts_itself():
    found = closure.violations({("a", "b"), ("a", "c")}, {pair("b", "c"), pair("a", "b"), pair("a", "c")})
    assert ("a", "a", "contradicts") in {(c.evidence, c.claim, c.label) for c in found}


def test_closed_sets_have_no_violations_left():
    supports, contradicts = closure.closed({("a", "b"), ("b", "c"), ("c", "d")}, {pair("d", "e")})
    assert closure.violations(supports, contradicts) == []
    assert ("a", "d") in supports
    assert pair("a", "e") in contradicts


def test_mutual_supports_do_not_relate_a_claim_to_itself():
    supports, _ = closure.closed({("a", "b"), ("b", "a")}, set())
    assert supports == {("a", "b"), ("b", "a")}
