"""Write the golden scores anew, after a change that is meant to move them: `python -m tests.golden.regenerate`.

Every case is invented and drawn from its own seed; `tests/test_golden.py` compares `evaluate` with what is written here.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import crossclaim
from crossclaim import store

FOLDER = Path(__file__).parent
THREE = ("contradicts", "neutral", "supports")
Rows = list[dict[str, Any]]
Case = tuple[Rows, Rows, dict[str, Any]]


def _answers(gold: Rows, draw: random.Random, labels: tuple[str, ...]) -> Rows:
    return [{"pair_id": row["pair_id"], "label": row["label"] if draw.random() < 0.7 else draw.choice(labels)} for row in gold]


def claims() -> Case:
    """Pairs that share claims, over three events, some of them borderline."""
    draw = random.Random(1)
    gold = []
    for i in range(60):
        one, other = draw.sample(range(30), 2)
        certainty = "borderline" if i % 5 == 0 else "clear"
        row = {"pair_id": f"p{i:02}", "label": draw.choice(("contradicts", "supports")), "certainty": certainty}
        gold.append({**row, "evidence_id": f"c{one:02}", "claim_id": f"c{other:02}", "event_id": f"e{i % 3}", "scope": "ab"[i % 2]})
    return gold, _answers(gold, draw, ("contradicts", "supports")), {"slices": ["scope"]}


def clusters() -> Case:
    """Pairs in 25 clusters that are drawn whole."""
    draw = random.Random(2)
    gold = [{"pair_id": f"p{i:02}", "label": draw.choice(THREE[::2]), "cluster_id": f"k{i % 25:02}"} for i in range(80)]
    return gold, _answers(gold, draw, THREE[::2]), {}


def probabilities() -> Case:
    """Three labels, each with a probability."""
    draw = random.Random(3)
    gold = [{"pair_id": f"p{i:02}", "label": draw.choice(THREE)} for i in range(50)]
    answers = _answers(gold, draw, THREE)
    for row in answers:
        weights = [draw.random() + (label == row["label"]) for label in THREE]
        row["scores"] = {label: weight / sum(weights) for label, weight in zip(THREE, weights, strict=True)}
    return gold, answers, {}


def missing() -> Case:
    """Rows that are missing, and labels of another vocabulary."""
    draw = random.Random(4)
    gold = [{"pair_id": f"p{i:02}", "label": draw.choice(THREE)} for i in range(40)]
    theirs = {"supports": "SUPPORTS", "contradicts": "REFUTES", "neutral": "NOT ENOUGH INFO"}
    answers = [{**row, "label": theirs[row["label"]]} for row in _answers(gold, draw, THREE)]
    return gold, answers[:33], {"allow_missing": True, "label_map": "fever"}


CASES = (claims, clusters, probabilities, missing)


def scores(case: Case, folder: Path) -> dict[str, Any]:
    """What `evaluate` says of a case whose gold and predictions are written to a folder, without the package's version."""
    gold, answers, options = case
    (folder / "gold.jsonl").write_text(store.dump_jsonl(gold), encoding="utf-8")
    (folder / "predictions.jsonl").write_text(store.dump_jsonl(answers), encoding="utf-8")
    document = crossclaim.evaluate(folder / "predictions.jsonl", gold=folder / "gold.jsonl", **options).to_json()
    return {**document, "signature": document["signature"].rpartition("|version:")[0]}


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each case's name and scores."""
    for case in CASES:
        with TemporaryDirectory() as folder:
            yield case.__name__, scores(case(), Path(folder))


if __name__ == "__main__":
    for name, document in documents():
        store.write_text(FOLDER / f"{name}.json", store.dump_json(document))
