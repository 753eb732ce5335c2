# PYTHON makes .venv (left out: the one that made it before, else python3). PORT is JupyterLab's.
BASE := $(or $(PYTHON),$(shell test -x .venv/bin/python && echo .venv/bin/python),python3)
VENV := .venv/bin
AT_ONCE := -n 2 --dist loadfile

# The user's own matplotlib and IPython settings must not change a picture or an output.
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib
test unit browser rerun notebooks: export IPYTHONDIR := $(CURDIR)/.venv/ipython

# In words that any Python reads, however old: tools/environment.py needs a modern one.
TOO_OLD = import sys; sys.exit(sys.version_info < (3, 11) and "Python %d.%d is too old: the lesson \
needs 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.13" % sys.version_info[:2] or 0)
NOT_FOUND = No $(BASE) on this machine. Install Python 3.11 or newer, or name one: make \
$(MAKECMDGOALS) PYTHON=python3.13

.NOTPARALLEL:
.PHONY: help lab present test lint types unit browser rerun class fresh bench matrix \
    notebooks lock clean environment

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

lab: environment ## open the lesson in JupyterLab [PYTHON=python3.13] [PORT=9999]
	@$(VENV)/python tools/lab.py $(if $(PORT),--port=$(PORT))

present: environment ## show a notebook in a lecture hall [N=04_learning_rate] [PORT=9999]
	@$(VENV)/python -m tools.present $(N) $(if $(PORT),--port=$(PORT))

test: lint types unit browser rerun ## prove everything: the five below, one after the other

lint: environment ## style and format
	@echo; echo "== lint: ruff"
	@$(VENV)/ruff check . && $(VENV)/ruff format --check .

types: environment ## types
	@echo; echo "== types: mypy"
	@$(VENV)/mypy

unit: environment ## unit, property and guard tests
	@echo; echo "== unit: pytest tests"
	@$(VENV)/python -m pytest $(AT_ONCE) --ignore=tests/browser tests

# In processes of their own: what drives the browser keeps an event loop running.
browser: environment ## every notebook and panel in a real browser
	@echo; echo "== browser: pytest tests/browser"
	@$(VENV)/python -m pytest $(AT_ONCE) tests/browser

# Only the plugins that it needs: each of the others would be imported by three processes.
rerun: environment ## run every notebook again and compare every output
	@echo; echo "== rerun: pytest --nbval notebooks"
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(VENV)/python -m pytest -p tools.warm_kernels -p xdist \
	    -p nbval.plugin -o addopts= $(AT_ONCE) \
	    --nbval --nbval-current-env --nbval-cell-timeout=60 notebooks

class: environment ## hold a class on a real JupyterHub, and break things [STUDENTS=12] [NOTEBOOK=01_cost]
	@$(VENV)/python -m deploy.rehearsal $(if $(STUDENTS),--students=$(STUDENTS)) \
	    $(if $(NOTEBOOK),--notebook=$(NOTEBOOK)) $(if $(KEEP),--keep)
	@$(VENV)/python -m pytest --verbose deploy/rehearsal

fresh: environment ## install environment.yml into an empty environment, and run every notebook there
	@$(VENV)/python -m tools.fresh

bench: environment ## measure how soon a panel follows, and how long all notebooks take [KEEP=1]
	@$(VENV)/python -m tools.bench $(if $(KEEP),--keep)

matrix: environment ## prove it on every Python here, oldest to newest libraries [ROWS="3.12 oldest"]
	@$(VENV)/python -m tools.matrix $(ROWS)

notebooks: environment ## execute and save every notebook, the one way they are written
	@$(VENV)/python -m tools.notebooks

# argon2-cffi-bindings 25 is the last with wheels for Macs with an Intel processor.
lock: environment ## pin the newest allowed versions in requirements.lock
	@echo "argon2-cffi-bindings<26" | $(VENV)/uv pip compile --quiet --upgrade --universal \
	    --fork-strategy=fewest --generate-hashes --python-version=3.11 --all-extras --constraint=- \
	    --custom-compile-command="make lock" --output-file=requirements.lock pyproject.toml

clean: ## remove .venv and every cache
	@rm -rf .venv .artifacts .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	@find . -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

environment:
	@command -v "$(BASE)" >/dev/null || { echo "$(NOT_FOUND)" >&2; exit 1; }
	@"$(BASE)" -c '$(TOO_OLD)'
	@"$(BASE)" tools/environment.py
