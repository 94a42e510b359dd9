"""The kinds of reading, by name."""

from __future__ import annotations

from crossclaim.authoring.tasks import claims, faithfulness, listing, mirror, pool
from crossclaim.authoring.tasks.kind import Kind
from crossclaim.errors import InputError, unknown

KINDS: dict[str, Kind] = {module.KIND.name: module.KIND for module in (claims, faithfulness, listing, pool, mirror)}


def kind_of(name: str) -> Kind:
    """The kind of a name. Raises InputError for an unknown one."""
    if name not in KINDS:
        raise InputError(unknown("kind of reading", name, sorted(KINDS)))
    return KINDS[name]
