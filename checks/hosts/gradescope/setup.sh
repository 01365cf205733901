#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder is built: it installs what grading needs,
# each package by its hash.
set -euo pipefail
source=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
grader=$source/grader

# The grader needs Python 3.11 or newer, with what makes an environment.
find_python() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -I -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'; then
      command -v "$name"
      return
    fi
  done 2>/dev/null
  return 1
}

if ! python=$(find_python); then
  # Ubuntu 22.04 has Python 3.10, and 3.11 as a package.
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends ca-certificates python3.11 python3.11-venv
  python=$(find_python)
fi
"$python" -I -m venv --clear "$source/venv"
"$source/venv/bin/python" -I -m pip install --quiet --disable-pip-version-check --no-deps \
  --require-hashes --only-binary :all: --requirement "$grader/requirements.txt"
# What does not start here would start for no student.
"$source/venv/bin/python" -I -B -X utf8 "$grader/checks/hosts/gradescope/__main__.py"
