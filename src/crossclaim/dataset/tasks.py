"""Task cards: `benchmark/tasks/<name>.toml` says what is predicted and how it is scored; `gold` reads what is scored against."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import _paths, store
from crossclaim.dataset import card, load, schemas
from crossclaim.errors import InputError, Problem, unknown
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
    """Gold of one's own: rows with `pair_id` and `label`, optionally `certainty`, `evidence_id` and `claim_id`.

    The label set is read from the file, sorted. Without `certainty` every pair is clear; without the claims' identifiers rows are
    taken as independent. Draws, seed and level are those of the task `pairs`. Raises InputError naming every defect.
    """
    from crossclaim.scoring import submission

    numbered = submission.read_rows(path)
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for line, row in numbered:
        for field in ("pair_id", "label"):
            if not isinstance(row, dict) or not isinstance(row.get(field), str) or not row[field]:
                problems.append(Problem(store.show(path), line, f"$.{field}", "gold", f"every gold row needs a {field} (a text)"))
                break
        else:
            if row["pair_id"] in first:
                message = f"duplicate pair_id {row['pair_id']}: it stands already in row {first[row['pair_id']]}"
                problems.append(Problem(store.show(path), line, "$.pair_id", "gold", message))
            first.setdefault(row["pair_id"], line)
    if problems:
        raise InputError(problems[:20])
    rows = [dict(row) for _, row in numbered]
    own = task("pairs")._replace(name="gold", id="pair_id", label="label", labels=sorted({row["label"] for row in rows}))
    return _gold(rows, own, None)


def _gold(rows: list[dict[str, Any]], task: Task, split: str | None) -> Gold:
    has_claims = bool(rows) and all(isinstance(row.get(side), str) for row in rows for side in ("evidence_id", "claim_id"))
    kept = ({field: row.get(field) for field in (task.id, task.label, "certainty")} for row in rows)
    return Gold(
        task=task.name,
        split=split,
        ids=[row[task.id] for row in rows],
        labels=[row[task.label] for row in rows],
        vocabulary=tuple(task.labels),
        clear=[row.get("certainty", "clear") == "clear" for row in rows],
        sides=[[row[side] for row in rows] for side in ("evidence_id", "claim_id")] if has_claims else [],
        digest=card.digest(sorted(kept, key=lambda row: row[task.id])),
        draws=task.draws,
        seed=task.seed,
        level=task.level,
    )
