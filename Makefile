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

$(VENV)/.installed: requirements/dev.txt pyproject.toml packaging/ensure-venv.sh
	@packaging/ensure-venv.sh "$(PYTHON)" $(VENV)
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.PHONY: lock
lock: ## Pin the dependencies anew (UPGRADE=1: take newer releases)
	@PYTHON="$(PYTHON)" packaging/lock.sh $(if $(UPGRADE),upgrade)
