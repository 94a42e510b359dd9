"""From gold to the files that are loaded: the same bytes every time.

`built` computes every file; `write` writes those that differ, `stale` names them. Parquet files are compared by content, because their
bytes carry the version of the writer.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crossclaim import store
from crossclaim.dataset import card, gold, load, pairs, source, splits, statistics
from crossclaim.dataset.couples import couple
from crossclaim.dataset.source import Record, Source
from crossclaim.records import reverse

_RELATION_FIELDS = load.JudgedRelation._fields


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


def _parquet(rows: Sequence[Record], config: str) -> bytes:
    import pyarrow
    import pyarrow.parquet

    from crossclaim.dataset.features import arrow_schema

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(rows), schema=arrow_schema(config)), buffer)
    return buffer.getvalue()


def built(folder: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, bytes]:
    """Every built file, by its path below the data folder."""
    data = source.read(folder)
    cluster = splits.clusters(data)
    say("pairs and relations")
    judged = pairs.judged(data, cluster)
    natural = pairs.pairs(data, judged)
    split_of = data.splits["units"]
    per_split = {
        name: ([r for r in natural if split_of[r["cluster_id"]] == name], [r for r in judged if split_of[r["cluster_id"]] == name])
        for name in load.SPLITS
    }
    relation_rows = {name: [{field: row[field] for field in _RELATION_FIELDS} for row in rows] for name, (_, rows) in per_split.items()}
    vote_rows = votes(data)
    say("statistics (agreement with its intervals takes longest)")
    figures = statistics.statistics(
        data, {name: rows for name, (rows, _) in per_split.items()}, {name: rows for name, (_, rows) in per_split.items()}
    )
    files: dict[str, bytes] = {}
    for name in load.SPLITS:
        files[f"pairs/{name}.jsonl"] = store.dump_jsonl(per_split[name][0]).encode()
        files[f"relations/{name}.parquet"] = _parquet(relation_rows[name], "relations")
    files["votes/full.parquet"] = _parquet(vote_rows, "votes")
    files["statistics.json"] = store.dump_json(figures).encode()
    stamp = card.digest([*natural, *(r for rows in relation_rows.values() for r in rows), *vote_rows, *data.claims, *data.articles])
    files["README.md"] = card.written(store.read_text(folder / "README.md"), stamp, figures).encode()
    return files


def _same(path: Path, content: bytes) -> bool:
    if not path.is_file():
        return False
    if path.suffix != ".parquet":
        return path.read_bytes() == content
    import pyarrow.parquet

    old, new = pyarrow.parquet.read_table(path), pyarrow.parquet.read_table(io.BytesIO(content))
    return bool(old.equals(new))


def stale(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The built files that the folder lacks or has otherwise."""
    return [name for name, content in files.items() if not _same(folder / name, content)]


def write(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write the files that differ and name them."""
    changed = stale(folder, files)
    for name in changed:
        store.write_bytes(folder / name, files[name])
    return changed
