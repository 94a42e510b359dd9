"""A release: refused unless the data holds, then written as a folder for the Hub and an archive with checksums.

`gates` says what stands in the way. `release` sets the version in the files that name it, all of them or none, and writes
`dist/release-<version>/`: `hub/` is the data folder as a Hub repository has it, `crossclaim-data-<version>.tar.gz` the same for Zenodo
(the same bytes every time), `SHA256SUMS` their checksums.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crossclaim import store, transaction
from crossclaim.dataset import build, check
from crossclaim.errors import InputError

LEAST_ALPHA = 0.6
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


class Gate(NamedTuple):
    """One condition of a release: what stands in its way, nothing if it holds."""

    name: str
    problems: list[str]


def _agreement(statistics: dict[str, Any]) -> Iterator[str]:
    for event_id, event in statistics["events"].items():
        rounds = event["agreement"]
        alpha = rounds[-1]["five_answers"]["pool"]["krippendorff_alpha"]["value"]
        if len(rounds) < 2 and (alpha is None or alpha < LEAST_ALPHA):
            yield f"{event_id}: α is {alpha}; below {LEAST_ALPHA} a second round with fresh readers comes first"


def gates(data: Path, articles: Path | None, say: Callable[[str], None] = lambda _: None) -> list[Gate]:
    """Every condition of a release with what stands in its way."""
    say("validate")
    report = check.check(data, articles)
    found = [Gate("validate", [str(problem) for problem in report.problems])]
    if report.problems:
        return found
    say("build --check")
    stale = build.stale(data, build.built(data))
    found.append(Gate("build", [f"{name} is not what the gold gives; run `crossclaim build`" for name in stale]))
    say("agreement")
    found.append(Gate("agreement", list(_agreement(store.read_json(data / "statistics.json")))))
    return found


def _set(text: str, pattern: str, value: str, name: str) -> str:
    changed, n = re.subn(pattern, lambda match: match.group(1) + value + match.group(2), text, flags=re.MULTILINE)
    if n != 1:
        raise InputError(f"{name}: the version stands {n} times where it should stand once")
    return changed


def _versioned(root: Path, version: str, date: str) -> dict[str, str]:
    """The files that name the version, with the new one."""
    read = {name: store.read_text(root / name) for name in ("src/crossclaim/_version.py", "CITATION.cff", "CHANGELOG.md")}
    changelog = read["CHANGELOG.md"]
    if f"## {version} (unreleased)" not in changelog:
        raise InputError(f"CHANGELOG.md: no section '## {version} (unreleased)'; say what changes for whom first")
    citation = _set(read["CITATION.cff"], r"^(version: )\S+()$", version, "CITATION.cff")
    return {
        "src/crossclaim/_version.py": _set(read["src/crossclaim/_version.py"], r'^(__version__ = ")[^"]+(")$', version, "_version.py"),
        "CITATION.cff": _set(citation, r"^(date-released: )\S+()$", date, "CITATION.cff"),
        "CHANGELOG.md": changelog.replace(f"## {version} (unreleased)", f"## {version} ({date})"),
    }


def _files(data: Path) -> list[Path]:
    """The data folder's files, without what only a writer needs."""
    return sorted(p for p in data.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(data).parts))


def _archive(data: Path, version: str) -> bytes:
    """A gzipped tar of the data, the same bytes for the same files."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for path in _files(data):
            content = path.read_bytes()
            info = tarfile.TarInfo(f"crossclaim-data-{version}/{path.relative_to(data).as_posix()}")
            info.size, info.mode = len(content), 0o644
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def release(root: Path, version: str, date: str, articles: Path | None = None, say: Callable[[str], None] = lambda _: None) -> Path:
    """Release a checkout's data; gives the folder that was written.

    Args:
        root: the checkout.
        version: of the form 1.2.3, not lower than the present one.
        date: of the release, YYYY-MM-DD.
        articles: folder with the articles' texts, for `validate`.
        say: told what is being done.

    Raises:
        InputError: naming every gate that does not hold; nothing is written then.
    """
    match = VERSION.fullmatch(version)
    present = store.read_text(root / "src" / "crossclaim" / "_version.py")
    old = VERSION.search(present)
    if not match or not old:
        raise InputError(f"a version has the form 1.2.3, not {version!r}")
    if tuple(map(int, match.groups())) < tuple(map(int, old.groups())):
        raise InputError(f"{version} is lower than the present version {old.group()}")
    data = root / "data"
    closed = [f"{gate.name}: {problem}" for gate in gates(data, articles, say) for problem in gate.problems]
    if closed:
        raise InputError("\n".join(closed))
    transaction.replace(root, dict(_versioned(root, version, date)))
    say("folder for the Hub, archive, checksums")
    target = root / "dist" / f"release-{version}"
    shutil.rmtree(target, ignore_errors=True)
    for path in _files(data):
        store.write_bytes(target / "hub" / path.relative_to(data), path.read_bytes())
    archive = _archive(data, version)
    store.write_bytes(target / f"crossclaim-data-{version}.tar.gz", archive)
    sums = [(hashlib.sha256(archive).hexdigest(), f"crossclaim-data-{version}.tar.gz")]
    sums += [(hashlib.sha256(path.read_bytes()).hexdigest(), f"hub/{path.relative_to(data).as_posix()}") for path in _files(data)]
    store.write_text(target / "SHA256SUMS", "".join(f"{digest}  {name}\n" for digest, name in sums))
    return target
