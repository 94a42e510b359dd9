"""Where tasks may be written: never among the data, and an article's words never where git would take them up."""

from __future__ import annotations

from pathlib import Path

from crossclaim import store
from crossclaim.authoring import git
from crossclaim.errors import InputError, Problem


def refuse_inside(output: Path, data: Path) -> None:
    """Raise InputError for a folder inside the data folder."""
    if output.resolve().is_relative_to(data.resolve()):
        message = "lies inside the data folder, which holds the data set only; choose a folder elsewhere"
        raise InputError(Problem(store.show(output), None, "", "output", message))


def refuse_tracked(output: Path) -> None:
    """Raise InputError for a folder of a git work tree that is not ignored there."""
    tree = git.work_tree(output / "tasks")
    if tree:
        message = f"these tasks hold the article's words, and git does not ignore this folder of {tree.name}; choose one outside or ignored"
        raise InputError(Problem(store.show(output), None, "", "output", message))


def refuse_existing(output: Path, names: list[str]) -> None:
    """Raise InputError where a file is there already: somebody may have filled it in."""
    there = [name for name in names if (output / name).exists()]
    if there:
        raise InputError(Problem(store.show(output / there[0]), None, "", "output", "is there already; choose another folder"))
