# `make demo` and `make test` do all their own set-up; nothing but .venv is written here.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check style fast slow serve bench lock goldens screenshots clean

VENV := .venv
BIN := $(VENV)/bin
# The newest Python that really runs (a shim on the PATH may only pretend).
PYTHON := $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
  $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && { echo $$python; break; }; done)
SOURCES := $(shell find forms signing storage service -type f -not -name '*.pyc')
# What tests and checks remember stays inside .venv, too.
CACHE := $(CURDIR)/$(VENV)/.cache
DEVELOPING := PYTHONPYCACHEPREFIX=$(CACHE)/pycache HYPOTHESIS_STORAGE_DIRECTORY=$(CACHE)/hypothesis RUFF_CACHE_DIR=$(CACHE)/ruff \
  MYPY_CACHE_DIR=$(CACHE)/mypy COVERAGE_FILE=$(CACHE)/coverage/data
TESTING := $(DEVELOPING) $(BIN)/pytest -o cache_dir=$(CACHE)/pytest -q -n 2 --dist worksteal -rs
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

help: ## show the targets
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 15

demo: $(VENV)/.runtime ## the main job from end to end, on the embedded default
	$(BIN)/vollmacht demo

serve: $(VENV)/.runtime ## web pages, API and worker in one process
	$(BIN)/vollmacht serve

check: style fast ## style, types, layers, fast tests with coverage
	$(DEVELOPING) $(BIN)/coverage report --fail-under=90 --include='service/domain/*'
	$(DEVELOPING) $(BIN)/coverage report --fail-under=90 --include='signing/*'

test: fast slow ## everything: whole stories, real servers, faults, browser and judges

style: $(VENV)/.development ## style, types and layers alone
	$(DEVELOPING) $(BIN)/ruff check .
	$(DEVELOPING) $(BIN)/ruff format --check .
	$(DEVELOPING) $(BIN)/mypy
	$(DEVELOPING) $(BIN)/deptry .
	$(DEVELOPING) $(BIN)/lint-imports --cache-dir $(CACHE)/import-linter

fast: $(VENV)/.development ## the tests that take milliseconds
	mkdir -p $(CACHE)/coverage
	$(TESTING) -m "not slow and not browser" --cov --cov-report=

slow: $(VENV)/.development ## the tests that start servers, kill processes or open a browser
	$(TESTING) -m "slow or browser"

bench: $(VENV)/.development $(VENV)/.rivals ## measure, as ratios against stated rivals
	$(DEVELOPING) $(BIN)/python -m benchmarks

goldens: $(VENV)/.development ## renew the golden hashes and show what changed
	$(DEVELOPING) $(BIN)/python -m tests.forms.update_goldens

screenshots: $(VENV)/.development ## every page in every state of the stories, into out/screenshots
	$(DEVELOPING) $(BIN)/python -m tests.browser.screenshots out/screenshots

lock: $(VENV)/.uv ## resolve the requirements anew
	$(BIN)/uv pip compile $(LOCK) pyproject.toml requirements/build.in -o requirements/runtime.txt >/dev/null
	$(BIN)/uv pip compile $(LOCK) pyproject.toml requirements/build.in requirements/development.in -c requirements/runtime.txt \
	  -o requirements/development.txt >/dev/null
	$(BIN)/uv pip compile $(LOCK) requirements/benchmarks.in -c requirements/development.txt -o requirements/benchmarks.txt >/dev/null
	$(BIN)/uv pip compile $(LOCK) requirements/uv.in -o requirements/uv.txt >/dev/null

clean: ## remove the environment
	rm -rf $(VENV)

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Vollmacht needs Python 3.11, 3.12 or 3.13; none was found on the PATH." >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version)"
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); }
	touch $@

# uv is fast; where it has no wheel, or fails, pip does the same work from the same hashes.
$(VENV)/.uv: $(VENV)/.python requirements/uv.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 && pip="$(BIN)/python -m pip" || pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	$$pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/uv.txt || echo "no uv here: pip installs"
	touch $@

define install # $(1): lock file, $(2): uv's options
	@$(BIN)/python -m pip --version >/dev/null 2>&1 && pip="$(BIN)/python -m pip" || pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet $(2) --require-hashes -r $(1) 2>$(VENV)/.uv.log \
	|| $$pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

# The program itself: installed as a copy to run it, linked to the sources to develop it.
$(VENV)/.runtime: $(VENV)/.uv requirements/runtime.txt pyproject.toml $(SOURCES)
	@if [ ! -e $(VENV)/.development ]; then $(MAKE) --no-print-directory $(VENV)/.libraries $(VENV)/.copy; fi
	@touch $@

$(VENV)/.libraries: requirements/runtime.txt
	$(call install,requirements/runtime.txt,--compile-bytecode)
	@touch $@

$(VENV)/.copy: $(VENV)/.libraries pyproject.toml $(SOURCES)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --reinstall-package vollmacht . 2>$(VENV)/.uv.log \
	|| $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --force-reinstall .
	@$(BIN)/python -c 'import compileall, pathlib, sysconfig; site = pathlib.Path(sysconfig.get_path("purelib")); \
	[compileall.compile_dir(site / name, quiet=2) for name in ("forms", "signing", "storage", "service")]'
	@touch $@

$(VENV)/.development: $(VENV)/.uv requirements/development.txt pyproject.toml
	$(call install,requirements/development.txt,)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . 2>$(VENV)/.uv.log \
	|| $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# What `make bench` measures against lies beside the environment's packages, and behind them on the path.
$(VENV)/.rivals: $(VENV)/.uv requirements/benchmarks.txt
	@rm -rf $(VENV)/rivals; $(BIN)/python -m pip --version >/dev/null 2>&1 && pip="$(BIN)/python -m pip" || pip="$(PYTHON) -m pip"; \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/rivals --require-hashes -r requirements/benchmarks.txt 2>$(VENV)/.uv.log \
	|| $$pip install --quiet --disable-pip-version-check --target $(VENV)/rivals --require-hashes -r requirements/benchmarks.txt
	@touch $@
