"""Whatever is done to a submission, it is refused or scored as what it says; and what says the same is scored the same."""

import csv
import gzip
import io
import json
import math
import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crossclaim
from crossclaim.errors import InputError
from tests.test_golden import leaves

LABELS = ("contradicts", "neutral", "supports")
GOLD = {"a1": "supports", "a2": "contradicts", "b": "neutral", 'q"é': "supports", "x,y": "contradicts", "z": "supports"}
ANSWERS = {**GOLD, "b": "supports", "z": "neutral"}
BOUNDED = settings(
    max_examples=200, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def sure_of(label):
    """A probability for each label, most of it for one."""
    return {other: 0.5 if other == label else 0.25 for other in LABELS}


def rows_of(answers, probabilities=False):
    rows = [{"pair_id": identifier, "label": label} for identifier, label in answers.items()]
    return [{**row, "scores": sure_of(row["label"])} for row in rows] if probabilities else rows


def written(rows, kind):
    """Rows as the bytes of a file."""
    if kind == "jsonl":
        return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()
    if kind == "json":
        return json.dumps(rows, indent=0, ensure_ascii=False).encode()
    if kind == "map":
        return json.dumps({row["pair_id"]: row["label"] for row in rows}).encode()
    flat = [{**row, **{f"score_{label}": p for label, p in row.get("scores", {}).items()}} for row in rows]
    if kind == "parquet":
        file = io.BytesIO()
        pd.DataFrame(flat).drop(columns="scores", errors="ignore").to_parquet(file)
        return file.getvalue()
    text = io.StringIO()
    columns = [column for column in flat[0] if column != "scores"]
    writer = csv.DictWriter(text, columns, extrasaction="ignore", delimiter="," if kind == "csv" else "\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat)
    return text.getvalue().encode()


# ------------------------------------------------------------------------------------------------- what a file says, by the book


def once(pairs):
    """An object whose keys differ."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def no_constant(name):
    raise ValueError(name)


def said(raw, kind):
    """The label and the probabilities of each identifier, or None where the file is none that can be scored."""
    try:
        text = raw.decode("utf-8")
        if kind in ("csv", "tsv"):
            header, *cells = csv.reader(io.StringIO(text, newline=""), delimiter="," if kind == "csv" else "\t", strict=True)
            rows = [dict(zip(header, row, strict=True)) for row in cells]
            flags = [column for column in header if column.startswith("score_")]
            if len(set(header)) < len(header):
                return None
            rows = [{**row, "scores": {c.removeprefix("score_"): float(row[c]) for c in flags}} if flags else row for row in rows]
        elif kind == "jsonl":
            lines = text.removesuffix("\n").split("\n")
            rows = [json.loads(line, object_pairs_hook=once, parse_constant=no_constant) for line in lines]
        else:
            rows = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
            if isinstance(rows, dict):
                rows = [{"pair_id": key, "label": value} for key, value in rows.items()]
        ids = [row["pair_id"] for row in rows]
        labels = {row["pair_id"]: row["label"] for row in rows}
        scores = {row["pair_id"]: row.get("scores") for row in rows}
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error):
        return None
    if sorted(map(str, ids)) != sorted(GOLD) or set(labels) != set(GOLD) or not all(label in LABELS for label in labels.values()):
        return None
    return labels, scores


def brier(labels, scores):
    """The mean of Σ (p − y)² over what the gold says, the probabilities divided by their sum."""
    total = 0.0
    for identifier in labels:
        p = scores[identifier]
        total += sum((p[label] / sum(p.values()) - (label == GOLD[identifier])) ** 2 for label in LABELS)
    return total / len(labels)


# ------------------------------------------------------------------------------------------------------------ what is done to it

SPLICES = [
    *(splice.encode() for splice in ("\n", "\n\n", "\r\n", "\r", " ", "\t", ",", ":", '"', "{", "}", "[", "]", "}\n{", "} {", "\\", "é")),
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\x1f\x8b", b"\xc2\xa0", b"\xe2\x80\xa8", b"\\ud800", b"\\u0061", b"\\n", b"'"),
    *(b"null", b"true", b"NaN", b"Infinity", b"1e999", b"-1", b"0.25", b"0.5", b"0,5", b"1", b"01", b"1_0", b"9" * 400, b"9" * 5000),
    *(b'"label":"supports",', b'"label" :"supports",', b'"l\\u0061bel":"supports",', b'"pair_id":"z",', b'"scores":{},', b'"scores":null,'),
    *(b'"neutral":0.5,', b'"x":1,', b'"score_neutral":0.5,', b"label", b"pair_id", b"scores", b"supports", b"neutral", b"Supports", b"a1"),
]


@st.composite
def mutated(draw, raw):
    """A file with one to three changes to its bytes, words or lines."""
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(("cut", "splice", "replace", "word", "line")))
        at = draw(st.integers(0, max(0, len(raw) - 1)))
        if kind == "cut":
            raw = raw[:at] + raw[at + draw(st.integers(1, 12)) :]
        elif kind == "splice":
            raw = raw[:at] + draw(st.sampled_from(SPLICES)) + raw[at:]
        elif kind == "replace":
            raw = raw[:at] + draw(st.binary(min_size=1, max_size=2)) + raw[at + 1 :]
        elif kind == "word":
            word = draw(st.sampled_from([word for word in (*SPLICES, b"contradicts", b"a2", b'"b"', b'{"') if word in raw] or [b""]))
            where = [i for i in range(len(raw)) if raw.startswith(word, i)]
            start = draw(st.sampled_from(where)) if where else 0
            raw = raw[:start] + draw(st.sampled_from(SPLICES)) + raw[start + len(word) :]
        else:
            lines = raw.split(b"\n")
            i, j = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
            change = draw(st.sampled_from(("drop", "repeat", "swap", "join")))
            if change == "drop":
                del lines[i]
            elif change == "repeat":
                lines.insert(j, lines[i])
            elif change == "swap":
                lines[i], lines[j] = lines[j], lines[i]
            else:
                lines[i : i + 2] = [b"".join(lines[i : i + 2])]
            raw = b"\n".join(lines)
    return raw


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzz")
    (path / "gold.jsonl").write_bytes(written(rows_of(GOLD), "jsonl"))
    return path


FILES = [
    (kind, probabilities)
    for kind in ("jsonl", "json", "map", "csv", "tsv")
    for probabilities in (False, True)
    if kind != "map" or not probabilities
]


@pytest.mark.parametrize(("kind", "probabilities"), FILES)
def test_a_mutated_submission_is_refused_or_scored_as_what_it_says(folder, kind, probabilities):
    whole = written(rows_of(ANSWERS, probabilities), kind)
    path = folder / f"p.{'json' if kind == 'map' else kind}"

    @BOUNDED
    @given(mutated(whole))
    def check(raw):
        path.write_bytes(raw)
        try:
            scores = crossclaim.evaluate(path, gold=folder / "gold.jsonl")
        except InputError as error:
            assert str(error).isprintable() or len(str(error).splitlines()) == len(error.problems)
            return
        meaning = said(raw, kind)
        assert meaning, raw
        labels, given_scores = meaning
        assert scores["accuracy"].value == pytest.approx(sum(labels[i] == GOLD[i] for i in GOLD) / len(GOLD))
        assert ("brier" in scores) == any(p is not None for p in given_scores.values())
        if "brier" in scores:
            assert scores["brier"].value == pytest.approx(brier(labels, given_scores))

    check()


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv"])
def test_what_is_well_formed_is_not_refused(folder, kind):
    whole = written(rows_of(ANSWERS), kind)
    path = folder / f"q.{kind}"

    @BOUNDED
    @given(mutated(whole))
    def check(raw):
        if said(raw, kind) and not raw.startswith(b"\xef") and b"score" not in raw and b"\\ud" not in raw and b"9" * 1000 not in raw:
            path.write_bytes(raw)
            crossclaim.evaluate(path, gold=folder / "gold.jsonl")

    check()


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_mutated_gold_is_refused_or_scored(folder, kind):
    rows = [
        {**row, "certainty": "clear", "evidence_id": f"c{i % 2}", "claim_id": f"d{i % 4}", "event_id": "e"}
        for i, row in enumerate(rows_of(GOLD))
    ]
    whole = written(rows, kind)
    path = folder / f"mutated-gold.{kind}"

    @BOUNDED
    @given(mutated(whole))
    def check(raw):
        path.write_bytes(raw)
        try:
            scores = crossclaim.evaluate(rows_of(ANSWERS), gold=path)
        except InputError:
            return
        assert scores.n == len(GOLD)
        json.dumps(scores.to_json(), allow_nan=False)

    check()


# ------------------------------------------------------------------------------------------------------------- what says the same


def document(predictions, gold):
    """The scores without what may differ: warnings and the digest of the gold."""
    found = crossclaim.evaluate(predictions, gold=gold).to_json()
    parts = [part for part in found["signature"].split("|") if not part.startswith("data:")]
    return {**found, "warnings": [], "signature": parts}


@st.composite
def submissions(draw):
    """Gold rows and the rows of a submission, with or without claims and probabilities."""
    seed = random.Random(draw(st.integers(0, 10**6)))
    n, labels, probabilities, claims = draw(st.tuples(st.integers(4, 25), st.integers(2, 3), st.booleans(), st.booleans()))
    names = LABELS[:labels]
    gold = [{"pair_id": f"p{i}", "label": names[i] if i < labels else seed.choice(names)} for i in range(n)]
    if claims:
        sides = [seed.sample(range(n), 2) for _ in gold]
        gold = [{**row, "evidence_id": f"c{one}", "claim_id": f"c{other}"} for row, (one, other) in zip(gold, sides, strict=True)]
    rows = [{"pair_id": row["pair_id"], "label": seed.choice((row["label"], *names))} for row in gold]
    if probabilities:
        for row in rows:
            weights = [seed.random() for _ in names]
            row["scores"] = {name: weight / math.fsum(weights) for name, weight in zip(names, weights, strict=True)}
    return gold, rows, seed


FEWER = settings(BOUNDED, max_examples=25)


@FEWER
@given(submissions())
def test_order_format_compression_and_unused_columns_do_not_change_the_scores(folder, drawn):
    gold, rows, seed = drawn
    (folder / "same.jsonl").write_bytes(written(gold, "jsonl"))
    expected = document(rows, folder / "same.jsonl")
    shuffled = seed.sample(rows, len(rows))
    for kind in ("jsonl", "json", "csv", "tsv", "parquet", *(["map"] if "scores" not in rows[0] else [])):
        more = [{**row, "note": f"{i}, unused"} for i, row in enumerate(shuffled)]
        for name, raw in ((f"s.{kind}", written(shuffled, kind)), (f"s.{kind}.gz", gzip.compress(written(more, kind)))):
            path = folder / name.replace("map", "json")
            path.write_bytes(raw)
            assert document(path, folder / "same.jsonl") == expected, name
    assert document(pd.DataFrame(shuffled), folder / "same.jsonl") == expected


@FEWER
@given(submissions())
def test_other_names_for_the_pairs_and_claims_do_not_change_the_scores(folder, drawn):
    gold, rows, seed = drawn
    names = {f"{letter}{i}": f"{seed.randrange(10**9)}-{i}" for letter in "pc" for i in range(len(gold))}

    def renamed(table):
        return [{key: names.get(value, value) if isinstance(value, str) else value for key, value in row.items()} for row in table]

    for name, table in (("one.jsonl", gold), ("other.jsonl", renamed(gold))):
        (folder / name).write_bytes(written(table, "jsonl"))
    found, expected = (dict(leaves(document(*pair))) for pair in ((renamed(rows), folder / "other.jsonl"), (rows, folder / "one.jsonl")))
    assert found == pytest.approx(expected, abs=1e-9)  # the claims are summed in another order
