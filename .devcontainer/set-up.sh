#!/bin/sh
# What a new container needs before a student's first command: the programs, and git's hooks.
set -eu
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check -e ".[student]"
.venv/bin/tour start
