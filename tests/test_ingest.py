"""Registering articles: what is taken, what is refused, where the text goes, and what is seen in it. All articles are invented."""

import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossclaim import InputError, store, text
from crossclaim.authoring import articles as reading
from crossclaim.authoring import hints, languages, passes
from crossclaim.authoring.ingest import Given, containment, ingest
from crossclaim.dataset.check import check
from tests.test_cli import run

EVENT = "caracas-argentine-embassy-exit-2025"
FERRY = (
    "The ferry Aurelia ran aground off Port Alder on Tuesday with 40 people on board, the harbour office said.\n\n"
    "“We pulled everybody out before midnight,” said Captain Mira Holt. “Nobody was hurt.”\n\n"
    "Jon Berg of the pilots' union denied that the light had failed. He said it had been tested that morning.\n"
)
MILL = "A fire destroyed the Norvik mill in the night to Sunday. The owner, Lena Dahl, told reporters that a lamp had fallen over.\n"
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="{charset}"><title>Ferry aground | Port Herald</title>
<meta property="og:site_name" content="Port Herald"><meta name="author" content="Ana Ruiz">
<meta property="article:published_time" content="2021-03-04T08:00:00Z"><link rel="canonical" href="https://herald.example/ferry">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Ferry aground</h1>{paragraphs}</article>
<footer>© Port Herald. All rights reserved.</footer></body></html>"""
SAID = Given(publisher="Port Herald", url="https://herald.example/ferry", language="en")


def page(charset="utf-8"):
    paragraphs = "".join(f"<p>{line}</p>" for line in FERRY.split("\n") if line)
    return PAGE.format(charset=charset, paragraphs=paragraphs).encode(charset)


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def ferry(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_bytes(FERRY.encode())
    return path


def rows(data):
    return store.read_jsonl(data / "articles.jsonl")


def test_a_text_is_registered_as_it_is_and_kept_outside(data, kept, tmp_path):
    path = tmp_path / "ferry.txt"
    content = FERRY.replace("\n", "\r\n") + "  "
    path.write_bytes(content.encode())
    before = (data / "articles.jsonl").read_bytes()
    (new,) = ingest([path], EVENT, SAID, data=data, folder=kept)
    assert (data / "articles.jsonl").read_bytes() == before + store.dump_jsonl([new.row]).encode()
    assert new.row["article_id"] == "caracas-port-herald"
    assert new.row["n_chars"] == len(content)
    assert [file.read_bytes() for file in kept.iterdir()] == [content.encode()]
    assert (kept / f"{new.row['sha256']}.txt").is_file()
    assert [content[s:e] for s, e in new.paragraphs] == FERRY.strip().split("\n\n")


def test_no_word_of_a_text_enters_the_data_folder_and_it_stays_valid(data, kept, ferry):
    ingest([ferry], EVENT, SAID, data=data, folder=kept)
    assert check(data).problems == []
    for file in data.rglob("*"):
        assert not file.is_file() or b"ran aground" not in file.read_bytes(), file


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_a_page_gives_its_main_text_and_what_it_says_of_itself(data, kept, tmp_path, charset):
    path = tmp_path / "page.html"
    path.write_bytes(page(charset))
    (new,) = ingest([path], EVENT, Given(byline="Staff"), data=data, folder=kept)
    said = {field: new.row[field] for field in ("publisher", "url", "byline", "published", "language")}
    url = "https://herald.example/ferry"
    assert said == {"publisher": "Port Herald", "url": url, "byline": "Staff", "published": "2021-03-04", "language": "en"}
    assert "“Nobody was hurt.”" in new.content
    assert "Sport" not in new.content
    assert "rights reserved" not in new.content


BAD = {
    "no such file": (None, "no such file"),
    "empty": (b" \n\n", "the file is empty"),
    "wrong encoding": ("Fähre auf Grund".encode("latin-1"), "byte 0xe4 is not UTF-8"),
    "byte-order mark": (b"\xef\xbb\xbf" + FERRY.encode(), "byte-order mark"),
    "control characters": (FERRY.encode() + b"\x00", "U\\+0000"),
    "an escape sequence": (FERRY.encode() + b"\x1b[2J", "U\\+001B"),
    "too many characters": (b"Aground. " * 40_000, "at most 300,000"),
    "too many bytes": (b"Aground. " * 1_200_000, "at most 10,000,000"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_an_unusable_text_is_refused_with_its_cause(data, kept, tmp_path, content, message):
    path = tmp_path / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        ingest([path], EVENT, SAID, data=data, folder=kept)
    assert not kept.exists()


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (b"<html><body></body></html>", "no main text"),
        (page("utf-8").replace(b"utf-8", b"klingon", 1), "unknown encoding klingon"),
        (page("windows-1252").replace(b"windows-1252", b"utf-8", 1), "is not utf-8"),
    ],
)
def test_an_unusable_page_is_refused_with_its_cause(tmp_path, html, message):
    path = tmp_path / "page.htm"
    path.write_bytes(html)
    with pytest.raises(InputError, match=message):
        reading.read(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"publisher": None, "language": None}, "nothing says its publisher, language; give --publisher, --language"),
        ({"url": "javascript:alert(1)"}, r"\$\.url"),
        ({"language": "english"}, r"\$\.language"),
        ({"published": "2021-02-31"}, "is no day"),
        ({"published": "yesterday"}, r"\$\.published"),
        ({"article_id": "caracas-breitbart"}, "is taken; name another"),
        ({"article_id": "../x"}, r"\$\.article_id"),
        ({"syndicated_from": "caracas-breitbrt"}, "Did you mean 'caracas-breitbart'"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_name(data, kept, ferry, change, message):
    before = (data / "articles.jsonl").read_bytes()
    with pytest.raises(InputError, match=message):
        ingest([ferry], EVENT, SAID._replace(**change), data=data, folder=kept)
    assert (data / "articles.jsonl").read_bytes() == before
    assert not kept.exists()


def test_an_unknown_event_names_the_nearest(data, kept, ferry):
    with pytest.raises(InputError, match=f"Did you mean '{EVENT}'"):
        ingest([ferry], EVENT.replace("exit", "exti"), SAID, data=data, folder=kept)


def test_a_text_is_registered_once_also_within_one_call(data, kept, ferry, tmp_path):
    twin = tmp_path / "twin.txt"
    twin.write_bytes(ferry.read_bytes())
    several = SAID._replace(url=None)
    with pytest.raises(InputError, match="registered already as caracas-port-herald"):
        ingest([ferry, twin], EVENT, several, data=data, folder=kept, ask=lambda *_: "https://herald.example/x")
    assert not kept.exists()
    ingest([ferry], EVENT, SAID, data=data, folder=kept)
    with pytest.raises(InputError, match="registered already"):
        ingest([twin], EVENT, SAID, data=data, folder=kept)


def test_what_belongs_to_one_article_is_not_said_of_two(data, kept, ferry):
    with pytest.raises(InputError, match="belong to one article"):
        ingest([ferry, ferry], EVENT, SAID, data=data, folder=kept)


def test_what_nothing_says_is_asked_for_where_somebody_can_answer(data, kept, ferry):
    asked = []

    def ask(field, name):
        asked.append((field, name.endswith("ferry.txt")))
        return {"publisher": "The Alder Post", "language": "en"}[field]

    (new,) = ingest([ferry], EVENT, Given(url="https://post.example/1"), data=data, folder=kept, ask=ask)
    assert asked == [("publisher", True), ("language", True)]
    assert new.row["article_id"] == "caracas-the-alder-post"


def test_an_identifier_that_is_taken_gets_a_number(data, kept, ferry, tmp_path):
    mill = tmp_path / "mill.txt"
    mill.write_text(MILL, encoding="utf-8")
    (first,) = ingest([ferry], EVENT, SAID, data=data, folder=kept)
    (second,) = ingest([mill], EVENT, SAID, data=data, folder=kept)
    assert [first.row["article_id"], second.row["article_id"]] == ["caracas-port-herald", "caracas-port-herald-2"]


def test_texts_are_never_kept_in_the_data_folder(data, ferry):
    with pytest.raises(InputError, match="inside the data folder"):
        ingest([ferry], EVENT, SAID, data=data, folder=data / "texts")


def test_texts_are_kept_in_a_git_work_tree_only_where_it_ignores_them(data, ferry, tmp_path):
    tree = tmp_path / "tree"
    subprocess.run(["git", "init", "--quiet", str(tree)], check=True)  # noqa: S607
    with pytest.raises(InputError, match="git work tree"):
        ingest([ferry], EVENT, SAID, data=data, folder=tree / "texts")
    (tree / ".gitignore").write_text("/texts/\n")
    ingest([ferry], EVENT, SAID, data=data, folder=tree / "texts")
    assert len(list((tree / "texts").iterdir())) == 1


def test_without_a_folder_nothing_is_registered_but_a_dry_run_looks(data, ferry):
    before = (data / "articles.jsonl").read_bytes()
    with pytest.raises(InputError, match="CROSSCLAIM_ARTICLES"):
        ingest([ferry], EVENT, SAID, data=data, folder=None)
    (new,) = ingest([ferry], EVENT, SAID, data=data, folder=None, dry_run=True)
    assert len(new.sentences) == 5
    assert (data / "articles.jsonl").read_bytes() == before


def test_a_syndicated_copy_is_flagged_against_texts_at_hand_and_files_of_the_call(data, kept, ferry, tmp_path):
    (first,) = ingest([ferry], EVENT, SAID, data=data, folder=kept)
    copy, again, mill = tmp_path / "copy.txt", tmp_path / "again.txt", tmp_path / "mill.txt"
    copy.write_text("From our wire service.\n" + FERRY.replace("“", '"').replace("”", '"'), encoding="utf-8")
    again.write_text(FERRY[:200], encoding="utf-8")
    mill.write_text(MILL, encoding="utf-8")
    urls = iter(range(9))
    news = ingest(
        [copy, again, mill], EVENT, SAID._replace(url=None), data=data, folder=kept, ask=lambda *_: f"https://wire.example/{next(urls)}"
    )
    assert [near.name for near in news[0].near] == [first.row["article_id"]]
    assert len(news[1].near) == 2
    assert news[2].near == []


def test_containment_is_the_share_of_the_shorter_texts_runs():
    assert containment(FERRY, FERRY) == 1
    assert containment(FERRY, FERRY[:100]) > 0.9
    assert containment("one two three four five six", "zero one two three four five") == 0.5
    assert containment("too short", FERRY) == 0


QUOTED = {
    "en": ("“We left,” she said, “at noon.”", ["“We left,”", "“at noon.”"]),
    "de": ("„Wir gingen“, sagte sie, »um zwölf«.", ["„Wir gingen“", "»um zwölf«"]),
    "fr": ("« Nous sommes partis », dit-elle.", ["« Nous sommes partis »"]),
    "es": ("Dijo: «Nos fuimos “a pie” ayer».", ["«Nos fuimos “a pie” ayer»"]),
    "pt": ('Ela disse: "Saímos" e nada mais.', ['"Saímos"']),
    "xx": ("„a“ “b” «c»", ["„a“", "“b”", "«c»"]),
}


@pytest.mark.parametrize("code", QUOTED)
def test_quotations_are_found_by_the_marks_of_the_language(code):
    article, wanted = QUOTED[code]
    assert [article[s:e] for s, e in hints.quotations(article, code)] == wanted


def test_a_quotation_goes_on_in_the_next_paragraph_only_where_that_opens_again():
    article = "“We waited.\n\n“Then we left,” she said. An open “mark\nends nothing."
    assert [article[s:e] for s, e in hints.quotations(article, "en")] == ["“We waited.", "“Then we left,”"]


SPEAKERS = {
    "en": ("The light was fine, said Captain Mira Holt on Friday.", "Captain Mira Holt"),
    "es": ("La luz funcionaba, afirmó Mira del Puerto el viernes.", "Mira del Puerto"),
    "fr": ("Selon Claire de la Tour, le feu marchait.", "Claire de la Tour"),
    "de": ("Laut Mira von Holt war das licht an.", "Mira von Holt"),
    "pt": ("O farol funcionava, disse Ana da Silva ontem.", "Ana da Silva"),
    "it": ("Il faro funzionava, ha detto Mario Rossi ieri.", "Mario Rossi"),
}


@pytest.mark.parametrize("code", languages.codes())
def test_a_reporting_verb_hints_at_its_speaker_in_every_language_that_has_a_file(code):
    article, name = SPEAKERS[code]
    assert [article[h.speaker.start : h.speaker.end] for h in hints.reporting(article, code) if h.speaker] == [name]


def test_a_pronoun_beside_the_verb_leaves_the_speaker_open_and_quoted_verbs_do_not_count():
    article = "Jon Berg left early. “Mira Holt said so,” he said."
    (hint,) = hints.reporting(article, "en")
    assert hint.speaker is None
    assert article[hint.quotation.start : hint.quotation.end] == "“Mira Holt said so,”"
    assert hints.reporting(article, "xx") == []


@pytest.mark.parametrize("code", [*languages.codes(), "nl", "sv"])
def test_sentences_are_cut_in_every_language(code):
    assert passes.sentences("Aurelia 1. \n\nMira Holt!  Jon Berg?", code)[0] == (0, 10)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("aB.!?“”\"' \n\t1é)(,…:"), max_size=80))
def test_every_character_but_blanks_stands_in_one_sentence(article):
    found = passes.sentences(article)
    assert found == sorted(found)
    assert "".join("".join(article[s:e].split()) for s, e in found) == "".join(article.split())
    assert all(article[s:e].strip() == article[s:e] for s, e in found)


def test_a_line_of_many_sentences_is_cut_in_bounded_time():
    article = "The ferry ran aground. Nobody was hurt. " * 1000
    assert len(passes.sentences(article)) == 2000


def test_the_command_reports_by_offset_and_never_prints_words_in_json(data, kept, ferry, monkeypatch):
    monkeypatch.delenv("CROSSCLAIM_ARTICLES", raising=False)
    words = ["ingest", ferry, "--event", EVENT, "--data", data, "--publisher", "Port Herald", "--url", "https://herald.example/1"]
    assert "give --language" in run(*words, "--articles", kept, code=2).stderr
    dry = run(*words, "--language", "en", "--dry-run", "--json").stdout
    (new,) = json.loads(dry)
    assert [FERRY[p["start"] : p["end"]] for p in new["quotations"]][1] == "“Nobody was hurt.”"
    assert new["quotations"][1]["sha256"] == text.sha256("“Nobody was hurt.”")
    assert not text.runs(dry, 3) & text.runs(FERRY, 3)
    assert "Mira" not in dry
    shown = run(*words, "--language", "en", "--articles", kept).stdout
    assert "3 paragraphs, 5 sentences, 2 quotations" in shown
    assert "Captain Mira Holt (1)" in shown
    assert len(rows(data)) == 3


def test_a_withdrawn_text_does_not_come_back(data, kept, ferry):
    row = {
        "id": "caracas-gone",
        "kind": "article",
        "event_id": EVENT,
        "date": "2031-01-02",
        "why": "Asked for.",
        "sha256": text.sha256(FERRY),
    }
    store.write_text(data / "withdrawn.jsonl", store.dump_jsonl([row]))
    with pytest.raises(InputError, match="was withdrawn on 2031-01-02"):
        ingest([ferry], EVENT, SAID, data=data, folder=kept)
    store.write_text(data / "withdrawn.jsonl", store.dump_jsonl([row | {"sha256": "0" * 64}]))
    with pytest.raises(InputError, match="identifier caracas-gone is taken"):
        ingest([ferry], EVENT, SAID._replace(article_id="caracas-gone"), data=data, folder=kept)
