# What people type. `make` alone says what there is.

PORT ?= 5000
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1)' 2>/dev/null && echo $(name))))
BIN := .venv/bin
export PORT

.PHONY: help demo demo-reset test bench soak migration

help:
	@echo "make demo        the sample chapter on http://127.0.0.1:$(PORT) (PORT=5001 make demo: on another port)"
	@echo "make demo-reset  throw the sample chapter away"
	@echo "make test        everything that CI runs"
	@echo 'make migration name="what it adds"  the next file in migrations/versions, from what the models say'
	@echo "make bench       how fast it is, beside a bare Flask application; also in instance/bench.json"
	@echo "make soak        the proofs at full size; some hours"

# The sample chapter: made when there is none or when it is of another day, then web and worker until Ctrl-C.
demo: .venv/installed
	@CHAPTER_ENV=demo exec $(BIN)/python -m demo.serve

demo-reset:
	@rm -f instance/demo.sqlite instance/demo.sqlite-wal instance/demo.sqlite-shm
	@rm -f instance/demo-stripe.sqlite instance/demo-stripe.sqlite-wal instance/demo-stripe.sqlite-shm
	@echo "The sample chapter is gone. make demo makes a new one."

# The virtual environment with exactly what requirements.txt pins.
.venv/installed: requirements.txt
	@test -n "$(PYTHON)" || { echo "Chapter needs Python 3.11 or newer: sudo apt install python3 python3-venv (macOS: brew install python)."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Chapter needs the venv module of Python: sudo apt install python3-venv"; exit 1; }
	@echo "Installing what Chapter stands on into .venv; about a minute, the first time only."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

# Everything that CI runs.
test: .venv/checks
	@$(BIN)/python -m tests.run

# The next migration, from what the models say beyond the last.
migration: .venv/checks
	@$(BIN)/python -m tools.migration $(name)

bench: .venv/checks
	@$(BIN)/python -m bench.run

# The proofs at full size, one JSON line each; SQLite, then PostgreSQL. Slow senders need both proxies (Debian:
# apt-get install caddy nginx-light).
soak: .venv/checks
	@$(BIN)/python -m tests.proof.rush --rounds 50
	@$(BIN)/python -m tests.proof.rush --rounds 50 --database postgresql
	@$(BIN)/python -m tests.proof.killed_rush --kills 100
	@$(BIN)/python -m tests.proof.killed_rush --kills 100 --database postgresql
	@$(BIN)/python -m tests.proof.parallel_sweeps --events 200 --workers 4
	@$(BIN)/python -m tests.proof.parallel_sweeps --events 200 --workers 4 --database postgresql
	@$(BIN)/python -m tests.proof.killed_promotion
	@$(BIN)/python -m tests.proof.killed_promotion --database postgresql
	@$(BIN)/python -m tests.proof.killed_payments
	@$(BIN)/python -m tests.proof.killed_payments --database postgresql
	@$(BIN)/python -m tests.proof.silent_stripe
	@$(BIN)/python -m tests.proof.silent_stripe --database postgresql
	@$(BIN)/python -m tests.proof.memory
	@$(BIN)/python -m tests.proof.slow_clients --proxy caddy --slow 200
	@$(BIN)/python -m tests.proof.slow_clients --proxy caddy --slow 200 --kind headers
	@$(BIN)/python -m tests.proof.slow_clients --proxy nginx --slow 200
	@$(BIN)/python -m tests.proof.slow_clients --proxy nginx --slow 200 --kind headers
	@$(BIN)/pytest -q --thorough
	@$(BIN)/pytest -q --thorough --database=postgresql

# The same, and what checks it.
.venv/checks: requirements-dev.txt .venv/installed
	@echo "Installing what checks Chapter into .venv."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
