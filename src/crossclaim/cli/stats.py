"""`crossclaim stats`."""

from __future__ import annotations

from pathlib import Path

import click

from crossclaim import _paths, store


@click.command(epilog="Example: crossclaim stats --json")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Data folder; default: the one of the package.")
@click.option("--json", "as_json", is_flag=True, help="Print statistics.json as it is.")
def stats(data: Path | None, as_json: bool) -> None:
    """Print sizes, agreement and miss rates, as `build` computed them."""
    from crossclaim.dataset.figures import figures

    path = (data or _paths.DATA) / "statistics.json"
    if as_json:
        click.echo(store.read_text(path), nl=False)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(figures(store.read_json(path))))
