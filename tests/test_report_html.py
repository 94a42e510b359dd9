"""The page of scores: whole, well formed, alone, and safe whatever a submission or a gold file holds."""

import json
import random
import re
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

import crossclaim
from crossclaim import cli
from crossclaim.scoring import evaluate
from crossclaim.scoring.report import html

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</svg><script>alert(1)</script>",
    "\"' onload='alert(1)",
    "</style></title>&lt;b>",
    "http://x.example/\x00\x1b\x85",
)
VOID = {"meta", "br"}
ELEMENTS = """
    html head meta title style body header main nav section h1 h2 h3 p b br a span ul ol li code div table caption thead tbody tr th td
    figure figcaption blockquote svg line circle text
"""
ATTRIBUTES = """
    lang charset http-equiv content name class id href style aria-label aria-labelledby aria-hidden role tabindex scope colspan dir width
    height viewbox x y x1 x2 y1 y2 cx cy r dy text-anchor transform
"""


class Page(HTMLParser):
    """Reads a page and refuses what is not balanced or not known; keeps the text of each element."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.sections, self.said, self.count = [], [], {}, [], {}
        self.feed(page)
        self.close()
        assert self.open == []
        assert self.rawdata == ""

    def handle_starttag(self, tag, attrs):
        assert tag in ELEMENTS.split(), tag
        names = [name for name, _ in attrs]
        assert set(names) <= set(ATTRIBUTES.split()), names
        assert len(set(names)) == len(names)
        given = dict(attrs)
        assert given.get("href", "#").startswith("#")
        assert re.fullmatch(r"(--share:[01]\.\d{3})?", given.get("style", ""))
        if "id" in given:
            assert given["id"] not in self.ids
            self.ids.append(given["id"])
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag == "section":
            self.sections[given["aria-labelledby"]] = ""
        if tag == "svg":
            assert given.get("role") == "img" or given.get("aria-hidden") == "true"
        if tag == "th":
            assert given["scope"] in ("row", "col", "colgroup")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert "svg" in self.open
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.said.append(data)
            if self.sections:
                self.sections[list(self.sections)[-1]] += data

    def unknown_decl(self, data):
        raise AssertionError(data)

    handle_pi = handle_comment = unknown_decl


def submission(n=60, events=3, labels=("contradicts", "supports"), probabilities=True, **more):
    """Gold and predictions, half at random."""
    draw = random.Random(n)
    gold, said = [], []
    for i in range(n):
        one, other = draw.sample(range(n // 2), 2)
        label, answer = draw.choice(labels), draw.choice(labels)
        row = {
            "pair_id": f"p{i:03}",
            "label": label,
            "certainty": "borderline" if i % 4 == 0 else "clear",
            "scope": "within" if i % 3 else "cross",
            "evidence_id": f"c{one:02}",
            "claim_id": f"c{other:02}",
            "event_id": f"event {i % events}",
            "evidence": f"The ferry sank, {i}.",
            "claim": f"The ferry did not sink, {i}.",
            "evidence_speaker": "the harbour master" if i % 2 else None,
            "evidence_article_id": "courier-3",
            "claim_speaker": None,
            "claim_article_id": "gazette-1",
        }
        gold.append({**row, **{key: value(i) if callable(value) else value for key, value in more.items()}})
        p = round(draw.uniform(0.6, 0.99), 3)
        scores = {other: p if other == answer else (1 - p) / (len(labels) - 1) for other in labels}
        said.append({"pair_id": row["pair_id"], "label": answer, **({"scores": scores} if probabilities else {})})
    return gold, said


@pytest.fixture
def scored(tmp_path):
    def score(gold, said, **options):
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in gold))
        return crossclaim.evaluate(said, gold=path, **options)

    return score


def test_the_page_holds_every_section(scored):
    page = Page(html.report(scored(*submission(), slices=["scope", "certainty"])))
    names = ["headline", "figures", "confusion", "intervals", "slices", "events", "reliability", "consistency", "errors", "rests"]
    assert list(page.sections) == names
    assert all(text.strip() for text in page.sections.values())
    assert page.count["caption"] == page.count["table"] == 3
    assert "task:gold|" in page.sections["rests"]


def test_the_page_asks_nothing_of_the_network_and_runs_nothing(scored):
    page = html.report(scored(*submission(), slices=["scope"]))
    assert "http" not in page.replace("http-equiv", "")
    assert "default-src 'none'" in page
    for word in ("<script", "<link", "<img", "javascript:", "url(", "@import", "src=", "//"):
        assert word not in page, word


def test_figures_intervals_and_confusion_are_those_of_the_scores(scored):
    scores = scored(*submission())
    page = Page(html.report(scores))
    headline = scores["event_macro_f1"]
    assert f"{headline.value:.3f}" in page.sections["headline"]
    assert f"[{headline.low:.3f}, {headline.high:.3f}]" in page.sections["headline"]
    assert f"{scores.new_events['event_macro_f1'].low:.3f}" in page.sections["headline"]
    for figures in (scores, scores.all):
        for figure in figures.values():
            assert f"{figure.value:.3f}" in page.sections["figures"]
    for count in scores.tables["all"].flat:
        assert f"{int(count)}" in page.sections["confusion"]
    assert all(event in page.sections["events"] for event in scores.per_event)
    assert all(f"{accuracy:.3f}" in page.sections["reliability"] for *_, accuracy in scores.reliability)


def test_slices_are_marked_where_they_are_small_or_have_one_label(scored):
    gold, said = submission(side=lambda i: "lone" if i == 7 else None)
    page = html.report(scored(gold, said, slices=["certainty", "side"]))
    rows = {row.split(" ", 1)[0]: row for row in re.findall(r"<li><p>(.*?)</p>", page)}
    assert "few pairs" in rows["borderline"]
    assert "few pairs" not in rows["clear"]
    assert "few pairs" in rows["lone"]
    assert "one gold label" in rows["lone"]
    assert "one gold label" not in rows["(none)"]


def test_errors_stand_with_who_says_each_claim_and_where_the_surest_first(scored):
    gold, said = submission()
    scores = scored(gold, said)
    text = Page(html.report(scores)).sections["errors"]
    truth = {row["pair_id"]: row for row in gold}
    wrong = [row for row in said if row["label"] != truth[row["pair_id"]]["label"]]
    assert len(wrong) > html.MOST_ERRORS
    assert f"{len(wrong)} wrong predictions; {html.MOST_ERRORS} are shown" in text
    surest = sorted(wrong, key=lambda row: (-row["scores"][row["label"]], row["pair_id"]))[: html.MOST_ERRORS]
    assert re.findall(r"p\d{3}", text) == [row["pair_id"] for row in surest]
    first = truth[surest[0]["pair_id"]]
    for words in (first["evidence"], first["claim"], first["evidence_speaker"] or "own voice", "courier-3", "gazette-1"):
        assert words in text.split(surest[1]["pair_id"])[0]
    assert f"{1 - surest[0]['scores'][surest[0]['label']]:.3f}" in text


def test_without_probabilities_errors_stand_by_identifier(scored):
    page = Page(html.report(scored(*submission(probabilities=False))))
    found = re.findall(r"p\d{3}", page.sections["errors"])
    assert found == sorted(found)
    assert "reliability" not in page.sections
    assert "probability" not in page.sections["errors"]


@pytest.mark.parametrize("nasty", HOSTILE)
def test_whatever_comes_from_outside_is_shown_and_never_markup(scored, nasty):
    gold, said = submission(labels=(nasty, "supports"), evidence=f"{nasty}\x07", evidence_speaker=nasty, claim_article_id=nasty)
    for row, answer in zip(gold, said, strict=True):
        row["pair_id"] = answer["pair_id"] = nasty + row["pair_id"]
        row["event_id"] += nasty
        row[nasty] = nasty
        answer[nasty] = 1
    report = html.report(scored(gold, said, slices=[nasty, "event_id"]))
    page = Page(report)
    shown = re.sub(r"[\x00-\x1f\x85]", "\ufffd", nasty)
    for name in ("figures", "confusion", "intervals", "slices", "events", "errors"):
        assert shown in page.sections[name], name
    assert page.sections["errors"].count(f"{shown}\ufffd") == html.MOST_ERRORS
    assert report.encode("utf-8")


def test_the_same_scores_give_the_same_bytes(scored):
    gold, said = submission()
    once = html.report(scored(gold, said, slices=["scope"]))
    assert html.report(scored(gold, said[::-1], slices=["scope"])) == once


def test_missing_rows_are_counted_and_not_shown_as_predictions(scored):
    gold, said = submission()
    page = Page(html.report(scored(gold, said[5:], allow_missing=True)))
    assert "5 missing rows are counted as wrong" in page.sections["rests"]
    assert evaluate.MISSING in page.sections["confusion"]
    assert "p001" not in page.sections["errors"]
    assert "consistency" not in page.sections


def test_a_bare_gold_of_one_kind_of_pair_is_enough(scored):
    gold = [{"pair_id": x, "label": y} for x, y in zip("abc", ("yes", "no", "no"), strict=True)]
    page = Page(html.report(scored(gold, {"a": "no", "b": "no", "c": "no"})))
    assert "precision yes: nothing was predicted as this label" in page.sections["rests"]
    assert "taken as independent" in page.sections["headline"]
    assert "clear" not in page.sections["figures"]
    assert page.count.get("blockquote") is None
    assert {"slices", "events", "reliability", "consistency"}.isdisjoint(page.sections)


def test_a_perfect_submission_has_no_errors(scored):
    gold, _ = submission()
    page = Page(html.report(scored(gold, {row["pair_id"]: row["label"] for row in gold})))
    assert "No prediction is wrong" in page.sections["errors"]
    assert "1.000" in page.sections["headline"]


def test_borderline_pairs_alone_leave_the_headline_undefined(scored):
    gold, said = submission(certainty="borderline")
    assert "undefined" in Page(html.report(scored(gold, said))).sections["headline"]


def test_few_clusters_have_no_interval_and_one_label_is_a_gold_of_its_own(scored):
    gold = [{"pair_id": f"p{i}", "label": "yes", "cluster_id": f"k{i % 3}", "event_id": "e"} for i in range(9)]
    page = Page(html.report(scored(gold, {row["pair_id"]: "yes" for row in gold})))
    assert "No interval: the gold has 3 clusters" in page.sections["headline"]
    assert "one event only" in page.sections["headline"]


def test_texts_without_a_known_source_say_so(scored):
    gold, said = submission()
    bare = [{key: value for key, value in row.items() if not key.endswith(("_speaker", "_article_id"))} for row in gold]
    assert "does not say who says it" in Page(html.report(scored(bare, said))).sections["errors"]


def test_the_command_slices_the_page_and_nothing_else(tmp_path):
    said, page = tmp_path / "p.jsonl", tmp_path / "page.html"
    rows = crossclaim.load("pairs", split="test")
    said.write_text("".join(json.dumps({"pair_id": row.pair_id, "label": "supports"}) + "\n" for row in rows))

    def run(*more):
        result = CliRunner().invoke(cli.main, ["evaluate", str(said), "--json", *more], catch_exceptions=False)
        assert result.exit_code == 0
        return json.loads(result.stdout), Page(page.read_text(encoding="utf-8")) if more else None

    (plain, _), (with_page, sliced), (_, asked) = run(), run("--html", str(page)), run("--html", str(page), "--slice", "claim_kind")
    assert with_page == plain
    assert all(column in sliced.sections["slices"] for column in ("scope", "certainty", "contradiction_type"))
    assert "claim_kind" in asked.sections["slices"]
    assert "scope" not in asked.sections["slices"]
