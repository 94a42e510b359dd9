"""Everything that `data/statistics.json` says, computed from gold and passes.

Agreement is that of the two voters of the first and, where there was one, of the last round, over the couples of the pool. Its interval
comes from resampling claims, since couples share claims. The estimate for all couples weighs each couple of the pool by how many
couples its stratum stands for: a couple of the random sample for (couples outside the pool + sample)/sample, every other for itself.

The *miss rate* of a stratum is the share of its couples that the listing passed over and gold says are not neutral. From it follows the
listing's recall: couples listed and not neutral, over those and the estimated missed ones. Its interval takes the Clopper–Pearson
interval of the random stratum's rate; the other strata are counted in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from crossclaim import store
from crossclaim.dataset import gold, splits
from crossclaim.dataset.couples import Couple
from crossclaim.dataset.source import Record, Source
from crossclaim.records import ANSWERS, RELATION_LABELS
from crossclaim.scoring import agreement, confusion, resampling

SEED = 20250506
DRAWS = 1000
THREE = {"supports": "supports", "supported_by": "supports", "mutual": "supports"}
STRATA = ("both", "one", "closure", "random", "similar")


def _interval(figure: resampling.Interval) -> Record:
    return {name: None if value is None else round(value, 4) for name, value in figure._asdict().items()}


def _counts(values: Iterable[Any]) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))


def _votes_of(passes: gold.Passes, number: int) -> tuple[list[Couple], list[str], list[str]]:
    couples: list[Couple] = []
    first: list[str] = []
    second: list[str] = []
    for key in sorted(passes.pool):
        ballots = sorted(b for b in passes.votes[key] if b.round == number)
        if len(ballots) == 2:
            couples.append(key)
            first.append(ballots[0].label)
            second.append(ballots[1].label)
    return couples, first, second


def _agreement(
    couples: Sequence[Couple], votes: tuple[list[str], list[str]], answers: Sequence[str], weights: Sequence[float]
) -> tuple[Record, Record]:
    """Figures over the pool, and estimated for all couples, each with its interval."""
    one, other = (np.array([answers.index(answer) for answer in side]) for side in votes)
    units = resampling.unit_index([a for a, _ in couples], [b for _, b in couples])
    stratum = np.array(weights)
    drawn: list[confusion.Floats] = []
    drawn_all: list[confusion.Floats] = []
    for block in resampling.weight_blocks(units, DRAWS, SEED):
        drawn.append(confusion.tables(one, other, len(answers), block))
        drawn_all.append(confusion.tables(one, other, len(answers), block * stratum))
    samples = agreement.by_table(np.concatenate(drawn), answers)
    samples_all = agreement.by_table(np.concatenate(drawn_all), answers)
    weighted = agreement.by_table(confusion.tables(one, other, len(answers), stratum), answers)
    pool = {name: _interval(resampling.interval(value, samples[name])) for name, value in agreement.by_packages(*votes, answers).items()}
    every = {name: _interval(resampling.interval(float(value), samples_all[name])) for name, value in weighted.items()}
    return pool, every


def _rounds(passes: gold.Passes, weight: Mapping[Couple, float]) -> list[Record]:
    numbers = sorted({ballot.round for ballots in passes.votes.values() for ballot in ballots})
    rounds: list[Record] = []
    for number in numbers:
        couples, first, second = _votes_of(passes, number)
        three = [[THREE.get(answer, answer) for answer in side] for side in (first, second)]
        weights = [weight[key] for key in couples]
        pool5, all5 = _agreement(couples, (first, second), ANSWERS, weights)
        pool3, all3 = _agreement(couples, (three[0], three[1]), RELATION_LABELS, weights)
        table = confusion.tables(np.array([ANSWERS.index(a) for a in first]), np.array([ANSWERS.index(a) for a in second]), len(ANSWERS))
        rounds.append(
            {
                "round": number,
                "annotators": sorted({b.annotator for key in couples for b in passes.votes[key] if b.round == number}),
                "couples": len(couples),
                "five_answers": {"pool": pool5, "all_couples_estimate": all5},
                "three_answers": {"pool": pool3, "all_couples_estimate": all3},
                "table": {a: {b: int(table[i, j]) for j, b in enumerate(ANSWERS)} for i, a in enumerate(ANSWERS)},
                "confidence": _counts(b.confidence for key in couples for b in passes.votes[key] if b.round == number),
            }
        )
    return rounds


def _clopper_pearson(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(hits, n).proportion_ci(confidence_level=level, method="exact")
    return float(found.low), float(found.high)


def _recall(passes: gold.Passes, n_couples: int) -> Record:
    origin = {key: rows[0]["origin"] for key, rows in passes.pool.items()}
    labels = {key: gold.verdict(key, passes).label for key in passes.pool}
    strata: Record = {}
    hits: dict[str, int] = {}
    for stratum in STRATA:
        members = [key for key, where in origin.items() if where == stratum]
        hits[stratum] = sum(labels[key] != "neutral" for key in members)
        found = _counts(labels[key] for key in members)
        strata[stratum] = {"couples": len(members), "not_neutral": hits[stratum], "labels": found}
        if members:
            low, high = _clopper_pearson(hits[stratum], len(members))
            strata[stratum]["rate"] = {"value": round(hits[stratum] / len(members), 4), "low": round(low, 4), "high": round(high, 4)}
    n_random = strata["random"]["couples"]
    unseen = n_couples - len(passes.pool)
    low, high = _clopper_pearson(hits["random"], n_random)
    listed = hits["both"] + hits["one"]

    def recall(rate: float) -> float:
        return listed / (listed + hits["closure"] + hits["similar"] + rate * (n_random + unseen))

    figure = {"value": recall(hits["random"] / n_random), "low": recall(high), "high": recall(low)}
    found_all = listed + hits["closure"] + hits["similar"] + hits["random"]

    def completeness(rate: float) -> float:
        return found_all / (found_all + rate * unseen)

    gold_figure = {"value": completeness(hits["random"] / n_random), "low": completeness(high), "high": completeness(low)}
    return {
        "strata": strata,
        "couples": n_couples,
        "outside_pool": unseen,
        "listing_recall": {name: round(value, 4) for name, value in figure.items()},
        "gold_recall": {name: round(value, 4) for name, value in gold_figure.items()},
    }


def _overlap(one: Sequence[Mapping[str, int]], other: Sequence[Mapping[str, int]]) -> float:
    """Shared characters over characters of either (Jaccard) of two claims' spans."""
    sides = [{i for span in spans for i in range(span["start"], span["end"])} for spans in (one, other)]
    return len(sides[0] & sides[1]) / len(sides[0] | sides[1])


def inventory_agreement(first: Sequence[Record], second: Sequence[Record], least: float = 0.5) -> Record:
    """F1 of two claims passes: the largest one-to-one matching of claims of the same kind whose spans overlap by `least` or more."""
    import networkx as nx

    graph: Any = nx.Graph()
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            shared = _overlap(one["spans"], other["spans"])
            if one["kind"] == other["kind"] and shared >= least:
                graph.add_edge(("first", i), ("second", j), weight=shared)
    matched = len(nx.max_weight_matching(graph, maxcardinality=True))
    return {
        "claims": [len(first), len(second)],
        "matched": matched,
        "least_overlap": least,
        "f1": round(2 * matched / (len(first) + len(second)), 4),
    }


def _inventories(folder: Path, article_ids: Iterable[str]) -> Record:
    found: Record = {}
    for article in (a for a in article_ids if (folder / f"inventory-{a}.jsonl").is_file()):
        first, second, final = (store.read_jsonl(folder / f"{who}-{article}.jsonl") for who in ("claims-a", "claims-b", "inventory"))
        drawn = [{source["annotator"] for source in row["drawn_from"]} for row in final]
        found[article] = {
            **inventory_agreement(first, second),
            "adjudicated": len(final),
            "taken_from_both": sum(len(sources) == 2 for sources in drawn),
            "taken_from_one": sum(len(sources) == 1 for sources in drawn),
            "added": sum(not sources for sources in drawn),
        }
    return found


def _component_share(relations: Sequence[Record]) -> float:
    import networkx as nx

    graph: Any = nx.Graph()
    graph.add_edges_from((r["evidence_id"], r["claim_id"]) for r in relations if r["label"] != "neutral")
    giant = max(nx.connected_components(graph), key=len, default=set[str]())
    return graph.subgraph(giant).number_of_edges() / max(1, graph.number_of_edges())


def _event(source: Source, event_id: str) -> Record:
    claims = [row for row in source.claims if row["event_id"] == event_id]
    ids = {row["claim_id"] for row in claims}
    article_of = {row["claim_id"]: row["article_id"] for row in claims}
    articles = [row["article_id"] for row in source.articles if row["event_id"] == event_id]
    relations = [row for row in source.relations if row["claim_id"] in ids]
    passes = gold.read_passes(source.annotations(event_id))
    n_couples = len(list(combinations(ids, 2)))
    n_random = sum(rows[0]["origin"] == "random" for rows in passes.pool.values())
    stands_for = 1 + (n_couples - len(passes.pool)) / n_random
    weight = {key: stands_for if rows[0]["origin"] == "random" else 1.0 for key, rows in passes.pool.items()}
    contradictions = [row for row in relations if row["label"] == "contradicts"]
    busiest = Counter(claim for row in contradictions for claim in (row["evidence_id"], row["claim_id"])).most_common(10)
    busy = {claim for claim, _ in busiest}
    in_busy = sum(row["evidence_id"] in busy or row["claim_id"] in busy for row in contradictions)
    return {
        "articles": {a: sum(where == a for where in article_of.values()) for a in articles},
        "claims": {
            "total": len(claims),
            **{field: _counts(row[field] for row in claims) for field in ("kind", "stance", "modality", "topic")},
        },
        "relations": {
            "rows": len(relations),
            "label": _counts(row["label"] for row in relations),
            "not_neutral": {
                "couples": len({frozenset((r["evidence_id"], r["claim_id"])) for r in relations if r["label"] != "neutral"}),
                "certainty": _counts(f"{r['label']} {r['certainty']}" for r in relations if r["label"] != "neutral"),
                "scope": _counts(
                    f"{r['label']} {'within' if article_of[r['evidence_id']] == article_of[r['claim_id']] else 'cross'}"
                    for r in relations
                    if r["label"] != "neutral"
                ),
            },
            "contradiction_type": _counts(row["contradiction_type"] for row in contradictions),
            "adjudicated": sum(row["adjudicated"] for row in relations),
            "contradictions_with_the_ten_busiest_claims": in_busy,
            "giant_component_share": round(_component_share(relations), 4),
        },
        "inventory_agreement": _inventories(source.annotations(event_id), articles),
        "agreement": _rounds(passes, weight),
        "neutrality": _recall(passes, n_couples),
    }


def statistics(source: Source, pairs: Mapping[str, Sequence[Record]], judged: Mapping[str, Sequence[Record]]) -> Record:
    """The document of `statistics.json`. `pairs` and `judged` are the rows of each split."""
    lost = splits.excluded(source)
    couples = {frozenset((r["evidence_id"], r["claim_id"])) for r in source.relations if r["label"] != "neutral"}
    return {
        "events": {row["event_id"]: _event(source, row["event_id"]) for row in source.events},
        "splits": {
            name: {
                "pairs": len(rows),
                "label": _counts(row["label"] for row in rows),
                "certainty": _counts(row["certainty"] for row in rows),
                "scope": _counts(row["scope"] for row in rows),
                "claims": len({row[side] for row in rows for side in ("evidence_id", "claim_id")}),
                "judged_relations": len(judged[name]),
            }
            for name, rows in pairs.items()
        },
        "excluded": {
            "relations": len(lost),
            "share": round(len(lost) / max(1, len(couples)), 4),
            "couples": [list(couple) for couple in lost],
        },
    }
