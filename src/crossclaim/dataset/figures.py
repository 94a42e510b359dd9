"""The figures of `statistics.json` as Markdown: the block in the data card, and what `crossclaim stats` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crossclaim.records import ANSWERS

_AGREEMENT = (
    ("Krippendorff α (nominal)", "krippendorff_alpha"),
    ("Cohen κ", "cohen_kappa"),
    *((f"F1 `{answer}`", f"f1_{answer}") for answer in ANSWERS),
)


def _figure(interval: Mapping[str, float | None] | None) -> str:
    if interval is None:
        return "–"
    if interval["value"] is None:
        return "undefined"
    return f"{interval['value']:.3f} [{interval['low']:.3f}, {interval['high']:.3f}]"


def _percent(interval: Mapping[str, float] | None) -> str:
    if interval is None:
        return "–"
    return f"{100 * interval['value']:.1f} % [{100 * interval['low']:.1f}, {100 * interval['high']:.1f}]"


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in (head, *rows)]
    return [lines[0], "|" + " --- |" * len(head), *lines[1:], ""]


def _splits(statistics: Mapping[str, Any]) -> list[str]:
    lost = statistics["excluded"]
    rows = [
        (
            name,
            split["pairs"],
            split["label"].get("supports", 0),
            split["label"].get("contradicts", 0),
            split["certainty"].get("clear", 0),
            split["scope"].get("cross", 0),
            split["claims"],
            split["judged_relations"],
        )
        for name, split in statistics["splits"].items()
    ]
    return [
        "### Splits",
        "",
        *_table(("split", "pairs", "supports", "contradicts", "clear", "between articles", "claims", "judged relations"), rows),
        f"{lost['relations']} couples with a relation that is not neutral ({100 * lost['share']:.1f} %) join claims of different parts. "
        "They stand in `relations.jsonl`, are listed in `statistics.json`, and are in no split.",
        "",
    ]


def _sizes(event: Mapping[str, Any]) -> list[str]:
    relations = event["relations"]
    label, articles = relations["label"], event["articles"]
    share = 100 * relations["giant_component_share"]
    return [
        f"{event['claims']['total']} claims ({', '.join(f'{n} in `{article}`' for article, n in articles.items())}); "
        f"{label.get('supports', 0)} supports (directed), {label.get('contradicts', 0)} contradictions and "
        f"{label.get('neutral', 0)} explicit neutrals; {relations['adjudicated']} of these rows were decided by an adjudicator. "
        f"{relations['contradictions_with_the_ten_busiest_claims']} of the contradictions involve one of the ten claims that have most of "
        f"them; {share:.0f} % of the couples that are not neutral hang together in one component.",
        "",
    ]


def _inventory(event: Mapping[str, Any]) -> list[str]:
    rows = [
        (f"`{article}`", " and ".join(map(str, found["claims"])), found["matched"], found["f1"], found["adjudicated"])
        for article, found in event["inventory_agreement"].items()
    ]
    return [
        "**Inventory.** How far two readers found the same claims: one-to-one matches of the same kind whose passages share at least half "
        "of their characters.",
        "",
        *_table(("article", "claims of the two readers", "matched", "F1", "adjudicated inventory"), rows),
    ]


def _agreement(found: Mapping[str, Any]) -> list[str]:
    columns = [found[kind][where] for kind in ("five_answers", "three_answers") for where in ("pool", "all_couples_estimate")]
    head = ("figure", "five answers, pool", "five answers, all couples", "three answers, pool", "three answers, all couples")
    return [
        f"**Agreement of the two voters, round {found['round']}**, over {found['couples']} couples. Brackets: 95 % intervals from "
        "resampling claims. *All couples* is an estimate that weighs each stratum of the pool by the couples it stands for.",
        "",
        *_table(head, [(name, *(_figure(column.get(key)) for column in columns)) for name, key in _AGREEMENT]),
    ]


def _neutrality(found: Mapping[str, Any]) -> list[str]:
    rows = [(f"`{name}`", s["couples"], s["not_neutral"], _percent(s.get("rate"))) for name, s in found["strata"].items()]
    return [
        "**Presumed neutrality.** Share of the couples in each stratum of the pool that gold says are not neutral.",
        "",
        *_table(("stratum", "couples", "not neutral", "rate"), rows),
        f"Estimated recall of the listing: {_percent(found['listing_recall'])}; of the gold, which includes what the audit strata found: "
        f"{_percent(found['gold_recall'])}. {found['outside_pool']} of {found['couples']} couples were never put to the vote and are "
        "presumed neutral.",
        "",
    ]


def figures(statistics: Mapping[str, Any]) -> str:
    """The whole block."""
    lines = ["", *_splits(statistics)]
    for event_id, event in statistics["events"].items():
        lines += [f"### Event `{event_id}`", "", *_sizes(event), *_inventory(event)]
        for found in event["agreement"]:
            lines += _agreement(found)
        lines += _neutrality(event["neutrality"])
    return "\n".join(lines)
