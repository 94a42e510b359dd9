"""Golden scores: what `evaluate` said of invented files stays what it says, to a billionth (`tests/golden/regenerate.py`)."""

import pytest

from crossclaim import store
from tests.golden import regenerate


def leaves(document, path="$"):
    """Every value of a document with its path."""
    if isinstance(document, dict | list):
        for key, value in document.items() if isinstance(document, dict) else enumerate(document):
            yield from leaves(value, f"{path}.{key}")
    else:
        yield path, document


@pytest.mark.parametrize("case", regenerate.CASES, ids=lambda case: case.__name__)
def test_the_scores_are_the_golden_ones(case, tmp_path):
    found = dict(leaves(regenerate.scores(case(), tmp_path)))
    golden = dict(leaves(store.read_json(regenerate.FOLDER / f"{case.__name__}.json")))
    assert list(found) == list(golden)
    for path, value in golden.items():
        assert found[path] == (pytest.approx(value, rel=0, abs=1e-9) if isinstance(value, float) else value), path


def test_every_golden_file_has_its_case():
    assert {path.stem for path in regenerate.FOLDER.glob("*.json")} == {case.__name__ for case in regenerate.CASES}
