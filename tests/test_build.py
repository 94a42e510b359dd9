"""The build gives the same bytes every time and names what is stale."""

import json

from crossclaim.authoring import adjudicate
from crossclaim.dataset import build, load
from tests.test_cli import run


def test_two_builds_give_the_same_bytes(data):
    assert build.built(data) == build.built(data)


def test_a_changed_pair_is_stale_and_is_written_back(data):
    path = data / "pairs" / "test.jsonl"
    before = path.read_bytes()
    path.write_bytes(before + before)
    result = run("build", "--check", "--data", data, code=1)
    assert result.stdout == "stale: pairs/test.jsonl\n"
    assert run("build", "--data", data).stdout == "written: pairs/test.jsonl\n"
    assert path.read_bytes() == before
    assert json.loads(run("build", "--check", "--data", data, "--json").stdout)["stale"] == []


def test_a_missing_file_is_stale(data):
    (data / "votes" / "full.jsonl").unlink()
    assert build.stale(data, build.built(data)) == ["votes/full.jsonl"]


def test_the_gold_is_written_from_the_passes_without_a_difference(data):
    before = {name: (data / name).read_bytes() for name in ("claims.jsonl", "relations.jsonl")}
    claims, relations = adjudicate.write_gold(data)
    assert {name: (data / name).read_bytes() for name in before} == before
    assert claims == len(load.load("claims"))
    assert relations > claims
