"""Why pytest may not judge a submission whose own files may have told it what to do."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from checks.messages import Message, Problem

CONFIGURED = Message(
    "GRADE-PYTEST",
    "pytest was started with {path} as its root folder or its configuration, which is in or above "
    "the submission. Code of the student's may have run already, on this machine, and nothing that "
    "is printed here is a grade.",
    hint="Use `tour grade --pytest DIR`, which starts pytest apart from the submission. Look at "
    "the pytest.ini, pyproject.toml, tox.ini, setup.cfg and conftest.py there.",
)


def refusal(submission: Path, paths: Iterable[Path | None]) -> Problem | None:
    """Return why not, where one of pytest's `paths` is in or above the submission."""
    folder = Path(os.path.realpath(submission))
    for path in paths:
        if path is None:
            continue
        real = Path(os.path.realpath(path))
        above = real if real.is_dir() else real.parent
        if above == folder or above in folder.parents or folder in above.parents:
            return CONFIGURED.about(path=path)
    return None
