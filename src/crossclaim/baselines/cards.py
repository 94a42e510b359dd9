"""Baseline cards: `baselines/<name>/card.toml` says what a baseline is, and `estimator` makes it.

The card's `estimator` names a module of this package with `make(parameters, seed)`, which gives a scikit-learn estimator over a
data frame with the columns `evidence` and `claim`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from crossclaim import _paths, store
from crossclaim.dataset import schemas
from crossclaim.errors import InputError, Problem, unknown

FAMILIES = ("majority", "tfidf_logreg")


class Card(NamedTuple):
    """A baseline as its card describes it."""

    name: str
    summary: str
    task: str
    estimator: str
    features: list[str]
    seed: int
    parameters: dict[str, Any]


def names() -> list[str]:
    """The baselines that have a card."""
    return sorted(path.parent.name for path in _paths.BASELINES.glob("*/card.toml"))


def card(name: str) -> Card:
    """The card of a baseline. Raises InputError for an unknown name or family."""
    if name not in names():
        raise InputError(unknown("baseline", name, names()))
    path = _paths.BASELINES / name / "card.toml"
    found = Card(**schemas.read_toml(path, "baseline-card"))
    if found.estimator not in FAMILIES:
        place = store.show(path)
        raise InputError(Problem(place, None, "$.estimator", "estimator", unknown("estimator", found.estimator, FAMILIES)))
    return found


def estimator(found: Card) -> Any:
    """The unfitted scikit-learn estimator of a card."""
    return import_module(f"crossclaim.baselines.{found.estimator}").make(found.parameters, found.seed)
