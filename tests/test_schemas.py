"""The example files are the test: each valid one passes, each invalid one fails at the place and for the reason that it names."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crossclaim.dataset import schemas
from crossclaim.errors import InputError

EXAMPLES = Path(__file__).parent / "examples"
VALID = sorted((EXAMPLES / "valid").glob("*.json"))
INVALID = sorted((EXAMPLES / "invalid").glob("*/*.json"))


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_kind_has_one_valid_and_several_invalid_examples():
    assert [path.stem for path in VALID] == schemas.kinds()
    for kind in schemas.kinds():
        assert len(list((EXAMPLES / "invalid" / kind).glob("*.json"))) >= 3, kind


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_example_passes_both_validators(path):
    assert list(schemas.explainer(path.stem).iter_errors(load(path))) == []
    assert schemas.checker(path.stem).is_valid(load(path))


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_invalid_example_fails_in_both_validators_where_it_says(path):
    example = load(path)
    found = {(problem.path, problem.rule) for problem in schemas.problems([example["record"]], path.parent.name, "file")}
    assert found == {(example["path"], f"schema:{example['keyword']}")}
    assert not schemas.checker(path.parent.name).is_valid(example["record"])


@pytest.mark.parametrize("kind", ["common", *schemas.kinds()])
def test_schema_is_draft_2020_12_closed_and_described(kind):
    document = load(Path(schemas._paths.SCHEMA) / f"{kind}.schema.json")
    Draft202012Validator.check_schema(document)

    def walk(node, place):
        if isinstance(node, list):
            for i, inner in enumerate(node):
                walk(inner, f"{place}[{i}]")
        if not isinstance(node, dict):
            return
        if node.get("type") == "object" and "properties" in node:
            assert node["additionalProperties"] is False, place
            for name, inner in node["properties"].items():
                assert inner.get("description"), f"{place}.{name} is not described"
        for name, inner in node.items():
            walk(inner, f"{place}.{name}")

    walk(document, kind)


def test_unknown_kind_names_the_nearest_one():
    with pytest.raises(InputError, match="Did you mean 'relation'"):
        schemas.schema("relatoin")


def test_a_problem_names_file_line_and_path():
    problem = schemas.problems([{"pair_id": "x", "label": "a"}, {"pair_id": 3, "label": "a"}], "prediction", "p.jsonl")[0]
    assert str(problem).startswith("p.jsonl:2: $.pair_id: ")
