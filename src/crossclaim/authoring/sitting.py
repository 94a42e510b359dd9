"""Adjudication at the terminal: one couple at a time, one line of input at a time.

`press` is the whole logic, from what has been said so far and a line to what has now been said and what is to be done. `sit` is the
thin rest: it shows couples, asks for lines, and stores each decision the moment it is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from crossclaim.authoring.decisions import Desk
from crossclaim.dataset import gold
from crossclaim.dataset.couples import Couple

ANSWERS = {"1": "supports", "2": "supported_by", "3": "mutual", "4": "contradicts", "5": "neutral"}
CERTAINTIES = {"c": "clear", "b": "borderline"}
TYPES = {str(i): name for i, name in enumerate(("negation", "numeric", "temporal", "location", "manner", "cause", "actor", "scope"), 1)}
COMMANDS = {"u": "undo", "s": "skip", "q": "quit"}
REASON = 1000  # characters of a reason, as in the schema


class Draft(NamedTuple):
    """A decision in the making; None is what has not been said yet."""

    label: str | None = None
    certainty: str | None = None
    contradiction_type: str | None = None
    rationale: str | None = None


def asked(draft: Draft, typed: bool) -> str | None:
    """What is to be said next; None when the decision is complete. `typed`: a reader has said already on what the couple would clash."""
    for field, value in draft._asdict().items():
        if value is None and (field != "contradiction_type" or (draft.label == "contradicts" and not typed)):
            return field
    return None


PROMPTS = {
    "label": "A and B: 1 A supports B, 2 B supports A, 3 both ways, 4 contradict, 5 neutral (u undo, s skip, q quit)",
    "certainty": "c clear, b borderline",
    "contradiction_type": "They clash on " + ", ".join(f"{key} {name}" for key, name in TYPES.items()),
    "rationale": "Why, in one sentence",
}
_KEYS = {"label": ANSWERS, "certainty": CERTAINTIES, "contradiction_type": TYPES}


def press(draft: Draft, line: str, typed: bool) -> tuple[Draft, str]:
    """The draft after one more line, and what is to be done: `ask` on, `write`, `undo`, `skip`, `quit`, or `repeat` the question.

    Undo in the middle of a draft starts it again; at its beginning it takes back the last decision.
    """
    line, field = line.strip(), asked(draft, typed) or "rationale"
    if line in COMMANDS:
        started = draft != Draft()
        return Draft(), "ask" if line == "u" and started else COMMANDS[line]
    value = line if field == "rationale" else _KEYS[field].get(line)
    if not value or (field == "rationale" and len(value) > REASON):
        return draft, "repeat"
    draft = draft._replace(**{field: value})
    return draft, "write" if asked(draft, typed) is None else "ask"


class Summary(NamedTuple):
    """What a sitting came to: decisions made and not taken back, couples skipped, couples still open."""

    decided: int
    skipped: int
    left: int


def _reason(rationale: str) -> str:
    """A reason as it reads beside claims that are shown as A and B."""
    return rationale.replace(gold.TURNED, "[A and B exchanged] ")


def card(shown: dict[str, Any], why: str, left: int) -> str:
    """A couple as text."""
    lines = [f"── {left} left ── {why}"]
    for letter, side in (("A", "evidence"), ("B", "claim")):
        said_by = f"{shown[f'{side}_outlet']}: {shown[f'{side}_speaker'] or 'in its own voice'}"
        lines += [f"{letter}  {shown[side]}", f"   {shown[f'{side}_id']} · {said_by}"]
    for vote in shown["votes"]:
        lines.append(f"   {vote['annotator']}: {vote['label']} ({vote['confidence']}) {_reason(vote['rationale'])}")
    if shown["decision"]:
        before = shown["decision"]
        lines.append(f"   decided before: {before['label']}, {before['certainty']}: {_reason(before['rationale'])}")
    return "\n".join(lines)


def sit(desk: Desk, ask: Callable[[str], str], show: Callable[[str], None]) -> Summary:
    """Go through the queue until it is empty or the adjudicator quits.

    Args:
        desk: the desk of a named adjudicator.
        ask: shows a prompt and gives a line; raises EOFError or KeyboardInterrupt where there is none to come.
        show: shows a text.
    """
    show(f"{desk.event_id}, decided by {desk.pass_name}")
    done: set[Couple] = set()
    skipped: set[Couple] = set()
    front: Couple | None = None
    while todo := [entry for entry in desk.open() if entry[0] not in done | skipped]:
        key, item = next((entry for entry in todo if entry[0] == front), todo[0])
        show(card(desk.view(key, item.kind), item.why, len(todo)))
        draft, action = _decide(ask, key in desk.passes.types)
        if action == "quit":
            break
        if action == "skip":
            skipped.add(key)
        if action == "undo":
            front = desk.take_back()
            done -= {front}
            skipped -= {front}
            show("nothing to undo" if front is None else f"taken back: the decision on {front[0]} and {front[1]}")
        if action == "write":
            label, certainty, turns_on, rationale = draft
            desk.write([desk.row(*key, str(label), str(certainty), str(rationale), turns_on)])
            done.add(key)
            show("stored")
    return Summary(len(done), len(skipped), len([key for key, _ in desk.open() if key not in done]))


def _decide(ask: Callable[[str], str], typed: bool) -> tuple[Draft, str]:
    """Lines until something is to be done."""
    draft, complaint = Draft(), ""
    while True:
        try:
            line = ask(complaint + PROMPTS[asked(draft, typed) or "rationale"])
        except (EOFError, KeyboardInterrupt):
            return draft, "quit"
        draft, action = press(draft, line, typed)
        if action not in ("ask", "repeat"):
            return draft, action
        complaint = "not understood. " if action == "repeat" else ""
