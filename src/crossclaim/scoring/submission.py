"""Checking a submission and joining it with the gold by identifier.

Nothing is guessed: every missing, extra or duplicate identifier, every label that is not in the vocabulary, and every probability that
is none is named, all of them at once. What is odd and harmless is a warning: columns that are not used, a label that is not the most
probable one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossclaim.errors import SHOWN, InputError, Problem, one_line, shortened, unknown
from crossclaim.scoring import label_maps, limits
from crossclaim.scoring.confusion import Floats
from crossclaim.scoring.formats import Table

SUM_TOLERANCE = 1e-3


class Predictions(NamedTuple):
    """A submission in the order of the gold.

    `codes` holds the index of each predicted label, `len(vocabulary)` where the row is missing (and missing rows are allowed);
    `probabilities` has shape (pairs, labels) or is None.
    """

    codes: NDArray[np.int64]
    probabilities: Floats | None
    missing: int
    warnings: tuple[str, ...]


def _label_problem(label: Any, vocabulary: Sequence[str], mapping: label_maps.LabelMap | None) -> str:
    if label is None:
        return "label is null"
    if not isinstance(label, str):
        return f"label must be a text, found {type(label).__name__}"
    if not label.strip():
        return "label is empty"
    for known in vocabulary:
        if label.strip().casefold() == known.casefold():
            return f"label {label[:80]!r} must be written {known!r}"
    if mapping:
        target = mapping.labels.get(label)
        said = f"turns {label[:80]!r} into {target!r}, which the gold does not have" if target else f"has no entry for {label[:80]!r}"
        return f"the label map {mapping.name} {said}"
    return unknown("label", label[:80], vocabulary)


def _is_number(value: Any) -> bool:
    return type(value) is float or (not isinstance(value, bool) and isinstance(value, Real))


def _value_problem(value: Any) -> str | None:
    if not _is_number(value):
        return f"must be a number, found {f'the text {value[:80]!r}' if isinstance(value, str) else type(value).__name__}"
    if not 0 <= value <= 1:  # false for NaN, too
        shown = "a huge integer" if isinstance(value, int) and value.bit_length() > 64 else value
        return f"is {shown}, not a number from 0 to 1"
    return None


def _score_problem(scores: Any, vocabulary: Sequence[str]) -> str | None:
    if not isinstance(scores, Mapping):
        return f"scores must give a probability for each label, found {type(scores).__name__}"
    absent = next((label for label in vocabulary if label not in scores), None)
    if absent is not None:
        return f"no probability for {absent!r}"
    for label, value in scores.items():
        reason = _value_problem(value)
        if label not in vocabulary:
            return f"a probability for {unknown('label', str(label)[:80], vocabulary)}"
        if reason:
            return f"the probability of {label!r} {reason}"
    total = math.fsum(scores.values())
    return None if abs(total - 1) <= SUM_TOLERANCE else f"the probabilities sum to {total:.6g}, not to 1"


def _together(one: Any, other: Any) -> Any:
    """The sum of two probabilities, or the one of them that is none, for the checks to name."""
    if _value_problem(one) or _value_problem(other):
        return one if _value_problem(one) else other
    total = one + other
    return total if total > 1 + SUM_TOLERANCE else min(total, 1.0)


def _mapped_scores(scores: Any, mapping: Mapping[str, str]) -> Any:
    if not isinstance(scores, Mapping):
        return scores
    mapped: dict[Any, Any] = {}
    for label, value in scores.items():
        target = mapping.get(label, label)
        mapped[target] = _together(mapped[target], value) if target in mapped else value  # two of their labels may have one meaning
    return mapped


def _identifier_problem(identifier: Any) -> str:
    if identifier is None:
        return "pair_id is null"
    return "pair_id is empty" if isinstance(identifier, str) else f"pair_id must be a text, found {type(identifier).__name__}"


def _matched(gold_ids: Sequence[str], ids: Sequence[Any]) -> NDArray[np.int64] | None:
    """Where each row stands in the gold if both name the same, each once; else None. Sorting hashes is twice as fast as a dictionary."""
    if len(gold_ids) != len(ids):
        return None
    try:
        order, rank = (np.argsort(np.fromiter(map(hash, names), np.int64, len(names))) for names in (ids, gold_ids))
    except TypeError:  # a list or an object as identifier
        return None
    positions = np.empty(len(ids), dtype=np.int64)
    positions[order] = rank
    return positions if [gold_ids[i] for i in positions.tolist()] == list(ids) else None


def _looked_up(index: Mapping[str, int], names: Sequence[Any]) -> NDArray[np.int64]:
    """The number of each name, -1 for one that is not known, or no text at all."""
    try:
        return np.fromiter(map(index.__getitem__, names), np.int64, len(names))
    except (KeyError, TypeError):
        return np.array([index.get(name, -1) if isinstance(name, str) else -1 for name in names], dtype=np.int64)


class _Check:
    """One pass over the rows; collects defects, keeps what is good."""

    def __init__(self, table: Table, gold_ids: Sequence[str], vocabulary: Sequence[str], mapping: label_maps.LabelMap | None) -> None:
        self.table, self.vocabulary, self.mapping = table, vocabulary, mapping
        self.gold_ids = gold_ids
        self.code = {label: i for i, label in enumerate(vocabulary)}
        self.problems = list(table.problems)

    def problem(self, row: int | None, rule: str, message: str) -> None:
        line = None if row is None else int(self.table.numbers[row])
        self.problems.append(Problem(self.table.name, line, "", rule, message))

    def likeness(self, row: int, earlier: int) -> str:
        """In what two rows with one identifier differ."""
        if self.table.labels[row] != self.table.labels[earlier]:
            return "with another label"
        scores = self.table.scores
        return "identical" if scores is None or scores[row] == scores[earlier] else "with other probabilities"

    def positions(self) -> NDArray[np.int64]:
        """Where each row stands in the gold, -1 for a row that is extra, a duplicate or has no identifier."""
        ids = self.table.ids
        matched = _matched(self.gold_ids, ids)
        if matched is not None:
            return matched
        positions = _looked_up({identifier: i for i, identifier in enumerate(self.gold_ids)}, ids)
        first: dict[Any, int] = {}
        for row, identifier in enumerate(ids):
            if not isinstance(identifier, str) or not identifier.strip():
                self.problem(row, "id", _identifier_problem(identifier))
                positions[row] = -1
            elif len(identifier) > limits.IDENTIFIER:
                self.problem(row, "id", f"pair_id has more than {limits.IDENTIFIER} characters: {identifier[:80]!r}…")
                positions[row] = -1
            elif identifier in first:
                earlier = first[identifier]
                same = self.likeness(row, earlier)
                where = int(self.table.numbers[earlier])
                self.problem(row, "duplicate", f"duplicate pair_id {identifier}: it stands already in row {where}, {same}")
                positions[row] = -1
            else:
                first[identifier] = row
                if positions[row] < 0:
                    self.problem(row, "extra", f"extra pair_id {identifier}: the gold has no such row")
        return positions

    def codes(self) -> NDArray[np.int64]:
        """The index of each row's label, -1 for one that is not in the vocabulary."""
        labels: Sequence[Any] = self.table.labels
        if self.mapping:
            entries = self.mapping.labels
            labels = [entries.get(label) if isinstance(label, str) else None for label in labels]  # one vocabulary, not a mixture
        codes = _looked_up(self.code, labels)
        for count, row in enumerate(np.flatnonzero(codes < 0)):  # the nearest label is sought for those that are shown
            reason = _label_problem(self.table.labels[row], self.vocabulary, self.mapping) if count < SHOWN else "label"
            self.problem(int(row), "label", f"{str(self.table.ids[row])[:80]}: {reason}")
        return codes

    def probabilities(self) -> Floats | None:
        """The probabilities of each row, shape (rows, labels); all rows have them or none."""
        given = self.table.scores
        if given is None:
            return None
        if self.mapping:
            given = [_mapped_scores(scores, self.mapping.labels) for scores in given]
        size = len(self.vocabulary)
        try:  # the common case: every row has a float for each label and for no other
            found = np.array([[scores[label] for label in self.vocabulary] for scores in given], dtype=float)
            exact = all(len(scores) == size for scores in given) and all(_is_number(v) for s in given for v in s.values())
        except (KeyError, TypeError, ValueError, OverflowError):
            found, exact = np.full((len(given), size), np.nan), False
        good = np.isfinite(found).all(axis=1) & (found >= 0).all(axis=1) & (found <= 1).all(axis=1)
        good &= np.abs(found.sum(axis=1) - 1) <= SUM_TOLERANCE
        if exact and good.all():
            return found
        for row, scores in enumerate(given):
            label = str(self.table.ids[row])[:80]
            if scores is None:
                self.problem(row, "scores", f"{label}: no probabilities, though other rows have them")
            else:
                reason = _score_problem(scores, self.vocabulary)
                if reason:
                    self.problem(row, "scores", f"{label}: {reason}")
        return found


def _no_mapping_hint(problems: Sequence[Problem], table: Table, vocabulary: Sequence[str]) -> str | None:
    if not any(problem.rule == "label" for problem in problems):
        return None
    fitting = label_maps.fitting({label for label in table.labels if isinstance(label, str)}, vocabulary)
    if not fitting:
        return None
    return f"the labels look like those of {', '.join(fitting)}: try --label-map {fitting[0]}"


def join(
    table: Table,
    gold_ids: Sequence[str],
    vocabulary: Sequence[str],
    *,
    mapping: label_maps.LabelMap | None = None,
    allow_missing: bool = False,
) -> Predictions:
    """The submission in the order of `gold_ids`.

    Args:
        table: the rows as they were read.
        gold_ids: identifiers of the gold, each once.
        vocabulary: labels of the gold, in the order of the tables.
        mapping: a label map, or None.
        allow_missing: count missing rows as wrong instead of refusing them.

    Raises:
        InputError: naming every defect, the first of each kind and the number of the rest.
    """
    check = _Check(table, gold_ids, vocabulary, mapping)
    positions, codes, probabilities = check.positions(), check.codes(), check.probabilities()
    present = np.zeros(len(gold_ids), dtype=bool)
    named = {identifier for identifier in table.ids if isinstance(identifier, str)} if (positions < 0).any() else set()
    present[positions[positions >= 0]] = True
    missing = np.flatnonzero(~present)
    if not allow_missing and not table.problems:  # a row that could not be read may be the one that is missing
        for i in missing.tolist():
            if gold_ids[i] not in named:
                check.problem(None, "missing", f"missing pair_id {gold_ids[i]}: the gold has it, the submission does not")
    if check.problems:
        found = shortened(check.problems)
        hint = None if mapping else _no_mapping_hint(check.problems, table, vocabulary)
        raise InputError([*found, Problem(table.name, None, "", "hint", hint)] if hint else found)
    warnings: list[str] = []
    if table.extra:
        names = ", ".join(table.extra[:SHOWN]) + (", …" if len(table.extra) > SHOWN else "")
        warnings.append(one_line(f"columns that are not used: {names}"))
    out = np.full(len(gold_ids), len(vocabulary), dtype=np.int64)
    out[positions] = codes
    aligned = None
    if probabilities is not None:
        unlike = probabilities.max(axis=1) > probabilities[np.arange(len(codes)), codes] + 1e-9
        if unlike.any():
            row = int(np.flatnonzero(unlike)[0])
            count = int(unlike.sum())
            warnings.append(one_line(f"{count} labels are not the most probable one, first that of {table.ids[row]}"))
        aligned = np.full((len(gold_ids), len(vocabulary)), np.nan)
        aligned[positions] = probabilities
    return Predictions(out, aligned, len(missing), tuple(warnings))
