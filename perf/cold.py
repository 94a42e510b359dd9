"""How long the command takes from a standing start: the median of five runs each."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from crossclaim import _paths

RUNS = 5
COMMANDS = {
    "crossclaim --help": (["--help"], 0.25),
    "crossclaim evaluate (test split)": (["evaluate", str(_paths.BASELINES / "tfidf-logreg" / "predictions.jsonl")], 1.0),
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "crossclaim", *arguments], check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    print(f"{'':40} {'seconds':>8} {'goal':>6}")
    for name, (arguments, goal) in COMMANDS.items():
        print(f"{name:40} {statistics.median(seconds(arguments) for _ in range(RUNS)):8.2f} {goal:6.2f}")


if __name__ == "__main__":
    main()
