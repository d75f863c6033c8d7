# `make demo` to look, `make test` to be sure; every target makes first what it needs.
PORT ?= 8000
LINLI_DATA ?= $(CURDIR)/var
export LINLI_DATA
PYTHON3 ?= python3
PYTHON = .venv/bin/python
LINLI = .venv/bin/linli
UV ?= uv
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml

.PHONY: help setup demo test lint format lock bench screenshots trace messages

help:
	@echo "make demo         the demonstration town on http://127.0.0.1:$(PORT) (PORT=, LINLI_DATA=)"
	@echo "make test         every check and every test; REQUIRE_ALL=1 makes a skip a failure"
	@echo "make lint         the checks alone        make format       write the house's layout"
	@echo "make setup        packages, pages, translations (PRODUCTION=1: only what a server needs)"
	@echo "make bench        the benchmarks          make screenshots  docs/screenshots"
	@echo "make trace        proven requirements     make messages     texts of the interface"
	@echo "make lock         the locked packages again from pyproject.toml (needs uv)"

setup:
	@$(PYTHON3) scripts/setup.py $(if $(PRODUCTION),--production)

demo: setup
	@$(LINLI) serve --demo --port $(PORT)

test: setup
	@$(PYTHON) scripts/everything.py

lint: setup
	@$(PYTHON) scripts/everything.py --checks

format: setup
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

lock:
	$(LOCK) --output-file locks/runtime.txt
	$(LOCK) --group dev --output-file locks/dev.txt

bench: setup
	@$(PYTHON) -m benchmarks

screenshots: setup
	@$(PYTHON) scripts/screenshots.py

trace: setup
	@$(PYTHON) scripts/trace.py

messages: setup
	@$(PYTHON) scripts/translate.py all
