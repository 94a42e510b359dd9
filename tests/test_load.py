"""Loading: from the card alone with `datasets`, and as plain records; both give the same rows."""

import pytest
import yaml

import crossclaim
from crossclaim import _paths
from crossclaim.dataset import card, features, load
from crossclaim.errors import InputError


def front_matter():
    return yaml.safe_load((_paths.DATA / "README.md").read_text(encoding="utf-8").split("---")[1])


@pytest.mark.parametrize("config", load.CONFIGS)
def test_load_dataset_gives_the_rows_of_the_files(config, tmp_path):
    from datasets import load_dataset

    loaded = load_dataset(str(_paths.DATA), config, cache_dir=str(tmp_path))
    assert list(loaded) == list(load.CONFIGS[config].files)
    for split, part in loaded.items():
        assert part.features == features.features(config)
        expected = load.rows(config, split)
        assert len(part) == len(expected) > 0
        for row, written in zip(part, expected, strict=True):
            for column, kind in features.COLUMNS[config].items():
                if isinstance(kind, tuple):
                    row[column] = part.features[column].int2str(row[column])
                if kind == "date32" and row[column] is not None:
                    row[column] = row[column].isoformat()
            assert row == written


def test_the_default_config_is_pairs(tmp_path):
    from datasets import load_dataset

    assert len(load_dataset(str(_paths.DATA), split="test", cache_dir=str(tmp_path))) == len(crossclaim.load("pairs", "test"))


def test_the_card_declares_the_features_of_the_code():
    declared = {info["config_name"]: info["features"] for info in front_matter()["dataset_info"]}
    assert declared == {config: features.features(config)._to_yaml_list() for config in load.CONFIGS}


def test_the_digest_in_the_card_is_that_of_the_data():
    stamp = card.digest(row for config in load.CONFIGS for row in load.rows(config))
    assert {config["description"].split("data digest ")[1] for config in front_matter()["configs"]} == {stamp}


def test_records_are_frozen_tuples_with_the_fields_of_the_schema():
    first = crossclaim.load("pairs", split="train")[0]
    assert first._fields == tuple(features.COLUMNS["pairs"])
    with pytest.raises(AttributeError):
        first.label = "neutral"
    assert sum(crossclaim.load("pairs", split="train")[0].votes) == 2
    assert crossclaim.load("claims")[0].spans[0].start >= 0
    assert crossclaim.load("relations", "test")[0].label in ("supports", "contradicts", "neutral")


def test_without_a_split_all_splits_come_in_order():
    parts = [crossclaim.load("pairs", split) for split in load.SPLITS]
    assert crossclaim.load("pairs") == [row for part in parts for row in part]


@pytest.mark.parametrize(
    ("name", "split", "words"),
    [("pair", None, "Did you mean 'pairs'"), ("pairs", "tests", "Did you mean 'test'"), ("claims", "train", "Known: full")],
)
def test_unknown_names_are_refused_with_the_nearest(name, split, words):
    with pytest.raises(InputError, match=words):
        crossclaim.load(name, split)
