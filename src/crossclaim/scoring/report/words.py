"""What all reports say in the same words: figures, names, counts."""

from __future__ import annotations

from crossclaim.scoring.evaluate import MISSING, Scores
from crossclaim.scoring.resampling import Interval

NAMES = {
    "event_macro_f1": "macro F1, event mean",
    "macro_f1": "macro F1, pooled",
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "mcc": "Matthews correlation",
    "log_loss": "log loss",
    "brier": "Brier score",
    "roc_auc": "ROC AUC",
    "average_precision": "average precision",
    "calibration_error": "calibration error",
}


def name(metric: str) -> str:
    """A metric as a person reads it; those of a label keep the label as it is written."""
    if metric in NAMES:
        return NAMES[metric]
    kind, _, label = metric.partition("_")
    return f"{'F1' if kind == 'f1' else kind} {label}"


def figure(interval: Interval) -> str:
    """Value and ends with three decimals; `undefined` where it is."""
    if interval.value is None:
        return "undefined"
    if interval.low is None or interval.high is None:
        return f"{interval.value:.3f}"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def columns(scores: Scores) -> list[str]:
    """The heads of the confusion table's columns."""
    return [*scores.labels, MISSING][: scores.tables["all"].shape[1]]


def counts(scores: Scores) -> list[str]:
    """How many pairs have each gold label."""
    found: list[str] = []
    for which, table in scores.tables.items():
        by_label = ", ".join(f"{label} {int(row.sum())}" for label, row in zip(scores.labels, table, strict=True))
        found.append(f"{which} pairs by gold label: {by_label}")
    return found


def consistency(scores: Scores) -> list[str]:
    """What was found of the rules that could be checked."""
    found: list[str] = []
    checked = scores.consistency
    if checked and checked.symmetry_checked:
        found.append(f"symmetry of contradiction broken in {checked.symmetry_broken} of {checked.symmetry_checked} couples asked both ways")
    if checked and checked.closure_checked:
        found.append(
            f"closure broken in {checked.closure_broken} of {checked.closure_checked} consequences of the system's own predictions"
        )
    return found


def own(scores: Scores) -> list[str]:
    """What is said of one system beside its figures: missing rows, new events, consistency, what is undefined and why, warnings."""
    found: list[str] = []
    if scores.missing:
        found.append(f"{scores.missing} missing rows are counted as wrong")
    for metric, interval in scores.new_events.items():
        found.append(f"new events: {name(metric)} {figure(interval)}, Student's t over {len(scores.per_event)} events")
    found += consistency(scores)
    found += [f"undefined: {name(metric)}: {reason}" for metric, reason in scores.reasons.items()]
    return found + [f"warning: {warning}" for warning in scores.warnings]


def shared(scores: Scores) -> list[str]:
    """What holds for every system on the same gold: the counts, what the intervals mean, the signature."""
    return [*counts(scores), *scores.notes, f"signature: {scores.signature}"]


def lines(scores: Scores) -> list[str]:
    """What stands below the figures of one system."""
    return [*counts(scores), *own(scores), *scores.notes, f"signature: {scores.signature}"]
