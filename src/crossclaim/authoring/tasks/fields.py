"""What a reader fills in, and whether it was filled in properly.

`problem` takes one field and the value that a form read, and gives the sentence that says what is wrong, or None.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple, cast

from crossclaim.errors import unknown


class Field(NamedTuple):
    """One thing that is asked: its name, what to write, and what is a proper answer."""

    name: str
    asks: str
    sort: Literal["choice", "rating", "text", "number", "numbers", "quotes"]
    values: tuple[str, ...] = ()
    optional: bool = False


CONFIDENCE = Field("confidence", "3 sure, 2 probable, 1 a strict reader may say otherwise", "rating", ("1", "2", "3"))
RATIONALE = Field("rationale", "one sentence of your own that names what decides it", "text")
SEPARATOR = "||"  # between the quotations in one cell of a table


def empty(value: Any) -> bool:
    """Nothing was filled in."""
    return value is None or (isinstance(value, str | list) and not value)


def problem(field: Field, value: Any) -> str | None:
    """What is wrong with an answer; None where nothing is."""
    if empty(value):
        return None if field.optional else f"nothing filled in; wanted: {field.asks}"
    if field.sort == "choice":
        return None if value in field.values else unknown("answer", str(value), field.values)
    proper, wanted = {
        "rating": (type(value) is int and str(value) in field.values, f"one of {', '.join(field.values)}"),
        "number": (type(value) is int and value > 0, "a whole number from 1"),
        "text": (isinstance(value, str) and bool(value.strip()), "words"),
        "numbers": (_all(value, int), "a list of whole numbers"),
        "quotes": (_all(value, str, dict), "a list of quotations"),
    }[field.sort]
    return None if proper else f"{value!r} is not {wanted}"


def _all(value: Any, *types: type) -> bool:
    return isinstance(value, list) and all(type(part) in types for part in cast(list[Any], value))


def whole(words: str) -> int | None:
    """A whole number as a person types it; None where it is none."""
    return int(words) if re.fullmatch(r"[0-9]{1,10}", words) else None


def from_words(field: Field, words: str) -> Any:
    """A field's value as a person types it. What cannot be read so is left as it is, for `problem` to name."""
    words = words.strip()
    if field.sort in ("rating", "number"):
        return whole(words) or words or None
    if field.sort == "numbers":
        numbers = [whole(part) for part in words.replace(",", " ").replace(";", " ").split()]
        return words if None in numbers else numbers
    if field.sort == "quotes":
        return [part.strip() for part in words.split(SEPARATOR) if part.strip()]
    return words or None
