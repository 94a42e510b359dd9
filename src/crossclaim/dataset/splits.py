"""Which claim stands in which split.

With several events the event is the unit. While there is one event only, its claims are partitioned into three parts along the weakest
seams of the relation graph, and the part is the unit; relations across parts are excluded from the splits and listed by `excluded`.
The assignment is a committed file (`data/splits.json`); `propose` makes a new one and is only run by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import product
from typing import Any

from crossclaim.dataset.source import Record, Source
from crossclaim.errors import InputError

SPLITS = ("train", "validation", "test")
SHARE = {"train": (0.40, 0.65), "validation": (0.10, 0.25), "test": (0.25, 0.45)}
"""Smallest and largest share of the kept relations that each split may have."""


def clusters(source: Source) -> dict[str, str]:
    """The unit (`cluster_id`) of each claim."""
    if source.splits["unit"] == "event":
        return {claim["claim_id"]: claim["event_id"] for claim in source.claims}
    return dict(source.splits["parts"])


def excluded(source: Source) -> list[tuple[str, str]]:
    """The couples with a relation that is not neutral whose claims stand in different splits or parts."""
    cluster = clusters(source)
    couples = {tuple(sorted((r["evidence_id"], r["claim_id"]))) for r in source.relations if r["label"] != "neutral"}
    return sorted((one, other) for one, other in couples if cluster[one] != cluster[other])


def _communities(graph: Any) -> list[set[str]]:
    """Communities of the relation graph, the small ones merged so that every assignment can be tried."""
    import networkx as nx

    found = nx.community.louvain_communities(graph, resolution=1.2, seed=0)
    large = sorted((set(c) for c in found), key=lambda c: (-len(c), min(c)))[:11]
    rest: set[str] = set().union(*(set(c) for c in found)) - set().union(*large)
    return [*large, rest] if rest else large


def _refine(graph: Any, split: dict[str, str], fits: Any) -> None:
    """Move single claims to the split where most of their relations are, as long as the shares still fit."""
    for _ in range(10):
        moved = False
        for node in sorted(graph):
            pull = Counter(split[other] for other in graph[node])
            if not pull:
                continue
            best = min(pull, key=lambda name: (-pull[name], name))
            here = split[node]
            if pull[best] > pull[here]:
                split[node] = best
                if fits(split):
                    moved = True
                else:
                    split[node] = here
        if not moved:
            return


def propose(source: Source, version: str) -> Record:
    """A new assignment: by event where there are several, else by the partition of the only event with the fewest relations lost."""
    import networkx as nx

    if len(source.events) > 1:
        raise InputError("several events are assigned by hand in data/splits.json, one unit per event")
    graph: Any = nx.Graph()
    couples = sorted({tuple(sorted((r["evidence_id"], r["claim_id"]))) for r in source.relations if r["label"] != "neutral"})
    graph.add_edges_from(couples)

    def fits(split: Mapping[str, str]) -> bool:
        inside = Counter(split[one] for one, other in couples if split[one] == split[other])
        total = sum(inside.values())
        return all(low <= inside[name] / total <= high for name, (low, high) in SHARE.items())

    communities = _communities(graph)
    place = {node: i for i, community in enumerate(communities) for node in community}
    between: Counter[tuple[int, int]] = Counter((place[one], place[other]) for one, other in couples)
    best: tuple[int, tuple[int, ...]] | None = None
    for choice in product(range(len(SPLITS)), repeat=len(communities)):
        inside = [0] * len(SPLITS)
        for (i, j), n in between.items():
            if choice[i] == choice[j]:
                inside[choice[i]] += n
        kept = sum(inside)
        lost = len(couples) - kept
        if kept and (best is None or lost < best[0]):
            shares = zip(inside, SHARE.values(), strict=True)
            if all(low <= n / kept <= high for n, (low, high) in shares):
                best = (lost, choice)
    if best is None:
        raise InputError("no partition of the claims gives every split its share of the relations")
    split = {node: SPLITS[best[1][i]] for node, i in place.items()}
    _refine(graph, split, fits)

    # a claim without relations goes where the claims of its topic are
    by_topic: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for claim in source.claims:
        if claim["claim_id"] in split:
            by_topic[claim["topic"]][split[claim["claim_id"]]] += 1
    for claim in source.claims:
        if claim["claim_id"] not in split:
            common = by_topic[claim["topic"]].most_common(1)
            split[claim["claim_id"]] = common[0][0] if common else "train"

    units: dict[str, str] = {}
    parts: dict[str, str] = {}
    for name in SPLITS:
        members = sorted(claim for claim, where in split.items() if where == name)
        unit = f"{source.events[0]['event_id']}/part-{SPLITS.index(name) + 1}"
        units[unit] = name
        parts |= dict.fromkeys(members, unit)
    return {"version": version, "unit": "part", "units": units, "parts": dict(sorted(parts.items()))}
