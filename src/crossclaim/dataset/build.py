"""From gold to the files that are loaded: the same bytes every time.

`built` computes every file; `write` writes those that differ, `stale` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crossclaim import records, store, transaction
from crossclaim.dataset import card, gold, load, pairs, source, splits, statistics
from crossclaim.dataset.couples import couple
from crossclaim.dataset.source import Record, Source
from crossclaim.records import reverse


def votes(data: Source) -> list[Record]:
    """The rows of the votes config: every vote of every round on every relation, by couple, annotator and round."""
    rows: list[Record] = []
    for event in data.events:
        passes = gold.read_passes(data.annotations(event["event_id"]))
        for relation in data.relations:
            evidence, claim = relation["evidence_id"], relation["claim_id"]
            key = couple(evidence, claim)
            for ballot in passes.votes.get(key, ()):
                label = ballot.label if key == (evidence, claim) else reverse(ballot.label)
                rows.append(
                    {
                        "evidence_id": evidence,
                        "claim_id": claim,
                        "annotator": ballot.annotator,
                        "label": label,
                        "confidence": ballot.confidence,
                        "rationale": gold.reason(ballot.rationale, ballot.first, evidence),
                        "round": ballot.round,
                    }
                )
    return sorted(rows, key=lambda row: (row["evidence_id"], row["claim_id"], row["round"], row["annotator"]))


def _by_split(data: Source, rows: Sequence[Record]) -> dict[str, list[Record]]:
    split_of = data.splits["units"]
    return {name: [row for row in rows if split_of[row["cluster_id"]] == name] for name in load.SPLITS}


def built(folder: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, bytes]:
    """Every built file, by its path below the data folder."""
    data = source.read(folder)
    say("pairs and relations")
    judged = pairs.judged(data, splits.clusters(data))
    per_split = {"pairs": _by_split(data, pairs.pairs(data, judged)), "relations": _by_split(data, judged)}
    say("statistics (agreement with its intervals takes longest)")
    figures = statistics.statistics(data, per_split["pairs"], per_split["relations"])
    built_rows = {
        load.CONFIGS[config].files[name]: [{field: row[field] for field in fields} for row in rows]
        for config, fields in (("pairs", records.Pair._fields), ("relations", records.JudgedRelation._fields))
        for name, rows in per_split[config].items()
    }
    built_rows[load.CONFIGS["votes"].files["full"]] = votes(data)
    rows_of = {**built_rows, "claims.jsonl": data.claims, "articles.jsonl": data.articles}
    stamp = card.digest(row for config in load.CONFIGS.values() for file in config.files.values() for row in rows_of[file])
    files = {name: store.dump_jsonl(rows) for name, rows in built_rows.items()}
    files["statistics.json"] = store.dump_json(figures)
    files["README.md"] = card.written(store.read_text(folder / "README.md"), stamp, figures)
    return {name: content.encode() for name, content in files.items()}


def stale(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The built files that the folder lacks or has otherwise."""
    return [name for name, content in files.items() if not (folder / name).is_file() or (folder / name).read_bytes() != content]


def write(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write the files that differ, all of them or none, and name them."""
    changed = stale(folder, files)
    transaction.replace(folder, {name: files[name].decode() for name in changed})
    return changed
