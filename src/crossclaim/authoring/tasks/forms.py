"""The forms in which tasks are written and read back, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from crossclaim import store
from crossclaim.authoring.tasks import jsonl, label_studio, sheet
from crossclaim.authoring.tasks.fields import Field
from crossclaim.authoring.tasks.kind import Answer, Kind, Packet
from crossclaim.errors import InputError, Problem, unknown


class Form(NamedTuple):
    """One form: the ending of its filled-in file, how it is written and read."""

    ending: str
    write: Callable[[Sequence[Packet], int | None], dict[str, str]]
    read: Callable[[Path, Kind, Sequence[Field]], tuple[list[Answer], list[Problem]]]


FORMS = {
    "jsonl": Form(".jsonl", jsonl.write, jsonl.read),
    "csv": Form(".csv", sheet.write, sheet.read),
    "label-studio": Form(".json", label_studio.write, label_studio.read),
}


def form_of(name: str) -> Form:
    """The form of a name. Raises InputError for an unknown one."""
    if name not in FORMS:
        raise InputError(unknown("form", name, sorted(FORMS)))
    return FORMS[name]


def form_of_file(path: Path) -> Form:
    """The form of a filled-in file, by its ending."""
    by_ending = {form.ending: form for form in FORMS.values()}
    if path.suffix.lower() not in by_ending:
        raise InputError(Problem(store.show(path), None, "", "form", unknown("ending", path.suffix, sorted(by_ending))))
    return by_ending[path.suffix.lower()]
