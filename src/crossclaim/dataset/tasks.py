"""Task cards: `benchmark/tasks/<name>.toml` says what is predicted and how it is scored; `gold` reads what is scored against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import _paths, store
from crossclaim.dataset import card, load, schemas
from crossclaim.errors import InputError, Problem, shortened, unknown
from crossclaim.scoring.evaluate import Gold
from crossclaim.scoring.formats import Records


class Task(NamedTuple):
    """A task as its card describes it."""

    name: str
    summary: str
    config: str
    id: str
    label: str
    inputs: list[str]
    labels: list[str]
    headline: str
    resampling: str
    draws: int
    seed: int
    level: float


def names() -> list[str]:
    """The tasks that have a card."""
    return sorted(path.stem for path in _paths.TASKS.glob("*.toml"))


def task(name: str) -> Task:
    """The card of a task. Raises InputError for an unknown name."""
    if name not in names():
        raise InputError(unknown("task", name, names()))
    path = _paths.TASKS / f"{name}.toml"
    return Task(**schemas.read_toml(path, "task-card"))


def gold(name: str, split: str, data: Path | None = None) -> Gold:
    """The gold of a task's split."""
    found = task(name)
    rows = load.rows(found.config, split, data)
    kept = [{field: row.get(field) for field in (found.id, found.label, "certainty")} for row in rows]
    digest = card.digest(sorted(kept, key=lambda row: row[found.id]))
    read = _gold(Records(range(1, len(rows) + 1), rows, digest=digest), found.name, found.id, found.label, found.labels)
    return read._replace(split=split, draws=found.draws, seed=found.seed, level=found.level)


def gold_file(path: Path) -> Gold:
    """Gold of one's own: rows with `pair_id` and `label`, and what else is known of them.

    `certainty` (all pairs are clear without it), `evidence_id` and `claim_id` (what pairs share), `cluster_id` (groups that are resampled
    whole), `event_id`; every other column can be sliced by. The label set is read from the file, sorted. Draws, seed and level are the
    defaults of `Gold`, the digest is that of the file's bytes (decompressed). Raises InputError naming every defect.
    """
    from crossclaim.scoring import formats

    found, name = formats.read_gold(path), store.show(path)
    ids, labels = found.column("pair_id"), found.column("label")
    if not (_texts(ids) and _texts(labels) and len(set(ids)) == len(ids)):
        raise InputError(shortened(_gold_problems(name, found.numbers, ids, labels)))
    return _gold(found, "gold", "pair_id", "label", sorted(set(labels)))


def _texts(values: list[Any]) -> bool:
    """Whether all values are texts and none is empty."""
    return all(values) and {*map(type, values)} <= {str}


def _gold_problems(name: str, numbers: Sequence[int], ids: list[Any], labels: list[Any]) -> list[Problem]:
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for line, identifier, label in zip(numbers, ids, labels, strict=True):
        lacking = next((field for field, value in (("pair_id", identifier), ("label", label)) if not _texts([value])), None)
        if lacking:
            problems.append(Problem(name, line, f"$.{lacking}", "gold", f"every gold row needs a {lacking} (a text)"))
        elif identifier in first:
            message = f"duplicate pair_id {identifier}: it stands already in row {first[identifier]}"
            problems.append(Problem(name, line, "$.pair_id", "gold-duplicate", message))
        else:
            first[identifier] = line
    return problems


def _complete(values: list[Any]) -> list[str]:
    """A column as texts, empty unless every row has it."""
    if not all(values) and any(value is None or value == "" for value in values):
        return []
    return values if _texts(values) else [str(value) for value in values]


def _gold(records: Records, name: str, id: str, label: str, labels: list[str]) -> Gold:
    sides = [_complete(records.column(side)) for side in ("evidence_id", "claim_id")]
    first = records.first()
    skipped = {id, label, "evidence", "claim", "evidence_id", "claim_id", "rationale"}
    return Gold(
        task=name,
        split=None,
        ids=records.column(id),
        labels=records.column(label),
        vocabulary=tuple(labels),
        clear=[certainty == "clear" for certainty in records.column("certainty", "clear")],
        digest=records.digest or "-",
        sides=sides if all(sides) else [],
        clusters=_complete(records.column("cluster_id")),
        events=_complete(records.column("event_id")),
        columns={key: records.column(key) for key, value in first.items() if not isinstance(value, dict | list) and key not in skipped},
        texts={
            side: [str(text) for text in records.column(side, "")] for side in ("evidence", "claim") if isinstance(first.get(side), str)
        },
    )
