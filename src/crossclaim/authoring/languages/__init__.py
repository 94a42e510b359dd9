"""What `crossclaim ingest` knows of a language: one TOML file per language code; a new language is a new file.

`segmenter` names the sentence rules of pysbd, `quotations` are couples of opening and closing marks, `verbs` the forms of reporting
verbs, `pronouns`, `particles` and `not_names` help to tell a speaker's name. A language without a file gives no hints of speakers.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_HERE = Path(__file__).parent


class Language(NamedTuple):
    """The words of one language that a search for quotations and speakers needs, in lower case."""

    segmenter: str
    quotations: tuple[str, ...] = ("“”", "„“", "„”", "«»", '""')
    verbs: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()


def codes() -> list[str]:
    """The languages that have a file."""
    return sorted(path.stem for path in _HERE.glob("*.toml"))


@cache
def language(code: str) -> Language:
    """The language of a code; for one without a file pysbd's own rules, or the English ones where it has none."""
    if code not in codes():
        from pysbd.languages import LANGUAGE_CODES

        return Language(code if code in LANGUAGE_CODES else "en")
    facts = tomllib.loads((_HERE / f"{code}.toml").read_text(encoding="utf-8"))
    words: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
    return Language(**words)
