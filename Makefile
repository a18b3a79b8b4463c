# Every target sets itself up in a fresh clone: a virtual environment in .venv, with Weir installed editable.
# It is installed anew when pyproject.toml changes or the clone was moved. PYTHON=... names the interpreter; ARGS=... goes to the tool.

VENV ?= .venv
PYTHON ?=
ARGS ?=
# Tests that run at once: most of those that break something wait for time-outs, so more than there are cores.
JOBS ?= 5
export PYTHON

BIN := $(VENV)/bin
STAMP := $(shell (pwd; cat pyproject.toml) | cksum | tr -d ' ')
RUN_READY := $(VENV)/.run-$(STAMP)
TEST_READY := $(VENV)/.test-$(STAMP)
LINT_READY := $(VENV)/.lint-$(STAMP)

.PHONY: help demo test chaos zones receivers lint format bench evaluate soak year schemas siem pictures dist clean

help:
	@echo "make demo     a synthetic plant, learnt and attacked: the first alert within a minute"
	@echo "make test     all tests (those on a real Kafka need Java 17 or newer and Maven)"
	@echo "make chaos    every fault in full, and its table into docs/reliability.md (about an hour)"
	@echo "make zones    proposed zones against ten simulated plants: no attack may be lost"
	@echo "make receivers  alerts into VictoriaLogs too, built from source once (Go, some two minutes)"
	@echo "make lint     ruff, mypy, import-linter"
	@echo "make format   let ruff format and mend what it can"
	@echo "make bench    the measurements of benchmarks/"
	@echo "make evaluate Weir judged over ten simulated plants and recorded attacks, beside simple rules (8 minutes in its short form)"
	@echo "make soak     half an hour at half of the worker's peak: memory, lag, files and threads must stay flat"
	@echo "make year     a clean year of a plant (11 million rows, some 5 minutes): alerts, memory and cost must not creep"
	@echo "make schemas  write docs/reference/*.schema.json from the records"
	@echo "make siem     write the tables, samples and templates of docs/siem and deploy/siem from the code"
	@echo "make pictures draw the README's pictures from what the commands print, and a report as Chromium shows it"
	@echo "make dist     wheel, sdist, wheelhouse without internet, SBOM and image into dist/, each tried (some 2 minutes)"
	@echo "make clean    remove what make made"

demo: $(RUN_READY)
	@$(BIN)/weir demo $(ARGS)

test: $(TEST_READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

chaos: $(TEST_READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder -m fault --chaos --chaos-into=docs/reliability.md --timeout 1800 $(ARGS)

zones: $(TEST_READY)
	$(BIN)/python -m pytest --chaos tests/replay/test_proposed_zones.py $(ARGS)

receivers: $(TEST_READY)
	@sh scripts/receivers.sh victoria-logs
	$(BIN)/python -m pytest -n 0 tests/receivers/test_victoria_logs.py $(ARGS)

lint: $(LINT_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(LINT_READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(TEST_READY)
	$(BIN)/python -m benchmarks $(ARGS)

evaluate: $(TEST_READY)
	$(BIN)/python -m benchmarks.evaluate $(ARGS)

soak: $(TEST_READY)
	$(BIN)/python -m benchmarks.soak $(ARGS)

year: $(TEST_READY)
	$(BIN)/python -m benchmarks.year $(ARGS)

schemas: $(RUN_READY)
	$(BIN)/python scripts/json_schemas.py

siem: $(TEST_READY)
	$(BIN)/python -m tests.docs.siem.pages

pictures: $(RUN_READY)
	$(BIN)/python scripts/pictures.py
	$(BIN)/python scripts/report_picture.py

dist:
	@sh scripts/dist.sh

$(RUN_READY):
	@sh scripts/venv.sh "$(VENV)"
	@touch "$@"

$(TEST_READY):
	@sh scripts/venv.sh "$(VENV)" test
	@touch "$@" "$(RUN_READY)"

$(LINT_READY):
	@sh scripts/venv.sh "$(VENV)" test,lint
	@touch "$@" "$(TEST_READY)" "$(RUN_READY)"

clean:
	rm -rf "$(VENV)" .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
