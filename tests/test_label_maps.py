"""Label maps: files that lead from other vocabularies to ours."""

import pytest

import crossclaim
from crossclaim.errors import InputError
from crossclaim.scoring import label_maps

GOLD = "pair_id,label\na,supports\nb,contradicts\nc,neutral\n"


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text(GOLD)
    return path


def test_the_named_data_sets_have_maps_into_our_vocabulary():
    assert {"fever", "scifact", "averitec", "snli", "mnli", "vitaminc", "healthver", "climate-fever"} <= set(label_maps.names())
    for name in label_maps.names():
        found = label_maps.load(name)
        assert found.name == name
        assert found.summary
        assert set(found.labels.values()) == {"supports", "contradicts", "neutral"}


def test_a_map_is_applied_and_named_in_the_signature(gold):
    rows = {"a": "SUPPORTS", "b": "REFUTES", "c": "NOT ENOUGH INFO"}
    scores = crossclaim.evaluate(rows, gold=gold, label_map="fever")
    assert scores["accuracy"].value == 1.0
    assert "|map:fever|" in scores.signature


def test_probabilities_are_mapped_with_their_labels(gold):
    row = {"entailment": 0.5, "neutral": 0.25, "contradiction": 0.25}
    scores = crossclaim.evaluate([{"pair_id": i, "label": "entailment", "scores": row} for i in "abc"], gold=gold, label_map="snli")
    assert scores["log_loss"].value is not None


def test_without_a_map_the_fitting_one_is_suggested(gold):
    with pytest.raises(InputError, match="those of mnli, snli: try --label-map mnli") as caught:
        crossclaim.evaluate({"a": "entailment", "b": "contradiction", "c": "neutral"}, gold=gold)
    assert "unknown label 'entailment'" in str(caught.value)


def test_a_label_that_the_map_does_not_have_is_named(gold):
    with pytest.raises(InputError, match="the label map snli has no entry for '-'"):
        crossclaim.evaluate({"a": "entailment", "b": "-", "c": "neutral"}, gold=gold, label_map="snli")


def test_a_map_of_ones_own_and_what_is_wrong_with_it(gold, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\n[labels]\nyes = "supports"\nno = "contradicts"\nmaybe = "neutral"\n')
    assert crossclaim.evaluate({"a": "yes", "b": "no", "c": "maybe"}, gold=gold, label_map=str(path))["accuracy"].value == 1.0
    for content, words in (("[labels", "not valid TOML"), ("x = 1\n", "needs a table"), ("[labels]\nyes = 1\n", "needs a table")):
        path.write_text(content)
        with pytest.raises(InputError, match=words):
            label_maps.load(str(path))
    with pytest.raises(InputError, match="Did you mean 'fever'"):
        label_maps.load("fevr")
    with pytest.raises(InputError, match="no such file"):
        label_maps.load(str(tmp_path / "absent.toml"))
