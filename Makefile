# Dateline. `make run` opens the chat, `make test` runs the tests; both make the environment first.
ARTICLES ?= samples
STORE ?= dateline.store
PORT ?= 7860
PYTHON ?= python3
# Set TORCH_INDEX to PyTorch's own CPU index to spare yourself the CUDA build on Linux (see README).
TORCH_INDEX ?=

BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: setup setup-dev run test test-full check clean

setup: .venv/ready

.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, found " + sys.version.split()[0])'
	@echo "Setting up .venv: some minutes and about 3 GB, once."
	$(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(PIP) $(shell grep '^torch==' requirements.txt) --index-url $(TORCH_INDEX))
	$(PIP) -r requirements.txt
	$(PIP) --no-deps -e .
	@touch $@

setup-dev: .venv/ready-dev

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	@touch $@

run: setup
	@$(BIN)/python -m ingest "$(ARTICLES)" --store "$(STORE)"
	@$(BIN)/python -m ui --store "$(STORE)" --port $(PORT)

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check browser
	$(BIN)/pytest -q -m "not full"

test-full: setup-dev browser axe
	$(BIN)/pytest -q -m full

# Ours beside the plain peers, each in an environment of its own that is kept in the cache folder: half an hour or less.
BENCH ?= bench.out
.PHONY: bench
bench: setup-dev
	$(BIN)/python -m eval.bench eval/events/tune eval/events/measure samples=eval/questions/samples.jsonl --out "$(BENCH)"

.PHONY: browser
browser:
	@sh tests/find_browser.sh

.PHONY: axe
axe:
	@sh tests/find_axe.sh

clean:
	rm -rf .venv "$(STORE)"
