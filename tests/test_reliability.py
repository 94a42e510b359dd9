"""Agreement of any number of annotators equals the literature's worked examples."""

import json

import numpy as np
import pytest

from crossclaim.dataset import schemas
from crossclaim.errors import InputError
from crossclaim.scoring import reliability
from tests.test_cli import run

FOUR_CODERS = {  # Krippendorff 2011, example C; a dot is a missing vote
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
FLEISS = """0 0 0 0 14
0 2 6 4 2
0 0 3 5 6
0 3 9 2 0
2 2 8 1 1
7 7 0 0 0
3 2 6 3 0
2 5 3 2 2
6 5 2 1 0
0 2 2 3 7"""


def rows(votes):
    """Numbered rows from {annotator: "label label …"}."""
    found = [
        {"item": f"u{i:02}", "annotator": annotator, "label": label}
        for annotator, line in votes.items()
        for i, label in enumerate(line.split())
        if label != "."
    ]
    return list(enumerate(found, 1))


def agreement(votes, **options):
    return reliability.agreement_of(reliability.read(rows(votes), "votes"), draws=50, **options)


def test_alpha_of_krippendorffs_four_coders():
    found = agreement(FOUR_CODERS)
    assert {level: round(interval.value, 3) for level, interval in found.alpha.items()} == {
        "nominal": 0.743,
        "ordinal": 0.815,
        "interval": 0.849,
    }
    assert found.fleiss_kappa is None
    assert found.votes == 41
    assert found.to_discuss[0] == "u05"


def test_kappa_of_fleiss_ten_subjects():
    lines = [[str(k) for k, n in enumerate(map(int, row.split())) for _ in range(n)] for row in FLEISS.splitlines()]
    found = agreement({f"r{a:02}": " ".join(line[a] for line in lines) for a in range(14)})
    assert round(found.fleiss_kappa.value, 3) == 0.210


def test_kappa_of_cohens_table():
    first = "yes " * 25 + "no " * 25
    second = "yes " * 20 + "no " * 5 + "yes " * 10 + "no " * 15
    found = agreement({"A": first, "B": second})
    assert found.cohen_kappa["A | B"].value == pytest.approx(0.40)
    assert found.confused == [("no", "yes", 15)]
    assert found.with_others == {"A": 0.7, "B": 0.7}
    assert "interval" not in found.alpha


def test_intervals_hold_the_value_and_undefined_is_none():
    found = agreement(FOUR_CODERS)
    for interval in (*found.alpha.values(), *found.cohen_kappa.values()):
        assert interval.low <= interval.value <= interval.high
    same = agreement({"A": "x x x", "B": "x x x"})
    assert same.alpha["nominal"].value is None
    assert same.cohen_kappa["A | B"].value is None
    assert same.f1["x"].value == 1.0


def test_the_order_of_labels_changes_ordinal_alpha_only():
    votes = {"A": "low mid high low mid high", "B": "low high high low mid mid"}
    found = [
        reliability.agreement_of(reliability.read(rows(votes), "v", order), draws=5)
        for order in (["low", "mid", "high"], ["mid", "low", "high"])
    ]
    assert found[0].alpha["nominal"].value == pytest.approx(found[1].alpha["nominal"].value)
    assert found[0].alpha["ordinal"].value > found[1].alpha["ordinal"].value


def test_annotators_who_share_no_item_have_no_kappa():
    found = agreement({"A": "x y . .", "B": ". . x y", "C": "x y x y"})
    assert found.cohen_kappa["A | B"].value is None
    assert found.cohen_kappa["A | C"].value == 1.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r.append((9, {"item": "u00", "annotator": "A", "label": "2"})), "A has voted on u00 already"),
        (lambda r: r.append((9, {"item": "", "annotator": "A", "label": "2"})), "needs item, annotator and label"),
        (lambda r: r.append((9, {"item": "u99", "annotator": None, "label": "2"})), "needs item, annotator and label"),
    ],
)  # fmt: skip
def test_bad_votes_are_named(change, words):
    found = rows(FOUR_CODERS)
    change(found)
    with pytest.raises(InputError, match=words) as caught:
        reliability.read(found, "votes.csv")
    assert "votes.csv:9" in str(caught.value)


def test_one_annotator_agrees_with_nobody():
    with pytest.raises(InputError, match="two annotators or more, found 1"):
        agreement({"A": "x y"})


def test_the_command_prints_figures_and_a_document_that_follows_its_schema(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("item,annotator,label\n" + "".join(f"{r['item']},{r['annotator']},{r['label']}\n" for _, r in rows(FOUR_CODERS)))
    assert "0.743" in run("agreement", path).stdout
    document = json.loads(run("agreement", path, "--json").stdout)
    assert schemas.document_problems(document, "agreement", "agreement") == []
    path.write_text("item,label\na,b\n")
    assert "no column named annotator" in run("agreement", path, code=2).stderr


def test_counts_of_votes_are_kept_when_rows_are_in_any_order():
    shuffled = [rows(FOUR_CODERS)[i] for i in np.random.RandomState(0).permutation(41)]
    one, other = (reliability.read(found, "v") for found in (rows(FOUR_CODERS), shuffled))
    assert (one.codes == other.codes).all()
