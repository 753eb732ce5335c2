# PYTHON makes .venv (left out: the one that made it before, else python3). PORT is JupyterLab's.
PYTHON_IN_VENV := $(shell .venv/bin/python -V 2>/dev/null)
BASE := $(or $(PYTHON),$(if $(PYTHON_IN_VENV),.venv/bin/python,python3))
VENV := .venv/bin
# Stamps, written last: what a student needs is installed, and what a developer needs besides.
LESSON := .venv/lesson
DEVELOPER := .venv/developer
AT_ONCE := -n 2 --dist loadfile

# The user's own matplotlib and IPython settings must not change a picture or an output.
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib
test unit browser rerun notebooks: export IPYTHONDIR := $(CURDIR)/.venv/ipython
# What many processes import is compiled once, even where the user has set this.
test unit browser rerun notebooks: export PYTHONDONTWRITEBYTECODE :=

.NOTPARALLEL:
.PHONY: help lab edit present test lint types unit browser rerun release nox class bench site \
    page notebooks lock clean afresh

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

lab: $(LESSON) ## open your own copy of the lesson in JupyterLab [PYTHON=python3.13] [PORT=9999]
	@$(VENV)/python tools/lab.py $(if $(PORT),--port=$(PORT))

edit: $(LESSON) ## change the lesson's own notebooks [PORT=9999]
	@$(VENV)/python tools/lab.py --edit $(if $(PORT),--port=$(PORT))

present: $(LESSON) ## show a notebook in a lecture hall [N=04_learning_rate] [PORT=9999]
	@$(VENV)/python -m tools.present $(N) $(if $(PORT),--port=$(PORT))

test: lint types unit browser rerun ## prove everything: the five below, one after the other

lint: $(DEVELOPER) ## style and format
	@echo; echo "== lint: ruff"
	@$(VENV)/ruff check . && $(VENV)/ruff format --check .

types: $(DEVELOPER) ## types
	@echo; echo "== types: mypy"
	@$(VENV)/mypy

# Without nbval, which each process would import for nothing.
PYTEST = $(VENV)/python -m pytest -p no:nbval
unit: $(DEVELOPER) ## unit, property and guard tests
	@echo; echo "== unit: pytest tests"
	@$(PYTEST) $(AT_ONCE) --ignore=tests/browser tests

# In processes of their own: what drives the browser keeps an event loop running. Four, since a page
# that is waited for leaves the processor idle.
browser: $(DEVELOPER) ## every notebook and panel in a real browser
	@echo; echo "== browser: pytest tests/browser"
	@$(PYTEST) -n 4 --no-loadscope-reorder tests/browser

# Only the plugins that it needs: each of the others would be imported by three processes.
rerun: $(DEVELOPER) ## run every notebook again and compare every output
	@echo; echo "== rerun: pytest --nbval notebooks"
	@PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(VENV)/python -m pytest -p tools.warm_kernels -p xdist \
	    -p nbval.plugin -o addopts= $(AT_ONCE) \
	    --nbval --nbval-current-env --nbval-cell-timeout=60 \
	    --nbval-sanitize-with=tools/nbval.cfg notebooks

release: test nox bench ## prove what a release needs: make test and everything that it leaves out
	@RELEASE=1 $(PYTEST) -n 2 tests/browser/test_present.py tests/browser/test_notebooks.py
	@$(MAKE) class STUDENTS=12

nox: $(DEVELOPER) ## prove it on every Python here, oldest to newest libraries [ROW="lesson-3.12(oldest)"]
	@$(VENV)/nox $(if $(ROW),--session "$(ROW)")

class: $(DEVELOPER) ## hold a class on a real JupyterHub, and break things [STUDENTS=12] [NOTEBOOK=01_cost] [KEEP=1]
	@$(VENV)/python -m deploy.rehearsal $(if $(STUDENTS),--students=$(STUDENTS)) \
	    $(if $(NOTEBOOK),--notebook=$(NOTEBOOK)) $(if $(KEEP),--keep)
	@$(VENV)/python -m pytest --verbose deploy/rehearsal

bench: site ## measure how soon a panel follows, and how long all notebooks take [KEEP=1]
	@$(VENV)/python -m tools.bench $(if $(KEEP),--keep)

site: $(DEVELOPER) ## make the lesson a folder of web pages, in build/site
	@$(VENV)/python -m tools.site
	@SITE=build/site $(VENV)/python -m pytest -n 2 tests/browser/test_site.py

page: $(DEVELOPER) ## make docs/one_page.pdf, the lesson on one sheet to print
	@$(VENV)/python -m tools.printable

notebooks: $(DEVELOPER) ## execute and save every notebook, the one way they are written
	@$(VENV)/python -m tools.notebooks

# argon2-cffi-bindings 25 is the last with wheels for Macs with an Intel processor.
COMPILE = $(VENV)/uv pip compile --quiet --universal --fork-strategy=fewest --generate-hashes \
    --python-version=3.11 --custom-compile-command="make lock" pyproject.toml
lock: $(DEVELOPER) ## pin the newest allowed versions in requirements.lock and requirements-dev.lock
	@echo "argon2-cffi-bindings<26" | $(COMPILE) --upgrade --all-extras --constraint=- \
	    --output-file=requirements-dev.lock
	@sed "s/;.*//; s/ .*//; /^#/d" requirements-dev.lock | $(COMPILE) --upgrade --extra=lab \
	    --extra=build --constraint=- --output-file=requirements.lock

clean: ## remove .venv and every cache
	@rm -rf .venv .artifacts .hypothesis .mypy_cache mutants .nox .pytest_cache .ruff_cache build dist
	@find . -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

# What follows makes .venv. In words that any Python reads, however old:
CHECK = import sys; sys.version_info < (3, 11) and sys.exit("Python %d.%d is too old: the lesson \
needs 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.13" % sys.version_info[:2]); \
from importlib.util import find_spec; all(map(find_spec, ["venv", "ensurepip"])) or sys.exit( \
"This Python has no venv or no ensurepip module, which make .venv. On Debian or Ubuntu: sudo apt \
install python%d.%d-venv. Then the same again." % sys.version_info[:2])
NOT_FOUND = No $(BASE) on this machine. Install Python 3.11 or newer, or name one: make \
$(MAKECMDGOALS) PYTHON=python3.13
FAILED = Making .venv failed, for the reason above. Is there a network and space on the disk? The \
same command again starts afresh.

# A lock into .venv. uv is ten times as quick as pip, which brings it; pip alone knows an index that
# the user has chosen for pip.
PIP = $(VENV)/python -m pip --quiet --disable-pip-version-check install
UV = .venv/uv/bin/uv --quiet pip install --python=.venv
INSTALL = { sed -n "/^uv==/,/\# via/p" requirements-dev.lock | $(PIP) --require-hashes \
    --target=.venv/uv --requirement=/dev/stdin && $(UV) --require-hashes --requirement=$(1) || { \
    echo "So pip alone, which takes a minute."; $(PIP) --require-hashes --requirement=$(1); }; } && \
    rm -rf .venv/uv

# A folder that was moved, or another Python, breaks the paths inside .venv: then all is made afresh.
STATE := $(CURDIR) $(shell command -v "$(BASE)" >/dev/null && "$(BASE)" -V 2>&1)
ifneq ($(STATE),$(and $(PYTHON_IN_VENV),$(shell cat $(LESSON) 2>/dev/null)))
$(LESSON): afresh
endif

$(LESSON): requirements.lock pyproject.toml
	@command -v "$(BASE)" >/dev/null || { echo "$(NOT_FOUND)" >&2; exit 1; }
	@"$(BASE)" -c '$(CHECK)'
	@echo "Making .venv with $$("$(BASE)" -V): about 250 MB to download, once."
	@{ "$(BASE)" -m venv --clear .venv && $(call INSTALL,requirements.lock) && \
	    $(PIP) --no-deps --no-build-isolation --editable . && \
	    $(VENV)/python -c "import matplotlib.font_manager"; } || { echo "$(FAILED)" >&2; exit 1; }
	@echo "$(STATE)" >$@

$(DEVELOPER): requirements-dev.lock $(LESSON)
	@echo "Installing what the tests need: about 90 MB to download, once."
	@$(call INSTALL,requirements-dev.lock) || { echo "$(FAILED)" >&2; exit 1; }
	@touch $@
