"""The examples of codes, as `tour explain` and the page of codes show them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from checks.lint import linter
from checks.lint.example import Content, Example, data_of, linted, write
from checks.messages import Problem

MAX_BYTES = 4000
"""Of a file that is shown; a larger one is named by its size."""


def problem_in(example: Example) -> Problem | None:
    """Return the problem that the linter finds; None where finding it takes a repository."""
    if example.repository:
        return None
    with tempfile.TemporaryDirectory(prefix="tour-") as name:
        write(example.broken, Path(name))
        path = Path(name) / linted(example)
        display_path = "model_repo" if path.is_dir() else linted(example)
        problems = linter(example.linter)(path, display_path)
    return next((problem for problem in problems if problem.code == example.code), None)


def with_blanks(text: str) -> str:
    """Return a message's text with its fields as blanks to be filled in."""
    return re.sub(r"\{(\w+)\}", r"‹\1›", text)


def file_text(content: Content | None) -> str:
    """Return a file of an example as text, or in brackets what it is."""
    match content:
        case None:
            return ""
        case {"link": str(target)}:
            return f"(a link to {target})"
        case _:
            data = b"".join(data_of(content))
    if len(data) > MAX_BYTES or b"\0" in data:
        return f"({len(data)} bytes)"
    return data.decode("utf-8", "backslashreplace")
