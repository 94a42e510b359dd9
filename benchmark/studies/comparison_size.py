"""How often does `crossclaim compare` find a difference where there is none? Writes `comparison_size.json`.

Two systems that are right equally often are drawn on the data set's own relation graphs, each with errors that share claims, as in
`interval_coverage.py`. An honest test finds p ≤ 0.05 in 5 % of such comparisons, and the 95 % interval of the difference holds 0 in 95 %.

    python benchmark/studies/comparison_size.py   # about three minutes
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import interval_coverage as study  # the script beside this one

from crossclaim import store
from crossclaim.scoring.compare import compare
from crossclaim.scoring.evaluate import Gold
from crossclaim.scoring.submission import Predictions

RESULTS = Path(__file__).with_suffix(".json")
ACCURACIES = (0.8, 0.6)
REPETITIONS, DRAWS, SEED = 300, 199, 20250506


def scenario(name: str, share: float, repetitions: int = REPETITIONS) -> dict[str, float | int | str]:
    """The share of comparisons with p ≤ 0.05, and of intervals that hold 0, between two equally good systems."""
    pairs = study.graph(name)
    n = len(pairs.gold)
    gold = Gold(
        task="study",
        split=None,
        ids=[str(i) for i in range(n)],
        labels=[study.LABELS[label] for label in pairs.gold],
        vocabulary=study.LABELS,
        clear=[True] * n,
        digest="-",
        sides=[[f"{unit:04}" for unit in side] for side in pairs.sides],
        draws=DRAWS,
    )
    drawn = [study.predictions(pairs, share, ACCURACIES, repetitions, seed) for seed in (SEED, SEED + 1)]
    found = []
    for one, other in zip(*drawn, strict=True):
        systems = {"a": Predictions(one, None, 0, ()), "b": Predictions(other, None, 0, ())}
        found.append(compare(gold, systems, "study").differences[0])
    held = [d.difference.low is not None and d.difference.high is not None and d.difference.low <= 0 <= d.difference.high for d in found]
    return {
        "graph": name,
        "pairs": n,
        "share": share,
        "p_at_most_0.05": round(float(np.mean([difference.p <= 0.05 for difference in found])), 3),
        "interval_holds_0": round(float(np.mean(held)), 3),
        "repetitions": repetitions,
    }


def main() -> None:
    """Run every scenario."""
    rows = [scenario(name, share) for name in ("test, clear", "all splits, clear") for share in study.SHARES]
    store.write_text(RESULTS, store.dump_json({"accuracies": ACCURACIES, "draws": DRAWS, "seed": SEED, "scenarios": rows}))


if __name__ == "__main__":
    main()
