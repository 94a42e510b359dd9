"""Checking records against `schema/`: a fast pass over all of them, and an explanation of those that fail.

jsonschema-rs decides quickly; the `jsonschema` package, for which the schemas are authored, explains. A test proves that both accept and
reject the same examples.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from crossclaim import _paths, store
from crossclaim.errors import InputError, Problem, unknown


@cache
def _documents() -> dict[str, Any]:
    return {path.name.removesuffix(".schema.json"): store.read_json(path) for path in sorted(_paths.SCHEMA.glob("*.schema.json"))}


def kinds() -> list[str]:
    """The kinds of record that have a schema."""
    return [name for name in _documents() if name != "common"]


def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind. Raises InputError for an unknown one."""
    if kind not in _documents():
        raise InputError(unknown("kind of record", kind, kinds()))
    return _documents()[kind]


@cache
def explainer(kind: str) -> Any:
    """The `jsonschema` validator of a kind, with all schemas at hand."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    registry: Any = Registry().with_resources((d["$id"], Resource.from_contents(d)) for d in _documents().values())
    return Draft202012Validator(schema(kind), registry=registry)


@cache
def checker(kind: str) -> Any:
    """The jsonschema-rs validator of a kind."""
    import jsonschema_rs

    registry = jsonschema_rs.Registry([(d["$id"], d) for d in _documents().values()])
    return jsonschema_rs.Draft202012Validator(schema(kind), registry=registry)


def problems(rows: Iterable[Mapping[str, Any]], kind: str, file: str) -> list[Problem]:
    """Every way in which rows do not fit their schema; row i stands on line i+1 of `file`."""
    fast = checker(kind)
    found: list[Problem] = []
    for line, row in enumerate(rows, 1):
        if not fast.is_valid(row):
            found += [
                Problem(file, line, error.json_path, f"schema:{error.validator}", error.message[:300])
                for error in sorted(explainer(kind).iter_errors(row), key=lambda error: error.json_path)
            ]
    return found


def document_problems(document: Any, kind: str, file: str) -> list[Problem]:
    """The same for a file that is one document."""
    return [problem._replace(line=None) for problem in problems([document], kind, file)]


def read_toml(path: Path, kind: str) -> dict[str, Any]:
    """A TOML card, checked against the schema of its kind. Raises InputError naming every defect."""
    try:
        document = tomllib.loads(store.read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(Problem(store.show(path), None, "", "toml", f"not valid TOML: {error}")) from None
    found = document_problems(document, kind, store.show(path))
    if found:
        raise InputError(found)
    return document
