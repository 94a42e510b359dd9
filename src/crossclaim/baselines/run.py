"""Train a baseline on `train` and predict a split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crossclaim.baselines import cards
from crossclaim.errors import InputError


def fit(card: cards.Card, rows: Sequence[Mapping[str, Any]]) -> Any:
    """The card's estimator, trained on rows with `evidence`, `claim` and `label`."""
    import pandas as pd

    if len({row["label"] for row in rows}) < 2:
        raise InputError(f"{card.name} needs training pairs of at least two labels; these have {len({r['label'] for r in rows})}")
    frame = pd.DataFrame({side: [row[side] for row in rows] for side in ("evidence", "claim")})
    return cards.estimator(card).fit(frame, [row["label"] for row in rows])


def predict(model: Any, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Predictions (`pair_id`, `label`, `scores`) in the order of the rows."""
    import pandas as pd

    if not rows:
        return []
    frame = pd.DataFrame({side: [row[side] for row in rows] for side in ("evidence", "claim")})
    labels = [str(label) for label in model.classes_]
    return [
        {
            "pair_id": row["pair_id"],
            "label": labels[int(probabilities.argmax())],
            "scores": {label: round(float(p), 6) for label, p in zip(labels, probabilities, strict=True)},
        }
        for row, probabilities in zip(rows, model.predict_proba(frame), strict=True)
    ]
