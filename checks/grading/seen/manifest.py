"""The protected files of an assignment: those that decide how a copy is linted, published, graded.

Protected are the workflows, the hooks, all of `checks/` but the handout, and what installs them:
`requirements/`, `Makefile`, `pyproject.toml`. A student has no reason to change one. Not protected:

- `answers.yaml` and `model_repo/`, the student's own;
- `rubric.yaml`, the teacher's, which may change after copies were made: it is compared with the
  rubric that is used;
- `.gitattributes`, `.gitignore`, `.devcontainer/`: a student's tools write there, too;
- texts, tests and the embedded Hub: no grade depends on them, nor on a copy's `grade.yml`.

`checks/manifest.json` has their digests, a line each, in the order of their names, and not its
own. `make manifest` writes it. So a grader that was installed knows of files that are not
installed with it, and anybody can hold a copy to it by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from checks.digests import digest
from checks.grading.grader import PACKAGE

PATH = "checks/manifest.json"
SCHEMA = "hub-tour/manifest/v1"
FOLDERS = (".github/actions", ".github/workflows", "checks", "requirements")
"""Where each file counts, also one that was added."""
FILES = (".pre-commit-config.yaml", "Makefile", "pyproject.toml")
STARTERS = (
    *("conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini"),
    *("setup.cfg", "setup.py", "sitecustomize.py", "usercustomize.py"),
)
"""Files that pytest, pip or Python take up by their name alone: not part of an assignment."""
_NOT = ("checks/handout/", PATH, ".github/workflows/grade.yml")
_OF_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")
"""What file managers leave in folders, and nothing reads."""


def is_protected(path: str) -> bool:
    """Return whether a file counts, by its path from the top of the assignment."""
    if path.startswith(_NOT) or PurePosixPath(path).name in _OF_SYSTEMS:
        return False
    return path in FILES or path in STARTERS or path.startswith(tuple(f"{one}/" for one in FOLDERS))


def text_of(files: Mapping[str, bytes]) -> str:
    """Return the manifest of an assignment with these files, as it is written."""
    listed = {path: digest(files[path]) for path in sorted(files)}
    return json.dumps({"schema": SCHEMA, "files": listed}, indent=1) + "\n"


def listed_in(text: bytes) -> dict[str, str] | None:
    """Return the files of a manifest with their digests; None of what is none."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match data:
        case {"schema": str(schema), "files": dict(files)} if schema == SCHEMA:
            return files if _are_texts(files.values()) else None
    return None


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


@cache
def own_manifest() -> dict[str, str]:
    """Return the files of this grader's own manifest, with their digests."""
    return listed_in((PACKAGE / PurePosixPath(PATH).name).read_bytes()) or {}
