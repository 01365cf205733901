# Two commands on a machine with Python 3.11 or newer, git and make:
#
#     make demo     see the lab from end to end, from a clone to a score, without internet at run time
#     make test     the template's own tests, type checks and lint
#
# Each sets up what it needs in .venv; a second run sets up nothing twice.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests
# What a change to the grader or the linters is most likely to break.
QUICK := tests/challenges tests/corpus tests/grading tests/hub tests/lint tests/reporters \
  tests/test_documents.py tests/test_messages.py tests/test_translations.py
# Not these of them: they start an embedded Hub, or a pytest, for each case.
NOT_QUICK := tests/hub/test_gather.py tests/hub/test_gather_kept.py tests/hub/test_publish.py \
  tests/hub/test_repo_states.py tests/reporters/test_pytest_plugin.py
# As many workers as there are cores; each takes whole files, and those that take long first.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations=10

.PHONY: demo check test test-rest test-all lint setup hooks locks locale manifest release schemas mutants benchmarks codes pictures clean
.DELETE_ON_ERROR:

demo: $(VENV)/demo.done
	@$(BIN)/tour demo

# Under a minute, for before a commit.
check: lint
	$(PYTEST) --cases=sample $(addprefix --ignore=,$(NOT_QUICK)) $(QUICK)

# Every kind of test; of what takes long, a sample.
test: lint
	$(PYTEST) --cases=sample $(TESTS)

# What `make test` leaves out.
test-rest: $(VENV)/test.done
	$(PYTEST) --cases=rest $(TESTS)

test-all: lint
	$(PYTEST) --cases=all $(TESTS)

lint: $(VENV)/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# What a student's own machine needs: the command tour, and the hooks.
setup: $(VENV)/student.done

# Let `git commit` run what a maintainer's commit is to pass, in place of the student's hooks.
hooks: $(VENV)/test.done
	$(BIN)/pre-commit install --config .github/maintainers-pre-commit.yaml

# Break the grader in one small place at a time, and count how often a test notices: a sample of
# 300, or with SAMPLE=, SEED=, ONLY=checks/challenges/test_c2_count.py, ALL=1 others.
mutants: $(VENV)/test.done
	$(BIN)/python -m tests.mutation

benchmarks: $(VENV)/test.done
	@for file in tests/benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python -m tests.benchmarks.$$(basename $$file .py) || exit 1; done

$(VENV)/python.done:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

# A list is complete, so pip need not look for more; and of what is installed, little is ever
# imported. `test` holds all others.
$(VENV)/%.done: requirements/%.txt pyproject.toml $(VENV)/python.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# For a class with slim assignments: commit the grader, then grade.yml with that commit's id, and
# set the branch that assignments call. `GRADER=OWNER/NAME` where `origin` does not tell.
release: $(VENV)/grade.done
	@$(BIN)/python -m checks.commands.release $(if $(GRADER),--repository $(GRADER)) $(if $(BRANCH),--branch $(BRANCH))

# Write requirements/ from the ranges in pyproject.toml: exact versions, and the hashes of every
# file. A version that still fits stays; `make locks UPGRADE=1` takes the newest ones.
locks: $(VENV)/test.done
	for extra in lint grade demo student test; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    $(if $(UPGRADE),--upgrade) --no-header --no-annotate --no-emit-index-url --no-emit-package hub-tour \
	    --extra $$extra pyproject.toml -o requirements/$$extra.txt \
	    || exit 1; \
	done

# Bring the translations in line with the texts in the code.
locale: $(VENV)/test.done
	$(BIN)/python -m tests.catalogues

# Write the digests of the files that a copy of the assignment is compared by.
manifest: $(VENV)/test.done
	$(BIN)/python -m tests.manifest

# Write answers.yaml, rubric.yaml and their schemas again, from what the challenges declare, and
# the schema of a card, from checks/hubspec.
schemas: $(VENV)/test.done
	$(BIN)/python -m checks.commands.forms
	$(BIN)/python -m checks.commands.card_schema

# Make the handout's and the README's pictures again. It takes Chromium and a Korean font.
pictures: $(VENV)/test.done
	$(BIN)/python -m tests.pictures

# Write docs/codes.md, all that `tour explain` tells, on one page. It is not kept in git.
codes: $(VENV)/test.done
	$(BIN)/python -m checks.commands.explain.page > docs/codes.md

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
