# One entry. `make demo` and `make test` set up all they need: Python 3.11 or newer, git and make are enough.
.DEFAULT_GOAL := help
.PHONY: help demo test check fuzz bench golden docs format clean
.NOTPARALLEL:
BIN := .venv/bin

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST)

demo: ## a simulated organisation, scanned; a report in ./custodes-demo
	@tools/environment.sh run
	$(BIN)/custodes demo

test: ## the tests that need no server and no browser
	@tools/environment.sh test
	$(BIN)/python -m pytest -n 2 -m "not system"

check: ## format, style, walls, types, manual, and the tests marked `system` (the demo and Spark among them)
	@tools/environment.sh check
	@tools/environment.sh browser
	@tools/environment.sh java
	@tools/environment.sh servers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	$(BIN)/python tests/fuzz/sources.py --seconds 60
	$(BIN)/python -m pytest -m system

fuzz: ## every source, half an hour, with bytes that a fuzzer finds
	@tools/environment.sh check
	$(BIN)/python tests/fuzz/sources.py --seconds 1800

bench: ## the figures that the README quotes (minutes)
	@tools/environment.sh test
	$(BIN)/python benchmarks/run.py

golden: ## regenerate what tests compare with; read the diff before you commit it
	@tools/environment.sh test
	CUSTODES_GOLDEN=write $(BIN)/python -m pytest -q -m golden -p no:randomly

docs: ## the manual, in docs/_build/html
	@tools/environment.sh check
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

format: ## format the code
	@tools/environment.sh check
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format .

clean: ## remove the environment and everything generated
	rm -rf .venv build dist docs/_build custodes-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
