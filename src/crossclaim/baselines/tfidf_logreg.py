"""Logistic regression on TF-IDF of both sides, kept apart, and on their overlap.

The overlap features are the shares of each side's words that the other has (recall and precision of the words), the Jaccard
index of the words, and that of the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossclaim.scoring.confusion import ratio

_WORD = r"(?u)\b\w+\b"


def overlap(frame: Any) -> NDArray[np.float64]:
    """Overlap features of shape (pairs, 4) from a frame with the columns `evidence` and `claim`; 0 where nothing could overlap."""
    from sklearn.feature_extraction.text import CountVectorizer

    n = len(frame)
    texts = [*frame["evidence"], *frame["claim"]]
    words = CountVectorizer(token_pattern=_WORD, binary=True)
    matrix: Any = words.fit_transform(texts)
    is_number = np.array([name.isdigit() for name in words.get_feature_names_out()])
    columns: list[Any] = []
    for chosen in (slice(None), is_number):
        one, other = matrix[:n][:, chosen], matrix[n:][:, chosen]
        shared = np.asarray(one.multiply(other).sum(axis=1), dtype=float).ravel()
        sizes = [np.asarray(side.sum(axis=1), dtype=float).ravel() for side in (one, other)]
        if not isinstance(chosen, np.ndarray):
            columns += [ratio(shared, sizes[0]), ratio(shared, sizes[1])]
        columns.append(ratio(shared, sizes[0] + sizes[1] - shared))
    return np.nan_to_num(np.column_stack(columns))


def make(parameters: Mapping[str, Any], seed: int) -> Any:
    """The pipeline. Parameters: `ngrams` (shortest, longest), `min_df`, `C` of the regression."""
    from sklearn.compose import ColumnTransformer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    def words() -> TfidfVectorizer:
        return TfidfVectorizer(ngram_range=tuple(parameters["ngrams"]), min_df=parameters["min_df"], sublinear_tf=True)

    features = ColumnTransformer(
        [
            ("evidence", words(), "evidence"),
            ("claim", words(), "claim"),
            ("overlap", FunctionTransformer(overlap), ["evidence", "claim"]),
        ]
    )
    regression = LogisticRegression(C=parameters["C"], class_weight="balanced", max_iter=1000, random_state=seed)
    return Pipeline([("features", features), ("regression", regression)])
