"""Wait until the live files are those of the commit that is graded.

Publishing and grading start on the same push, in two workflows that know nothing of each other.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from checks.guarded_git.checkout import own_checkout
from checks.guarded_git.commits import changed_since
from checks.hub.client import HubClient
from checks.hub.facts import Found, Unreachable
from checks.hub.queries import repo
from checks.hub.same_files import differing
from checks.hubspec.names import is_commit
from checks.submission import MODEL_FOLDER, Submission

MOST = 180.0
"""Seconds that are waited, at most."""
EVERY = 15.0
"""Seconds between two looks: 13 in all, of the 500 requests that the Hub allows in 5 minutes."""
_SILENT = 2
"""Looks in a row that nobody answers, after which nothing more is waited for."""
_MAX_EVENT = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Waited:
    """How waiting ended: whether the live files are the commit's, and after how many seconds.

    `silent`: the Hub did not answer while something was to come, so it may still come.
    """

    same: bool
    seconds: float
    silent: bool = False


def wait(
    client: HubClient,
    submission: Submission,
    *,
    most: float = MOST,
    every: float = EVERY,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Waited:
    """Return when the live files are those of the submission's model folder, or in time.

    Where this push did not change that folder, nothing new will come: then one look is enough.
    """
    start = clock()
    repo_id = submission.answers.repo_id.value
    if repo_id is None:
        return Waited(False, 0.0)
    patience = most if _brings_a_model(submission) else 0.0
    silent = 0
    while True:
        fact = client.call(lambda: repo(client, repo_id, None))
        same = isinstance(fact, Found) and not list(differing(submission.files, fact.value))
        silent = silent + 1 if isinstance(fact, Unreachable) else 0
        passed = clock() - start
        if same or silent == _SILENT or passed + every > patience:
            return Waited(same, passed, silent == _SILENT)
        sleep(every)


def _brings_a_model(submission: Submission) -> bool:
    """Return whether the commits of this push changed the model folder, as far as git knows."""
    checkout = own_checkout(submission.folder)
    if checkout is None:
        return True
    return changed_since(checkout, _before(), MODEL_FOLDER)


def _before() -> str | None:
    """Return the commit that the branch was at before this push, where GitHub says so."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    try:
        with Path(path or os.devnull).open("rb") as stream:
            event = json.loads(stream.read(_MAX_EVENT))
    except (OSError, ValueError, RecursionError):
        return None
    before = event.get("before") if isinstance(event, dict) else None
    return before if isinstance(before, str) and is_commit(before) and before.strip("0") else None
