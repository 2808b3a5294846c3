SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python on the path that is new enough; override with "make PYTHON=...".
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: help
help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: venv
venv: $(VENV)/.installed ## Set up .venv with everything locked in requirements/dev.txt
	@:

$(VENV)/.installed: requirements/dev.txt pyproject.toml curator_app/__init__.py packaging/ensure-venv.sh
	@packaging/ensure-venv.sh "$(PYTHON)" $(VENV)
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.PHONY: system
system: ## Install the system packages (as root on Debian), or say which are missing
	@packaging/install-system-packages.sh test

.PHONY: run
run: venv ## Open the program (ARGS="--library DIR": its arguments)
	@packaging/install-system-packages.sh run
	@$(BIN)/python -m curator_app $(ARGS)

# A real X server for what must be seen; Qt WebEngine needs its 24 bits.
XVFB := xvfb-run -a -s "-screen 0 1400x900x24"
PYTEST := $(BIN)/python -m pytest
# One more than there are cores: many tests wait for a window, a process or the disk.
WORKERS ?= $(shell echo $$(( $$(nproc) + 1 )))

.PHONY: test
test: system venv ## Everything that must hold: lint, the tests, the tests in a real window
	@$(BIN)/python packaging/check.py lint test-offscreen test-window

.PHONY: lint
lint: venv ## Style, format, types and the layers
	@failed=; \
	$(BIN)/ruff check . || failed="$$failed ruff-check"; \
	$(BIN)/ruff format --check --quiet . || failed="$$failed ruff-format"; \
	$(BIN)/basedpyright --warnings || failed="$$failed basedpyright"; \
	$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter || failed="$$failed lint-imports"; \
	[ -z "$$failed" ] || { echo "lint failed:$$failed" >&2; exit 1; }

.PHONY: test-offscreen
test-offscreen: venv ## The tests that need no screen (ARGS="-k name": pytest's arguments)
	@QT_QPA_PLATFORM=offscreen $(PYTEST) -q -n $(WORKERS) --dist worksteal \
		--junitxml=.cache/reports/offscreen.xml $(ARGS)

.PHONY: test-window
test-window: venv ## The tests in a real window, on a virtual screen
	@QT_QPA_PLATFORM=xcb $(XVFB) $(PYTEST) -q -m realwindow --junitxml=.cache/reports/window.xml $(ARGS)

.PHONY: bench
bench: system venv $(VENV)/.bench ## Measure speed and memory beside the peers
	@QT_QPA_PLATFORM=offscreen $(PYTEST) -q -s -m bench $(ARGS)

.PHONY: fuzz
fuzz: venv $(VENV)/.fuzz ## Throw broken mails (READER=ris: records) at their reader (ARGS="-max_total_time=60")
	@mkdir -p .cache/fuzz/corpus
	@nice -n 19 $(BIN)/python -m $(if $(READER),tests.formats.fuzz_readers .cache/fuzz $(READER),tests.inbox.fuzz_mail .cache/fuzz) $(ARGS)

README_PICTURES := main-light-1280 main-dark-1280 main-light-1920 main-dark-1920 criteria-light-1920 import-plan-light history-light inbox-light-1280

.PHONY: screenshots
screenshots: system venv ## Take the pictures of every window into screenshots/, renew the README's
	@QT_QPA_PLATFORM=xcb $(XVFB) $(BIN)/python -m tests.screenshots screenshots
	@cp $(README_PICTURES:%=screenshots/%.png) resources/screenshots/

.PHONY: package
package: system venv $(VENV)/.package ## Build dist/: wheel, sdist, and a .deb for this machine's kind
	@$(BIN)/python -m hatchling build -d dist
	@packaging/build-deb.sh dist

$(VENV)/.%: requirements/%.txt $(VENV)/.installed
	@$(INSTALL) --require-hashes -r $<
	@touch $@

.PHONY: lock
lock: ## Pin the dependencies anew (UPGRADE=1: take newer releases)
	@PYTHON="$(PYTHON)" packaging/lock.sh $(if $(UPGRADE),upgrade)

.PHONY: clean
clean: ## Remove what was built, .venv included
	@rm -rf $(VENV) .cache build dist screenshots
	@find curator_app tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
