"""What the README shows runs, and what it names exists."""

import re
import shutil

import pytest

from crossclaim import _paths, store
from tests.test_cli import run

README = (_paths.ROOT / "README.md").read_text(encoding="utf-8")
GUIDELINES = (_paths.ROOT / "docs" / "annotation-guidelines.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder as a reader of the README has it: the data, and predictions of their own."""
    (tmp_path / "data").symlink_to(_paths.DATA)
    shutil.copy(_paths.BASELINES / "majority" / "predictions.jsonl", tmp_path / "predictions.jsonl")
    shutil.copy(_paths.BASELINES / "tfidf-logreg" / "predictions.jsonl", tmp_path / "others.jsonl")
    (tmp_path / "predictions.csv").write_text("pair_id,label\na,x\nb,y\n")
    (tmp_path / "my_gold.csv").write_text("pair_id,label\na,x\nb,y\n")
    monkeypatch.chdir(tmp_path)
    import datasets.config

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))


@pytest.mark.usefixtures("folder")
def test_the_python_of_the_readme_runs():
    names = {}
    for block in blocks("python"):
        exec(block, names)  # noqa: S102 - the project's own README
    assert names["scores"]["macro_f1"].value is not None


@pytest.mark.usefixtures("folder")
def test_the_commands_of_the_readme_run():
    lines = [line.split("#")[0].split() for block in blocks("sh") for line in block.splitlines()]
    commands = [words[1:] for words in lines if words[0] == "crossclaim"]
    assert len(commands) == 4
    for words in commands:
        run(*words)


def test_every_link_of_the_readme_leads_to_a_file():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    for link in links:
        assert (_paths.ROOT / link).exists(), link


def test_the_guidelines_teach_every_answer_and_every_type_of_contradiction():
    from crossclaim.dataset import schemas

    common = schemas._documents()["common"]["$defs"]
    for answer in common["answer"]["enum"]:
        assert f"| `{answer}` |" in GUIDELINES
    for kind in common["contradiction_type"]["enum"]:
        assert kind is None or f"| `{kind}` |" in GUIDELINES


def test_the_honesty_of_comparisons_is_what_the_study_measured():
    scenarios = store.read_json(_paths.ROOT / "benchmark" / "studies" / "comparison_size.json")["scenarios"]
    page = (_paths.ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    for name in ("p_at_most_0.05", "interval_holds_0"):
        shares = [100 * scenario[name] for scenario in scenarios]
        assert f"in {min(shares):.1f} to {max(shares):.1f} %" in page
