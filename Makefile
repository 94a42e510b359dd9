# Two commands do all the set-up: `make score` and `make test`. Both install what they need into .venv, once.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: score test check docs perf study clean
.DEFAULT_GOAL := score

.venv/.installed: pyproject.toml src/crossclaim/_version.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "CrossClaim needs Python 3.11 or newer; set PYTHON=..." >&2; exit 2; }
	@test -x $(BIN)/python || { echo "· creating .venv"; $(PYTHON) -m venv .venv; }
	@echo "· installing CrossClaim (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed
	@echo "· installing what the tests need"
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

score: .venv/.installed ## train the baselines on train, predict test, score with intervals
	@$(BIN)/crossclaim baseline run

test: .venv/.installed-dev ## run the tests
	@$(BIN)/python -m pytest -q

check: .venv/.installed-dev ## ruff and pyright
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

docs: .venv/.installed-dev ## build the site into site/
	$(BIN)/mkdocs build --strict

perf: .venv/.installed-dev ## time the evaluator beside what else there is
	@$(BIN)/python perf/cold.py
	@$(BIN)/python perf/million.py

study: .venv/.installed ## run the study of the intervals again, a few minutes, and write docs/intervals.md
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmark/studies/interval_coverage.py

clean:
	rm -rf .venv site dist build .pytest_cache .ruff_cache
