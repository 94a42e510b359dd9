"""Tasks give nothing away, and a filled-in file comes back as the pass that was answered, in each form, or is refused row by row."""

import contextlib
import csv
import io
import json
import re
import shutil
import subprocess

import pytest
from label_studio_sdk.label_interface import LabelInterface

from crossclaim import _paths, store, text
from crossclaim.authoring import passes
from crossclaim.authoring.tasks import export, intake
from crossclaim.authoring.tasks.fields import SEPARATOR
from crossclaim.authoring.tasks.kinds import KINDS
from crossclaim.dataset import check, inventory
from crossclaim.errors import InputError
from tests.test_cli import run

FERRY, CARACAS = "port-alder-ferry-2031", "caracas-argentine-embassy-exit-2025"
FORMS = ("jsonl", "csv", "label-studio")
TEXTS = {
    "alder-post": "🚢 The nine passengers left the ferry on Tuesday.\n\nGood morning, readers!\n\n"
    "The harbour master said that nobody was hurt. The passengers had left by noon.\n",
    "norvik-herald": "=1+1 was written on the hull.\n\nEight passengers left the ferry after a raid. The harbour master denied the raid.\n",
}
CLAIMS = {
    "alder-post": ["The nine passengers left the ferry.", "Nobody on the ferry was hurt.", "The harbour master spoke of the ferry."],
    "norvik-herald": [
        "Eight passengers left the ferry.",
        "There was a raid on the ferry.",
        "The harbour master denied a raid on the ferry.",
    ],
}


@pytest.fixture
def ferry(data, tmp_path):
    """The data with an invented event: two articles, whose texts lie in `articles`, six claims, a pool and two restatements."""
    (tmp_path / "articles").mkdir()
    event = {
        "event_id": FERRY, "title": "Exit from the ferry", "date": "2031-03-04", "region": "North", "topic": "sea", "scope": "The exit.",
        "frame": [{"entity": "the ferry", "refers_to": "the Alder Star"}], "topics": [{"topic": "exit", "about": "how they left"}],
    }  # fmt: skip
    append(data / "events.jsonl", [event])
    folder = data / "annotations" / FERRY
    for article, content in TEXTS.items():
        (tmp_path / "articles" / f"{article}.txt").write_text(content, encoding="utf-8")
        row = {
            "article_id": article, "event_id": FERRY, "publisher": article, "url": f"https://example.org/{article}", "title": None,
            "byline": None, "published": None, "language": "en", "n_chars": len(content), "sha256": text.sha256(content),
            "extent": "whole", "syndicated_from": None,
        }  # fmt: skip
        append(data / "articles.jsonl", [row])
        fields = {"kind": "content", "speaker": None, "stance": "reports", "modality": "asserted", "as_of": None, "topic": "exit"}
        rows = [{"n": n, "text": words, **fields, "spans": [text.span(content, n, n + 9)]} for n, words in enumerate(CLAIMS[article], 1)]
        store.write_text(folder / f"inventory-{article}.jsonl", store.dump_jsonl(rows))
    claims = inventory.derive_claims(folder, FERRY, list(TEXTS))
    append(data / "claims.jsonl", claims)
    ids = sorted(claim["claim_id"] for claim in claims)
    couples = [(one, other) for one in ids for other in ids if one < other]
    pool = [{"evidence_id": one, "claim_id": other, "origin": "random", "round": 1} for one, other in couples]
    store.write_text(folder / "pool.jsonl", store.dump_jsonl(pool))
    nine, eight = claims[0]["claim_id"], claims[3]["claim_id"]
    restated = [
        {"restatement_id": "r-00000001", "claim_id": nine, "rival_id": eight, "text": "Those who got off the ferry were nine."},
        {"restatement_id": "r-00000002", "claim_id": eight, "rival_id": nine, "text": "Those who got off the ferry were eight."},
    ]
    rows = [{**row, "bundle_id": "b-00000001", "strategy": "reordered"} for row in restated]
    store.write_text(data / "restatements.jsonl", store.dump_jsonl(rows))
    return data


def append(path, rows):
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(old + store.dump_jsonl(rows), encoding="utf-8")


def write(data, name, form, output, **settings):
    articles = output.parent / "articles" if (output.parent / "articles").is_dir() else None
    return export.write(name, settings.pop("event", FERRY), form, output, data=data, articles=articles, **settings)


def take(data, file, name, annotator="c", **settings):
    describe = settings.pop("describe", intake.Description("human"))
    return intake.store_pass(
        file, name, FERRY, annotator, data=data, articles=data.parent / "articles", describe=describe, **settings
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- a made-up reader


def opinion(name, item, shown):
    """What the reader answers on an item of the kinds that have one answer per item."""
    if name == "listing":
        return {"supports": [item % 6 + 1], "supported_by": [], "mutual": [], "contradicts": [(item + 1) % 6 + 1] if item % 2 else []}
    answers = {
        "pool": ["supports", "supported_by", "mutual", "contradicts", "neutral"],
        "mirror": ["supports", "contradicts", "neither"],
        "faithfulness": ["stated", "stated_otherwise", "not_stated", "not_understandable_alone"],
    }[name]
    choice, reason = answers[item % len(answers)], f"-It is so, because “{next(iter(shown.values()))[:12]}”; I am sure."
    return {"verdict": choice, "rationale": reason} if name == "faithfulness" else {
        "label": choice, "confidence": item % 3 + 1, "rationale": reason,
    }  # fmt: skip


def claim_answers(article):
    """The claims that the reader finds: (sentence, answer)."""
    common = {"kind": "content", "speaker": None, "stance": "endorses", "modality": "asserted", "as_of": None, "topic": "exit"}
    if article == "alder-post":
        said = {"speaker": "the harbour master", "stance": "reports"}
        return [
            (1, {"n": 1, "text": "The nine passengers had left the ferry.", **common, "quotes": ["passengers left", "the ferry"]}),
            (2, {"note": "a greeting"}),
            (3, {"n": 2, "text": "The harbour master spoke.", **common, "kind": "speech_act", "quotes": ["harbour master said"]}),
            (3, {"n": 3, "text": "No person was hurt.", **common, **said, "quotes": ["nobody was hurt"]}),
            (4, {"n": 1, "quotes": ["had left by noon"]}),
        ]
    return [
        (1, {"note": "unclear who wrote it"}),
        (2, {"n": 1, "text": "Eight persons left the ferry.", **common, "as_of": "2031-03-04", "quotes": ["Eight passengers"]}),
        (3, {"n": 2, "text": "There was no raid.", **common, "speaker": "the harbour master", "quotes": ["denied the raid"]}),
    ]


def article_of(task_id):
    return task_id.split(".")[1]


def fill_jsonl(folder, name):
    lines = []
    for task in store.read_jsonl(folder / "tasks.jsonl"):
        if name == "claims":
            answers = [{"item": s, **answer} for s, answer in claim_answers(article_of(task["task_id"]))]
        else:
            answers = [{"item": i["item"], **opinion(name, i["item"], shown(i))} for i in task["items"]]
        lines.append({"task_id": task["task_id"], "answers": answers})
    file = folder / "answers.jsonl"
    file.write_text(store.dump_jsonl(lines), encoding="utf-8")
    return file


def shown(item):
    return {key: value for key, value in item.items() if key not in ("item", "task_id", "material")}


def cell(value):
    if isinstance(value, list):
        return ", ".join(map(str, value)) if not value or isinstance(value[0], int) else f" {SEPARATOR} ".join(value)
    return "" if value is None else str(value)


def read_table(file):
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def write_table(file, rows, delimiter=","):
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    file.write_bytes(table.getvalue().encode("utf-8"))
    return file


def fill_csv(folder, name):
    filled = []
    for row in read_table(folder / "tasks.csv"):
        number = int(row["item"])
        if name == "claims":
            given = [answer for s, answer in claim_answers(article_of(row["task_id"])) if s == number]
        else:
            columns = {"pool": "AB", "mirror": "AB"}.get(name, ["claim"])
            given = [opinion(name, number, {column: row[column] for column in columns})]
        for answer in given:
            done = {"done": "x"} if "done" in row else {}
            filled.append({**row, **{key: cell(value) for key, value in answer.items()}, **done})
    return write_table(folder / "answers.csv", filled)


def result(name, to, kind, value, identifier="x"):
    return {"id": identifier, "from_name": name, "to_name": to, "type": kind, "value": value}


def annotation(name, data):
    if name == "claims":
        return mark(data)
    found = []
    to = "A" if "A" in data else "claim"
    for field, value in opinion(name, data["item"], shown(data)).items():
        if field in ("label", "verdict"):
            found.append(result(field, to, "choices", {"choices": [value]}))
        elif field == "confidence":
            found.append(result(field, to, "rating", {"rating": value}))
        elif value:
            found.append(result(field, to, "textarea", {"text": [cell(value)]}))
    return found


def units(string):
    return len(string.encode("utf-16-le")) // 2


def mark(data):
    """The regions that the reader marks, by offsets as a browser counts them."""
    found, notes = [], []
    answers = claim_answers(article_of(data["task_id"]))
    claims = {answer["n"]: answer for _, answer in answers if answer.get("text")}
    for number, (s, answer) in enumerate(answers):
        if "n" not in answer:
            notes.append(f"{s}: {answer['note']}")
            continue
        for i, quote in enumerate(answer["quotes"]):
            start = units(data["article"][: data["article"].index(quote)])
            place = {"start": start, "end": start + units(quote), "text": quote}
            region = f"r{number}-{i}"
            found.append(result("span", "article", "labels", {**place, "labels": ["claim"]}, region))
            for field, value in claims[answer["n"]].items():
                if field in ("n", "quotes") or value is None:
                    continue
                sort = "choices" if field in ("kind", "stance", "modality", "topic") else "textarea"
                given = {"choices": [value]} if sort == "choices" else {"text": [value]}
                found.append(result(field, "article", sort, {**place, **given}, region))
    return [*found, result("notes", "article", "textarea", {"text": ["\n".join(notes)]})]


def fill_label_studio(folder, name):
    tasks = store.read_json(folder / "tasks.json")
    interface = LabelInterface((folder / "config.xml").read_text(encoding="utf-8"))
    interface.validate()
    for task in tasks:
        assert interface.validate_task(task)
        task["annotations"] = [{"result": annotation(name, task["data"])}, {"result": [], "was_cancelled": True}]
        assert interface.validate_annotation(task["annotations"][0])
    file = folder / "export.json"
    file.write_text(json.dumps([{"id": n, **task} for n, task in enumerate(tasks)]), encoding="utf-8")
    return file


FILL = {"jsonl": fill_jsonl, "csv": fill_csv, "label-studio": fill_label_studio}


def filled(data, name, form="jsonl", **settings):
    folder = data.parent / f"{name}-{form}"
    write(data, name, form, folder, **settings)
    return FILL[form](folder, name)


# ------------------------------------------------------------------------------------------------------------------- there and back


def stored(data, name):
    return store.read_jsonl(data / "annotations" / FERRY / f"{name}.jsonl")


def clean(data, files):
    """`validate` has nothing to say against the files; the rest of the made-up event is no gold yet."""
    names = [file.rsplit("/", 1)[1] for file in files]
    problems = check.check(data, data.parent / "articles").problems
    assert not [str(problem) for problem in problems if any(name in str(problem) for name in names)]
    assert not [str(problem) for problem in problems if problem.rule in ("spans", "source text", "passes") or "schema" in problem.rule]


def texts_of(data):
    words = {row["claim_id"]: row["text"] for row in store.read_jsonl(data / "claims.jsonl")}
    return words | {row["restatement_id"]: row["text"] for row in store.read_jsonl(data / "restatements.jsonl")}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "stem", "n"), [("pool", "votes-c-1", 15), ("mirror", "mirror-c", 4)])
def test_answers_on_couples_come_back_as_they_were_given(ferry, form, name, stem, n):
    done = take(ferry, filled(ferry, name, form, batch=4, seed=5), name)
    rows, words = stored(ferry, stem), texts_of(ferry)
    assert len(rows) == done.rows == n
    folder = ferry.parent / "again"
    write(ferry, name, "jsonl", folder, batch=100, seed=5)
    items = store.read_jsonl(folder / "tasks.jsonl")[0]["items"]
    for row, item in zip(rows, items, strict=True):
        assert (words[row["evidence_id"]], words[row["claim_id"]]) == (item["A"], item["B"])
        assert {key: row[key] for key in ("label", "confidence", "rationale")} == opinion(name, item["item"], shown(item))
    clean(ferry, done.files)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("order", ["interleaved", "similarity", "file"])
def test_a_listing_comes_back_with_claims_for_numbers(ferry, form, order):
    done = take(ferry, filled(ferry, "listing", form, batch=4, order=order), "listing")
    folder = ferry.parent / "again"
    write(ferry, "listing", "jsonl", folder, order=order)
    items = {item["item"]: item["claim"] for item in store.read_jsonl(folder / "tasks.jsonl")[0]["items"]}
    words = texts_of(ferry)
    rows = stored(ferry, "listing-c")
    assert [words[row["claim_id"]] for row in rows] == list(items.values())
    for number, row in enumerate(rows, 1):
        for field, numbers in opinion("listing", number, {}).items():
            assert [words[claim] for claim in row[field]] == [items[n] for n in numbers]
    clean(ferry, done.files)


@pytest.mark.parametrize("form", FORMS)
def test_answers_on_faithfulness_come_back_article_by_article(ferry, form):
    done = take(ferry, filled(ferry, "faithfulness", form, order="file"), "faithfulness")
    words = texts_of(ferry)
    for article, claims in CLAIMS.items():
        rows = stored(ferry, f"faithfulness-c-{article}")
        assert [words[row["claim_id"]] for row in rows] == claims
        for number, row in enumerate(rows, 1):
            assert {"verdict": row["verdict"], "rationale": row["rationale"]} == opinion(
                "faithfulness", number, {"claim": claims[number - 1]}
            )
    clean(ferry, done.files)


@pytest.mark.parametrize("form", FORMS)
def test_claims_come_back_with_spans_for_quotations_and_with_their_coverage(ferry, form):
    done = take(ferry, filled(ferry, "claims", form), "claims")
    assert len(done.files) == 5
    for article, content in TEXTS.items():
        rows, answers = stored(ferry, f"claims-c-{article}"), claim_answers(article)
        first = [answer for _, answer in answers if answer.get("text")]
        for row, answer in zip(rows, first, strict=True):
            assert {**row, "spans": 0} == {**{key: answer[key] for key in answer if key != "quotes"}, "spans": 0}
            quotes = [quote for _, other in answers if other.get("n") == row["n"] for quote in other["quotes"]]
            assert [content[span["start"] : span["end"]] for span in row["spans"]] == sorted(quotes, key=content.index)
        coverage = stored(ferry, f"coverage-claims-c-{article}")
        assert [(row["start"], row["end"]) for row in coverage] == passes.sentences(content)
        for row in coverage:
            given = [answer for s, answer in answers if s == row["sentence"]]
            assert row["claims"] == [answer["n"] for answer in given if "n" in answer]
            assert row["note"] == given[0].get("note")
    clean(ferry, done.files)


def test_from_two_listings_to_the_votes_of_a_drawn_pool(ferry):
    (ferry / "annotations" / FERRY / "pool.jsonl").unlink()
    words = ("tasks", "pool", "--event", FERRY, "--to", "jsonl", "--data", ferry, "--draw", "--n-similar", 3, "--n-random", 2)
    assert "0 listing passes" in run(*words, "--output", ferry.parent / "x", code=2).stderr
    none = {"supports": [], "contradicts": []}
    listing = edited(ferry, "listing", lambda answers: [answer.update(none) for answer in answers[1:]])
    for reader in "ab":
        take(ferry, listing, "listing", reader, describe=None)  # the names are those of readers of the first event
    drawn = json.loads(run(*words, "--output", ferry.parent / "pool", "--json").stdout)
    pool = stored(ferry, "pool")
    assert drawn["items"] == len(pool)
    origins = [row["origin"] for row in pool]
    assert {origin: origins.count(origin) for origin in origins} == {"both": 2, "similar": 3, "random": 2}
    assert "there is a pool already" in run(*words, "--output", ferry.parent / "y", code=2).stderr
    done = take(ferry, fill_jsonl(ferry.parent / "pool", "pool"), "pool", "a", describe=None)
    done = take(ferry, fill_jsonl(ferry.parent / "pool", "pool"), "pool", "b", describe=None)
    clean(ferry, done.files)


def test_the_command_does_the_same_there_and_back(ferry):
    folder, articles = ferry.parent / "out", ferry.parent / "articles"
    common = ("--event", FERRY, "--data", ferry, "--articles", articles)
    lines = run("tasks", "faithfulness", *common, "--to", "csv", "--output", folder).stdout.splitlines()
    assert [line.rsplit("/", 1)[1] for line in lines] == ["tasks.csv", "instructions.md"]
    file = fill_csv(folder, "faithfulness")
    model = ("--describe", "language_model", "--model", "Reader 1")
    arguments = ("tasks", "import", file, *common, "--kind", "faithfulness", "--annotator", "m", *model)
    found = json.loads(run(*arguments, "--article", "alder-post", "--json").stdout)
    assert [name.rsplit("/", 1)[1] for name in found["files"]] == ["faithfulness-m-alder-post.jsonl", "annotators.json"]
    assert store.read_json(ferry / "annotations" / "annotators.json")[-1]["model"] == "Reader 1"
    assert "faithfulness-m-norvik-herald.jsonl" in run(*arguments[: -len(model)], "--article", "norvik-herald").stdout


# -------------------------------------------------------------------------------------------------------- what must not be given away


def exported(data, name, form, output, **settings):
    write(data, name, form, output, **settings)
    return {path.name: path.read_bytes() for path in sorted(output.iterdir())}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["pool", "listing"])
def test_origin_gold_votes_and_other_passes_change_no_byte_and_no_identifier_is_written(data, form, name):
    before = exported(data, name, form, data.parent / "before", event=CARACAS)
    folder = data / "annotations" / CARACAS
    pool = store.read_jsonl(folder / "pool.jsonl")
    store.write_text(folder / "pool.jsonl", store.dump_jsonl({**row, "origin": "closure"} for row in sorted(pool, key=str)))
    for path in [*folder.iterdir(), data / "relations.jsonl"]:
        if path.name != "pool.jsonl":
            path.unlink()
    assert exported(data, name, form, data.parent / "after", event=CARACAS) == before
    for content in before.values():
        assert not re.search(rb"\b[crpb]-[0-9a-f]{8}", content)
        assert b"certainty" not in content
        assert b'"origin"' not in content
        assert b"votes-" not in content


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", list(KINDS))
def test_one_seed_gives_the_same_bytes_and_another_gives_others(ferry, form, name):
    first = exported(ferry, name, form, ferry.parent / "1", seed=1)
    assert exported(ferry, name, form, ferry.parent / "2", seed=1) == first
    assert exported(ferry, name, form, ferry.parent / "3", seed=2) != first
    for content in first.values():
        assert not re.search(rb"\b[crpb]-[0-9a-f]{8}", content)


def test_the_claims_of_a_listing_are_mixed_by_default_and_similar_ones_come_first_on_request(data):
    def claims(order):
        write(data, "listing", "jsonl", data.parent / str(order), order=order, event=CARACAS)
        return [item for task in store.read_jsonl(data.parent / str(order) / "tasks.jsonl") for item in task["items"]]

    usual, similar, as_stored = claims(None), claims("similarity"), claims("file")
    rows = store.read_jsonl(data / "claims.jsonl")
    assert [item["claim"] for item in as_stored] == [row["text"] for row in rows]
    assert [item["claim"] for item in usual] != [item["claim"] for item in as_stored]
    assert {item["claim"] for item in usual} == {row["text"] for row in rows}
    assert all("candidates" not in item for item in (*usual, *as_stored))
    numbers = {item["item"]: item["claim"] for item in similar}
    for item in similar:
        near = [int(n) for n in item["candidates"].split()]
        assert sorted([*near, item["item"]]) == sorted(numbers)
    same = next(item for item in similar if [i["claim"] for i in similar].count(item["claim"]) > 1)
    assert numbers[int(same["candidates"].split()[0])] == same["claim"]


def test_every_line_of_jsonl_is_a_whole_prompt_with_the_relevant_guidelines(ferry):
    for name in KINDS:
        write(ferry, name, "jsonl", ferry.parent / name, batch=None if name == "claims" else 2)
        for task in store.read_jsonl(ferry.parent / name / "tasks.jsonl"):
            part = "## Part 1. Claims" if name in ("claims", "faithfulness") else "## Part 2. Relations"
            assert part in task["instructions"]
            assert "## Independence" in task["instructions"]
            assert "## Part 3" not in task["instructions"]
            assert task["event"]["frame"][0]["entity"] == "the ferry"
            assert KINDS[name].question in task["instructions"]
            assert task["answer"]["form"]["task_id"] == task["task_id"]
            assert len(task["items"]) <= 2 or name == "claims"
            if name == "listing":
                assert len(task["material"]) == 6
    assert "6. " in task["material"][-1] if name == "listing" else True


def test_sides_are_tossed_and_both_ways_occur(data):
    write(data, "pool", "jsonl", data.parent / "out", event=CARACAS)
    ids = {}
    for row in store.read_jsonl(data / "claims.jsonl"):
        ids.setdefault(row["text"], set()).add(row["claim_id"])
    ways = [
        min(ids[item["A"]]) < min(ids[item["B"]])
        for task in store.read_jsonl(data.parent / "out" / "tasks.jsonl")
        for item in task["items"]
        if len(ids[item["A"]]) == len(ids[item["B"]]) == 1
    ]
    assert 0.45 < sum(ways) / len(ways) < 0.55


def test_no_cell_of_a_table_is_a_formula(ferry):
    write(ferry, "claims", "csv", ferry.parent / "out")
    cells = [cell for row in read_table(ferry.parent / "out" / "tasks.csv") for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=1+1 was written on the hull." in cells


def test_couples_are_two_texts_and_one_choice_in_label_studio(ferry):
    write(ferry, "pool", "label-studio", ferry.parent / "out")
    interface = LabelInterface((ferry.parent / "out" / "config.xml").read_text(encoding="utf-8"))
    assert sorted(tag.tag for tag in interface.objects) == ["Text", "Text"]
    assert sorted(tag.tag for tag in interface.controls) == ["Choices", "Rating", "TextArea"]
    assert interface.get_control("label").labels == ["supports", "supported_by", "mutual", "contradicts", "neutral"]


# --------------------------------------------------------------------------------------------------------------- where it may be written


def refused(match, call, *arguments, **settings):
    with pytest.raises(InputError, match=match) as caught:
        call(*arguments, **settings)
    return str(caught.value)


def test_the_data_folder_is_no_place_for_tasks(ferry):
    refused("inside the data folder", write, ferry, "pool", "csv", ferry / "annotations" / "tasks")


def test_an_articles_words_are_not_written_where_git_would_take_them_up(ferry):
    tree = ferry.parent / "tree"
    subprocess.run([shutil.which("git"), "init", "--quiet", str(tree)], check=True)
    (tree / ".gitignore").write_text("/.work/\n")
    articles = ferry.parent / "articles"
    for name in ("claims", "faithfulness"):
        with pytest.raises(InputError, match="git does not ignore"):
            export.write(name, FERRY, "csv", tree / "out", data=ferry, articles=articles)
        export.write(name, FERRY, "csv", tree / ".work" / name, data=ferry, articles=articles)
    export.write("pool", FERRY, "csv", tree / "out", data=ferry, articles=articles)


def test_an_article_whose_text_is_not_at_hand_is_named(ferry):
    (ferry.parent / "articles" / "norvik-herald.txt").unlink()
    refused("norvik-herald is not at hand", write, ferry, "claims", "jsonl", ferry.parent / "out")
    write(ferry, "claims", "jsonl", ferry.parent / "out", article="alder-post")


def test_files_that_somebody_may_have_filled_in_are_not_written_over(ferry):
    write(ferry, "pool", "csv", ferry.parent / "out")
    refused("is there already", write, ferry, "pool", "csv", ferry.parent / "out")


@pytest.mark.parametrize(
    ("name", "settings", "match"),
    [
        ("poll", {}, "Did you mean 'pool'"),
        ("pool", {"event": "port-alder-ferry"}, "Did you mean 'port-alder-ferry-2031'"),
        ("pool", {"order": "similarity"}, "unknown order of pool tasks 'similarity'"),
        ("pool", {"number": 3}, "no round 3; its latest is 1"),
        ("claims", {"batch": 3}, "read whole"),
        ("claims", {"article": "alder-pots"}, "Did you mean 'alder-post'"),
        ("mirror", {"event": CARACAS}, "nothing to ask about"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_line(ferry, name, settings, match):
    assert "\n" not in refused(match, write, ferry, name, "csv", ferry.parent / "out", **settings)
    assert not (ferry.parent / "out").exists()


def test_mirror_tasks_need_the_restatements(ferry):
    (ferry / "restatements.jsonl").unlink()
    refused(r"restatements.jsonl: no such file", write, ferry, "mirror", "csv", ferry.parent / "out")


# ------------------------------------------------------------------------------------------------------------- what is not taken back


def edited(data, name, change, form="jsonl", **settings):
    """A filled-in file of lines after a change to the list of the answers of its first task."""
    file = filled(data, name, form, **settings)
    lines = store.read_jsonl(file)
    change(lines[0]["answers"])
    file.write_text(store.dump_jsonl(lines), encoding="utf-8")
    return file


def nothing_stored(data):
    names = {path.name for path in (data / "annotations" / FERRY).iterdir()}
    assert names == {"pool.jsonl", "inventory-alder-post.jsonl", "inventory-norvik-herald.jsonl"}


@pytest.mark.parametrize(
    ("name", "change", "match"),
    [
        ("pool", lambda a: a.pop(2), r"1 of 15 items of port-alder-ferry-2031 are not answered: 3$"),
        ("pool", lambda a: a.append(dict(a[3])), r":1: \$.item: item 4: answered already on line 1"),
        ("pool", lambda a: a[0].update(item=99), "item 99: there is no such item; they go from 1 to 15"),
        ("pool", lambda a: a[0].update(item="one"), r"answers\[0\].item: an answer needs the number of its item"),
        ("pool", lambda a: a[0].update(label="suports"), r"\$.label: item 1: unknown answer 'suports'. Did you mean 'supports'"),
        ("pool", lambda a: a[0].update(confidence=4), r"\$.confidence: item 1: 4 is not one of 1, 2, 3"),
        ("pool", lambda a: a[0].update(confidence=True), "item 1: True is not one of"),
        ("pool", lambda a: a[0].pop("rationale"), r"\$.rationale: item 1: nothing filled in"),
        ("pool", lambda a: a[0].update(rationale="x" * 1001), r"\$.rationale: item 1: .*\[schema:maxLength\]"),
        ("pool", lambda a: a[0].update(lable="neutral"), "item 1: unknown field 'lable'. Did you mean 'label'"),
        ("mirror", lambda a: a[0].update(label="neutral"), "item 1: unknown answer 'neutral'"),
        ("faithfulness", lambda a: a[0].update(verdict="true"), "item 1: unknown answer 'true'"),
        ("listing", lambda a: a[0].update(supports=[9]), "item 1: there is no claim 9; the numbers go from 1 to 6"),
        ("listing", lambda a: a[0].update(supports=[1]), "item 1: 1 is the item's own claim"),
        ("listing", lambda a: a[0].update(supports=[2, 2]), "item 1: claim 2 is named twice"),
        ("listing", lambda a: a[0].update(supports=[2], mutual=[2]), r"\$.mutual: item 1: claim 2 is named twice"),
        ("listing", lambda a: a[0].update(supports="2"), "item 1: '2' is not a list of whole numbers"),
        ("claims", lambda a: a.pop(1), "1 of 4 items of alder-post are not answered: 2"),
        ("claims", lambda a: a[0].update(quotes=["ferry sank"]), "item 1: claim 1: the quotation stands 0 times in the article"),
        ("claims", lambda a: a[0].update(quotes=["passengers"]), "item 1: claim 1: the quotation stands 2 times"),
        ("claims", lambda a: a[0].update(topic="weather"), r"\$.topic: item 1: unknown answer 'weather'"),
        ("claims", lambda a: a[0].update(kind=None), r"\$.kind: item 1: claim 1: nothing filled in"),
        ("claims", lambda a: a[0].update(as_of="Tuesday"), r"\$.as_of: item 1"),
        ("claims", lambda a: a[0].update(n=None), r"\$.n: item 1: text is filled in and the claim has no number"),
        ("claims", lambda a: a[1].update(note=None), "item 2: neither a claim nor a note"),
        ("claims", lambda a: a[4].update(n=8), "item 4: claim 8 has no text anywhere"),
        ("claims", lambda a: a[4].update(kind="speech_act"), "item 4: claim 1 is described otherwise on line 1, item 1"),
        ("claims", lambda a: a[0].update(text="So the nine passengers left the ferry on Tuesday."), None),
        ("claims", lambda a: a[0].update(text="He said that nobody was hurt the passengers had left by noon."), "from alder-post"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_proper_is_named_and_nothing_is_stored(ferry, name, change, match):
    file = edited(ferry, name, change, batch=None)
    if match is None:  # eight words in a row may be shared
        take(ferry, file, name)
        return
    assert refused(match, take, ferry, file, name)
    nothing_stored(ferry)


def test_all_problems_are_said_at_once(ferry):
    def change(answers):
        answers[0].update(label="x", confidence=7)
        answers[5].update(rationale=" ")
        del answers[10]

    lines = refused("label", take, ferry, edited(ferry, "pool", change), "pool").splitlines()
    assert len(lines) == 4


@pytest.mark.parametrize(
    "task_id", ["x", "pool.a.b.c.d.1", f"listing.{FERRY}.interleaved.1.00000000.1", f"pool.{FERRY}.interleaved.1.00000000.1"]
)
def test_an_unknown_task_is_named(ferry, task_id):
    file = filled(ferry, "pool")
    file.write_text(store.dump_jsonl([{**store.read_jsonl(file)[0], "task_id": task_id}]), encoding="utf-8")
    assert task_id in refused("pool task|changed since", take, ferry, file, "pool")


def test_tasks_of_other_data_are_not_taken(ferry):
    file = filled(ferry, "pool")
    claims = store.read_jsonl(ferry / "claims.jsonl")
    claims[-1]["text"] = "The harbour master was silent."
    store.write_text(ferry / "claims.jsonl", store.dump_jsonl(claims))
    refused("the data have changed since this task was written", take, ferry, file, "pool")


def test_answers_of_two_exports_are_not_one_pass(ferry):
    file, other = filled(ferry, "pool"), ferry.parent / "other"
    write(ferry, "pool", "jsonl", other, seed=2)
    append(file, store.read_jsonl(fill_jsonl(other, "pool")))
    refused("several exports", take, ferry, file, "pool")


def test_a_pass_is_never_written_over(ferry):
    file = filled(ferry, "pool")
    take(ferry, file, "pool")
    before = stored(ferry, "votes-c-1")
    refused("stored already", take, ferry, file, "pool", describe=None)
    assert stored(ferry, "votes-c-1") == before


def test_an_annotator_that_nobody_describes_is_refused_with_what_to_add(ferry):
    file = filled(ferry, "pool")
    message = refused("does not say what votes-c-1 is", take, ferry, file, "pool", describe=None)
    assert "\n" not in message
    entry = json.loads(re.search(r"\{.*\}", message).group())
    assert entry["role"] == "votes"
    nothing_stored(ferry)
    path = ferry / "annotations" / "annotators.json"
    store.write_text(path, store.dump_json([*store.read_json(path), entry]))
    refused("says already what votes-c-1 is", take, ferry, file, "pool")
    done = take(ferry, file, "pool", describe=None)
    clean(ferry, done.files)


def test_a_model_is_named_and_its_contexts_are_counted(ferry):
    file = filled(ferry, "pool", batch=4)
    for wrong in (intake.Description("language_model"), intake.Description("human", "Reader 1")):
        refused("with --model NAME", take, ferry, file, "pool", describe=wrong)
    take(ferry, file, "pool", describe=intake.Description("language_model", "Reader 1"))
    entry = store.read_json(ferry / "annotations" / "annotators.json")[-1]
    assert (entry["annotator"], entry["kind"], entry["contexts"]) == ("votes-c-1", "language_model", 4)
    assert entry["guidelines"] == re.search(r"Version (\d+\.\d+)", _paths.GUIDELINES.read_text(encoding="utf-8")).group(1)


def test_a_name_that_leads_elsewhere_is_refused(ferry):
    refused("cannot name an annotator", take, ferry, filled(ferry, "pool"), "pool", "../c")


def test_a_reason_loses_a_word_of_each_run_that_it_shares_with_an_article(ferry):
    stolen = "He said that nobody was hurt. The passengers had left by noon."
    done = take(ferry, edited(ferry, "pool", lambda answers: answers[0].update(rationale=stolen)), "pool")
    assert done.shortened == 1
    assert "[...]" in stored(ferry, "votes-c-1")[0]["rationale"]
    assert done.not_compared == ["caracas-breitbart", "caracas-derecha-diario"]
    clean(ferry, done.files)


def test_an_article_is_asked_for_only_where_readings_are_of_articles(ferry):
    refused("the whole event", take, ferry, filled(ferry, "pool"), "pool", article="alder-post")
    file = filled(ferry, "claims", article="norvik-herald")
    refused("holds no answer on alder-post", take, ferry, file, "claims", article="alder-post")


def test_a_table_may_be_saved_with_semicolons_and_a_mark(ferry):
    file = filled(ferry, "pool", "csv")
    rows = read_table(file)
    file.write_bytes(b"\xef\xbb\xbf" + write_table(file, rows, ";").read_bytes())
    assert take(ferry, file, "pool").rows == 15


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda rows: rows[0].update(item="first"), r":2: \$.item: 'first' is no number of an item"),
        (lambda rows: rows[0].update(supports="four"), "item 1: 'four' is not a list of whole numbers"),
        (lambda rows: rows[0].update(done=""), "item 1: filled in and not marked as done"),
        (lambda rows: rows[1].update(supports="", contradicts="", done=""), "items of .* are not answered: 2"),
        (lambda rows: [row.pop("mutual") for row in rows], "needs each of these columns once: mutual"),
    ],
)
def test_a_row_of_a_table_that_is_not_proper_is_named(ferry, change, match):
    file = filled(ferry, "listing", "csv")
    rows = read_table(file)
    change(rows)
    refused(match, take, ferry, write_table(file, rows), "listing")
    nothing_stored(ferry)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda tasks: tasks[0]["annotations"].append(tasks[1]["annotations"][0]), ":1: 2 annotations; a pass is one reader's"),
        (lambda tasks: tasks[0].update(annotations=[]), "items of .* are not answered: 1"),
        (lambda tasks: tasks[0].pop("data"), ":1: no task of this export's form"),
        (lambda tasks: tasks[0]["annotations"][0]["result"][0].update(value={"choices": ["maybe"]}), "item 1: unknown answer 'maybe'"),
        (lambda tasks: tasks[0]["annotations"][0]["result"].pop(), r"\$.rationale: item 1: nothing filled in"),
    ],
)
def test_an_annotation_of_label_studio_that_is_not_proper_is_named(ferry, change, match):
    file = filled(ferry, "pool", "label-studio")
    tasks = json.loads(file.read_text(encoding="utf-8"))
    change(tasks)
    file.write_text(json.dumps(tasks), encoding="utf-8")
    refused(match, take, ferry, file, "pool")
    nothing_stored(ferry)


def test_a_mark_whose_words_are_not_the_articles_is_named(ferry):
    file = filled(ferry, "claims", "label-studio")
    tasks = json.loads(file.read_text(encoding="utf-8"))
    tasks[0]["annotations"][0]["result"][0]["value"]["text"] = "passengers sank"
    file.write_text(json.dumps(tasks), encoding="utf-8")
    refused("item 1: claim 1: the words marked at .* are not those of the article", take, ferry, file, "claims")


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("a.xlsx", b"x", "unknown ending '.xlsx'"),
        ("a.jsonl", b"", "the file is empty"),
        ("a.jsonl", b"{}\n", "no task_id"),
        ("a.jsonl", b'{"task_id": "x"}\n', "no list of answers"),
        ("a.json", b"{}", "no list of tasks"),
        ("a.json", b"[]", "holds no answer"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"\xff", "is not UTF-8"),
        ("a.csv", b"task_id,item\n", "needs each of these columns once"),
        ("b.csv", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(ferry, name, content, match):
    if content is not None:
        (ferry.parent / name).write_bytes(content)
    assert "\n" not in refused(match, take, ferry, ferry.parent / name, "pool")


@pytest.mark.parametrize("odd", [None, True, -1, 1.5, "", "x", "\ud800", [], [None], {}, {"start": 1}, 10**30, "1" * 5000])
@pytest.mark.parametrize("name", list(KINDS))
def test_an_odd_value_anywhere_is_refused_and_never_a_crash(ferry, name, odd):
    file = filled(ferry, name)
    lines = store.read_jsonl(file)
    for field in lines[0]["answers"][0]:
        changed = json.loads(json.dumps(lines))
        changed[0]["answers"][0][field] = odd
        file.write_text("".join(json.dumps(line) + "\n" for line in changed), encoding="utf-8")
        with contextlib.suppress(InputError):  # or it is one that may be left empty
            take(ferry, file, name)
            break


@pytest.mark.parametrize("odd", [None, True, 1.5, "x", [], [None], {}, {"text": [1]}, {"choices": ["a", "b"]}, {"rating": "x"}])
@pytest.mark.parametrize("name", ["claims", "pool"])
def test_an_odd_value_in_an_export_of_label_studio_is_refused_and_never_a_crash(ferry, name, odd):
    file = filled(ferry, name, "label-studio")
    content = file.read_text(encoding="utf-8")

    def places(node, way=()):
        yield way
        for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            yield from places(node[key], (*way, key))

    tasks = json.loads(content)[:1]
    for way in [way for way in places(tasks) if way and way[1:2] != ("id",)][:60]:
        changed = json.loads(content)
        node = changed
        for key in way[:-1]:
            node = node[key]
        node[way[-1]] = odd
        file.write_text(json.dumps(changed), encoding="utf-8")
        with contextlib.suppress(InputError):
            take(ferry, file, name, f"r{abs(hash(way)) % 10**6}")
