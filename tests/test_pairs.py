"""What is built gives nothing away and takes at most three pairs of two propositions."""

from pathlib import Path

from crossclaim.dataset import pairs
from crossclaim.dataset.source import Source


def claim(n, article="ferry-gazette"):
    return {
        "claim_id": f"c-{n:08x}", "event_id": "ferry", "article_id": article, "text": f"Text {n}.", "kind": "content",
        "speaker": None, "stance": "endorses", "modality": "asserted", "as_of": None, "topic": "exit", "spans": [],
    }  # fmt: skip


def relation(one, other, label, certainty="clear"):
    return {
        "evidence_id": f"c-{one:08x}", "claim_id": f"c-{other:08x}", "label": label, "certainty": certainty,
        "contradiction_type": "negation" if label == "contradicts" else None, "origin": "both",
        "votes": [{"annotator": name, "label": label, "confidence": 3} for name in ("votes-a-1", "votes-b-1")],
        "adjudicated": False, "rationale": "why",
    }  # fmt: skip


def source(claims, relations):
    return Source(Path(), [], [], claims, relations, {"unit": "event", "units": {"ferry": "train"}, "parts": {}})


def one_cluster(claims):
    return dict.fromkeys((c["claim_id"] for c in claims), "ferry")


def test_a_mutual_support_is_one_row_in_the_hashed_direction():
    claims = [claim(1), claim(2)]
    data = source(claims, [relation(1, 2, "supports"), relation(2, 1, "supports")])
    (row,) = pairs.judged(data, one_cluster(claims))
    assert (row["evidence_id"], row["claim_id"]) == pairs.hashed_direction("c-00000001", "c-00000002")


def test_a_one_way_support_keeps_its_direction_and_a_contradiction_is_turned_with_its_votes():
    claims = [claim(n) for n in range(1, 30)]
    data = source(claims, [relation(n + 1, n, "supports") for n in range(1, 28, 2)])
    assert all(row["evidence_id"] > row["claim_id"] for row in pairs.judged(data, one_cluster(claims)))
    data = source(claims, [relation(n, n + 1, "contradicts") for n in range(1, 28)])
    turned = [row["evidence_id"] > row["claim_id"] for row in pairs.judged(data, one_cluster(claims))]
    assert any(turned)
    assert not all(turned)


def test_the_identifier_is_the_same_from_both_sides_and_orders_the_rows():
    assert pairs.pair_id("a", "b") == pairs.pair_id("b", "a") != pairs.pair_id("a", "c")
    claims = [claim(n) for n in range(1, 20)]
    rows = pairs.judged(source(claims, [relation(n, n + 1, "neutral") for n in range(1, 19)]), one_cluster(claims))
    assert [row["pair_id"] for row in rows] == sorted(row["pair_id"] for row in rows)


def test_a_couple_across_clusters_is_in_no_split():
    claims = [claim(1), claim(2)]
    assert pairs.judged(source(claims, [relation(1, 2, "contradicts")]), {"c-00000001": "x", "c-00000002": "y"}) == []


def test_only_clear_support_both_ways_makes_a_proposition():
    ids = [f"c-{n:08x}" for n in range(1, 5)]
    relations = [
        relation(1, 2, "supports"),
        relation(2, 1, "supports"),
        relation(2, 3, "supports"),
        relation(3, 4, "supports", "borderline"),
    ]
    relations.append(relation(4, 3, "supports", "borderline"))
    assert pairs.propositions(ids, relations) == {ids[0]: ids[0], ids[1]: ids[0], ids[2]: ids[2], ids[3]: ids[3]}


def test_at_most_three_pairs_of_two_propositions_between_articles_first():
    same = [claim(1), claim(2, "mill-times"), claim(3)]
    rival = [claim(4), claim(5, "mill-times"), claim(6)]
    relations = [relation(a, b, "supports") for side in ((1, 2, 3), (4, 5, 6)) for a in side for b in side if a != b]
    relations += [relation(a, b, "contradicts") for a in (1, 2, 3) for b in (4, 5, 6)]
    claims = [*same, *rival]
    data = source(claims, relations)
    rows = pairs.pairs(data, pairs.judged(data, one_cluster(claims)))
    against = [row for row in rows if row["label"] == "contradicts"]
    assert len(against) == 3
    assert all(row["scope"] == "cross" for row in against)
    assert len(rows) == 3 + 3 + 3


def test_neutral_couples_are_no_pairs_and_votes_are_counted_from_the_evidence():
    claims = [claim(1), claim(2), claim(3)]
    data = source(claims, [relation(1, 2, "neutral"), relation(3, 1, "supports")])
    (row,) = pairs.pairs(data, pairs.judged(data, one_cluster(claims)))
    assert row["votes"] == {"supports": 2, "supported_by": 0, "mutual": 0, "contradicts": 0, "neutral": 0}
