"""`crossclaim baseline`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crossclaim.cli import say


@click.group(epilog="Example: crossclaim baseline run tfidf-logreg")
def baseline() -> None:
    """List, train and score baselines; each has a card in `baselines/`."""


@baseline.command("list", epilog="Example: crossclaim baseline list")
@click.option("--json", "as_json", is_flag=True, help="Print the cards as JSON.")
def list_(as_json: bool) -> None:
    """Name the baselines and say what each is for."""
    from crossclaim.baselines import cards

    found = [cards.card(name) for name in cards.names()]
    if as_json:
        click.echo(json.dumps([card._asdict() for card in found], ensure_ascii=False, indent=2))
    else:
        width = max(len(card.name) for card in found)
        for card in found:
            click.echo(f"{card.name:{width}}  {card.summary}")


@baseline.command(epilog="Example: crossclaim baseline run majority tfidf-logreg --output runs")
@click.argument("names", nargs=-1)
@click.option("--split", default="test", show_default=True, help="Split to predict and score.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder; default: the one of the package.")
@click.option("--output", type=click.Path(path_type=Path), help="Write NAME/predictions.jsonl and NAME/scores.json below this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def run(names: tuple[str, ...], split: str, data: Path | None, output: Path | None, as_json: bool) -> None:
    """Train baselines on train, predict a split, score. Without NAMES: all of them."""
    from crossclaim import api, store
    from crossclaim.baselines import cards
    from crossclaim.baselines import run as running
    from crossclaim.dataset import load, tasks

    found = {}
    for card in [cards.card(name) for name in names or cards.names()]:
        config = tasks.task(card.task).config
        train = load.rows(config, "train", data)
        say(f"{card.name}: training on {len(train)} pairs")
        model = running.fit(card, train)
        asked = load.rows(config, split, data)
        say(f"{card.name}: predicting and scoring {len(asked)} pairs of {split}")
        predictions = running.predict(model, asked)
        scores = api.evaluate(predictions, task=card.task, split=split, data=data)
        found[card.name] = scores
        if output:
            store.write_text(output / card.name / "predictions.jsonl", store.dump_jsonl(predictions))
            store.write_text(output / card.name / "scores.json", store.dump_json(scores.to_json()))
    if as_json:
        click.echo(json.dumps({name: scores.to_json() for name, scores in found.items()}, ensure_ascii=False, indent=2))
        return
    from crossclaim.scoring.report import text

    text.show(found)
