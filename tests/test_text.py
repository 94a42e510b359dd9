"""Spans, quotations and shared runs of words."""

import pytest

from crossclaim import text

ARTICLE = "Der Fähre “Alder Star” fehlte —\nso hieß es— nichts. Nichts fehlte."


def test_a_span_counts_code_points_and_knows_its_slice():
    found = text.find_quote(ARTICLE, "“Alder Star”")
    assert ARTICLE[found["start"] : found["end"]] == "“Alder Star”"
    assert found["sha256"] == text.sha256("“Alder Star”")
    assert found["normalized_sha256"] == text.sha256('"alder star"')


@pytest.mark.parametrize("quote", ["fehlte", "absent", ""])
def test_a_quotation_must_stand_exactly_once(quote):
    with pytest.raises(ValueError, match="must stand exactly once"):
        text.find_quote(ARTICLE, quote)


def test_the_normal_form_is_the_same_in_a_copy_with_other_layout_and_quotes():
    assert text.normalize("fehlte —\nso  hieß es") == text.normalize("Fehlte - so hieß es".replace(" - ", " – "))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (0, 1000)])
def test_a_slice_outside_the_text_is_refused(start, end):
    with pytest.raises(ValueError, match="no slice"):
        text.span(ARTICLE, start, end)


def test_runs_ignore_case_and_punctuation():
    assert text.runs("One, two; THREE four.", length=3) == {"one two three", "two three four"}
    assert text.runs("too short", length=9) == set()


def test_a_shared_run_loses_a_word_and_nothing_else_changes():
    source = "the captain of the ferry told the harbour master that nobody was aboard"
    string = "Because the captain of the ferry told the harbour master THAT nobody was aboard, B holds."
    shorter = text.without_runs(string, text.runs(source))
    assert not text.runs(shorter) & text.runs(source)
    assert shorter == "Because the captain of the [...] told the harbour master THAT nobody was aboard, B holds."
    assert text.without_runs("Nothing is shared here at all.", text.runs(source)) == "Nothing is shared here at all."
