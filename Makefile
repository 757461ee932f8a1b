# Everything runs in .venv; `make preview` and `make test` set it up by themselves and again when a pinned file changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PREVIEW ?=
PROVE ?=
REPORT ?= --output build/report.html

.DEFAULT_GOAL := help
.PHONY: help install preview prove report engine up test mutants check bench lock clean

help: ## Lists the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

install: $(VENV)/.installed ## Sets up .venv with the pinned packages, as the others do by themselves

preview: $(VENV)/.installed ## Previews the whole fleet with its policies; PREVIEW="--stack global" passes options
	@$(BIN)/securecart preview $(PREVIEW)

prove: $(VENV)/.installed ## Proves what customers are promised when something fails; PROVE="--failure region" passes options
	@$(BIN)/securecart prove $(PROVE)

report: $(VENV)/.installed ## Writes build/report.html: architecture, a map of who answers whom, recovery times, policies; REPORT="--format markdown" passes options
	@$(BIN)/securecart report $(REPORT)

engine: $(VENV)/.installed ## Builds the Pulumi CLI from its Go modules, unless there is one that will do
	@$(BIN)/python engine/build.py

up: $(VENV)/.installed ## Deploys all stacks in order with Pulumi's CLI; STACK=<name> only one, FROM=<name> the rest, UP="--yes" passes options
	@$(BIN)/securecart up $(addprefix --stack ,$(STACK)) $(addprefix --from ,$(FROM)) -- $(UP)

test: $(VENV)/.installed-dev ## Runs the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile $(TEST)

mutants: $(VENV)/.installed-dev ## Shows the policy pack the real fleet with mistakes in it; RULE=<id> names one rule
	@$(BIN)/python -m tests.policies.mutants $(RULE)

check: $(VENV)/.installed-dev ## Lint, format, types and layering
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed ## Measures the policy pack, and the preview against the bare import of the AWS SDK
	@$(BIN)/python bench/policies.py
	@$(BIN)/python bench/preview.py

lock: $(VENV)/.installed-dev ## Pins the newest dependencies that pyproject.toml allows
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml --group build -o requirements.txt
	@$(BIN)/uv pip compile $(LOCK) -c requirements.txt --group dev -o requirements-dev.txt

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade

clean: ## Removes the virtual environment and caches
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; PYTHON=python3.12 make ... names one")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the pinned packages into $(VENV) (once) ..." >&2
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing the pinned development tools into $(VENV) (once) ..." >&2
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
