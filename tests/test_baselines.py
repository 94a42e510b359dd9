"""Baselines are ordinary estimators, say what they need, and see only the two texts."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import cross_val_score

from crossclaim.baselines import cards, run, tfidf_logreg
from crossclaim.errors import InputError

ROWS = [
    {"pair_id": f"p{i:02}", "evidence": f"The mill burned in {1900 + i}.", "claim": claim, "label": label}
    for i in range(20)
    for claim, label in ((f"Fire destroyed the mill in {1900 + i}.", "supports"), ("The mill did not burn.", "contradicts"))
]


@pytest.mark.parametrize("name", cards.names())
def test_predictions_have_a_label_and_probabilities_that_sum_to_one(name):
    card = cards.card(name)
    found = run.predict(run.fit(card, ROWS), ROWS)
    assert [row["pair_id"] for row in found] == [row["pair_id"] for row in ROWS]
    for row in found:
        assert sum(row["scores"].values()) == pytest.approx(1, abs=1e-3)
        assert row["scores"][row["label"]] == max(row["scores"].values())


def test_the_model_learns_what_can_be_learned():
    found = run.predict(run.fit(cards.card("tfidf-logreg"), ROWS), ROWS)
    assert [row["label"] for row in found] == [row["label"] for row in ROWS]


def test_majority_takes_the_more_frequent_label():
    rows = [*ROWS, {**ROWS[0], "label": "contradicts"}]
    assert {row["label"] for row in run.predict(run.fit(cards.card("majority"), rows), ROWS)} == {"contradicts"}


def test_one_card_gives_one_result_and_never_reads_the_identifiers():
    card = cards.card("tfidf-logreg")
    renamed = [{**row, "pair_id": f"x{i}"} for i, row in enumerate(ROWS)]
    first = run.predict(run.fit(card, ROWS), ROWS)
    second = run.predict(run.fit(card, renamed), renamed)
    assert [row["scores"] for row in first] == [row["scores"] for row in second]


def test_overlap_is_the_share_of_words_and_numbers():
    frame = pd.DataFrame({"evidence": ["Nine of 12 left", "a b"], "claim": ["nine of 13 left today", "c d"]})
    np.testing.assert_allclose(tfidf_logreg.overlap(frame), [[3 / 4, 3 / 5, 3 / 6, 0], [0, 0, 0, 0]])


def test_the_estimator_works_with_scikit_learns_tools():
    frame = pd.DataFrame(ROWS)
    found = cross_val_score(cards.estimator(cards.card("tfidf-logreg")), frame[["evidence", "claim"]], frame["label"], cv=4)
    assert found.mean() > 0.9


def test_bad_input_is_refused_in_one_line():
    with pytest.raises(InputError, match="Did you mean 'majority'"):
        cards.card("majorty")
    with pytest.raises(InputError, match="at least two labels; these have 1"):
        run.fit(cards.card("majority"), [row for row in ROWS if row["label"] == "supports"])
    with pytest.raises(InputError, match="these have 0"):
        run.fit(cards.card("majority"), [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name = ", "not valid TOML"),
        ('name = "x"\nseed = 1\n', "'summary' is a required property"),
        (
            'name="x"\nsummary="s"\ntask="pairs"\nestimator="tfidf_logrg"\nfeatures=[]\nseed=0\n[parameters]\n',
            "Did you mean 'tfidf_logreg'",
        ),
    ],
)
def test_a_broken_card_is_refused_with_its_place(tmp_path, monkeypatch, content, words):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "card.toml").write_text(content)
    monkeypatch.setattr(cards._paths, "BASELINES", tmp_path)
    with pytest.raises(InputError, match=words) as caught:
        cards.card("x")
    assert "card.toml: " in str(caught.value)
