"""The partition of a single event, and splits by event."""

from collections import Counter
from pathlib import Path

import pytest

from crossclaim import _paths
from crossclaim.dataset import source, splits
from crossclaim.dataset.source import Source
from crossclaim.errors import InputError

DATA = source.read(_paths.DATA)


def test_the_committed_assignment_is_what_the_partition_gives():
    assert splits.propose(DATA, DATA.splits["version"]) == DATA.splits


def test_the_shares_hold_and_every_claim_is_assigned():
    cluster = splits.clusters(DATA)
    assert set(cluster) == set(DATA.claim())
    couples = {
        tuple(sorted((r["evidence_id"], r["claim_id"]))): r["label"] == "contradicts" for r in DATA.relations if r["label"] != "neutral"
    }
    inside = Counter(
        (DATA.splits["units"][cluster[one]], against) for (one, other), against in couples.items() if cluster[one] == cluster[other]
    )
    total = sum(inside.values())
    for name, (low, high) in splits.SHARE.items():
        n = inside[name, True] + inside[name, False]
        assert low <= n / total <= high
        assert splits.CONTRADICTIONS[0] <= inside[name, True] / n <= splits.CONTRADICTIONS[1]


def test_with_several_events_the_event_is_the_unit():
    claims = [{"claim_id": "c-1", "event_id": "ferry"}, {"claim_id": "c-2", "event_id": "mill"}]
    relations = [{"evidence_id": "c-1", "claim_id": "c-2", "label": "contradicts"}]
    data = Source(Path(), [], [], claims, relations, {"unit": "event", "units": {"ferry": "train", "mill": "test"}, "parts": {}})
    assert splits.clusters(data) == {"c-1": "ferry", "c-2": "mill"}
    assert splits.excluded(data) == [("c-1", "c-2")]


def test_several_events_are_not_partitioned():
    with pytest.raises(InputError, match="several events are assigned by hand"):
        splits.propose(DATA._replace(events=[*DATA.events, *DATA.events]), "0.2.0")
