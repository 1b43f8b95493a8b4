# Assent's commands. `make demo` and `make test` are all that most people need; both install what is missing.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

setup := assets/setup
venv := .venv
bin := $(venv)/bin
installed := $(venv)/.installed

# Nothing that a person's shell or desktop says may change what is installed or tested.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PIP_USER PIP_TARGET
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install packages test demo pictures bench reliability fuzz translations lock clean

help: ## say what each command does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: packages $(installed) ## set up .venv with assent and all that the tests need

packages:
	@$(setup)/install-packages.sh $(setup)/debian-packages.txt

$(bin)/python:
	@python=$$($(setup)/find-python.sh $(setup)/debian-packages.txt) && \
	echo "Making $(venv) with $$python." && "$$python" -m venv --clear $(venv)

# What has no wheel: pure Python, built here with the locked setuptools once the wheels are there.
sources := pyautogui
locked := $(bin)/python -m pip install -qq --require-hashes --no-deps --only-binary :all:

# Every file is checked against the hash in the lock; nothing outside of the lock is fetched, ours is built here.
$(installed): requirements.txt pyproject.toml $(bin)/python
	@echo 'Installing the locked Python packages.'
	@wheels=$$(mktemp) && trap 'rm -f "$$wheels"' EXIT && \
	awk '/^[a-z]/ { is_source = /^$(sources)==/ } !is_source' requirements.txt >"$$wheels" && \
	$(locked) -r "$$wheels"
	@$(locked) --no-binary $(sources) --no-build-isolation -r requirements.txt
	@$(bin)/python -m pip install -qq --no-deps --no-build-isolation --no-index -e .
	@touch $@

test: install ## check format, style, types and the packages' directions, then run every test
	@$(setup)/run-tests.sh $(bin)

demo: install ## record a scripted person on a private desktop, edit, bake, and search every file
	@$(bin)/assent demo --report demo-report

pictures: install ## take pictures of every page of the app, in every look, into pictures/
	@$(bin)/python -m tests.pictures $(LOOKS)

bench: install ## measure a recording against ffmpeg, the review of an hour against its budgets, and a replay
	@$(bin)/python tests/benchmarks/record.py
	@$(bin)/python -m tests.benchmarks.review
	@$(bin)/python -m tests.benchmarks.replay

reliability: install ## record real applications, replay each ten times or TIMES, and with changes planted
	@$(bin)/python -m tests.applications.reliability --times $(or $(TIMES),10)

fuzz: install ## feed the readers of bundles with bytes that nobody sealed, for five minutes or SECONDS
	@$(bin)/python -m tests.fuzz.bundle --seconds $(or $(SECONDS),300)

translations: install ## bring the translators' files up to date with the texts of the app
	@$(bin)/python assets/setup/translate.py

lock: $(bin)/python ## write requirements.txt anew from the ranges in pyproject.toml
	@tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT && $(bin)/python -m venv "$$tool" && \
	"$$tool/bin/pip" install --quiet uv && \
	"$$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --extra dev --output-file requirements.txt pyproject.toml

clean: ## remove what make has made, recordings excepted
	@rm -rf $(venv) build dist demo-report *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
