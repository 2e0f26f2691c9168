# The only commands anyone must know:
#   make run     index the sample archive and serve it on http://127.0.0.1:8000/ (PORT=8001 for another port)
#   make test    every test that runs in minutes
#   make check   lint, format and types
#   make bench   the benchmark on real publications, beside its peers (BENCH_RECORDS=20000 for a slice)
#   make relevance   how good answers, other spellings and completions are, beside peers: the three that follow
# Less often: make ranking, make spelling, make typing, make bench-growth, make test-big, make torture, make hostile, make budget,
# make screenshots, make lock, make clean

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := var/sample
PYTEST := $(BIN)/python -m pytest -p no:cacheprovider

.PHONY: run test test-big torture hostile budget check format bench relevance ranking bench-growth spelling typing screenshots lock clean

run: $(VENV)/.runtime
	@DOSSIER_INDEX=$(SAMPLE) $(BIN)/python -m index add index/sample || [ $$? -eq 1 ]
	@echo "serving the sample archive on http://$(HOST):$(PORT)/ (end with Ctrl-C)"
	@DOSSIER_INDEX=$(SAMPLE) exec $(BIN)/gunicorn -c web/gunicorn_conf.py -b $(HOST):$(PORT) wsgi:app

test: $(VENV)/.dev $(VENV)/.browser
	$(PYTEST)

test-big: $(VENV)/.dev
	$(PYTEST) -m slow tests/test_big.py

torture: $(VENV)/.dev
	$(PYTEST) -m slow tests/index/columnar tests/whoosh_suite

hostile: $(VENV)/.dev
	$(BIN)/python -m tests.hostile

budget: $(VENV)/.dev $(VENV)/.browser
	$(BIN)/python -m tests.browser.budget

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev $(VENV)/.browser
	$(BIN)/python -m tests.bench

relevance: ranking spelling typing

ranking: $(VENV)/.dev
	$(BIN)/python -m tests.relevance
	$(BIN)/python -m tests.relevance.left_out

bench-growth: $(VENV)/.dev
	$(BIN)/python -m tests.bench.growth

spelling: $(VENV)/.dev
	$(BIN)/python -m tests.spelling

typing: $(VENV)/.dev
	$(BIN)/python -m tests.typing

screenshots: $(VENV)/.dev $(VENV)/.browser
	$(BIN)/python -m tests.screenshots docs

lock: $(VENV)/.dev
	$(BIN)/pip-compile -q -U --generate-hashes --strip-extras --allow-unsafe --no-header --annotation-style=line \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.txt requirements.in
	$(BIN)/pip-compile -q -U --generate-hashes --strip-extras --allow-unsafe --no-header --annotation-style=line \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf $(VENV) var bench-results

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Dossier needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "This Python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.runtime: $(BIN)/python requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The browser of the page tests; where none is to be had, the tests that need it are named as left out.
$(VENV)/.browser: $(VENV)/.dev tests/get_browser.py
	@$(BIN)/python tests/get_browser.py && touch $@ || true
