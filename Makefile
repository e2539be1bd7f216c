# The words to learn: run, test, check, docs, bench. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPHINX := $(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -b html
export UV_PYTHON_DOWNLOADS := never
# Trust whom the machine trusts, as pip does: behind a proxy that is more than uv's own list.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)

.DEFAULT_GOAL := help
.PHONY: help setup run test mutants check format docs bench generate lock clean

help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## prepare .venv from the hash-pinned lock files; nothing to do when they have not changed

$(READY): requirements/bootstrap.lock requirements/dev.lock pyproject.toml sandbox/pyproject.toml scripts/bootstrap
	@scripts/bootstrap $(PYTHON) $(VENV)
	@touch $@

run: $(READY)  ## start everything here: database, local Discord, bot (Ctrl-C stops it)
	@exec $(BIN)/twi run

test: $(READY)  ## every test, in parallel, with coverage
	@$(BIN)/python scripts/run_tests.py $(ARGS)

mutants: $(READY)  ## change the deciding files in small ways and see whether a test notices; ARGS=FILE takes one
	@nice -n 19 $(BIN)/python -m tests.mutants $(ARGS)

check: $(READY)  ## lint, types, import contracts, generated files
	@scripts/check

format: $(READY)  ## format and fix what can be fixed
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: $(READY)  ## the documentation, in docs/_build/html, that of the sandbox in a folder there; a warning is an error
	@rm -rf docs/reference/generated # pages of modules that have moved stop the build
	@$(SPHINX) docs docs/_build/html
	@$(SPHINX) sandbox/docs docs/_build/html/sandbox
	@echo "docs/_build/html/index.html"

bench: $(READY)  ## compare with a bare hikari + lightbulb bot; prints a table, writes .data/bench.json
	@$(BIN)/python -m tests.benchmarks $(ARGS)

generate: $(READY)  ## rewrite every generated file from its source
	@scripts/generate

lock: $(READY)  ## resolve the dependencies of pyproject.toml into requirements/*.lock
	@scripts/lock

clean:  ## forget the environment and what was built; .data stays
	rm -rf $(VENV) docs/_build docs/reference/generated .pytest_cache .mypy_cache .ruff_cache .coverage* .hypothesis
