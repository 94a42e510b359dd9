"""A release is refused unless the data holds; what it writes is complete, checked by sums, and the same every time."""

import hashlib
import json
import shutil
import tarfile

import pytest

from crossclaim import _paths, store
from crossclaim.authoring import diff, release
from crossclaim.errors import InputError
from tests.test_check import edit
from tests.test_cli import run


@pytest.fixture
def checkout(tmp_path):
    """A copy of what a release touches."""
    root = tmp_path / "checkout"
    shutil.copytree(_paths.DATA, root / "data")
    for name in ("CITATION.cff", "CHANGELOG.md", "src/crossclaim/_version.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_paths.ROOT / name, root / name)
    return root


def version_of(root):
    return release.VERSION.search((root / "src" / "crossclaim" / "_version.py").read_text()).group()


def test_a_release_sets_the_version_and_writes_hub_folder_archive_and_sums(checkout):
    version = version_of(checkout)
    run("release", version, "--root", checkout, "--date", "2031-03-04")
    assert f"## {version} (2031-03-04)" in (checkout / "CHANGELOG.md").read_text()
    assert "date-released: 2031-03-04" in (checkout / "CITATION.cff").read_text()
    folder = checkout / "dist" / f"release-{version}"
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    with tarfile.open(folder / f"crossclaim-data-{version}.tar.gz") as archive:
        names = {member.name.split("/", 1)[1] for member in archive.getmembers()}
    there = {p.relative_to(folder / "hub").as_posix() for p in (folder / "hub").rglob("*") if p.is_file()}
    assert names == there
    assert {"README.md", "claims.jsonl", "pairs/test.jsonl", "annotations/annotators.json"} <= names
    assert diff.diff(folder / f"crossclaim-data-{version}.tar.gz", checkout / "data") == []


def test_two_releases_of_the_same_data_have_the_same_bytes(checkout):
    assert release._archive(checkout / "data", "1.0.0") == release._archive(checkout / "data", "1.0.0")


def refused(checkout, version, words):
    before = {path: path.read_bytes() for path in sorted(checkout.rglob("*")) if path.is_file() and path.name != ".lock"}
    result = run("release", version, "--root", checkout, code=2)
    assert words in result.stderr
    after = {path: path.read_bytes() for path in sorted(checkout.rglob("*")) if path.is_file() and path.name != ".lock"}
    assert after == before


def test_data_that_does_not_validate_is_not_released(checkout):
    edit(checkout / "data" / "claims.jsonl", lambda rows: rows[0].update(topic="weather"))
    refused(checkout, version_of(checkout), "validate: ")


def test_stale_files_are_not_released(checkout):
    statistics = checkout / "data" / "statistics.json"
    statistics.write_text(statistics.read_text() + "\n")
    refused(checkout, version_of(checkout), "build: statistics.json is not what the gold gives")


def test_low_agreement_in_one_round_only_is_not_released():
    def event(*alphas):
        return {"agreement": [{"five_answers": {"pool": {"krippendorff_alpha": {"value": alpha}}}} for alpha in alphas]}

    found = list(release._agreement({"events": {"good": event(0.61), "low": event(0.59), "twice": event(0.4, 0.5), "none": event(None)}}))
    assert [line.split(":")[0] for line in found] == ["low", "none"]


@pytest.mark.parametrize(("version", "words"), [("1.0", "has the form 1.2.3"), ("0.0.1", "is lower than"), ("9.9.9", "no section")])
def test_a_version_must_be_well_formed_not_lower_and_in_the_changelog(checkout, version, words):
    refused(checkout, version, words)


def test_changes_are_listed_by_identifier_with_their_reason(data):
    relations = store.read_jsonl(data / "relations.jsonl")
    clear = next(row for row in relations if row["label"] == "contradicts" and row["certainty"] == "clear")
    old = data.parent / "old"
    shutil.copytree(data, old)

    def relabel(rows):
        row = next(row for row in rows if row["evidence_id"] == clear["evidence_id"] and row["claim_id"] == clear["claim_id"])
        row.update(label="neutral", contradiction_type=None, rationale="Read again.")

    edit(data / "relations.jsonl", relabel)
    edit(data / "claims.jsonl", lambda rows: rows[0].update(text="Another wording."))
    changes = diff.diff(old, data)
    assert [change.what for change in changes] == ["text", "label"]
    assert changes[1] == ("label", (clear["evidence_id"], clear["claim_id"]), "contradicts, clear", "neutral, clear", "Read again.")
    assert "contradicts, clear → neutral, clear (Read again.)" in run("diff", old, data).stdout
    assert json.loads(run("diff", old, data, "--json").stdout)[0]["what"] == "text"


def test_a_claim_that_comes_or_goes_is_one_change(data):
    old = data.parent / "old"
    shutil.copytree(data, old)
    gone = store.read_jsonl(data / "claims.jsonl")[0]["claim_id"]
    edit(data / "claims.jsonl", lambda rows: rows.pop(0))
    assert diff.diff(old, data) == [diff.Change("claim", (gone,), "there", None, None)]
    assert diff.diff(data, old) == [diff.Change("claim", (gone,), None, "there", None)]


def test_what_is_no_version_of_the_data_is_refused(tmp_path):
    (tmp_path / "a.tar.gz").write_bytes(b"no archive")
    for path, words in ((tmp_path / "a.tar.gz", "not a usable archive"), (tmp_path / "absent", "no such file or folder")):
        with pytest.raises(InputError, match=words):
            diff.diff(path, path)
