"""What must hold of the data as it stands."""

from itertools import combinations

import pytest

import crossclaim
from crossclaim import _paths, store
from crossclaim.baselines import cards
from crossclaim.dataset import build, check, gold, schemas, source, splits
from tests.test_cli import run

DATA = source.read(_paths.DATA)
STATISTICS = store.read_json(_paths.DATA / "statistics.json")


def test_validate_is_clean_without_the_texts_and_says_what_it_skipped():
    report = check.check(_paths.DATA)
    assert report.problems == []
    assert len(report.skipped) == len(DATA.articles)


def test_validate_is_clean_with_the_texts(articles):
    report = check.check(_paths.DATA, articles)
    assert report.problems == []
    assert report.skipped == []


def test_the_built_files_are_what_the_gold_gives():
    assert build.stale(_paths.DATA, build.built(_paths.DATA)) == []


def test_the_first_event_has_the_claims_and_the_audit_that_it_promises():
    (event,) = STATISTICS["events"].values()
    assert event["claims"]["total"] == len(DATA.claims) >= 150
    strata = event["neutrality"]["strata"]
    assert strata["random"]["couples"] >= 500
    assert strata["similar"]["couples"] >= 500
    assert event["neutrality"]["couples"] == len(list(combinations(DATA.claims, 2)))


def test_every_couple_of_the_pool_has_two_votes_and_a_reason_each():
    passes = gold.read_passes(DATA.annotations(DATA.events[0]["event_id"]))
    for key in passes.pool:
        ballots = gold.last_round(passes.votes[key])
        assert len({ballot.annotator for ballot in ballots}) == 2
        assert all(ballot.rationale for ballot in ballots)


@pytest.mark.parametrize("config", ["pairs", "relations"])
def test_no_claim_stands_in_two_splits(config):
    seen = [
        {claim for row in crossclaim.load(config, split) for claim in (row.evidence_id, row.claim_id)}
        for split in ("train", "validation", "test")
    ]
    for one, other in combinations(seen, 2):
        assert not one & other


def test_less_than_a_quarter_of_the_relations_is_excluded_and_all_of_them_are_listed():
    lost = splits.excluded(DATA)
    assert STATISTICS["excluded"]["couples"] == [list(couple) for couple in lost]
    assert STATISTICS["excluded"]["share"] < 0.25
    kept = {frozenset((row.evidence_id, row.claim_id)) for row in crossclaim.load("relations") if row.label != "neutral"}
    every = {frozenset((row["evidence_id"], row["claim_id"])) for row in DATA.relations if row["label"] != "neutral"}
    assert kept | {frozenset(couple) for couple in lost} == every


def test_every_split_has_both_labels_among_its_clear_pairs():
    for split in ("train", "validation", "test"):
        assert {row.label for row in crossclaim.load("pairs", split) if row.certainty == "clear"} == {"supports", "contradicts"}


def test_the_committed_predictions_and_scores_are_those_of_the_cards(tmp_path):
    """Labels are the same; probabilities to 1e-6; scores to the last digit that is shown."""
    run("baseline", "run", "--output", tmp_path)
    for name in cards.names():
        committed, again = (folder / name for folder in (_paths.BASELINES, tmp_path))
        rows, new = (store.read_jsonl(folder / "predictions.jsonl") for folder in (committed, again))
        assert [(row["pair_id"], row["label"]) for row in rows] == [(row["pair_id"], row["label"]) for row in new]
        for row, other in zip(rows, new, strict=True):
            assert row["scores"] == pytest.approx(other["scores"], abs=2e-6)
        scores, other = (store.read_json(folder / "scores.json") for folder in (committed, again))
        assert schemas.document_problems(scores, "scores", name) == []
        assert scores["signature"] == other["signature"]
        assert scores["confusion_all"] == other["confusion_all"]
        for metric, figure in scores["metrics"].items():
            assert figure == pytest.approx(other["metrics"][metric]), metric
