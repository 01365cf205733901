#!/bin/sh
# What a new container needs before a student's first command: the programs, and git's hooks.
set -eu
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps git+https://github.com/GRADER@GRADER_REF
.venv/bin/tour start
