"""Figures of the statistics from small cases that can be counted by hand."""

import pytest

from crossclaim import _paths, store
from crossclaim.dataset import gold, statistics
from crossclaim.dataset.figures import figures


def claim(kind, *spans):
    return {"kind": kind, "spans": [{"start": start, "end": end} for start, end in spans]}


def test_inventories_match_one_to_one_by_passage_and_kind():
    first = [claim("content", (0, 10)), claim("content", (20, 30)), claim("speech_act", (40, 50))]
    second = [claim("content", (0, 8)), claim("content", (2, 10)), claim("content", (40, 50))]
    found = statistics.inventory_agreement(first, second)
    assert (found["matched"], found["f1"]) == (1, pytest.approx(1 / 3, abs=1e-4))
    assert statistics.inventory_agreement(first, first)["f1"] == 1.0


def passes(strata):
    """A pool with `strata[origin] = (couples, not neutral)`, decided without dissent."""
    pool, votes = {}, {}
    for origin, (n, hits) in strata.items():
        for i in range(n):
            key = (f"{origin}{i}", "z")
            label = "contradicts" if i < hits else "neutral"
            pool[key] = [{"origin": origin, "round": 1}]
            votes[key] = [gold.Ballot(f"votes-{v}-1", label, 3, "why", 1, key[0]) for v in "ab"]
    return gold.Passes(pool, votes, {}, {})


def test_recall_weighs_the_random_stratum_by_what_it_stands_for():
    strata = {"both": (10, 9), "one": (4, 1), "closure": (2, 1), "similar": (20, 2), "random": (50, 1)}
    found = statistics._recall(passes(strata), n_couples=1086)
    missed = 1 + 2 + 1 / 50 * (50 + 1000)
    assert found["outside_pool"] == 1000
    assert found["listing_recall"]["value"] == pytest.approx(10 / (10 + missed), abs=1e-4)
    assert found["gold_recall"]["value"] == pytest.approx(14 / (14 + 20), abs=1e-4)
    assert found["listing_recall"]["low"] < found["listing_recall"]["value"] < found["listing_recall"]["high"]
    assert found["strata"]["random"]["rate"] == {"value": 0.02, "low": 0.0005, "high": 0.1065}


def test_no_miss_in_the_sample_leaves_an_interval():
    strata = {"both": (10, 10), "one": (0, 0), "closure": (0, 0), "similar": (20, 0), "random": (50, 0)}
    found = statistics._recall(passes(strata), n_couples=1080)
    assert found["listing_recall"]["value"] == 1.0
    assert found["listing_recall"]["low"] < 0.2


def test_agreement_for_all_couples_weighs_the_strata():
    found = passes({"both": (6, 6), "random": (6, 0)})
    key = ("random5", "z")
    found.votes[key][1] = found.votes[key][1]._replace(label="contradicts")
    weight = {key: 10.0 if key[0].startswith("random") else 1.0 for key in found.pool}
    (first,) = statistics._rounds(found, weight)
    pool, every = first["five_answers"]["pool"], first["five_answers"]["all_couples_estimate"]
    # 12 couples, 7 + 6 values of contradicts among 24; weighted: 66 couples, 10 of them disagree
    assert pool["krippendorff_alpha"]["value"] == pytest.approx(1 - (2 / 24) / ((24**2 - 13**2 - 11**2) / (24 * 23)), abs=1e-4)
    assert every["krippendorff_alpha"]["value"] == pytest.approx(1 - (20 / 132) / ((132**2 - 22**2 - 110**2) / (132 * 131)), abs=1e-4)
    assert first["table"]["neutral"]["contradicts"] == 1


def test_the_figures_block_shows_what_the_statistics_say():
    document = store.read_json(_paths.DATA / "statistics.json")
    (event,) = document["events"].values()
    shown = figures(document)
    alpha = event["agreement"][0]["five_answers"]["pool"]["krippendorff_alpha"]
    assert f"| Krippendorff α (nominal) | {alpha['value']:.3f} [{alpha['low']:.3f}, {alpha['high']:.3f}]" in shown
    assert f"{event['claims']['total']} claims" in shown
    assert shown.strip() in (_paths.DATA / "README.md").read_text(encoding="utf-8")
