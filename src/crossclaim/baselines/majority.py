"""The most frequent label of the training data, whatever the pair says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def make(parameters: Mapping[str, Any], seed: int) -> Any:
    """A `DummyClassifier`; `prior` gives the training shares as probabilities. No parameters."""
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior", random_state=seed, **parameters)
