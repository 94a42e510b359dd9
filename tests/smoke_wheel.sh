#!/usr/bin/env bash
# Install a wheel where there is no checkout, and do what a user does first.
set -euo pipefail
wheel=$(realpath "$1")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check "$wheel"
unset CROSSCLAIM_ARTICLES
venv/bin/crossclaim --help >/dev/null
venv/bin/crossclaim validate
venv/bin/crossclaim tasks pool --event caracas-argentine-embassy-exit-2025 --to csv --output tasks >/dev/null
venv/bin/crossclaim baseline run majority --output runs
venv/bin/crossclaim evaluate runs/majority/predictions.jsonl --json >scores.json
HF_HUB_OFFLINE=1 venv/bin/python - <<'PY'
import json
import crossclaim
from crossclaim import _paths
from datasets import load_dataset

scores = json.load(open("scores.json"))
pairs = crossclaim.load("pairs", split="test")
loaded = load_dataset(str(_paths.DATA), split="test", cache_dir="cache")
assert "site-packages" in str(_paths.DATA), _paths.DATA
assert len(pairs) == len(loaded) == scores["n"] > 0
assert [p.pair_id for p in pairs] == loaded["pair_id"][:]
print(f"ok: {len(pairs)} test pairs from the wheel")
PY
