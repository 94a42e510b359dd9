"""What is built gives no label away and keeps the splits apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crossclaim import store
from crossclaim.dataset import load, pairs, splits
from crossclaim.dataset.rules.common import at, unique
from crossclaim.dataset.source import Source
from crossclaim.errors import Problem

ORDER_P = 0.001  # below this the direction of the identifiers is no accident


def apart(data: Source) -> Iterator[Problem]:
    """Every claim has a unit, and no unit or claim stands in two splits."""
    file = at(data, "splits.json")
    cluster = splits.clusters(data)
    for row in data.claims:
        unit = cluster.get(row["claim_id"])
        if unit not in data.splits["units"]:
            yield Problem(file, None, "$.units", "splits", f"claim {row['claim_id']} stands in no split")
    for claim in sorted(set(data.splits["parts"]) - set(data.claim())):
        yield Problem(file, None, f"$.parts.{claim}", "splits", f"no claim {claim}")
    for config in ("pairs", "relations"):
        where: dict[str, str] = {}
        units: dict[str, str] = {}
        for split, name in load.CONFIGS[config].files.items():
            for line, row in enumerate(store.read_jsonl(data.folder / name), 1):
                for seen, key, what in (
                    (units, row["cluster_id"], "cluster"),
                    (where, row["evidence_id"], "claim"),
                    (where, row["claim_id"], "claim"),
                ):
                    if seen.setdefault(key, split) != split:
                        yield Problem(at(data, name), line, "$.cluster_id", "splits", f"{what} {key} stands in {seen[key]}, too")


def order(data: Source) -> Iterator[Problem]:
    """Neither order nor identifiers of the built rows tell a label."""
    from scipy.stats import fisher_exact

    for split, name in load.CONFIGS["pairs"].files.items():
        rows, file = store.read_jsonl(data.folder / name), at(data, name)
        yield from unique(rows, file, "pair_id")
        if [row["pair_id"] for row in rows] != sorted(row["pair_id"] for row in rows):
            yield Problem(file, None, "", "row-order", "rows are not in the order of their pair_id")
        table = [[0, 0], [0, 0]]
        for line, row in enumerate(rows, 1):
            evidence, claim = row["evidence_id"], row["claim_id"]
            if row["pair_id"] != pairs.pair_id(evidence, claim):
                yield Problem(file, line, "$.pair_id", "pair-id", "is not the hash of the two claims' identifiers")
            if row["label"] == "contradicts" and (evidence, claim) != pairs.hashed_direction(evidence, claim):
                yield Problem(file, line, "$.evidence_id", "direction", "a contradiction's direction must come from the hash")
            table[row["label"] == "contradicts"][evidence < claim] += 1
        found: Any = fisher_exact(table)
        chance = float(found.pvalue)
        if chance < ORDER_P:
            yield Problem(file, None, "", "id-order", f"in {split} the order of the two identifiers tells the label (p = {chance:.1g})")
