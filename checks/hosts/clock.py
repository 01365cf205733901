"""What is known of time where a submission is graded."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from checks.grading.when import Clock, Push, push_of

_MAX_EVENT = 32 * 1024 * 1024  # bytes; GitHub sends at most 25 MB


def clock() -> Clock:
    """Return the time of this machine and, in a run of GitHub Actions, what GitHub says."""
    return Clock(_push(), datetime.now(UTC))


def _push() -> Push | None:
    path, head = os.environ.get("GITHUB_EVENT_PATH"), os.environ.get("GITHUB_SHA")
    if os.environ.get("GITHUB_ACTIONS") != "true" or not path or not head:
        return None
    try:
        with Path(path).open("rb") as stream:
            return push_of(json.loads(stream.read(_MAX_EVENT)), head)
    except (OSError, ValueError, RecursionError):
        return None
