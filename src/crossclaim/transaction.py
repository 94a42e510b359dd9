"""Replacing several files of a folder in one step.

A change is first written whole to `.pending/`, then a journal makes it final in one rename, and only then are the files replaced.
Killed before the journal, nothing has happened; killed after it, the next process that looks finishes the change. A lock keeps two
writers apart: the second waits a while and is then refused.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from crossclaim import store
from crossclaim.errors import InputError

WAIT = 10.0  # seconds for another writer to finish
_PENDING, _JOURNAL, _LOCK = ".pending", "journal.json", ".lock"


@contextmanager
def locked(folder: Path, wait: float = WAIT) -> Generator[None]:
    """Be the only writer of a folder. Raises InputError where another one does not finish in time."""
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise InputError(f"{store.show(folder)}: another process is writing here; wait for it and try again") from None
    try:
        _recover(folder)
        yield
    finally:
        lock.release()


def recover(folder: Path) -> None:
    """Finish a change that was cut off after it had become final. Costs one look where there is none."""
    if (folder / _PENDING / _JOURNAL).is_file():
        with locked(folder):
            pass


def replace(folder: Path, files: Mapping[str, str | None], wait: float = WAIT) -> None:
    """Write files (names relative to the folder; None removes one), all of them or none.

    Raises InputError where another writer does not finish within `wait` seconds, or a name leads out of the folder.
    """
    for name in files:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise InputError(f"{name!r} leads out of {store.show(folder)}")
    with locked(folder, wait):
        put(folder, files)


def put(folder: Path, files: Mapping[str, str | None]) -> None:
    """`replace` for who already holds the lock."""
    pending = folder / _PENDING
    shutil.rmtree(pending, ignore_errors=True)
    pending.mkdir()
    plan: list[tuple[str, str | None]] = []
    for number, (name, content) in enumerate(files.items()):
        if content is not None:
            store.write_text(pending / str(number), content)
        plan.append((name, None if content is None else str(number)))
    store.write_text(pending / _JOURNAL, json.dumps(plan))  # from here on the change is final
    _apply(folder)


def _apply(folder: Path) -> None:
    pending = folder / _PENDING
    plan: list[tuple[str, str | None]] = json.loads((pending / _JOURNAL).read_text(encoding="utf-8"))
    for name, number in plan:
        target = folder / name
        if number is None:
            target.unlink(missing_ok=True)
        elif (pending / number).exists():  # else it was moved before the process was cut off
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(pending / number, target)  # noqa: PTH105 - one call, one rename
    (pending / _JOURNAL).unlink()
    shutil.rmtree(pending)


def _recover(folder: Path) -> None:
    if (folder / _PENDING / _JOURNAL).is_file():
        _apply(folder)
    elif (folder / _PENDING).exists():
        shutil.rmtree(folder / _PENDING)
