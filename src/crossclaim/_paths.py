"""Where the files that need no Python live: inside an installed wheel, or at the top of the checkout."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_BUNDLED = _HERE / "_bundled"
ROOT = _BUNDLED if _BUNDLED.is_dir() else _HERE.parents[1]

DATA = ROOT / "data"
SCHEMA = ROOT / "schema"
TASKS = ROOT / "benchmark" / "tasks"
LABEL_MAPS = ROOT / "benchmark" / "label_maps"
BASELINES = ROOT / "baselines"
GUIDELINES = ROOT / "docs" / "annotation-guidelines.md"
