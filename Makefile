# Two commands do all the set-up on a machine that has git, make and Python 3.11 or later:
#   make demo    the verdict on an illustration, in this terminal
#   make test    the whole test suite
# Others: make check, make docs, make bench, make deep, make oldest, make clean

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test check format docs bench deep oldest clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -4

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; none was found."; exit 1; }
	@echo "Making a virtual environment in $(VENV) with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.library: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the library."
	@$(PIP) install --constraint constraints.txt --editable ".[yaml]"
	@touch $@

$(VENV)/.tools: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the library and the tools that test it."
	@$(PIP) install --constraint constraints.txt --editable ".[dev]"
	@touch $@ $(VENV)/.library

demo: $(VENV)/.library
	@$(BIN)/python -m collective_impact demo

test: $(VENV)/.tools
	@$(BIN)/python -m pytest -n auto --cov --cov-fail-under=100

check: $(VENV)/.tools
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/pyright --pythonpath $(BIN)/python

format: $(VENV)/.tools
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

docs: $(VENV)/.tools
	@$(BIN)/python -m sphinx --fail-on-warning --keep-going -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

bench: $(VENV)/.tools
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

deep: $(VENV)/.tools
	@HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest tests/properties

oldest:
	@$(MAKE) --no-print-directory VENV=.venv-oldest .venv-oldest/.oldest
	@.venv-oldest/bin/python -m pytest -W ignore::DeprecationWarning

.venv-oldest/.oldest: pyproject.toml constraints-oldest.txt | .venv-oldest/bin/python
	@.venv-oldest/bin/python -m pip --disable-pip-version-check --quiet install --editable ".[dev]"
	@.venv-oldest/bin/python -m pip --disable-pip-version-check --quiet install --requirement constraints-oldest.txt
	@touch $@

.venv-oldest/bin/python:
	@$(PYTHON) -m venv .venv-oldest

clean:
	@rm -rf $(VENV) .venv-oldest docs/_build .coverage .mypy_cache .pytest_cache .ruff_cache
