"""`validate` finds each kind of defect where it is: every test breaks a copy of the data in one way."""

import shutil

import pytest

from crossclaim import _paths, store
from crossclaim.dataset import check
from crossclaim.errors import InputError

EVENT = store.read_jsonl(_paths.DATA / "events.jsonl")[0]["event_id"]


def edit(path, change):
    """Apply a change to the rows of a file (a function that edits the list in place)."""
    rows = store.read_jsonl(path)
    change(rows)
    store.write_text(path, store.dump_jsonl(rows))


def rules(data, articles=None):
    return {problem.rule for problem in check.check(data, articles).problems}


def first(rows, **fields):
    return next(row for row in rows if all(row[key] == value for key, value in fields.items()))


@pytest.mark.parametrize(
    ("file", "change", "rule"),
    [
        ("claims.jsonl", lambda rows: rows[3].update(kind="opinion"), "schema:enum"),
        ("claims.jsonl", lambda rows: rows[3].pop("text"), "schema:required"),
        ("claims.jsonl", lambda rows: rows.append(dict(rows[0])), "unique"),
        ("claims.jsonl", lambda rows: rows[0].update(article_id="another-article"), "reference"),
        ("claims.jsonl", lambda rows: rows[0].update(topic="weather"), "reference"),
        ("claims.jsonl", lambda rows: rows[0]["spans"][0].update(end=10**6), "span"),
        ("claims.jsonl", lambda rows: rows[0].update(text="Another wording of the claim."), "derivation"),
        ("relations.jsonl", lambda rows: rows[0].update(claim_id="c-ffffffff"), "reference"),
        ("relations.jsonl", lambda rows: rows.append(dict(rows[0])), "unique"),
        ("relations.jsonl", lambda rows: rows.pop(), "derivation"),
        ("relations.jsonl", lambda rows: first(rows, label="neutral", adjudicated=False).update(label="supports"), "votes"),
        ("relations.jsonl", lambda rows: first(rows, adjudicated=False)["votes"][0].update(confidence=1), "votes"),
        ("relations.jsonl", lambda rows: first(rows, label="neutral").update(origin="closure"), "derivation"),
        ("pairs/test.jsonl", lambda rows: rows.reverse(), "row-order"),
        ("pairs/test.jsonl", lambda rows: rows[0].update(pair_id="p-" + "0" * 16), "pair-id"),
        ("pairs/test.jsonl", lambda rows: rows.append(dict(rows[0])), "unique"),
        ("pairs/train.jsonl", lambda rows: rows[0].update(cluster_id=f"{EVENT}/part-3"), "splits"),
        (f"annotations/{EVENT}/listing-a.jsonl", lambda rows: rows.pop(), "coverage"),
        (f"annotations/{EVENT}/votes-a-1.jsonl", lambda rows: rows.pop(), "coverage"),
        (f"annotations/{EVENT}/votes-a-1.jsonl", lambda rows: rows.append(dict(rows[0])), "unique"),
        (f"annotations/{EVENT}/pool.jsonl", lambda rows: rows[0].update(round=7), "coverage"),
    ],
)  # fmt: skip
def test_a_broken_record_is_found(data, file, change, rule):
    edit(data / file, change)
    assert rule in rules(data)


def test_a_symmetric_relation_in_the_wrong_order_is_found(data):
    def swap(rows):
        row = first(rows, label="contradicts")
        row["evidence_id"], row["claim_id"] = row["claim_id"], row["evidence_id"]

    edit(data / "relations.jsonl", swap)
    assert "order" in rules(data)


def test_a_couple_with_two_labels_is_found(data):
    def add(rows):
        row = first(rows, label="contradicts")
        back = {**row, "evidence_id": row["claim_id"], "claim_id": row["evidence_id"], "label": "supports", "contradiction_type": None}
        rows.append(back)

    edit(data / "relations.jsonl", add)
    assert "reversed" in rules(data)


def test_a_contradiction_that_is_not_in_the_hashed_direction_is_found(data):
    def swap(rows):
        row = first(rows, label="contradicts")
        row["evidence_id"], row["claim_id"] = row["claim_id"], row["evidence_id"]

    edit(data / "pairs" / "test.jsonl", swap)
    assert "direction" in rules(data)


def test_identifiers_whose_order_tells_the_label_are_found(data):
    def sort(rows):
        for row in rows:
            low, high = sorted((row["evidence_id"], row["claim_id"]))
            row["evidence_id"], row["claim_id"] = (low, high) if row["label"] == "supports" else (high, low)

    for split in ("train", "validation", "test"):
        edit(data / "pairs" / f"{split}.jsonl", sort)
    assert "id-order" in rules(data)


def test_a_listed_couple_that_was_never_judged_is_found(data):
    pool = {(row["evidence_id"], row["claim_id"]) for row in store.read_jsonl(data / "annotations" / EVENT / "pool.jsonl")}
    ids = sorted(row["claim_id"] for row in store.read_jsonl(data / "claims.jsonl"))
    other = next(claim for claim in ids[1:] if (ids[0], claim) not in pool)

    def add(rows):
        first(rows, claim_id=ids[0])["supports"].append(other)

    edit(data / "annotations" / EVENT / "listing-a.jsonl", add)
    assert "pool" in rules(data)


def test_a_missing_consequence_of_clear_relations_is_found(data):
    def drop(rows):
        supports = {(r["evidence_id"], r["claim_id"]) for r in rows if r["label"] == "supports" and r["certainty"] == "clear"}
        chain = next((a, c) for a, b in supports for b2, c in supports if b == b2 and a != c and (a, c) in supports)
        rows[:] = [row for row in rows if (row["evidence_id"], row["claim_id"]) != chain]

    edit(data / "relations.jsonl", drop)
    assert "closure" in rules(data)


def test_the_same_words_judged_differently_are_found(data):
    texts = {row["claim_id"]: row["text"] for row in store.read_jsonl(data / "claims.jsonl")}

    def change(rows):
        words = [tuple(sorted((texts[row["evidence_id"]], texts[row["claim_id"]]))) for row in rows]
        row = next(row for row, pair in zip(rows, words, strict=True) if words.count(pair) > 1 and row["label"] == "contradicts")
        row["certainty"] = "borderline" if row["certainty"] == "clear" else "clear"

    edit(data / "relations.jsonl", change)
    assert "same-words" in rules(data)


def test_an_annotator_that_nobody_describes_is_found(data):
    path = data / "annotations" / "annotators.json"
    store.write_text(path, store.dump_json([row for row in store.read_json(path) if row["annotator"] != "listing-b"]))
    assert "annotator" in rules(data)


def test_a_stray_file_among_the_annotations_is_found(data):
    (data / "annotations" / EVENT / "notes.txt").write_text("x")
    assert "file" in rules(data)


def test_a_hash_that_is_not_that_of_the_slice_is_found(data, articles):
    edit(data / "claims.jsonl", lambda rows: rows[0]["spans"][0].update(sha256="0" * 64))
    assert "span-hash" in rules(data, articles)
    assert "span-hash" not in rules(data)


def test_source_text_in_the_data_is_found(data, articles):
    text = next(path for path in sorted(articles.iterdir())).read_text(encoding="utf-8")
    stolen = " ".join(text.split()[40:52])
    edit(data / "relations.jsonl", lambda rows: rows[0].update(rationale=stolen))
    assert "source-text" in rules(data, articles)


def test_source_text_in_the_guidelines_is_found(data, articles):
    text = next(path for path in sorted(articles.iterdir())).read_text(encoding="utf-8")
    docs = data.parent / "docs"
    docs.mkdir()
    (docs / "page.md").write_text(" ".join(text.split()[40:52]), encoding="utf-8")
    assert "source-text" in rules(data, articles)


def test_a_claim_of_the_data_in_the_guidelines_is_refused(data):
    docs = data.parent / "docs"
    docs.mkdir()
    shutil.copy(_paths.ROOT / "docs" / "annotation-guidelines.md", docs)
    assert rules(data) == set()
    claim = store.read_jsonl(data / "claims.jsonl")[5]["text"]
    with (docs / "annotation-guidelines.md").open("a", encoding="utf-8") as file:
        file.write(f"\n* {claim.upper()}\n")
    assert rules(data) == {"guidelines"}


def test_all_problems_are_reported_at_once_with_their_places(data):
    edit(data / "claims.jsonl", lambda rows: (rows[1].update(topic="weather"), rows[4].update(topic="weather")))
    found = [str(problem) for problem in check.check(data).problems if problem.rule == "reference"]
    assert [line.split("claims.jsonl")[1] for line in found] == [
        f":2: $.topic: event {EVENT} has no topic weather",
        f":5: $.topic: event {EVENT} has no topic weather",
    ]


@pytest.mark.parametrize("file", ["claims.jsonl", "splits.json", "pairs/test.jsonl", "votes/full.jsonl"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"{", b"[]", b"null"])
def test_a_file_that_cannot_be_read_is_one_clear_line(data, file, content):
    if content is None:
        (data / file).unlink()
    else:
        (data / file).write_bytes(content)
    try:
        problems = [str(problem) for problem in check.check(data).problems]
    except InputError as error:
        problems = str(error).splitlines()
    assert problems
    assert all(file.split("/")[-1] in line or str(data.name) in line for line in problems), problems
    assert all(len(line.splitlines()) == 1 for line in problems)
