"""Scores: joined by identifier, refused by name, with intervals that one seed fixes."""

import io
import json
import random

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
from rich.console import Console

import crossclaim
from crossclaim.dataset import schemas
from crossclaim.errors import InputError
from crossclaim.scoring import report, resampling

LABELS = ("contradicts", "supports")


@pytest.fixture
def gold(tmp_path):
    """A gold file of 40 pairs over 25 claims, a quarter of them borderline."""
    draw = random.Random(5)
    rows = []
    for i in range(40):
        one, other = draw.sample(range(25), 2)
        rows.append(
            {
                "pair_id": f"p{i:02}",
                "label": draw.choice(LABELS),
                "certainty": "borderline" if i % 4 == 0 else "clear",
                "evidence_id": f"c{one:02}",
                "claim_id": f"c{other:02}",
            }
        )
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path, rows


@pytest.fixture
def predictions(gold):
    draw = random.Random(6)
    return [{"pair_id": row["pair_id"], "label": row["label"] if draw.random() < 0.7 else draw.choice(LABELS)} for row in gold[1]]


def test_scores_equal_scikit_learn_on_clear_and_on_all_pairs(gold, predictions):
    path, rows = gold
    scores = crossclaim.evaluate(predictions, gold=path)
    by_id = {row["pair_id"]: row["label"] for row in predictions}
    for figures, chosen in ((scores, [r for r in rows if r["certainty"] == "clear"]), (scores.all, rows)):
        truth, answers = [r["label"] for r in chosen], [by_id[r["pair_id"]] for r in chosen]
        assert figures["macro_f1"].value == pytest.approx(sklearn.metrics.f1_score(truth, answers, average="macro"))
        assert figures["accuracy"].value == pytest.approx(sklearn.metrics.accuracy_score(truth, answers))
        for label in LABELS:
            for name, function in (("precision", sklearn.metrics.precision_score), ("recall", sklearn.metrics.recall_score)):
                assert figures[f"{name}_{label}"].value == pytest.approx(function(truth, answers, pos_label=label))
    assert (scores.n, scores.n_clear) == (40, 30)


def test_intervals_come_from_resampling_claims(gold, predictions):
    path, rows = gold
    scores = crossclaim.evaluate(predictions, gold=path)
    by_id = {row["pair_id"]: row["label"] for row in predictions}
    correct = np.array([by_id[row["pair_id"]] == row["label"] for row in rows])
    units = resampling.unit_index([row["evidence_id"] for row in rows], [row["claim_id"] for row in rows])
    (weights,) = resampling.weight_blocks(units, 1000, 20250506)
    low, high = np.nanquantile((weights @ correct) / weights.sum(axis=1), [0.025, 0.975])
    assert scores.all["accuracy"] == pytest.approx((correct.mean(), low, high))
    assert low < correct.mean() < high


def test_order_of_rows_and_format_do_not_matter(gold, predictions, tmp_path):
    path, _ = gold
    expected = crossclaim.evaluate(predictions, gold=path).to_json()
    shuffled = random.Random(1).sample(predictions, len(predictions))
    frame = pd.DataFrame(shuffled)
    frame.to_csv(tmp_path / "p.csv", index=False)
    frame.to_csv(tmp_path / "p.tsv", index=False, sep="\t")
    frame.to_parquet(tmp_path / "p.parquet")
    (tmp_path / "p.json").write_text(json.dumps(shuffled))
    (tmp_path / "p.jsonl").write_text("".join(json.dumps(row) + "\n" for row in shuffled))
    (tmp_path / "map.json").write_text(json.dumps({row["pair_id"]: row["label"] for row in shuffled}))
    for name in ("p.csv", "p.tsv", "p.parquet", "p.json", "p.jsonl", "map.json"):
        assert crossclaim.evaluate(tmp_path / name, gold=path).to_json() == expected, name


def test_the_document_follows_its_schema_and_its_signature_names_the_data(gold, predictions):
    path, rows = gold
    document = crossclaim.evaluate(predictions, gold=path).to_json()
    assert schemas.document_problems(document, "scores", "scores") == []
    assert "resampling:claims|draws:1000" in document["signature"]
    rows[0]["label"] = "supports" if rows[0]["label"] == "contradicts" else "contradicts"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert crossclaim.evaluate(predictions, gold=path).signature != document["signature"]


def test_gold_without_certainty_is_all_clear_and_without_claims_says_so(tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text("pair_id,label\na,yes\nb,no\nc,no\n")
    scores = crossclaim.evaluate([{"pair_id": x, "label": "no"} for x in "cba"], gold=path)
    assert scores.n_clear == scores.n == 3
    assert dict(scores) == scores.all
    assert "resampling:rows" in scores.signature
    assert "independent" in scores.notes[0]
    assert scores["precision_yes"] == (None, None, None)


def refused(predictions, path):
    with pytest.raises(InputError) as caught:
        crossclaim.evaluate(predictions, gold=path)
    return [problem.message for problem in caught.value.problems]


def test_missing_extra_duplicate_and_unknown_rows_are_all_named(gold, predictions):
    path, _ = gold
    rows = [*predictions[2:], predictions[5], {"pair_id": "zz", "label": "supports"}]
    rows[0] = {**rows[0], "label": "refutes"}
    found = "\n".join(refused(rows, path))
    for words in (
        "missing pair_id p00",
        "missing pair_id p01",
        "duplicate pair_id p05",
        "extra pair_id zz",
        "p02: unknown label 'refutes'",
    ):
        assert words in found
    assert len(refused(rows, path)) == 5


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (None, "label is null"),
        ("", "label is empty"),
        (" ", "label is empty"),
        (1, "label must be a text, found int"),
        ("Supports", "must be written 'supports'"),
        ("supports ", "must be written 'supports'"),
        ("suports", "Did you mean 'supports'"),
        (["supports"], "label must be a text, found list"),
    ],
)
def test_a_bad_label_is_refused_with_the_likely_cause(gold, predictions, label, words):
    (message,) = refused([{**predictions[0], "label": label}, *predictions[1:]], gold[0])
    assert words in message


@pytest.mark.parametrize("row", [[], "p00", {"label": "supports"}, {"pair_id": 7, "label": "supports"}, {"pair_id": ""}])
def test_a_row_without_an_identifier_is_refused(gold, predictions, row):
    assert any("pair_id" in message for message in refused([row, *predictions[1:]], gold[0]))


def test_long_lists_of_defects_are_cut_and_counted(gold):
    found = refused([{"pair_id": f"x{i}", "label": "supports"} for i in range(30)], gold[0])
    assert "… and 10 more of this kind (extra)" in found
    assert "… and 20 more of this kind (missing)" in found


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("p.jsonl", b"{", "not valid JSON"),
        ("p.json", b"3", "expected a list of rows"),
        ("p.csv", b"id,label\na,b\n", "no column named pair_id"),
        ("p.csv", b'pair_id,label\n"a,b\n', "not a valid table"),
        ("p.parquet", b"PAR1", "not a Parquet file"),
        ("p.txt", b"x", "unknown file ending '.txt'"),
        ("p.jsonl", b"", "the file is empty"),
    ],
)
def test_an_unusable_file_is_refused_in_one_line(gold, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        crossclaim.evaluate(tmp_path / name, gold=gold[0])
    assert len(str(caught.value).splitlines()) == 1


def test_a_missing_file_and_a_folder_are_refused(gold, tmp_path):
    for name, words in (("absent.jsonl", "no such file"), ("absent.parquet", "no such file"), (".", "is a folder")):
        with pytest.raises(InputError, match=words):
            crossclaim.evaluate(tmp_path / name, gold=gold[0])


def test_broken_gold_is_refused(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"pair_id": "a", "label": "x"}\n{"pair_id": "a", "label": "y"}\n{"pair_id": "b"}\n')
    found = refused([{"pair_id": "a", "label": "x"}], path)
    assert ["duplicate pair_id a" in found[0], "needs a label" in found[1]] == [True, True]


def test_the_report_shows_markup_in_names_as_it_is(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"pair_id": "a", "label": "[red]x"}\n{"pair_id": "b", "label": "y"}\n')
    scores = crossclaim.evaluate([{"pair_id": "a", "label": "y"}, {"pair_id": "b", "label": "y"}], gold=path)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(report.table(scores, "[bold]name"))
    shown = console.export_text()
    assert "f1 [red]x" in shown
    assert "[bold]name, gold" in shown
