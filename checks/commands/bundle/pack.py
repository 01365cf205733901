"""What every bundle has: the grader, its packages by their hashes, and the rubric."""

from __future__ import annotations

from pathlib import Path

import checks

PACKAGE = Path(checks.__file__).resolve().parent
REQUIREMENTS = "requirements.txt"
RUBRIC = "rubric.yaml"
GRADER = "grader"
"""The folder that holds the package `checks`, the rubric, and the list of packages."""
_NOT_GRADING = ("handout/", "commands/assignment_files/")
"""Of `checks/`, what no grading reads."""


def files(rubric: Path) -> dict[str, bytes]:
    """Return the files by their paths in a bundle, in the order of these."""
    found = {f"{GRADER}/checks/{name}": data for name, data in _package().items()}
    found[f"{GRADER}/{RUBRIC}"] = rubric.read_bytes().replace(b"\r\n", b"\n")
    locked = PACKAGE.parent / "requirements" / "grade.txt"
    found[f"{GRADER}/{REQUIREMENTS}"] = locked.read_bytes().replace(b"\r\n", b"\n")
    return dict(sorted(found.items()))


def _package() -> dict[str, bytes]:
    """Return the files of the package that grading needs; no line end depends on the system."""
    return {
        name: path.read_bytes().replace(b"\r\n", b"\n")
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not (name := path.relative_to(PACKAGE).as_posix()).startswith(_NOT_GRADING)
    }
