"""Spans in a reader's own copies: every way in which a copy may differ, and the real texts where they are at hand."""

import json
import textwrap
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossclaim import InputError, _paths, store, text
from crossclaim.authoring import articles as reading
from crossclaim.authoring.hydrate import hydrate, windows
from tests.test_cli import run

FERRY = (
    "The ferry Aurelia ran aground off Port Alder on Tuesday with 40 people on board — its third mishap this year.\n\n"
    "“We pulled everybody out before midnight,” said Captain Mira Holt of the café ship. “Nobody was hurt.”\n\n"
    "The pilots’ union denied that the light had failed. Nobody was hurt, it agreed.\n"
)
MILL = "A fire destroyed the Norvik mill in the night to Sunday.\n\nThe owner, Lena Dahl, told reporters that a lamp had fallen over.\n"
QUOTES = {
    "alder": [
        "ran aground off Port Alder",
        "“We pulled everybody out before midnight,”",
        "40 people on board — its third",
        "café",
        "Aurelia",
    ],
    "norvik": ["destroyed the Norvik mill", "a lamp had fallen over"],
}
TEXTS = {"alder": FERRY, "norvik": MILL}


def claims():
    found = []
    for article, quotes in QUOTES.items():
        spans = [text.find_quote(TEXTS[article], quote) for quote in quotes]
        if article == "alder":  # a phrase that stands twice: both places are claims of their own
            first, second = FERRY.index("Nobody was hurt"), FERRY.rindex("Nobody was hurt")
            spans += [text.span(FERRY, start, start + 15) for start in (first, second)]
        for i, span in enumerate(spans):
            number = f"c-{article}-{i}"
            found.append({"claim_id": number, "event_id": f"{article}-2031", "article_id": article, "text": f"Claim {i}.", "spans": [span]})
    return found


@pytest.fixture
def invented(tmp_path):
    folder = tmp_path / "data"
    rows = [
        {"article_id": name, "event_id": f"{name}-2031", "n_chars": len(content), "sha256": text.sha256(content)}
        for name, content in TEXTS.items()
    ]
    store.write_text(folder / "articles.jsonl", store.dump_jsonl(rows))
    store.write_text(folder / "claims.jsonl", store.dump_jsonl(claims()))
    return folder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


def wrapped(content, width=40):
    return "\n\n".join(textwrap.fill(paragraph, width) for paragraph in content.split("\n\n"))


def straight(content):
    return content.translate(str.maketrans("“”’—", '""\'-'))


COPIES = {
    "identical": (str, "utf-8", "identical"),
    "CRLF": (lambda c: c.replace("\n", "\r\n"), "utf-8", "line endings"),
    "CR": (lambda c: c.replace("\n", "\r"), "utf-8", "line endings"),
    "no last line end": (str.rstrip, "utf-8", "last line end (missing)"),
    "BOM": (str, "utf-8-sig", "encoding utf-8-sig"),
    "UTF-16": (str, "utf-16", "encoding utf-16"),
    "UTF-16 without BOM": (str, "utf-16-le", "encoding utf-16-le"),
    "UTF-16, big end first": (str, "utf-16-be", "encoding utf-16-be"),
    "UTF-32": (str, "utf-32", "encoding utf-32"),
    "Windows-1252": (str, "cp1252", "encoding cp1252"),
    "Windows-1252 and CRLF": (lambda c: c.replace("\n", "\r\n"), "cp1252", "encoding cp1252, line endings"),
    "Latin-1": (straight, "latin-1", "encoding cp1252, layout, quotes or dashes"),
    "decomposed": (lambda c: unicodedata.normalize("NFD", c), "utf-8", "Unicode form"),
    "hard wraps": (wrapped, "utf-8", "layout, quotes or dashes"),
    "blank lines left out": (lambda c: c.replace("\n\n", "\n"), "utf-8", "layout, quotes or dashes"),
    "straight quotes": (straight, "utf-8", "layout, quotes or dashes"),
    "no-break blanks": (lambda c: c.replace(" ", "\u00a0"), "utf-8", "layout, quotes or dashes"),
    "soft hyphens": (lambda c: c.replace("midnight", "mid\u00adnight"), "utf-8", "layout, quotes or dashes"),
    "capitals": (str.upper, "utf-8", "layout, quotes or dashes"),
    "all at once": (lambda c: wrapped(straight(c)).replace("\n", "\r\n"), "utf-16", "encoding utf-16, layout, quotes or dashes"),
    "words around it": (lambda c: f"Home | Sport\n{c}\nAll rights reserved.", "utf-8", "layout, quotes or dashes"),
}


@pytest.mark.parametrize(("change", "encoding", "differs"), COPIES.values(), ids=COPIES)
def test_every_span_is_found_in_a_faithful_copy_and_the_difference_is_named(invented, folder, change, encoding, differs):
    for i, content in enumerate(TEXTS.values()):
        (folder / f"{i}.txt").write_bytes(change(content).encode(encoding))
    found = hydrate(folder, invented)
    assert found.complete
    assert found.reports[0].differs == differs
    assert [report.article_id for report in found.reports] == ["alder", "norvik"]
    for passage in found.passages:
        (span,), (place,) = passage.claim["spans"], passage.places
        copy, _ = reading.decode((folder / passage.copy.file.rsplit("/", 1)[-1]).read_bytes())
        normal = text.normalize(copy[place[0] : place[1]])
        assert (len(normal), text.sha256(normal)) == (span["normalized_length"], span["normalized_sha256"])


@pytest.mark.parametrize("change", [wrapped, lambda c: "Nobody was hurt.\n" * 3 + c, lambda c: c + "\nNobody was hurt." * 3])
def test_a_phrase_that_stands_several_times_is_found_where_its_neighbours_are(invented, folder, change):
    copy = change(FERRY)
    (folder / "copy").write_text(copy, encoding="utf-8")
    places = [p.places[0][0] for p in hydrate(folder, invented, event_id="alder-2031").passages if p.claim["claim_id"][-1] in "56"]
    assert [copy[at - 1] for at in places] == ["“", copy[copy.index("failed.") + 7]]


def test_a_saved_page_is_a_copy(invented, folder):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in FERRY.split("\n\n"))
    (folder / "page.html").write_text(f"<html lang='en'><body><article>{body}</article></body></html>", encoding="utf-8")
    (report,) = hydrate(folder, invented, event_id="alder-2031").reports
    assert (report.found, report.differs) == (7, "taken from HTML, layout, quotes or dashes")


def test_another_version_is_found_in_part_and_the_share_is_said(invented, folder):
    (folder / "later.txt").write_text(FERRY.replace("40 people", "41 people").replace("Aurelia", "Amelia"), encoding="utf-8")
    found = hydrate(folder, invented)
    assert not found.complete
    assert (found.reports[0].found, found.reports[0].spans) == (5, 7)
    assert found.reports[0].differs == "another version, which holds 71% of the spans"
    assert found.reports[1] == ("norvik", None, 2, 0, "no copy of it in the folder")
    assert [passage.words for passage in found.passages if passage.places == [None]] == ["", "", "", ""]


def test_the_best_copy_is_taken_and_what_is_no_copy_is_named(invented, folder):
    (folder / "a.txt").write_text(FERRY[:150], encoding="utf-8")
    (folder / "b.txt").write_text(wrapped(FERRY), encoding="utf-8")
    (folder / "c.txt").write_text("Bread prices rose again in Port Selm.\n", encoding="utf-8")
    (folder / "d.bin").write_bytes(b"\x00\x01\x02")
    (folder / "e.html").write_bytes(b"<html></html>")
    (folder / "f.txt").write_bytes(b"x" * (reading.LIMIT + 1))
    found = hydrate(folder, invented, event_id="alder-2031")
    assert found.reports[0].file.endswith("b.txt")
    assert sorted(line.split(": ")[0].rsplit("/", 1)[-1] for line in found.unused) == ["a.txt", "c.txt", "d.bin", "e.html", "f.txt"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"event_id": "alder-2032"}, "Did you mean 'alder-2031'"),
        ({"claim_id": "c-1"}, "unknown claim 'c-1'"),
        ({"claim_id": "c-alder-0", "event_id": "norvik-2031"}, "does not belong"),
    ],
)
def test_an_unknown_claim_or_event_is_refused(invented, folder, asked, message):
    with pytest.raises(InputError, match=message):
        hydrate(folder, invented, **asked)


def test_a_folder_that_is_not_there_is_refused(invented, tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        hydrate(tmp_path / "absent", invented)


@settings(deadline=None)
@given(st.text())
def test_the_way_back_covers_the_normal_form(content):
    mapped = text.mapped(content)
    assert mapped.text == text.normalize(content)
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert all(start < end for start, end in zip(mapped.starts, mapped.ends, strict=True))


def test_a_window_starts_and_ends_at_a_words_edge_or_anywhere_where_scripts_have_no_case():
    def key(words):
        return len(words), text.sha256(words)

    assert windows("a ferry, aground", [key("ferry"), key("erry"), key("ferr"), key('ferry, aground')]) == {
        key("ferry"): [2], key("ferry, aground"): [2],
    }  # fmt: skip
    assert windows("渡船搁浅了", [key("船搁")]) == {key("船搁"): [1]}


def test_the_command_writes_passages_and_says_what_is_missing(invented, folder, tmp_path):
    (folder / "ferry.txt").write_text(wrapped(FERRY), encoding="utf-8")
    words = ["hydrate", "--articles", folder, "--data", invented]
    output = tmp_path / "passages.jsonl"
    written = run(*words, "--output", output, code=1)
    assert written.stdout == ""
    assert "alder: 7 of 7 spans found" in written.stderr
    assert "norvik: 0 of 2 spans found (no copy of it in the folder)" in written.stderr
    passages = store.read_jsonl(output)
    assert [row["claim_id"] for row in passages] == [claim["claim_id"] for claim in claims()]
    assert wrapped(FERRY)[passages[0]["spans"][0]["start"] :].startswith(passages[0]["passage"])
    assert passages[-1]["spans"] == [None]
    lines = run(*words, "--event", "alder-2031").stdout.splitlines()
    assert [json.loads(line) for line in lines] == passages[:7]
    report = json.loads(run(*words, "--event", "alder-2031", "--json").stdout)
    assert report["complete"]
    assert report["passages"] == passages[:7]


def test_the_command_shows_a_claim_in_context(invented, folder):
    (folder / "ferry.txt").write_text(FERRY.replace("\n", "\r\n"), encoding="utf-8", newline="")
    shown = run("hydrate", "--articles", folder, "--data", invented, "--claim", "c-alder-1").stdout
    assert shown.startswith("c-alder-1 (alder): Claim 1.\n\n▶“We pulled everybody out before midnight,”◀ said Captain Mira Holt")
    assert shown.endswith("hurt.”\n")


def test_passages_are_never_written_into_the_data_folder(invented, folder):
    words = ["hydrate", "--articles", folder, "--data", invented, "--output", invented / "passages.jsonl"]
    assert "inside the data folder" in run(*words, code=2).stderr


def test_every_span_of_the_data_set_is_found_in_the_real_texts(articles):
    found = hydrate(articles, _paths.DATA)
    assert found.complete
    assert {report.differs for report in found.reports} == {"identical"}
    claim = found.passages[0]
    assert [text.sha256(claim.copy.content[s:e]) for s, e in claim.places] == [span["sha256"] for span in claim.claim["spans"]]


def test_every_span_of_the_data_set_is_found_in_copies_with_other_encoding_and_layout(articles, folder):
    for path in articles.iterdir():
        lines = path.read_bytes().decode().split("\n")
        copy = "\r\n\r\n".join(textwrap.fill(line, 60, break_on_hyphens=False).replace("\n", "\r\n") for line in lines if line.strip())
        (folder / path.name).write_bytes(copy.encode("cp1252"))
    found = hydrate(folder, _paths.DATA)
    assert found.complete
    assert {report.differs for report in found.reports} == {"encoding cp1252, layout, quotes or dashes"}
    for passage in found.passages:
        for span, place in zip(passage.claim["spans"], passage.places, strict=True):
            assert text.sha256(text.normalize(passage.copy.content[place[0] : place[1]])) == span["normalized_sha256"]


def test_the_first_half_of_the_real_texts_holds_part_of_the_spans(articles, folder):
    for path in articles.iterdir():
        content = path.read_bytes().decode()
        (folder / path.name).write_text("Updated.\n" + content[: len(content) // 2], encoding="utf-8")
    for report in hydrate(folder, _paths.DATA).reports:
        assert 0 < report.found < report.spans
        assert report.differs.startswith("another version")
