"""The judged pool: which couples of claims are put to the vote.

Everything that a listing reader named, everything that follows from what was listed, and two strata of couples that
nobody listed: the lexically closest ones, all of them up to a number, and a random sample of the rest. What the two strata find
that is not neutral says how often the presumption of neutrality is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from crossclaim.dataset.couples import Couple, couple
from crossclaim.scoring import closure

Record = dict[str, Any]


def implied(answers: Mapping[Couple, Iterable[str]]) -> set[Couple]:
    """The couples on which the closure of the given answers says something."""
    supports: set[closure.Directed] = set()
    contradicts: set[closure.Unordered] = set()
    for (one, other), given in answers.items():
        for answer in given:
            if answer in ("supports", "mutual"):
                supports.add((one, other))
            if answer in ("supported_by", "mutual"):
                supports.add((other, one))
            if answer == "contradicts":
                contradicts.add(frozenset((one, other)))
    directed, unordered = closure.closed(supports, contradicts)
    return {couple(*pair) for pair in directed} | {couple(*sorted(pair)) for pair in unordered}


def by_similarity(ids: Sequence[str], texts: Sequence[str], couples: Sequence[Couple]) -> list[Couple]:
    """The couples by falling TF-IDF cosine of their texts, ties by identifier."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    cosine = (vectors @ vectors.T).toarray()
    place = {identifier: i for i, identifier in enumerate(ids)}
    return sorted(couples, key=lambda c: (-round(float(cosine[place[c[0]], place[c[1]]]), 9), c))


def draw(
    claims: Sequence[Mapping[str, Any]],
    listings: Sequence[Mapping[Couple, set[str]]],
    n_similar: int,
    n_random: int,
    seed: int,
) -> list[Record]:
    """The pool of the first round: rows of `pool.jsonl`, shuffled by the seed.

    `listings` holds what each of the two passes listed. A couple's origin is `both` or `one` by how many listed it, `closure` if it only
    follows, else its stratum.
    """
    ids = sorted(claim["claim_id"] for claim in claims)
    texts = {claim["claim_id"]: claim["text"] for claim in claims}
    union: dict[Couple, set[str]] = {}
    for listing in listings:
        for key, answers in listing.items():
            union.setdefault(key, set()).update(answers)
    origin = {key: "both" if all(key in listing for listing in listings) else "one" for key in union}
    origin |= {key: "closure" for key in implied(union) if key not in origin}
    rest = [key for key in combinations(ids, 2) if key not in origin]
    ordered = by_similarity(ids, [texts[i] for i in ids], rest)
    origin |= dict.fromkeys(ordered[:n_similar], "similar")
    random = np.random.RandomState(seed)
    remaining = sorted(ordered[n_similar:])
    chosen = random.choice(len(remaining), size=min(n_random, len(remaining)), replace=False)
    origin |= {remaining[i]: "random" for i in chosen}
    return _shuffled(origin, random)


def extend(claims: Sequence[Mapping[str, Any]], drawn: Iterable[Mapping[str, Any]], n_random: int, seed: int) -> list[Record]:
    """More rows of the `random` stratum, drawn from the couples that the pool does not have, to narrow what it estimates."""
    known = {(row["evidence_id"], row["claim_id"]) for row in drawn}
    rest = [key for key in combinations(sorted(claim["claim_id"] for claim in claims), 2) if key not in known]
    random = np.random.RandomState(seed)
    chosen = random.choice(len(rest), size=min(n_random, len(rest)), replace=False)
    return _shuffled({rest[i]: "random" for i in chosen}, random)


def _shuffled(origin: Mapping[Couple, str], random: np.random.RandomState) -> list[Record]:
    keys = sorted(origin)
    order = random.permutation(len(keys))
    return [{"evidence_id": keys[i][0], "claim_id": keys[i][1], "origin": origin[keys[i]], "round": 1} for i in order]
