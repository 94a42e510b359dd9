"""A withdrawal leaves nothing of the wording, and everything else valid."""

import json
import shutil

import pytest

from crossclaim import _paths, store, text
from crossclaim.authoring import withdraw
from crossclaim.dataset import build, check
from crossclaim.errors import InputError
from tests.test_check import EVENT, edit, rules
from tests.test_cli import run

WHY = "Asked for by the publisher."
CLAIMS = store.read_jsonl(_paths.DATA / "claims.jsonl")
WORDS = [" ".join(text.words(row["text"])) for row in CLAIMS]
ANNOTATIONS = f"annotations/{EVENT}"


READ = [
    (path.stem, " ".join(text.words(row["text"])))
    for path in sorted((_paths.DATA / ANNOTATIONS).glob("*.jsonl"))
    if path.stem.startswith(("claims-", "inventory-"))
    for row in store.read_jsonl(path)
]


def elsewhere(words, article):
    """Whether readers of another article wrote the same words."""
    return any(words in other for name, other in READ if not name.endswith(article))


def claim(**fields):
    """The first claim whose words nobody else states and whose fields are among the given ones."""
    return next(
        row
        for row, words in zip(CLAIMS, WORDS, strict=True)
        if sum(words in other for other in WORDS) == 1
        and not elsewhere(words, row["article_id"])
        and all(row[field] in values for field, values in fields.items())
    )


def everything(data):
    """All that stands in the data folder, word by word."""
    return {path: f" {' '.join(text.words(path.read_text(encoding='utf-8')))} " for path in data.rglob("*") if path.is_file()}


def assert_gone(data, wordings, *identifiers):
    for path, words in everything(data).items():
        for wording in wordings:
            assert f" {' '.join(text.words(wording))} " not in words, (path, wording)
        if path.name != "withdrawn.jsonl":
            for identifier in identifiers:
                assert f" {' '.join(text.words(identifier))} " not in words, (path, identifier)


def wordings_of(row):
    """Every wording that the readings gave a claim: in both passes, in the inventory, and in the gold."""
    folder = _paths.DATA / ANNOTATIONS
    found = {row["text"]}
    for entry in store.read_jsonl(folder / f"inventory-{row['article_id']}.jsonl"):
        if withdraw.claim_id(row["article_id"], entry["n"]) == row["claim_id"]:
            found.add(entry["text"])
            for drawn in entry["drawn_from"]:
                rows = store.read_jsonl(folder / f"{drawn['annotator']}-{row['article_id']}.jsonl")
                found |= {other["text"] for other in rows if other["n"] == drawn["n"]}
    return found


@pytest.mark.parametrize("split", ["part-1", "part-2", "part-3"])
def test_a_withdrawn_claim_leaves_a_tombstone_and_no_word(data, split):
    parts = store.read_json(data / "splits.json")["parts"]
    ids = {key for key, part in parts.items() if part.endswith(split)}
    row = claim(claim_id=ids)
    run("withdraw", row["claim_id"], "--why", WHY, "--data", data)
    (tombstone,) = store.read_jsonl(data / "withdrawn.jsonl")
    assert (tombstone["id"], tombstone["kind"], tombstone["event_id"], tombstone["why"]) == (row["claim_id"], "claim", EVENT, WHY)
    assert_gone(data, wordings_of(row), row["claim_id"])
    assert check.check(data).problems == []
    assert build.stale(data, build.built(data)) == []
    assert row["claim_id"] not in store.read_json(data / "splits.json")["parts"]
    statistics = store.read_json(data / "statistics.json")["events"][EVENT]
    assert statistics["claims"]["total"] == len(CLAIMS) - 1
    before = store.read_jsonl(_paths.DATA / "relations.jsonl")
    left = [other for other in before if row["claim_id"] not in (other["evidence_id"], other["claim_id"])]
    assert judged(store.read_jsonl(data / "relations.jsonl")) == judged(left)


def judged(rows):
    return [(row["evidence_id"], row["claim_id"], row["label"], row["certainty"], row["votes"]) for row in rows]


@pytest.mark.parametrize("article", sorted({row["article_id"] for row in CLAIMS}))
def test_a_withdrawn_article_takes_its_claims_with_it(data, articles, article):
    own = [row["claim_id"] for row in CLAIMS if row["article_id"] == article]
    others = [words for row, words in zip(CLAIMS, WORDS, strict=True) if row["article_id"] != article]
    run("withdraw", article, "--why", WHY, "--data", data)
    rows = store.read_jsonl(data / "withdrawn.jsonl")
    assert [row["id"] for row in rows] == [article, *own]
    assert [row["sha256"] is not None for row in rows] == [True] + [False] * len(own)
    gone = [row["text"] for row, words in zip(CLAIMS, WORDS, strict=True) if row["claim_id"] in own]
    gone = [wording for wording, words in ((wording, " ".join(text.words(wording))) for wording in gone)
            if not any(words in other for other in others) and not elsewhere(words, article)]  # fmt: skip
    assert len(gone) > 50
    assert_gone(data, gone, *own)
    assert not list((data / ANNOTATIONS).glob(f"*{article}*"))
    assert check.check(data, articles).problems == []
    assert build.stale(data, build.built(data)) == []


def test_a_claim_that_was_split_off_leaves_the_row_it_was_split_from_reworded(data):
    inventory = {row["n"] for row in store.read_jsonl(data / ANNOTATIONS / "inventory-caracas-breitbart.jsonl")}
    added = next(r for r in store.read_jsonl(data / ANNOTATIONS / "revisions.jsonl") if r["set"] and r["n"] not in inventory)
    whole = int(added["why"].removeprefix("split of "))
    file = f"inventory-{added['article_id']}.jsonl"
    before = {row["n"]: row for row in store.read_jsonl(data / ANNOTATIONS / file)}
    withdraw.withdraw(data, withdraw.claim_id(added["article_id"], added["n"]), WHY)
    after = {row["n"]: row for row in store.read_jsonl(data / ANNOTATIONS / file)}
    assert [n for n in before if before[n]["text"] != after[n]["text"]] == [whole]
    assert after[whole]["drawn_from"] == []
    for drawn in before[whole]["drawn_from"]:
        rows = store.read_jsonl(data / ANNOTATIONS / f"{drawn['annotator']}-{added['article_id']}.jsonl")
        assert drawn["n"] not in {row["n"] for row in rows}
    build.write(data, build.built(data))
    assert check.check(data).problems == []


def test_restatements_go_with_their_bundle(data):
    gone, kept, other = CLAIMS[0]["claim_id"], CLAIMS[1]["claim_id"], CLAIMS[2]["claim_id"]
    rows = [
        {"restatement_id": f"r-0000000{i}", "bundle_id": bundle, "claim_id": one, "rival_id": two, "text": f"Wording {i}.", "strategy": "x"}
        for i, (bundle, one, two) in enumerate([("b-00000001", gone, kept), ("b-00000001", kept, gone), ("b-00000002", kept, other)])
    ]
    store.write_text(data / "restatements.jsonl", store.dump_jsonl(rows))
    (data / "mirror").mkdir()
    mirror = [{"pair_id": str(i), "bundle_id": row["bundle_id"], "claim_id": row["restatement_id"]} for i, row in enumerate(rows)]
    store.write_text(data / "mirror" / "test.jsonl", store.dump_jsonl(mirror))
    withdraw.withdraw(data, gone, WHY)
    assert [row["bundle_id"] for row in store.read_jsonl(data / "restatements.jsonl")] == ["b-00000002"]
    assert [row["bundle_id"] for row in store.read_jsonl(data / "mirror" / "test.jsonl")] == ["b-00000002"]


def test_readers_who_quote_the_wording_elsewhere_are_struck_out(data):
    row = claim()
    others = (other["claim_id"] for other in CLAIMS if other["claim_id"] != row["claim_id"])
    one, two = next(others), next(others)

    def quote(rows):
        found = next(r for r in rows if row["claim_id"] not in (r["evidence_id"], r["claim_id"]))
        found["rationale"] = f"Unlike '{row['text'].upper()}', this is open."

    assert one != two
    edit(data / ANNOTATIONS / "votes-a-1.jsonl", quote)
    run("withdraw", row["claim_id"], "--why", WHY, "--data", data)
    assert_gone(data, wordings_of(row))
    assert withdraw.MARK in (data / ANNOTATIONS / "votes-a-1.jsonl").read_text(encoding="utf-8")


def test_a_dry_run_changes_nothing_and_says_the_same(data):
    before = everything(data)
    identifier = CLAIMS[3]["claim_id"]
    planned = json.loads(run("withdraw", identifier, "--why", WHY, "--dry-run", "--json", "--data", data).stdout)
    assert {path: words for path, words in everything(data).items() if path.name != ".lock"} == before
    result = run("withdraw", identifier, "--why", WHY, "--json", "--data", data)
    assert json.loads(result.stdout) == {**planned, "dry_run": False}
    assert planned["rows"]["claims.jsonl"] == 1
    assert "git history still holds" in result.stderr


def test_what_states_the_same_words_is_named(data):
    twice = next(row for row, words in zip(CLAIMS, WORDS, strict=True) if WORDS.count(words) > 1)
    others = [r["claim_id"] for r in CLAIMS if r["text"] == twice["text"] and r is not twice]
    found = withdraw.withdraw(data, twice["claim_id"], WHY, dry_run=True)
    assert {f"claims.jsonl: {other}" for other in others} <= set(found.same_words)
    assert twice["claim_id"] not in found.same_passage


def test_what_was_withdrawn_cannot_come_back(data):
    article = store.read_jsonl(data / "articles.jsonl")[0]
    identifier = CLAIMS[0]["claim_id"]
    untouched = data.parent / "untouched"
    shutil.copytree(data, untouched)
    tombstones = [
        {"id": identifier, "kind": "claim", "event_id": EVENT, "date": "2026-03-01", "why": WHY, "sha256": None},
        {"id": "another-name", "kind": "article", "event_id": EVENT, "date": "2026-03-01", "why": WHY, "sha256": article["sha256"]},
    ]
    store.write_text(data / "withdrawn.jsonl", store.dump_jsonl(tombstones))
    found = [problem for problem in check.check(data).problems if problem.rule == "withdrawn"]
    assert [problem.path for problem in found] == ["$.claim_id", "$.sha256"]
    store.write_text(data / "withdrawn.jsonl", store.dump_jsonl([{**tombstones[1], "id": article["article_id"], "sha256": "0" * 64}]))
    assert rules(data) == {"withdrawn"}
    store.write_text(data / "withdrawn.jsonl", store.dump_jsonl([{**tombstones[0], "kind": "person"}]))
    assert "schema:enum" in rules(data)
    assert rules(untouched) == set()


def test_a_syndicated_copy_may_still_name_the_withdrawn_original(data):
    first, second = (row["article_id"] for row in store.read_jsonl(data / "articles.jsonl"))
    edit(data / "articles.jsonl", lambda rows: rows[1].update(syndicated_from=first))
    withdraw.withdraw(data, first, WHY)
    build.write(data, build.built(data))
    assert check.check(data).problems == []
    assert [row["article_id"] for row in store.read_jsonl(data / "articles.jsonl")] == [second]


def test_what_cannot_be_withdrawn_is_said(data):
    row = claim()
    articles = [article["article_id"] for article in store.read_jsonl(data / "articles.jsonl")]
    before = everything(data)
    for identifier, why, message in (
        ("c-ffffffff", WHY, "no claim and no article 'c-ffffffff'"),
        (row["claim_id"], f"It says: {row['text']}", "repeats the wording"),
        (row["claim_id"], "  ", "needs a reason"),
    ):
        assert message in run("withdraw", identifier, "--why", why, "--data", data, code=2).stderr
    assert {path: words for path, words in everything(data).items() if path.name != ".lock"} == before
    withdraw.withdraw(data, row["claim_id"], WHY)
    with pytest.raises(InputError, match=r"was withdrawn on .* already"):
        withdraw.withdraw(data, row["claim_id"], WHY)
    withdraw.withdraw(data, articles[0], WHY)
    with pytest.raises(InputError, match="is the last article"):
        withdraw.withdraw(data, articles[1], WHY)


def test_an_event_that_loses_its_last_article_goes(data):
    event = store.read_jsonl(data / "events.jsonl")[0]
    article = store.read_jsonl(data / "articles.jsonl")[0]
    edit(data / "events.jsonl", lambda rows: rows.append({**event, "event_id": "ferry-2026"}))
    edit(data / "articles.jsonl", lambda rows: rows.append({**article, "article_id": "ferry-times", "event_id": "ferry-2026"}))
    (data / "annotations" / "ferry-2026").mkdir()
    store.write_text(data / "annotations" / "ferry-2026" / "coverage-claims-a-ferry-times.jsonl", '{"claims": []}\n')
    withdraw.withdraw(data, "ferry-times", WHY)
    assert [row["event_id"] for row in store.read_jsonl(data / "events.jsonl")] == [EVENT]
    assert not list((data / "annotations" / "ferry-2026").iterdir())
