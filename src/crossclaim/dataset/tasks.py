"""Task cards: `benchmark/tasks/<name>.toml` says what is predicted and how it is scored; `gold` reads what is scored against."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import _paths, store
from crossclaim.dataset import card, load, schemas
from crossclaim.errors import InputError, Problem, shortened, unknown
from crossclaim.scoring.evaluate import Gold


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
    return _gold(load.rows(found.config, split, data), found, split)


def gold_file(path: Path) -> Gold:
    """Gold of one's own: rows with `pair_id` and `label`, and what else is known of them.

    `certainty` (all pairs are clear without it), `evidence_id` and `claim_id` (what pairs share), `cluster_id` (groups that are resampled
    whole), `event_id`; every other column can be sliced by. The label set is read from the file, sorted. Draws, seed and level are those
    of the task `pairs`. Raises InputError naming every defect.
    """
    from crossclaim.scoring import formats

    found, name = formats.read_records(path), store.show(path)
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for line, row in found:
        lacking = next((field for field in ("pair_id", "label") if not isinstance(row.get(field), str) or not row[field]), None)
        if lacking:
            problems.append(Problem(name, line, f"$.{lacking}", "gold", f"every gold row needs a {lacking} (a text)"))
        elif row["pair_id"] in first:
            message = f"duplicate pair_id {row['pair_id']}: it stands already in row {first[row['pair_id']]}"
            problems.append(Problem(name, line, "$.pair_id", "gold-duplicate", message))
        else:
            first[row["pair_id"]] = line
    if problems:
        raise InputError(shortened(problems))
    rows = [row for _, row in found]
    own = task("pairs")._replace(name="gold", id="pair_id", label="label", labels=sorted({row["label"] for row in rows}))
    return _gold(rows, own, None)


def _complete(rows: list[dict[str, Any]], field: str) -> list[str]:
    """A column as texts, empty unless every row has it."""
    values = [row.get(field) for row in rows]
    return [] if any(value is None or value == "" for value in values) else [str(value) for value in values]


def _gold(rows: list[dict[str, Any]], task: Task, split: str | None) -> Gold:
    sides = [_complete(rows, side) for side in ("evidence_id", "claim_id")]
    kept = ({field: row.get(field) for field in (task.id, task.label, "certainty")} for row in rows)
    texts = [side for side in ("evidence", "claim") if rows and isinstance(rows[0].get(side), str)]
    sliceable = [name for name, value in (rows[0].items() if rows else ()) if not isinstance(value, dict | list)]
    skipped = {task.id, task.label, "evidence", "claim", "evidence_id", "claim_id", "rationale"}
    return Gold(
        task=task.name,
        split=split,
        ids=[row[task.id] for row in rows],
        labels=[row[task.label] for row in rows],
        vocabulary=tuple(task.labels),
        clear=[row.get("certainty", "clear") == "clear" for row in rows],
        digest=card.digest(sorted(kept, key=lambda row: row[task.id])),
        sides=sides if all(sides) else [],
        clusters=_complete(rows, "cluster_id"),
        events=_complete(rows, "event_id"),
        columns={name: [row.get(name) for row in rows] for name in sliceable if name not in skipped},
        texts={side: [str(row.get(side, "")) for row in rows] for side in texts},
        draws=task.draws,
        seed=task.seed,
        level=task.level,
    )
