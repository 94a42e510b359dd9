"""The generated parts of the dataset card, `data/README.md`.

Two things in the card follow from the data: the digest in each config's description (without it `load_dataset` would serve rows from
its cache after the files have changed) and the block of figures. Everything else in the card is written by hand.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_STAMP = re.compile(r"data digest [0-9a-f]{12}")
_FIGURES = re.compile(r"(<!-- figures: written by `crossclaim build` -->\n).*?(<!-- end of figures -->)", re.DOTALL)


def digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Twelve hexadecimal digits over the content of rows, whatever format holds them."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return found.hexdigest()[:12]


def _figure(interval: Mapping[str, float | None]) -> str:
    if interval["value"] is None:
        return "undefined"
    return f"{interval['value']:.3f} [{interval['low']:.3f}, {interval['high']:.3f}]"


def _percent(interval: Mapping[str, float]) -> str:
    return f"{100 * interval['value']:.1f} % [{100 * interval['low']:.1f}, {100 * interval['high']:.1f}]"


def _rows(*cells: tuple[Any, ...]) -> list[str]:
    head, *body = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in cells]
    return [head, "|" + " --- |" * len(cells[0]), *body, ""]


def _event(event_id: str, event: Mapping[str, Any]) -> list[str]:
    relations, neutrality = event["relations"], event["neutrality"]
    lines = [f"### Event `{event_id}`", ""]
    articles = ", ".join(f"{n} in `{article}`" for article, n in event["articles"].items())
    label = relations["label"]
    lines += [
        f"{event['claims']['total']} claims ({articles}); {label['supports']} supports (directed), {label['contradicts']} contradictions and "
        f"{label['neutral']} explicit neutrals, {relations['adjudicated']} of these rows decided by an adjudicator. "
        f"{relations['contradictions_with_the_ten_busiest_claims']} of the {label['contradicts']} contradictions involve one of the "
        f"ten claims that have most; {100 * relations['giant_component_share']:.0f} % of the non-neutral couples hang together.",
        "",
        "**Inventory.** How far two readers found the same claims (one-to-one matches of the same kind whose passages share at least half "
        "of their characters):",
        "",
        *_rows(
            ("article", "claims of the two readers", "matched", "F1", "adjudicated inventory"),
            *((f"`{a}`", " and ".join(map(str, i["claims"])), i["matched"], i["f1"], i["adjudicated"])
              for a, i in event["inventory_agreement"].items()),
        ),
    ]  # fmt: skip
    for found in event["agreement"]:
        lines += [
            f"**Agreement of the two voters, round {found['round']}**, {found['couples']} couples, 95 % intervals from resampling claims:",
            "",
            *_rows(
                ("figure", "five answers, pool", "five answers, all couples (estimate)", "three answers, pool", "three answers, all couples (estimate)"),
                *(
                    (
                        name,
                        *(
                            _figure(found[kind][where][key]) if key in found[kind][where] else "–"
                            for kind in ("five_answers", "three_answers")
                            for where in ("pool", "all_couples_estimate")
                        ),
                    )
                    for name, key in (
                        ("Krippendorff α (nominal)", "krippendorff_alpha"),
                        ("Cohen κ", "cohen_kappa"),
                        *((f"F1 `{a}`", f"f1_{a}") for a in ("supports", "supported_by", "mutual", "contradicts", "neutral")),
                    )
                ),
            ),
        ]
    lines += [
        "**Presumed neutrality.** Share of couples in each stratum of the pool that gold says are not neutral:",
        "",
        *_rows(
            ("stratum", "couples", "not neutral", "rate [95 %]"),
            *((f"`{name}`", s["couples"], s["not_neutral"], _percent(s["rate"]) if "rate" in s else "–")
              for name, s in neutrality["strata"].items()),
        ),
        f"Estimated recall of the listing: {_percent(neutrality['listing_recall'])}; of the gold, which includes what the audit strata found: "
        f"{_percent(neutrality['gold_recall'])}. {neutrality['outside_pool']} of {neutrality['couples']} couples were never put to the vote "
        "and are presumed neutral.",
        "",
    ]  # fmt: skip
    return lines


def figures(statistics: Mapping[str, Any]) -> str:
    """The block of figures in Markdown."""
    lines = ["", "### Splits", ""]
    lines += _rows(
        ("split", "pairs", "supports", "contradicts", "clear", "between articles", "claims", "judged relations"),
        *((name, s["pairs"], s["label"].get("supports", 0), s["label"].get("contradicts", 0), s["certainty"].get("clear", 0),
           s["scope"].get("cross", 0), s["claims"], s["judged_relations"]) for name, s in statistics["splits"].items()),
    )  # fmt: skip
    lost = statistics["excluded"]
    lines += [
        f"{lost['relations']} non-neutral couples ({100 * lost['share']:.1f} %) join claims of different splits; they are in `relations.jsonl`, are "
        "listed in `statistics.json` and are in no split.",
        "",
    ]
    for event_id, event in statistics["events"].items():
        lines += _event(event_id, event)
    return "\n".join(lines)


def written(card: str, stamp: str, statistics: Mapping[str, Any]) -> str:
    """The card with the digest and the figures in their places. Raises ValueError where the card has no place for them."""
    if not _STAMP.search(card) or not _FIGURES.search(card):
        raise ValueError("data/README.md has no data digest or no block of figures")
    card = _STAMP.sub(f"data digest {stamp}", card)
    return _FIGURES.sub(lambda m: m.group(1) + figures(statistics) + m.group(2), card)
