# make setup | demo | test | check | clean: each sets itself up on a fresh machine that has python3.11, make and git.
#
# TORCH_SOURCE chooses where torch comes from, for a build without CUDA where the default index brings one with it:
#   make setup TORCH_SOURCE="--index-url https://download.pytorch.org/whl/cpu"      (options for pip)
#   make setup TORCH_SOURCE=wheels/                                                 (a folder of wheels, or one wheel)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP ?= $(BIN)/python -m pip --disable-pip-version-check
TORCH_SOURCE ?=
TORCH := $(shell grep -i '^torch==' requirements.lock)
READY := $(VENV)/.ready
DEMO := demo

.PHONY: setup test check demo clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "找不到 python3.11：请先安装（Debian/Ubuntu：apt-get install python3.11 python3.11-venv）" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "需要 Python 3.11，$(PYTHON) 不是：请用 make setup PYTHON=/路径/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@case "$(TORCH_SOURCE)" in \
		"") ;; \
		-*) set -x; $(PIP) install --quiet --no-deps $(TORCH) $(TORCH_SOURCE) ;; \
		*.whl) set -x; $(PIP) install --quiet --no-deps "$(TORCH_SOURCE)" ;; \
		*) set -x; $(PIP) install --quiet --no-deps --no-index --find-links "$(TORCH_SOURCE)" $(TORCH) ;; \
	esac
	$(PIP) install --quiet -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

check: setup
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

test: check
	$(BIN)/pytest -q

# The demo's figures are fictitious: they have a folder and a store of their own.
demo: $(DEMO)/.synthesized
	$(BIN)/python -m index build $(DEMO)/documents --store $(DEMO)/store
	$(BIN)/python app.py --store $(DEMO)/store

$(DEMO)/.synthesized: | setup
	$(BIN)/python -m eval synthesize $(DEMO)/documents --departments 8 --years 2022-2024 --seed 1
	@touch $@

clean:
	rm -rf $(VENV) $(DEMO) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
