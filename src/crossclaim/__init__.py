"""CrossClaim: rival news accounts of one event, as labelled claim pairs, with an evaluator.

    import crossclaim

    pairs = crossclaim.load("pairs", split="test")
    scores = crossclaim.evaluate("predictions.jsonl", task="pairs", split="test")
    scores["macro_f1"]

Everything heavy is imported where it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crossclaim._version import __version__
from crossclaim.errors import InputError, Problem

if TYPE_CHECKING:
    from crossclaim.api import compare, evaluate
    from crossclaim.dataset.load import load
    from crossclaim.scoring.evaluate import Scores
    from crossclaim.scoring.resampling import Interval

__all__ = ["InputError", "Interval", "Problem", "Scores", "__version__", "compare", "evaluate", "load"]

_HOME = {
    "load": "crossclaim.dataset.load",
    "evaluate": "crossclaim.api",
    "compare": "crossclaim.api",
    "Scores": "crossclaim.scoring.evaluate",
    "Interval": "crossclaim.scoring.resampling",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'crossclaim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
