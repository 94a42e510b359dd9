"""How long a million predictions take against a million gold rows, end to end, beside what else could be done with the same files.

Each contestant runs in a process of its own, so that its peak memory is its own. The files are made anew in a temporary folder: JSON
Lines in different random orders, joined by identifier, with 10,000 clusters, so that the cluster bootstrap runs with its 1,000 draws.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROWS, CLUSTERS, ITEM_DRAWS, DRAWS = 1_000_000, 10_000, 20, 1000
LABELS = ("contradicts", "neutral", "supports")


def generate(folder: Path) -> None:
    """Gold and predictions, shuffled, three rows in four right."""
    random = np.random.RandomState(1)
    truth, cluster = random.randint(len(LABELS), size=ROWS), random.randint(CLUSTERS, size=ROWS)
    answer = np.where(random.rand(ROWS) < 0.7, truth, random.randint(len(LABELS), size=ROWS))
    with (folder / "gold.jsonl").open("w") as file:
        for i in random.permutation(ROWS).tolist():
            file.write(f'{{"pair_id": "pair-{i:07}", "label": "{LABELS[truth[i]]}", "cluster_id": "cluster-{cluster[i]:05}"}}\n')
    with (folder / "predictions.jsonl").open("w") as file:
        for i in random.permutation(ROWS).tolist():
            file.write(f'{{"pair_id": "pair-{i:07}", "label": "{LABELS[answer[i]]}"}}\n')


def crossclaim(folder: Path) -> float:
    """The evaluator: reading, checking, joining, every metric, intervals from 1,000 draws of clusters."""
    from crossclaim import evaluate

    scores = evaluate(folder / "predictions.jsonl", gold=folder / "gold.jsonl")
    low, high = scores["macro_f1"].low, scores["macro_f1"].high
    if low is None or high is None:
        raise SystemExit("the cluster bootstrap did not run")
    return 0.0


def decoding(folder: Path) -> float:
    """msgspec's typed decoding of the two files and nothing else: what the evaluator is measured against."""
    import msgspec

    class Prediction(msgspec.Struct, gc=False):
        pair_id: str
        label: str

    class Row(Prediction, gc=False):
        cluster_id: str

    predictions = msgspec.json.Decoder(Prediction).decode_lines((folder / "predictions.jsonl").read_bytes())
    gold = msgspec.json.Decoder(Row).decode_lines((folder / "gold.jsonl").read_bytes())
    if len(predictions) != len(gold):
        raise SystemExit("the files do not belong together")
    return 0.0


def plain(folder: Path) -> float:
    """A scorer as one writes it in ten minutes: `json.loads` of each line, a dictionary, a counter; no checks and no intervals."""
    with (folder / "gold.jsonl").open() as file:
        gold = {row["pair_id"]: row["label"] for row in map(json.loads, file)}
    counts: Counter[tuple[str, str]] = Counter()
    with (folder / "predictions.jsonl").open() as file:
        for row in map(json.loads, file):
            counts[gold[row["pair_id"]], row["label"]] += 1
    for label in LABELS:
        named = sum(n for (truth, answer), n in counts.items() if label in (truth, answer))
        sum(2 * n if truth == answer else n for (truth, answer), n in counts.items() if label in (truth, answer)) / named
    return 0.0


def scikit(folder: Path) -> float:
    """pandas and scikit-learn: `classification_report`, and macro-F1 of resampled items. Returns the seconds that all other draws take."""
    import pandas as pd
    from sklearn.metrics import classification_report, f1_score

    gold = pd.read_json(folder / "gold.jsonl", lines=True)
    joined = gold.merge(pd.read_json(folder / "predictions.jsonl", lines=True), on="pair_id", suffixes=("", "_predicted"))
    truth, answer = (pd.Categorical(joined[column], categories=LABELS).codes for column in ("label", "label_predicted"))
    classification_report(joined["label"], joined["label_predicted"])
    random, start = np.random.RandomState(2), time.perf_counter()
    for _ in range(ITEM_DRAWS):
        drawn = random.randint(ROWS, size=ROWS)
        f1_score(truth[drawn], answer[drawn], average="macro")
    return (time.perf_counter() - start) / ITEM_DRAWS * (DRAWS - ITEM_DRAWS)


CONTESTANTS: dict[str, tuple[Callable[[Path], float], str]] = {
    "decoding": (decoding, "msgspec, typed decoding of both files only"),
    "crossclaim": (crossclaim, "crossclaim.evaluate, 1,000 draws of clusters"),
    "plain": (plain, "plain Python, macro-F1 only, no interval"),
    "scikit": (scikit, f"scikit-learn, 1,000 draws of items (extrapolated from {ITEM_DRAWS})"),
}


def timed(name: str, folder: Path) -> tuple[float, float]:
    """Seconds and peak memory in GB of one contestant, in a process of its own."""
    done = subprocess.run([sys.executable, __file__, name, str(folder)], check=True, capture_output=True, text=True)  # noqa: S603
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main() -> None:
    """Run one contestant if it is named, else all of them, and print the table."""
    if len(sys.argv) == 3:
        start = time.perf_counter()
        unspent = CONTESTANTS[sys.argv[1]][0](Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(time.perf_counter() - start + unspent, peak / 1e9)
        return
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder))
        timed("decoding", Path(folder))  # the files into the system's memory
        found = {name: min(timed(name, Path(folder)) for _ in range(1 if name == "scikit" else 3)) for name in CONTESTANTS}
    unit = found["decoding"][0]
    print(f"{ROWS:,} predictions against {ROWS:,} gold rows; the best of three runs, of one for scikit-learn")
    print(f"{'':66} {'seconds':>8} {'× decoding':>10} {'peak GB':>8}")
    for name, (seconds, peak) in found.items():
        print(f"{CONTESTANTS[name][1]:66} {seconds:8.2f} {seconds / unit:10.1f} {peak:8.2f}")
    print("goals: crossclaim at most 5 × decoding (aim: 3) and 1.5 GB")


if __name__ == "__main__":
    main()
