"""The command line: light, clear about bad input, and every verb with an example."""

import importlib
import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from crossclaim import cli

HEAVY = ("pandas", "sklearn", "datasets", "numpy", "pyarrow", "jsonschema", "rich", "networkx")


def run(*words, code=0):
    result = CliRunner().invoke(cli.main, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("line", ["import crossclaim", "from crossclaim.cli import main; main(['--help'], standalone_mode=False)"])
def test_import_and_help_load_nothing_heavy(line):
    code = f"import sys; {line}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def commands():
    for verb in cli.VERBS:
        command = getattr(importlib.import_module(f"crossclaim.cli.{verb}"), verb)
        yield command
        if isinstance(command, click.Group):
            yield from command.commands.values()


def test_every_verb_has_help_an_example_and_json():
    for command in commands():
        assert command.help, command.name
        assert "Example: crossclaim " in command.epilog, command.name
        if not isinstance(command, click.Group):
            assert "--json" in [option for parameter in command.params for option in parameter.opts], command.name
            assert run(*command.epilog.removeprefix("Example: crossclaim ").split()[:1], "--help")


def test_an_unknown_verb_names_the_nearest():
    assert "Did you mean 'evaluate'" in run("evalute", code=2).output


def test_unusable_input_is_one_line_on_standard_error_and_exit_2(tmp_path):
    for words in (
        ("evaluate", tmp_path / "absent.jsonl"),
        ("validate", "--data", tmp_path / "absent"),
        ("validate", "--articles", tmp_path / "absent"),
        ("build", "--check", "--data", tmp_path),
        ("baseline", "run", "tfidf"),
    ):
        result = run(*words, code=2)
        assert result.stdout == ""
        assert result.stderr.startswith("error: ")
        assert "Traceback" not in result.output
        assert len([line for line in result.stderr.splitlines() if line.startswith("error: ")]) == 1


def test_evaluate_prints_a_table_and_json(tmp_path):
    gold, predictions = tmp_path / "gold.csv", tmp_path / "p.csv"
    gold.write_text("pair_id,label\na,yes\nb,no\n")
    predictions.write_text("pair_id,label\nb,no\na,no\n")
    table = run("evaluate", predictions, "--gold", gold).stdout
    assert "macro F1" in table
    assert "signature: task:gold|" in table
    document = json.loads(run("evaluate", predictions, "--gold", gold, "--json").stdout)
    assert document["metrics"]["accuracy"]["value"] == 0.5
    assert document["n"] == 2


def test_baseline_list_names_every_card():
    assert [line.split()[0] for line in run("baseline", "list").stdout.splitlines()] == ["majority", "tfidf-logreg"]
    assert {card["name"] for card in json.loads(run("baseline", "list", "--json").stdout)} == {"majority", "tfidf-logreg"}
