"""The judged pool and the couples that listing readers name."""

from collections import Counter

from crossclaim.authoring import pool
from crossclaim.dataset import couples

CLAIMS = [{"claim_id": f"c-0000000{i}", "text": f"claim number {i} about the ferry"} for i in range(8)]
ID = [claim["claim_id"] for claim in CLAIMS]


def row(claim, **named):
    return {"claim_id": ID[claim], **{answer: [ID[i] for i in named.get(answer, [])] for answer in couples.LISTED}}


def test_a_couple_listed_from_its_other_side_is_turned():
    assert couples.listed([row(3, supports=[1])]) == {(ID[1], ID[3]): {"supported_by"}}
    assert couples.listed([row(3, supports=[1]), row(1, supported_by=[3])]) == {(ID[1], ID[3]): {"supported_by"}}


def test_conflicting_rows_of_one_pass_keep_both_answers():
    assert couples.listed([row(1, supports=[3]), row(3, contradicts=[1])]) == {(ID[1], ID[3]): {"supports", "contradicts"}}


def test_the_pool_holds_everything_listed_its_consequences_and_both_samples():
    first = couples.listed([row(0, supports=[1], contradicts=[4]), row(1, contradicts=[2])])
    second = couples.listed([row(0, supports=[1])])
    drawn = pool.draw(CLAIMS, [first, second], n_similar=5, n_random=6, seed=1)
    origin = {(r["evidence_id"], r["claim_id"]): r["origin"] for r in drawn}
    assert len(origin) == len(drawn) == 4 + 5 + 6
    assert origin[ID[0], ID[1]] == "both"
    assert origin[ID[0], ID[4]] == origin[ID[1], ID[2]] == "one"
    assert origin[ID[0], ID[2]] == "closure"
    assert Counter(origin.values()) == {"both": 1, "one": 2, "closure": 1, "similar": 5, "random": 6}
    assert all(one < other for one, other in origin)


def test_one_seed_draws_one_pool_and_its_order_hides_the_origin():
    listing = couples.listed([row(0, supports=[1, 2, 3, 4, 5, 6, 7])])
    drawn = pool.draw(CLAIMS, [listing, listing], n_similar=6, n_random=6, seed=2)
    assert drawn == pool.draw(CLAIMS, [listing, listing], n_similar=6, n_random=6, seed=2)
    origins = [r["origin"] for r in drawn]
    assert origins != sorted(origins)


def test_the_most_similar_couple_comes_first():
    texts = ["the mill burned down", "the mill burned down again", "a ferry left"]
    found = pool.by_similarity(ID[:3], texts, [(ID[0], ID[2]), (ID[0], ID[1])])
    assert found[0] == (ID[0], ID[1])


def test_an_extension_draws_only_what_the_pool_does_not_have():
    listing = couples.listed([row(0, supports=[1])])
    drawn = pool.draw(CLAIMS, [listing, listing], n_similar=5, n_random=6, seed=1)
    more = pool.extend(CLAIMS, drawn, n_random=10, seed=2)
    keys = [(r["evidence_id"], r["claim_id"]) for r in (*drawn, *more)]
    assert len(set(keys)) == len(keys) == 12 + 10
    assert {r["origin"] for r in more} == {"random"}
    assert len(pool.extend(CLAIMS, drawn, n_random=1000, seed=2)) == 28 - 12
