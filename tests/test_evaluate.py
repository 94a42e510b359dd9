"""Scores: joined by identifier, refused by name, with intervals that one seed fixes."""

import hashlib
import io
import json
import random

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
from rich.console import Console

import crossclaim
from crossclaim.dataset import schemas, tasks
from crossclaim.errors import InputError
from crossclaim.scoring.report import text

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


def test_intervals_do_not_take_pairs_that_share_a_claim_as_independent(gold, predictions, tmp_path):
    path, rows = gold
    hub = tmp_path / "hub.jsonl"
    hub.write_text("".join(json.dumps({**row, "evidence_id": "c00" if i % 2 else row["evidence_id"]}) + "\n" for i, row in enumerate(rows)))
    alone = tmp_path / "alone.jsonl"
    alone.write_text("".join(json.dumps({**row, "evidence_id": f"e{i}", "claim_id": f"d{i}"}) + "\n" for i, row in enumerate(rows)))
    wide, usual, narrow = (crossclaim.evaluate(predictions, gold=p).all["accuracy"] for p in (hub, path, alone))
    assert wide.value == usual.value == narrow.value
    assert wide.high - wide.low > narrow.high - narrow.low
    assert usual.high - usual.low >= narrow.high - narrow.low - 1e-9


def test_clusters_are_resampled_whole_from_twenty_up(gold, predictions, tmp_path):
    path, rows = gold
    plain = [{"pair_id": row["pair_id"], "label": row["label"]} for row in rows]
    for n, method, bounded in ((20, "bootstrap-clusters|", True), (19, "none-below-20-clusters|", False)):
        path.write_text("".join(json.dumps({**row, "cluster_id": f"k{i % n}"}) + "\n" for i, row in enumerate(plain)))
        scores = crossclaim.evaluate(predictions, gold=path)
        assert f"these:{method}" in scores.signature
        assert (scores["accuracy"].low is not None) is bounded
    assert "needs 20" in scores.notes[0]


def test_the_cluster_bootstrap_is_the_naive_one(gold, predictions):
    path, rows = gold
    rows = [{"pair_id": row["pair_id"], "label": row["label"], "cluster_id": f"k{i % 25:02}"} for i, row in enumerate(rows)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = crossclaim.evaluate(predictions, gold=path)["accuracy"]
    by_id = {row["pair_id"]: row["label"] for row in predictions}
    right = np.array([by_id[row["pair_id"]] == row["label"] for row in rows])
    cluster = np.arange(40) % 25
    draw = np.random.RandomState(9)
    naive = []
    for _ in range(4000):
        chosen = np.concatenate([np.flatnonzero(cluster == c) for c in draw.randint(0, 25, 25)])
        naive.append(right[chosen].mean())
    np.testing.assert_allclose([found.low, found.high], np.quantile(naive, [0.025, 0.975]), atol=0.03)


def test_the_headline_is_the_mean_over_events_and_new_events_have_a_t_interval(gold, predictions):
    from scipy import stats

    path, rows = gold
    path.write_text("".join(json.dumps({**row, "event_id": f"e{i % 3}"}) + "\n" for i, row in enumerate(rows)))
    scores = crossclaim.evaluate(predictions, gold=path)
    by_id = {row["pair_id"]: row["label"] for row in predictions}
    each = []
    for e in range(3):
        chosen = [row for i, row in enumerate(rows) if i % 3 == e and row["certainty"] == "clear"]
        each.append(sklearn.metrics.f1_score([r["label"] for r in chosen], [by_id[r["pair_id"]] for r in chosen], average="macro"))
    assert list(scores.per_event.values()) == pytest.approx(each)
    low, high = stats.t.interval(0.95, 2, loc=np.mean(each), scale=stats.sem(each))
    assert scores.new_events["event_macro_f1"] == pytest.approx((np.mean(each), max(0, low), min(1, high)))
    assert scores["event_macro_f1"].value == pytest.approx(np.mean(each))
    assert scores["event_macro_f1"].low < np.mean(each) < scores["event_macro_f1"].high


def test_one_event_says_nothing_of_others(gold, predictions):
    path, rows = gold
    path.write_text("".join(json.dumps({**row, "event_id": "e"}) + "\n" for row in rows))
    scores = crossclaim.evaluate(predictions, gold=path)
    assert scores.new_events == {}
    assert any("one event only" in note for note in scores.notes)
    assert scores["event_macro_f1"] == pytest.approx(scores["macro_f1"])


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
    assert "these:wilson-dyadic-claims|" in document["signature"]
    rows[0]["label"] = "supports" if rows[0]["label"] == "contradicts" else "contradicts"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert crossclaim.evaluate(predictions, gold=path).signature != document["signature"]


def test_gold_without_certainty_is_all_clear_and_without_claims_says_so(tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text("pair_id,label\na,yes\nb,no\nc,no\n")
    scores = crossclaim.evaluate([{"pair_id": x, "label": "no"} for x in "cba"], gold=path)
    assert scores.n_clear == scores.n == 3
    assert dict(scores) == scores.all
    assert "these:wilson-independent-rows|" in scores.signature
    assert "independent" in scores.notes[0]
    assert scores.reasons["precision_yes"] == "nothing was predicted as this label"
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
        ("p.parquet", b"PAR1", "not a usable Parquet file"),
        ("p.txt", b"x", "unknown format 'txt'"),
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
    console.print(text.table(scores, "[bold]name"))
    shown = console.export_text()
    assert "F1 [red]x" in shown
    assert "[bold]name, gold" in shown


def test_with_one_event_the_mean_over_events_has_the_interval_of_its_macro_f1(gold, predictions, tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text("".join(json.dumps({**row, "event_id": "only"}) + "\n" for row in gold[1]))
    scores = crossclaim.evaluate(predictions, gold=path)
    assert scores["event_macro_f1"] == pytest.approx(scores["macro_f1"])


ROWS = [{"pair_id": f"p{i}", "label": LABELS[i % 2], "cluster_id": f"k{i}", "certainty": "clear"} for i in range(30)]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines,
        lambda lines: [line.replace('", "', '" ,"') for line in lines],
        lambda lines: [line.replace('": "', '" : "') for line in lines],
        lambda lines: [line.replace("}", ', "note": "a: \\"b\\": c"}') for line in lines],
        lambda lines: [line.replace("}", ', "n": 3}') for line in lines],
        lambda lines: [line.replace("}", ', "field_0": null, "a-b": "x"}') for line in lines],
        lambda lines: lines[:10] + [line.replace("}", ', "late": "x"}') for line in lines[10:]],
        lambda lines: [lines[0].replace("}", ', "first": ["x"]}'), *lines[1:]],
        lambda lines: [line.replace("pair_id", "pair\\u005fid") for line in lines],
    ],
)
def test_a_gold_is_read_alike_whether_its_lines_are_plain_or_not(change, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(change([json.dumps(row) for row in ROWS])))
    gold = tasks.gold_file(path)
    assert (gold.ids, gold.labels, gold.clusters) == tuple([row[key] for row in ROWS] for key in ("pair_id", "label", "cluster_id"))
    assert gold.clear == [True] * 30
    assert gold.columns["cluster_id"] == gold.clusters


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"pair_id": "x", "label": "supports", "label": "contradicts", "cluster_id": "k", "certainty": "clear"}', "'label' occurs twice"),
        ('{"pair_id": "x", "label" :"supports", "label":"contradicts", "cluster_id": "k", "certainty": "clear"}', "'label' occurs twice"),
        ('{"pair_id": "x", "label": "a:", "l\\u0061bel": "b", "cluster_id": "k", "certainty": "clear"}', "'label' occurs twice"),
        ('{"pair_id": "x", "label": "supports"} {"pair_id": "y", "label": "supports"}', "not valid JSON"),
        ("", "the line is empty"),
        (
            '{"pair_id": "p3", "label": "supports", "cluster_id": "k", "certainty": "clear"}',
            "duplicate pair_id p3: it stands already in row 4",
        ),
        ('{"pair_id": "", "label": "supports", "cluster_id": "k", "certainty": "clear"}', "every gold row needs a pair_id"),
        ('{"pair_id": "x", "label": null, "cluster_id": "k", "certainty": "clear"}', "every gold row needs a label"),
        ('{"pair_id": "x", "cluster_id": "k", "certainty": "clear"}', "every gold row needs a label"),
    ],
)
def test_a_broken_row_of_a_gold_is_named_among_plain_ones(line, reason, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join([*(json.dumps(row) for row in ROWS), line, json.dumps({**ROWS[0], "pair_id": "last"})]) + "\n")
    with pytest.raises(InputError) as caught:
        tasks.gold_file(path)
    assert reason in str(caught.value)
    assert "gold.jsonl:31:" in str(caught.value)


def test_the_digest_of_a_gold_file_is_that_of_its_bytes(gold):
    path, _ = gold
    assert tasks.gold_file(path).digest == hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def test_a_gold_of_ones_own_is_scored_with_the_settings_of_the_data_set(gold):
    own, card = tasks.gold_file(gold[0]), tasks.task("pairs")
    assert (own.draws, own.seed, own.level) == (card.draws, card.seed, card.level)
