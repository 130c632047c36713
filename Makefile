# make run         the tool and a pretend academy LMS on this machine (PORT, LMS_PORT)
# make test        everything that CI checks
# make clean-demo  forget the demo's data (var/); keys, .venv and node_modules stay

PYTHON ?= python3
PORT ?= 8000
LMS_PORT ?= 8001
# Two at a time; a file stays together, since its stories may share a running demo.
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
VENV := .venv/bin
TIMED := $(VENV)/python -m demo.setup.timed

.DEFAULT_GOAL := help
.PHONY: help run setup setup-test test lint types imports migrations deploy-check unit lock-check clean-demo

help:
	@sed -n 's/^# \(make \)/\1/p' Makefile

setup:
	@$(PYTHON) -m demo.setup

setup-test:
	@$(PYTHON) -m demo.setup --browser

run: setup
	@PORT=$(PORT) LMS_PORT=$(LMS_PORT) $(VENV)/python -m demo.run

# One after the other, also under `make -j`: the last lines must be those of pytest.
test: setup-test
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory imports
	@$(MAKE) --no-print-directory migrations
	@$(MAKE) --no-print-directory deploy-check
	@$(MAKE) --no-print-directory unit

lint:
	@$(TIMED) "Style" $(VENV)/ruff check .
	@$(TIMED) "Format" $(VENV)/ruff format --check .

types:
	@$(TIMED) "Types" $(VENV)/mypy .

imports:
	@$(TIMED) "Imports" $(VENV)/lint-imports

migrations:
	@$(TIMED) "Migrations" env DJANGO_SETTINGS_MODULE=config.settings_test \
		$(VENV)/python manage.py makemigrations --check --dry-run

# As a real service would be: https origins and a secret of its own.
deploy-check:
	@$(TIMED) "Deployment check" env DJANGO_SETTINGS_MODULE=config.settings_test \
		TOOL_ORIGIN=https://tool.example CONTENT_ORIGIN=https://content.example \
		$(VENV)/python manage.py check --deploy

unit:
	@echo
	@echo "== Tests"
	@$(VENV)/python -m pytest $(PYTEST_ARGS)

lock-check: setup
	@$(VENV)/python -m pytest -q tests/architecture/test_requirements.py

clean-demo:
	@$(PYTHON) -m demo.run.clean
