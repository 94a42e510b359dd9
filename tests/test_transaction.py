"""A change of several files happens whole or not at all, whenever the process is killed."""

import json
import random
import subprocess
import sys
import time

import pytest

from crossclaim import transaction
from crossclaim.errors import InputError

WRITER = """
import sys
from pathlib import Path
from crossclaim import transaction
n = 0
while True:
    n += 1
    transaction.replace(Path(sys.argv[1]), {f"part/{i}.txt": f"{n}" * 2000 for i in range(8)})
    print(n, flush=True)
"""


def contents(folder):
    return {path.read_text()[:1] and path.read_text() for path in sorted((folder / "part").glob("*.txt"))}


def test_killed_at_any_moment_all_files_are_the_old_ones_or_all_are_the_new_ones(tmp_path):
    draw = random.Random(3)
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        time.sleep(draw.random() * 0.05)
        process.kill()
        process.communicate()
        transaction.recover(tmp_path)
        found = contents(tmp_path)
        assert len(found) == 1, "files of two changes side by side"
        assert len(list((tmp_path / "part").iterdir())) == 8
        assert not (tmp_path / ".pending" / "journal.json").exists()


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_change_cut_off_after_it_became_final_is_finished(tmp_path, moved):
    names = ["a.txt", "b.txt"]
    transaction.replace(tmp_path, dict.fromkeys(names, "old"))
    pending = tmp_path / ".pending"
    pending.mkdir()
    for number in range(2):
        (pending / str(number)).write_text("new")
    (pending / "journal.json").write_text(json.dumps([[name, str(number)] for number, name in enumerate(names)]))
    for number in range(moved):
        (pending / str(number)).rename(tmp_path / names[number])
    transaction.recover(tmp_path)
    assert [(tmp_path / name).read_text() for name in names] == ["new", "new"]
    assert not pending.exists()


def test_a_change_cut_off_before_is_forgotten(tmp_path):
    transaction.replace(tmp_path, {"a.txt": "old"})
    (tmp_path / ".pending").mkdir()
    (tmp_path / ".pending" / "0").write_text("half")
    transaction.replace(tmp_path, {"b.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".txt") == ["a.txt", "b.txt"]


def test_none_removes_a_file(tmp_path):
    transaction.replace(tmp_path, {"a.txt": "x", "b.txt": "y"})
    transaction.replace(tmp_path, {"a.txt": None, "absent.txt": None, "b.txt": "z"})
    assert not (tmp_path / "a.txt").exists()
    assert (tmp_path / "b.txt").read_text() == "z"


def test_a_second_writer_waits_and_is_then_refused(tmp_path):
    hold = "import sys, time; from pathlib import Path; from crossclaim import transaction\n"
    hold += "with transaction.locked(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(30)"
    process = subprocess.Popen([sys.executable, "-c", hold, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(InputError, match="another process is writing here"):
            transaction.replace(tmp_path, {"a.txt": "x"}, wait=0.2)
    finally:
        process.kill()
        process.communicate()
    transaction.replace(tmp_path, {"a.txt": "x"}, wait=5)  # the lock of a killed process is free


@pytest.mark.parametrize("name", ["../a.txt", "/tmp/a.txt", "x/../../a.txt"])  # noqa: S108 - must be refused
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="leads out of"):
        transaction.replace(tmp_path / "data", {name: "x"})
