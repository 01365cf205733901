#!/usr/bin/env bash
# Gradescope runs its copy of this, /autograder/run_autograder, for each upload. Python looks in its
# own folders and in the grader's alone (-I), and runs outside of the upload, which is only data.
base=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
base=${base%/source}
export HF_HUB_DISABLE_TELEMETRY=1 HF_HUB_DISABLE_XET=1
cd "$base/source" || exit 1
exec venv/bin/python -I -B -X utf8 grader/checks/hosts/gradescope/__main__.py "$base" en
