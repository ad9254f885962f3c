# Python 3.11 or later, make and a package index are enough: `make serve`, `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --extra build \
	--generate-hashes --no-emit-index-url --no-annotate --quiet --custom-compile-command "make requirements"

.DEFAULT_GOAL := help
.PHONY: help serve inbox test test-fast prove prove-odd-inputs prove-mutants prove-clients prove-feed prove-memory prove-requests prove-neighbours prove-faults prove-erp prove-costs bench bench-lines lint types schema check-schema test-postgres15 requirements clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/installed ## Run the server on an embedded PostgreSQL, with demo data
	@exec $(BIN)/salesgraph serve

# A mail server for development: prints every mail that it gets at smtp://localhost:8025.
inbox: $(VENV)/installed-dev ## Catch mail for development at smtp://localhost:8025, and print it
	@echo "Waiting for mail at smtp://localhost:8025 (Ctrl-C stops it)."
	@exec $(BIN)/python -u -m aiosmtpd --nosetuid --listen localhost:8025

test: $(VENV)/installed-dev ## Run all tests
	$(PYTEST)

# While you work: the rules on their examples, the process over the API, structure and schema.
FAST := domain cost $(addprefix api/test_,worked_examples.py quotes.py orders_and_invoices.py) \
	$(addprefix test_,structure.py guides.py schema.py schema_promises.py errors_table.py settings_table.py)
test-fast: $(VENV)/installed-dev ## Run the tests that tell most in the least time (under a minute)
	$(PYTEST) -m "not hypothesis" $(addprefix tests/,$(FAST))

# What takes long: ten thousand generated documents, answered three ways.
prove: $(VENV)/installed-dev ## Run ten thousand generated queries, answered three ways (15 minutes)
	DOCUMENTS=10000 $(PYTEST) -q tests/reads/test_oracle.py

# Odd values wherever the API takes one: ODD_INPUTS=20000 runs all of them, ODD_SEED chooses others.
ODD_INPUTS ?= 4000
prove-odd-inputs: $(VENV)/installed-dev ## Send 4,000 odd inputs: ODD_INPUTS=4000 (10 minutes)
	ODD_INPUTS=$(ODD_INPUTS) $(PYTEST) -q tests/api/test_odd_inputs.py

# One core of its own needs about five minutes for the rules and an hour for the actions. It writes
# docs/mutants.md. For less: python -m tests.mutants --part rules --processes 1 --keep
prove-mutants: $(VENV)/installed-dev ## Break the domain in 8,000 ways and see the tests fail (1 hour)
	$(BIN)/python -m tests.mutants

# relay, Apollo and urql from npm page through lists while rows are inserted.
prove-clients: $(VENV)/installed-dev ## Page with relay, Apollo and urql while rows are inserted (needs Node)
	$(BIN)/python -m pytest -q tests/clients/proof.py

# The feed while servers are killed and stopped, and on a disk whose flush takes 5 ms.
FEED_ROUNDS ?= 20
prove-feed: $(VENV)/installed-dev ## Read the feed while servers are killed, and on a slow disk: FEED_ROUNDS=20 (6 minutes)
	ROUNDS=$(FEED_ROUNDS) $(BIN)/python -m pytest -q -s tests/proofs/test_feed.py
	FLUSH_MS=5 SECONDS=10 $(BIN)/python -m pytest -q -s tests/proofs/test_slow_flush.py

# A worker below 250 MB and a backend below 60, whatever is sent; DOCUMENTS=1000 for less.
prove-memory: $(VENV)/installed-dev ## Watch a server's memory during 10,000 new queries: DOCUMENTS=10000
	$(BIN)/python -m tests.proofs.memory

# CPU and waits, which need a machine that does nothing else. SHORT=1 fails on gross misses only.
prove-requests: $(VENV)/installed-dev ## Send 500 hostile requests and measure them: SHORT=1
	$(BIN)/python -m tests.proofs.requests

# What a tenant keeps while others take all they can get: SECONDS=10, CASE=importers for one row.
prove-neighbours: $(VENV)/installed-dev ## Measure a tenant beside importers, locks, long reads, floods (12 minutes)
	$(BIN)/python -m tests.proofs.neighbours

# Everything is killed, paused, cut off, filled and restarted under load. The tests run a short form.
KILLS ?= 100
COMMITS ?= 2500
REQUESTS ?= 50000
prove-faults: $(VENV)/installed-dev ## Kill, cut off and restart everything under load: KILLS=100 COMMITS=2500 REQUESTS=50000 (50 minutes)
	KILLS=$(KILLS) COMMITS=$(COMMITS) REQUESTS=$(REQUESTS) $(BIN)/python -m pytest -q -s tests/proofs/faults

# Orders go to the simulator of Business Central while everything is killed and cut off. The tests
# run a short form; from 51 orders on, PostgreSQL is killed, too.
ERP_ORDERS ?= 500
ERP_KILLS ?= 40
ERP_DROPS ?= 200
prove-erp: $(VENV)/installed-dev ## Deliver orders to an ERP while everything is killed: ERP_ORDERS=500 ERP_KILLS=40 ERP_DROPS=200 (15 minutes)
	ERP_ORDERS=$(ERP_ORDERS) ERP_KILLS=$(ERP_KILLS) ERP_DROPS=$(ERP_DROPS) $(BIN)/python -m pytest -q -s tests/proofs/erp

# CPU time as Linux counts it, of the server and of PostgreSQL: DOCUMENTS=1000.
prove-costs: $(VENV)/installed-dev ## Compare the cost of 200 new documents with the CPU they take
	$(BIN)/python -m tests.proofs.calibration

# Salesgraph against its peers: make bench SIZE=50k (10k, 50k, 100k, 1m opportunities).
bench: $(VENV)/installed-dev ## Measure salesgraph beside its peers (PostGraphile needs npm): SIZE=50k
	$(BIN)/python -m bench

# Seconds for people to look at: many lines in one mutation.
bench-lines: $(VENV)/installed-dev ## Time mutations with many lines
	$(BIN)/python -m bench.lines

lint: $(VENV)/installed-dev ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev ## Check types
	$(BIN)/mypy

schema: $(VENV)/installed ## Write schema.graphql anew
	$(BIN)/salesgraph schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

check-schema: $(VENV)/installed ## Check that schema.graphql is up to date
	$(BIN)/salesgraph schema | diff -u schema.graphql -

# Debian's PostgreSQL 15, in a private cluster on a unix socket. Left out is what is the same on
# every version: tests without a database, or with an embedded one of their own; HTTP, limits and
# caches; processes that are started, killed and measured; the CPU and statements of our own code.
SAME_ON_EVERY_VERSION := domain simulator cost http requests proofs business_central \
	$(addprefix integrations/test_,content.py mail_message.py print_process.py) \
	$(addprefix test_,cli.py readme.py bench.py token_command.py logs.py) \
	$(addprefix api/test_,event_loop.py cost_of_lines.py extra_cost.py http.py index_page.py limits.py)
test-postgres15: $(VENV)/installed-dev ## Run the tests that depend on PostgreSQL's version, on the system's PostgreSQL 15
	.ci/with-postgres15 $(PYTEST) --given-database $(addprefix --ignore=tests/,$(SAME_ON_EVERY_VERSION))

requirements: $(VENV)/installed-dev ## Pin the dependencies anew
	$(INSTALL) uv
	$(BIN)/$(COMPILE) --output-file requirements.txt
	$(BIN)/$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Delete caches and build files
	rm -rf build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# The last file that a new virtual environment gets: whatever stopped it before, make does it again.
$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=/path/to/python3")'
	@echo "Creating a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: requirements.txt pyproject.toml | $(BIN)/pip
	@echo "Installing the requirements, which takes a minute or two ..."
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing the requirements of the tests ..."
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@
