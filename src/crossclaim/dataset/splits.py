"""Which claim stands in which split.

With several events the event is the unit. While there is one event only, its claims are partitioned into three parts along the weakest
seams of the relation graph, and the part is the unit; relations across parts are excluded from the splits and listed by `excluded`.
The assignment is a committed file (`data/splits.json`); `propose` makes a new one and is only run by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from crossclaim.dataset.source import Record, Source
from crossclaim.errors import InputError

SPLITS = ("train", "validation", "test")
SHARE = {"train": (0.40, 0.65), "validation": (0.10, 0.25), "test": (0.25, 0.45)}
"""Smallest and largest share of the kept relations that each split may have."""
CONTRADICTIONS = (0.30, 0.60)
"""Smallest and largest share of contradictions among the relations of a split."""


RESOLUTION = 1.5  # of the communities; higher gives smaller ones
TRIED = 11  # communities that are assigned to splits by trying all assignments, 3^11


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
    """Communities of the relation graph, few enough that every assignment of them to splits can be tried."""
    import networkx as nx

    found = nx.community.louvain_communities(graph, resolution=RESOLUTION, seed=0)
    ordered = sorted((set(c) for c in found), key=lambda c: (-len(c), min(c)))
    groups = ordered[:TRIED]
    for i, community in enumerate(ordered[TRIED:]):
        groups[i % TRIED] |= community  # the smallest ones are loose ends; where they go costs next to nothing
    return groups


def _refine(graph: Any, split: dict[str, str], fits: Callable[[], bool]) -> None:
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
                if fits():
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
    label = {tuple(sorted((r["evidence_id"], r["claim_id"]))): r["label"] for r in source.relations if r["label"] != "neutral"}
    couples = sorted(label)
    graph: Any = nx.Graph(couples)
    communities = _communities(graph)
    place = {node: i for i, community in enumerate(communities) for node in community}
    between = Counter((place[one], place[other], label[one, other] == "contradicts") for one, other in couples)

    def inside(split_of: Mapping[Any, str], counts: Mapping[tuple[Any, Any, bool], int]) -> dict[str, list[int]]:
        found = {name: [0, 0] for name in SPLITS}
        for (one, other, against), n in counts.items():
            if split_of[one] == split_of[other]:
                found[split_of[one]][against] += n
        return found

    def fits(found: Mapping[str, list[int]]) -> bool:
        total = sum(sum(counts) for counts in found.values())
        return total > 0 and all(
            SHARE[name][0] <= sum(counts) / total <= SHARE[name][1] and CONTRADICTIONS[0] <= counts[1] / sum(counts) <= CONTRADICTIONS[1]
            for name, counts in found.items()
        )

    best: tuple[int, tuple[str, ...]] = (-1, ())
    for choice in product(SPLITS, repeat=len(communities)):
        found = inside(dict(enumerate(choice)), between)
        kept = sum(sum(counts) for counts in found.values())
        if kept > best[0] and fits(found):
            best = (kept, choice)
    if not best[1]:
        raise InputError("no partition of the claims gives every split its share of the relations")
    split = {node: best[1][i] for node, i in place.items()}
    single = Counter((one, other, label[one, other] == "contradicts") for one, other in couples)
    _refine(graph, split, lambda: fits(inside(split, single)))

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
