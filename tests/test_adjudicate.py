"""Adjudication: everything decided again in each way gives the same gold, and nothing is lost when the command is killed."""

import csv
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from crossclaim import _paths, cli, store
from crossclaim.authoring import adjudicate, decisions, queue, sheet, sitting
from crossclaim.dataset import build, check, gold
from crossclaim.dataset.couples import couple
from crossclaim.errors import InputError
from tests.test_cli import run

EVENT = store.read_jsonl(_paths.DATA / "events.jsonl")[0]["event_id"]
STORED = gold.read_passes(_paths.DATA / "annotations" / EVENT).decisions
RELATIONS = store.read_jsonl(_paths.DATA / "relations.jsonl")
ANSWER = {label: key for key, label in sitting.ANSWERS.items()}


@pytest.fixture
def undone(data):
    """A copy of the data that nobody has adjudicated, with an adjudicator described."""
    for path in (data / "annotations" / EVENT).glob("decisions-*.jsonl"):
        path.unlink()
    decisions.describe(data, "reader-1")
    return data


def row_of(key, row):
    """What relations say apart from the reason, which a terminal always takes from one side."""
    return key, row["label"], row["certainty"], row["contradiction_type"], row["votes"]


def judged(rows):
    return [row_of((row["evidence_id"], row["claim_id"]), row) for row in rows]


def decided_in(data, who="reader-1"):
    return store.read_jsonl(data / "annotations" / EVENT / f"decisions-{who}.jsonl")


class Reader:
    """Somebody at the terminal who decides again what is stored, and skips what nobody had decided."""

    def __init__(self):
        self.key = ()

    def show(self, text):
        self.key = tuple(re.findall(r"^   (c-[0-9a-f]{8}) ·", text, re.MULTILINE)) or self.key

    def ask(self, prompt):
        decision = STORED.get(self.key)
        if decision is None:
            return "s"
        return {
            "A and": ANSWER[decision["label"]],
            "c cle": decision["certainty"][0],
            "Why, ": decision["rationale"],
        }[prompt[:5]]


def test_everything_decided_again_at_the_terminal_gives_the_same_relations(undone):
    reader = Reader()
    summary = sitting.sit(decisions.Desk(undone, EVENT, "reader-1"), reader.ask, reader.show)
    assert summary.decided >= 140
    adjudicate.write_gold(undone)
    assert judged(store.read_jsonl(undone / "relations.jsonl")) == judged(RELATIONS)
    build.write(undone, build.built(undone))
    assert check.check(undone).problems == []


@pytest.mark.parametrize("name", ["queue.csv", "queue.jsonl"])
def test_everything_decided_again_in_a_table_gives_the_same_relations(undone, tmp_path, name):
    file = tmp_path / name
    for _ in range(2):  # what does not fit together shows only when all is decided
        run("adjudicate", "--export", file, "--data", undone)
        rows = read_table(file)
        for row in rows:
            decision = STORED.get((row["evidence_id"], row["claim_id"]))
            if decision:
                if decision["evidence_id"] != row["evidence_id"]:  # as its reader saw it
                    for field in ("", "_id"):
                        row[f"evidence{field}"], row[f"claim{field}"] = row[f"claim{field}"], row[f"evidence{field}"]
                label = decision["label"] if decision["evidence_id"] < decision["claim_id"] else gold.reverse(decision["label"])
                row.update(label=label, certainty=decision["certainty"], why=decision["rationale"])
        write_table(file, rows)
        run("adjudicate", "--import", file, "--who", "reader-1", "--data", undone)
    run("adjudicate", "--write", "--data", undone)
    found = store.read_jsonl(undone / "relations.jsonl")
    assert judged(found) == judged(RELATIONS)
    undone_again = {couple(row["evidence_id"], row["claim_id"]) for row in decided_in(undone)}
    for row, stored in zip(found, RELATIONS, strict=True):
        if couple(row["evidence_id"], row["claim_id"]) in undone_again or not stored["adjudicated"]:
            assert row == stored
    # the same table again changes nothing
    assert json.loads(run("adjudicate", "--import", file, "--who", "reader-1", "--data", undone, "--json").stdout)["stored"] == 0


def read_table(path):
    if path.suffix == ".jsonl":
        return store.read_jsonl(path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path, rows):
    if path.suffix == ".jsonl":
        store.write_text(path, store.dump_jsonl(rows))
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_the_queue_names_each_kind_and_shows_no_decision_on_what_is_open(undone):
    document = json.loads(run("adjudicate", "--list", "--data", undone, "--json").stdout)
    kinds = [item["kind"] for item in document["items"]]
    assert kinds.count("undecided") == 140
    assert "closure" in kinds
    for item in document["items"]:
        assert item["matter"]
        for shown in item["couples"]:
            assert len(shown["votes"]) == 2
            assert shown["decision"] is None
            assert "origin" not in shown
    assert "140" not in run("adjudicate", "--list", "--data", _paths.DATA).stdout


def test_all_lists_decided_couples_with_their_decisions():
    document = json.loads(run("adjudicate", "--list", "--all", "--data", _paths.DATA, "--json").stdout)
    assert [item["kind"] for item in document["items"]] == ["decided"] * len(STORED)
    assert all(shown["decision"] for item in document["items"] for shown in item["couples"])


def test_a_reason_is_turned_to_the_side_that_is_shown(undone):
    desk = decisions.Desk(undone)
    for key, item in desk.open():
        for ballot, vote in zip(gold.last_round(desk.passes.votes[key]), desk.view(key, item.kind)["votes"], strict=True):
            assert vote["rationale"].startswith(gold.TURNED) == (ballot.first != key[0])


def small(votes, decided=None):
    """Passes over three claims from {couple: (label, label)}."""
    return gold.Passes(
        {key: [{"origin": "both", "round": 1}] for key in votes},
        {key: [gold.Ballot(f"votes-{v}-1", label, 3, "why", 1, key[0]) for v, label in zip("ab", both, strict=True)]
         for key, both in votes.items()},
        decided or {}, {},
    )  # fmt: skip


def test_a_triple_that_does_not_close_is_listed_with_its_couples():
    both = ("supports", "supports")
    passes = small({("a", "b"): both, ("b", "c"): both, ("a", "c"): ("neutral", "neutral")})
    (item,) = queue.queue(passes, {"a": "x", "b": "y", "c": "z"})
    assert (item.kind, item.couples) == ("closure", (("a", "b"), ("b", "c"), ("a", "c")))
    (item,) = queue.queue(small({("a", "b"): both, ("b", "c"): both}), {"a": "x", "b": "y", "c": "z"})
    assert item.couples == (("a", "b"), ("b", "c"))
    assert item.why.endswith("never put to the vote")


def test_the_same_words_with_different_gold_are_listed():
    passes = small({("a", "b"): ("contradicts", "contradicts"), ("a", "c"): ("neutral", "neutral")})
    (item,) = queue.queue(passes, {"a": "x", "b": "y", "c": "y"})
    assert (item.kind, item.couples) == ("same-words", (("a", "b"), ("a", "c")))


def test_votes_come_before_adjudication():
    passes = small({("a", "b"): ("neutral", "neutral")})
    passes.votes[("a", "b")].pop()
    with pytest.raises(InputError, match="votes come before"):
        queue.queue(passes, {})


def test_press_is_a_state_machine():
    draft = sitting.Draft()
    assert sitting.press(draft, "7", False) == (draft, "repeat")
    draft, action = sitting.press(draft, " 4 ", False)
    assert (draft.label, action) == ("contradicts", "ask")
    draft, action = sitting.press(draft, "b", False)
    assert sitting.asked(draft, False) == "contradiction_type"
    assert sitting.asked(draft, True) == "rationale"
    draft, action = sitting.press(draft, "7", False)
    assert sitting.press(draft, "  ", False)[1] == "repeat"
    assert sitting.press(draft, "x" * 1001, False)[1] == "repeat"
    assert sitting.press(draft, "u", False) == (sitting.Draft(), "ask")
    assert sitting.press(draft, "q", False)[1] == "quit"
    draft, action = sitting.press(draft, "because", False)
    assert (draft, action) == (sitting.Draft("contradicts", "borderline", "actor", "because"), "write")
    assert sitting.press(sitting.Draft(), "u", False)[1] == "undo"


def at_terminal(data, lines, *words):
    arguments = ["adjudicate", "--who", "reader-1", "--data", str(data), *words]
    result = CliRunner().invoke(cli.main, arguments, input=lines, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_decisions_are_made_undone_skipped_and_resumed(undone):
    result = at_terminal(undone, "1\nc\nbecause\n5\nb\nnot so\nu\n2\nb\nafter all\ns\nq\n")
    first, second = decided_in(undone)
    assert (first["label"], first["certainty"], first["rationale"]) == ("supports", "clear", "because")
    assert (second["label"], second["rationale"]) == ("supported_by", "after all")
    assert first["decided_by"] == "decisions-reader-1"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", first["decided_at"])
    assert result.stdout == "2 decided, 1 skipped, 158 left\n"
    shown = at_terminal(undone, "").stderr  # the end of the input quits
    assert first["claim_id"] not in shown or first["evidence_id"] not in shown
    at_terminal(undone, "u\nu\nu\nq\n")  # also what an earlier sitting decided, and no more
    assert not (undone / "annotations" / EVENT / "decisions-reader-1.jsonl").exists()


def test_a_contradiction_that_nobody_typed_asks_for_its_type(undone):
    desk = decisions.Desk(undone, EVENT, "reader-1")
    key = next(key for key, _ in desk.open() if key not in desk.passes.types)
    desk.write([desk.row(*key, "contradicts", "clear", "because")])
    with pytest.raises(InputError, match="on what 1 contradictions turn"):
        adjudicate.write_gold(undone)
    assert gold.untyped(desk.passes) == [key]
    desk.write([desk.row(*key, "contradicts", "clear", "because", "actor")])
    assert gold.untyped(desk.passes) == []


def test_the_latest_decision_counts_whoever_made_it(undone):
    decisions.describe(undone, "a-reader")
    one, other = (decisions.Desk(undone, EVENT, who) for who in ("reader-1", "a-reader"))
    key, _ = one.open()[0]
    one.write([{**one.row(*key, "neutral", "clear", "early"), "decided_at": "2026-03-01T10:00:00Z"}])
    other.write([{**other.row(*key, "mutual", "clear", "late"), "decided_at": "2026-03-01T11:00:00Z"}])
    assert gold.read_passes(undone / "annotations" / EVENT).decisions[key]["rationale"] == "late"
    assert [row["rationale"] for row in decided_in(undone)] == ["early"]


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, data):
        self.master, slave = pty.openpty()
        words = [sys.executable, "-m", "crossclaim", "adjudicate", "--who", "reader-1", "--data", str(data)]
        self.process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "PYTHONPATH": "src"})
        os.close(slave)
        self.seen = ""

    def until(self, words):
        while words not in self.seen:
            assert select.select([self.master], [], [], 60)[0], f"nothing like {words!r} came; last: {self.seen!r}"
            self.seen += os.read(self.master, 65536).decode()
        before, _, self.seen = self.seen.partition(words)
        return before

    def type(self, line):
        self.until("> ")
        os.write(self.master, f"{line}\n".encode())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


def test_killed_at_the_terminal_nothing_is_lost(undone, monkeypatch):
    monkeypatch.chdir(_paths.ROOT)
    for sitting_number in range(2):
        terminal = Terminal(undone)
        for line in ("1", "c", "because", "5", "b", "not so", "2", "c"):
            terminal.type(line)
        terminal.until("Why")
        terminal.kill()
        rows = decided_in(undone)
        assert [row["rationale"] for row in rows] == ["because", "not so"] * (sitting_number + 1)
        assert len({couple(row["evidence_id"], row["claim_id"]) for row in rows}) == len(rows)
    assert [problem.rule for problem in check.check(undone).problems if "reader-1" in str(problem)] == []


def test_every_defect_of_a_table_is_named_at_once(undone, tmp_path):
    file = tmp_path / "queue.csv"
    run("adjudicate", "--export", file, "--data", undone)
    rows = read_table(file)
    rows[0].update(label="suports", certainty="sure", why="x")
    rows[1].update(label="neutral", certainty="clear")
    rows[2].update(label="contradicts", certainty="clear", why="x", contradiction_type="place")
    rows[3].update(label="neutral", certainty="clear", why="x", claim="Another wording.")
    rows[4].update(label="neutral", certainty="clear", why="x", claim_id="c-ffffffff")
    rows[5].update(label="neutral", certainty="clear", why="x", contradiction_type="actor")
    rows[6].update(label="neutral", certainty="clear", why="x")
    write_table(file, [*rows, rows[6]])
    result = run("adjudicate", "--import", file, "--who", "reader-1", "--data", undone, code=2)
    lines = result.stderr.splitlines()
    assert "Did you mean 'supports'" in lines[0]
    assert [line.split("queue.csv:")[1].split(":")[0] for line in lines] == ["2", "2", "3", "4", "5", "6", "7", str(len(rows) + 2)]
    assert not (undone / "annotations" / EVENT / "decisions-reader-1.jsonl").exists()


def test_a_contradiction_in_a_table_needs_a_type_where_nobody_has_typed_it(undone, tmp_path):
    desk = decisions.Desk(undone, EVENT, "reader-1")
    rows = sheet.rows(desk)
    row = next(row for row in rows if (row["evidence_id"], row["claim_id"]) not in desk.passes.types)
    row.update(label="contradicts", certainty="clear", why="x")
    write_table(tmp_path / "q.jsonl", rows)
    with pytest.raises(InputError, match="say on what they clash"):
        sheet.read(desk, tmp_path / "q.jsonl")


def test_nobody_decides_who_is_not_described(data):
    result = run("adjudicate", "--who", "reader-1", "--data", data, code=2)
    assert '"annotator": "decisions-reader-1"' in result.stderr
    run("adjudicate", "--who", "reader-1", "--describe", "human", "--list", "--data", data)
    assert store.read_json(data / "annotations" / "annotators.json")[-1]["kind"] == "human"
    assert check.check(data).problems == []
    for who, message in (("1", "finished pass"), ("A Reader", "lower-case")):
        assert message in run("adjudicate", "--who", who, "--data", data, code=2).stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--event", "caracas"], "unknown event"),
        ([], "--who NAME"),
        (["--import", "absent.csv", "--who", "reader-1"], "no such file"),
        (["--export", "queue.txt"], ".csv or .jsonl"),
        (["--list", "--write"], "exclude each other"),
        (["--describe", "human"], "--who NAME"),
        (["--write"], "nobody has decided on 140 couples"),
    ],
)
def test_what_cannot_be_done_is_said(undone, words, message):
    result = run("adjudicate", *words, "--data", undone, code=2)
    assert message in result.stderr
    assert result.stdout == ""


def test_a_decision_in_anothers_pass_is_found(undone):
    desk = decisions.Desk(undone, EVENT, "reader-1")
    key, _ = desk.open()[0]
    desk.write([{**desk.row(*key, "neutral", "clear", "x"), "decided_by": "decisions-reader-2"}])
    assert any(problem.path == "$.decided_by" for problem in check.check(undone).problems)
