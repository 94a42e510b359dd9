"""Whether git would take a file up: publishers' words never lie where it would."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


def work_tree(path: Path) -> Path | None:
    """The git work tree in which a file lies, or would lie, without being ignored; None where git would not take it up."""
    place = path.resolve()
    tree = next((parent for parent in place.parents if (parent / ".git").exists()), None)
    return tree if tree and not _ignored(place, tree) else None


def _ignored(path: Path, tree: Path) -> bool:
    git = shutil.which("git")
    if git is None:
        return False
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    asked = [git, "-C", str(tree), "check-ignore", "--quiet", str(path)]
    return subprocess.run(asked, env=environment, capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed words and a path
