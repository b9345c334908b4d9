# Two commands do all the set-up: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8501
SHOPPERS ?= 50000
SEED ?= 1
WORKERS ?= 2
export THINFILE_HOME ?= var

PY := .venv/bin/python
DEMO := $(THINFILE_HOME)/demo-$(SHOPPERS)-$(SEED)
STEPS := $(THINFILE_HOME)/steps-$(SHOPPERS)-$(SEED)

.PHONY: help install install-dev install-spark run demo test e2e check bench

help: ## List the commands
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: .venv/runtime.stamp ## Make the virtual environment and install what the app needs

install-dev: .venv/dev.stamp ## Install what tests, checks and benchmarks need as well

install-spark: .venv/spark.stamp ## Install PySpark as well (needs Java 17), for books past one machine

run: .venv/runtime.stamp ## Build the demo book if there is no book yet, and open the app (PORT=8501)
	@$(PY) -m ui.serve --port $(PORT) --check
	@test -f $(THINFILE_HOME)/current.json || $(MAKE) --no-print-directory demo
	@test ! -f $(STEPS)/published || $(MAKE) --no-print-directory $(STEPS)/challenged &
	@$(PY) -m ui.serve --port $(PORT)

demo: .venv/runtime.stamp ## Simulate, build, train, score and publish the demo book
	@rm -f $(STEPS)/published
	@$(MAKE) --no-print-directory $(STEPS)/published

test: .venv/dev.stamp ## Run the tests, the browser's among them where Chromium is installed (WORKERS=2)
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term $(ARGS)

e2e: .venv/dev.stamp ## Run the journeys in a real browser only
	$(PY) -m pytest -m e2e $(ARGS)

check: .venv/dev.stamp ## Lint, format, types and the direction of imports
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: .venv/dev.stamp ## Run the benchmarks; figures as JSON under var/benchmarks
	mkdir -p $(THINFILE_HOME)/benchmarks
	for run in start pages load explain "pipeline --shoppers 100000 1000000" desk upload risk model "uncertainty --files $(DEMO)"; do \
	    $(PY) -m benchmarks.$$run > $(THINFILE_HOME)/benchmarks/$${run%% *}.json; \
	done

# Each step leaves a stamp when it is done, so that a run that was broken off goes on from there.
.venv/created.stamp:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"Thinfile needs Python 3.11 or later; {sys.executable} is {v.major}.{v.minor}. Run: make PYTHON=python3.11 <command>" or 0)'
	@echo "Making the virtual environment in .venv"
	$(PYTHON) -m venv .venv
	touch $@

.venv/runtime.stamp: requirements.txt | .venv/created.stamp
	@echo "Installing what the app needs (about a minute, 1.5 GB)"
	$(PY) -m pip install --disable-pip-version-check --progress-bar on -r requirements.txt
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo "Installing what tests and checks need"
	$(PY) -m pip install --disable-pip-version-check --progress-bar on -r requirements-dev.txt
	touch $@

.venv/spark.stamp: requirements-spark.txt .venv/runtime.stamp
	@echo "Installing PySpark (500 MB)"
	$(PY) -m pip install --disable-pip-version-check --progress-bar on -r requirements-spark.txt
	touch $@

$(DEMO)/truth.parquet: | .venv/runtime.stamp
	$(PY) -m data simulate --shoppers $(SHOPPERS) --seed $(SEED) --out $(DEMO)

$(STEPS)/built: | $(DEMO)/truth.parquet
	$(PY) -m data build --source contract --path $(DEMO)
	@mkdir -p $(STEPS) && touch $@

$(STEPS)/trained: | $(STEPS)/built
	$(PY) -m scoring train
	@touch $@

$(STEPS)/scored: | $(STEPS)/trained
	$(PY) -m scoring score
	@touch $@

$(STEPS)/published: | $(STEPS)/scored
	$(PY) -m scoring publish
	@touch $@

# beside the app, when nothing else wants the processor; broken off, it begins again next time
$(STEPS)/challenged:
	@echo "Training challengers of the model in the background; $(STEPS)/challenge.log tells more"
	@nice -n 19 $(PY) -m scoring challenge > $(STEPS)/challenge.log 2>&1
	@touch $@
