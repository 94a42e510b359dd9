"""From votes and decisions to relations, by the rule of the guidelines."""

import pytest

from crossclaim.dataset import gold
from crossclaim.errors import InputError

A, B = "c-00000001", "c-00000002"


def passes(*votes, decision=None, ruling=None, origin="both"):
    """One couple with votes given as (label, confidence) or (label, confidence, round)."""
    ballots = []
    for i, vote in enumerate(votes):
        label, confidence, number = (*vote, 1)[:3]
        ballots.append(gold.Ballot(f"votes-{'ab'[i % 2]}-{number}", label, confidence, f"reason {i}", number, A))
    key = (A, B)
    row = {"evidence_id": A, "claim_id": B}
    return gold.Passes(
        pool={key: [{**row, "origin": origin, "round": number} for number in sorted({ballot.round for ballot in ballots})]},
        votes={key: ballots},
        decisions={key: {**row, **decision}} if decision else {},
        types={key: {**row, "contradiction_type": "manner", "borderline_ruling": ruling, "rationale": "x"}},
    )


def test_two_sure_agreeing_votes_are_clear_and_give_the_surest_reason():
    (row,) = gold.relations(passes(("neutral", 2), ("neutral", 3)))
    assert (row["label"], row["certainty"], row["adjudicated"], row["rationale"]) == ("neutral", "clear", False, "reason 1")
    assert row["contradiction_type"] is None


@pytest.mark.parametrize("votes", [(("neutral", 3), ("supports", 3)), (("neutral", 1), ("neutral", 3))])
def test_disagreement_and_low_confidence_need_a_fresh_reader(votes):
    found = passes(*votes)
    assert gold.undecided(found) == [(A, B)]
    with pytest.raises(InputError, match=f"nobody has decided on {A} and {B}"):
        gold.relations(found)


def test_a_decision_overrides_votes_and_is_marked():
    decision = {"label": "supports", "certainty": "borderline", "rationale": "because"}
    (row,) = gold.relations(passes(("neutral", 3), ("neutral", 3), decision=decision))
    assert (row["label"], row["certainty"], row["adjudicated"], row["rationale"]) == ("supports", "borderline", True, "because")


def test_supported_by_turns_the_row_and_its_votes():
    (row,) = gold.relations(passes(("supported_by", 3), ("supported_by", 2)))
    assert (row["evidence_id"], row["claim_id"], row["label"]) == (B, A, "supports")
    assert [vote["label"] for vote in row["votes"]] == ["supports", "supports"]


def test_mutual_support_gives_both_directions():
    rows = gold.relations(passes(("mutual", 3), ("mutual", 3)))
    assert [(row["evidence_id"], row["claim_id"], row["label"]) for row in rows] == [(A, B, "supports"), (B, A, "supports")]
    assert all(vote["label"] == "mutual" for row in rows for vote in row["votes"])


def test_a_contradiction_carries_its_type_and_a_ruling_makes_it_borderline():
    (row,) = gold.relations(passes(("contradicts", 3), ("contradicts", 3)))
    assert (row["contradiction_type"], row["certainty"]) == ("manner", "clear")
    (row,) = gold.relations(passes(("contradicts", 3), ("contradicts", 3), ruling="R6"))
    assert row["certainty"] == "borderline"


def test_an_adjudicators_certainty_is_not_overridden_by_a_ruling():
    decision = {"label": "contradicts", "certainty": "clear", "rationale": "because"}
    (row,) = gold.relations(passes(("contradicts", 3), ("neutral", 3), decision=decision, ruling="R6"))
    assert row["certainty"] == "clear"


def test_only_the_last_round_counts_for_gold():
    (row,) = gold.relations(passes(("neutral", 3), ("supports", 3), ("supports", 3, 2), ("supports", 2, 2)))
    assert row["label"] == "supports"
    assert [vote["annotator"] for vote in row["votes"]] == ["votes-a-2", "votes-b-2"]


def test_a_reason_says_where_its_a_and_b_are_not_evidence_and_claim():
    (row,) = gold.relations(passes(("supported_by", 3), ("supported_by", 2)))
    assert row["rationale"] == "[A is the claim, B the evidence] reason 0"
    assert gold.turned(row["rationale"]) == "reason 0"
    assert gold.turned("reason 0") == row["rationale"]
