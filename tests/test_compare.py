"""Comparing systems: paired, by the scores' own dependence, corrected for many comparisons, and the same both ways round."""

import json
import random

import pytest
from scipy import stats

import crossclaim
from crossclaim.dataset import schemas
from crossclaim.errors import InputError
from crossclaim.scoring import compare
from tests.test_cli import run

LABELS = ("contradicts", "supports")


def gold_rows(n=60, **columns):
    draw = random.Random(1)
    return [{"pair_id": f"p{i:02}", "label": draw.choice(LABELS), **{k: f(i) for k, f in columns.items()}} for i in range(n)]


def answers(rows, share, seed):
    """Predictions that are right in about `share` of the rows."""
    draw = random.Random(seed)
    wrong = {"supports": "contradicts", "contradicts": "supports"}
    return {row["pair_id"]: row["label"] if draw.random() < share else wrong[row["label"]] for row in rows}


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


GOLDS = {
    "claims": {"evidence_id": lambda i: f"c{i % 17}", "claim_id": lambda i: f"d{i % 23}"},
    "clusters": {"cluster_id": lambda i: f"k{i % 25}"},
    "few clusters": {"cluster_id": lambda i: f"k{i % 12}"},
    "rows": {},
}


@pytest.mark.parametrize("kind", GOLDS)
def test_a_much_better_system_is_better_and_swapping_negates_the_difference(kind, tmp_path):
    rows = gold_rows(**GOLDS[kind])
    gold = write(tmp_path / "gold.jsonl", rows)
    good, bad = answers(rows, 0.95, 2), answers(rows, 0.45, 3)
    (there,) = crossclaim.compare({"good": good, "bad": bad}, gold=gold).differences
    (back,) = crossclaim.compare({"bad": bad, "good": good}, gold=gold).differences
    assert there.p < 0.05
    assert there.p == back.p
    assert there.difference.value == pytest.approx(-back.difference.value)
    if kind == "few clusters":
        assert there.difference[1:] == (None, None)
    else:
        assert there.difference.low > 0
        assert there.difference.low == pytest.approx(-back.difference.high, abs=1e-9)
    assert (there.only_first_right, there.only_second_right) == (back.only_second_right, back.only_first_right)


@pytest.mark.parametrize("kind", GOLDS)
def test_a_system_does_not_differ_from_itself(kind, tmp_path):
    rows = gold_rows(**GOLDS[kind])
    same = answers(rows, 0.7, 2)
    found = crossclaim.compare({"a": same, "b": dict(same)}, gold=write(tmp_path / "gold.jsonl", rows))
    (difference,) = found.differences
    assert difference.difference.value == 0
    assert difference.p == difference.mcnemar_p == 1.0
    assert found.disagreements == []


def test_mcnemars_figures_are_those_of_the_binomial():
    import numpy as np

    first, second = np.arange(20) < 15, np.arange(20) % 2 == 0
    p, b, c = compare._mcnemar(first, second)
    assert (b, c) == (7, 2)
    assert p == pytest.approx(stats.binomtest(7, 9).pvalue)


def test_holm_is_that_of_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p = [0.01, 0.04, 0.03, 0.005, 0.8]
    assert compare.holm(p) == pytest.approx(multipletests(p, method="holm")[1].tolist())


def test_several_systems_give_every_couple_and_a_document_that_follows_its_schema(tmp_path):
    rows = gold_rows(**GOLDS["claims"])
    gold = write(tmp_path / "gold.jsonl", rows)
    found = crossclaim.compare(
        {name: answers(rows, share, i) for i, (name, share) in enumerate((("a", 0.9), ("b", 0.8), ("c", 0.5)))}, gold=gold
    )
    assert [(d.first, d.second) for d in found.differences] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert all(d.p <= d.p_holm <= 1 for d in found.differences)
    assert schemas.document_problems(found.to_json(), "comparison", "comparison") == []
    assert "|test:swap-claims|" in found.signature


def test_one_seed_gives_one_result(tmp_path):
    rows = gold_rows(**GOLDS["claims"])
    gold = write(tmp_path / "gold.jsonl", rows)
    systems = {"a": answers(rows, 0.8, 1), "b": answers(rows, 0.7, 2)}
    assert crossclaim.compare(systems, gold=gold) == crossclaim.compare(systems, gold=gold)


def test_the_command_writes_the_items_where_the_systems_differ(tmp_path):
    rows = gold_rows()
    gold = write(tmp_path / "gold.jsonl", rows)
    for name, share in (("one", 0.9), ("two", 0.6)):
        found = answers(rows, share, len(name) + int(share * 10))
        (tmp_path / name).mkdir()
        write(tmp_path / name / "p.jsonl", [{"pair_id": i, "label": label} for i, label in found.items()])
    files = [tmp_path / name / "p.jsonl" for name in ("one", "two")]
    differ = tmp_path / "differ.jsonl"
    shown = run("compare", *files, "--gold", gold, "--disagreements", differ).stdout
    assert "one/p.jsonl − two/p.jsonl" in shown
    items = [json.loads(line) for line in differ.read_text().splitlines()]
    assert items
    assert all(item["label_one/p.jsonl"] != item["label_two/p.jsonl"] for item in items)
    assert json.loads(run("compare", *files, "--gold", gold, "--json").stdout)["n_disagreements"] == len(items)


@pytest.mark.parametrize(("files", "words"), [(["a"], "two systems or more, found 1"), (["a", "a"], "named twice")])
def test_a_comparison_needs_two_different_systems(files, words, tmp_path):
    rows = gold_rows()
    gold = write(tmp_path / "gold.jsonl", rows)
    write(tmp_path / "a.jsonl", [{"pair_id": i, "label": label} for i, label in answers(rows, 0.9, 1).items()])
    with pytest.raises(InputError, match=words):
        crossclaim.compare([tmp_path / f"{name}.jsonl" for name in files], gold=gold)
