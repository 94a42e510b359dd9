"""Writing annotation tasks: a kind of reading of one event, in one form, into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from crossclaim import _paths, store
from crossclaim.authoring.tasks import place
from crossclaim.authoring.tasks.forms import form_of
from crossclaim.authoring.tasks.kind import open_desk
from crossclaim.authoring.tasks.kinds import kind_of
from crossclaim.errors import InputError, unknown


class Written(NamedTuple):
    """What was written: the files, and how many tasks and items they hold."""

    files: list[str]
    tasks: int
    items: int


def write(
    kind: str,
    event: str,
    form: str,
    output: Path,
    *,
    data: Path | None = None,
    articles: Path | None = None,
    order: str | None = None,
    batch: int | None = None,
    seed: int = 1,
    number: int | None = None,
    article: str | None = None,
) -> Written:
    """Write the tasks of a kind for one event. `number` is a round of the pool (default: the latest), `article` the one article that is
    meant (default: all).

    The same data, order and seed give the same bytes. Raises InputError for an output folder that must not be used, a text that is not
    at hand, an order that the kind does not have.
    """
    asked, laid_out, folder = kind_of(kind), form_of(form), data or _paths.DATA
    if order is not None and order not in asked.orders:
        raise InputError(unknown(f"order of {kind} tasks", order, asked.orders))
    if batch is not None and asked.batch is None:
        raise InputError(f"{kind} tasks are not cut into batches: an article is read whole")
    place.refuse_inside(output, folder)
    if asked.with_text:
        place.refuse_tracked(output)
    desk = open_desk(folder, event, articles, number, article)
    packets = [packet for packet in asked.packets(desk, order or asked.orders[0], seed) if packet.items]
    if not packets:
        raise InputError(f"{event}: there is nothing to ask about; {kind} tasks need articles or claims that the event does not have yet")
    files = laid_out.write(packets, batch)
    place.refuse_existing(output, list(files))
    for name, content in files.items():
        store.write_text(output / name, content)
    return Written(
        [store.show(output / name) for name in files],
        sum(len(packet.tasks(batch)) for packet in packets),
        sum(len(packet.items) for packet in packets),
    )
