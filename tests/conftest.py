"""What several test files need."""

import os
import shutil
from pathlib import Path

import pytest

from crossclaim import _paths

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing here may ask the network


@pytest.fixture
def data(tmp_path):
    """A copy of the data folder that a test may break."""
    copy = tmp_path / "data"
    shutil.copytree(_paths.DATA, copy)
    return copy


@pytest.fixture(scope="session")
def articles():
    """The folder with the articles' texts; without it the test is skipped, saying so."""
    folder = os.environ.get("CROSSCLAIM_ARTICLES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CROSSCLAIM_ARTICLES names no folder: the articles' texts are not at hand")
    return Path(folder)
