# gut-protocols: `make serve` and `make test` are all one needs. `make` alone lists the rest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin

# The stamps make a second start quick: nothing is installed again until one of these files changes.
LOCKED := uv.lock pyproject.toml .ci/install.py
SERVES := .venv/.installed-serve
TESTS := .venv/.installed-test

.PHONY: help serve test check format contract bench hazards hunt build clean

help: ## list these targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

serve: $(SERVES) ## install what is missing, then serve on 127.0.0.1:8000
	@exec $(BIN)/gut-protocols serve

test: $(TESTS) ## install what is missing, then run every test, PostgreSQL included
	@$(BIN)/python -m pytest -n logical --cov --cov-fail-under=100

check: $(TESTS) ## lint, format, types, import contracts, the lock and openapi.json
	@$(UV) lock --quiet --check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/gut-protocols contract | diff -u --label openapi/openapi.json --label "what the code says" openapi/openapi.json - \
		|| { echo "openapi/openapi.json is not what the code says: run make contract" >&2; exit 1; }

format: $(TESTS) ## put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

contract: $(TESTS) ## write openapi/openapi.json
	@mkdir -p openapi
	@$(BIN)/gut-protocols contract > openapi/.openapi.json
	@mv openapi/.openapi.json openapi/openapi.json

bench: $(TESTS) ## measure: tests/benchmarks
	@$(BIN)/python -m pytest -s tests/benchmarks -o python_files='bench_*.py' -o python_functions='bench_*'

hazards: $(TESTS) ## take out each control of SAFETY.md by itself: its tests have to fail
	@$(BIN)/python -m tests.hazards.taking_out

hunt: $(TESTS) ## live made-up plans beside a second, naive engine: SECONDS=600, SEED=1
	@$(BIN)/python -m tests.plans.hunting --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

build: $(TESTS) ## make the wheel and the source archive in dist/
	@$(UV) build --quiet

clean: ## remove what was installed and made; data/ stays
	@rm -rf .venv .uv dist htmlcov .hunt .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SERVES): $(LOCKED)
	@$(PYTHON) .ci/install.py serve
	@touch $@

$(TESTS): $(LOCKED)
	@$(PYTHON) .ci/install.py test
	@touch $@ $(SERVES)
