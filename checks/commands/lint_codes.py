"""Every code that `tour lint` can say, and the page that lists them.

python -m checks.commands.lint_codes > checks/lint/CODES.md
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import tempfile
from pathlib import Path

import checks.lint
import checks.yamldoc
from checks.commands import lint
from checks.lint import linter
from checks.lint.example import Example, data_of, linted, write
from checks.messages import Message, Problem

_LONG = 4000


def messages() -> dict[str, Message]:
    """What `tour lint` can say, by code."""
    modules = [lint]
    for package in (checks.lint, checks.yamldoc):
        walked = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        modules += [importlib.import_module(found.name) for found in walked]
    values = (value for module in modules for value in vars(module).values())
    return {value.code: value for value in values if isinstance(value, Message)}


def said_about(example: Example) -> Problem | None:
    """What the linter really says about an example; None for one that needs a repository."""
    if example.repository:
        return None
    with tempfile.TemporaryDirectory(prefix="tour-") as name:
        write(example.broken, Path(name))
        path = Path(name) / linted(example)
        shown = "model_repo" if path.is_dir() else linted(example)
        problems = linter(example.linter)(path, shown)
    return next((problem for problem in problems if problem.code == example.code), None)


def with_blanks(text: str) -> str:
    """A message's text, with its fields as blanks to be filled in."""
    return re.sub(r"\{(\w+)\}", r"‹\1›", text)


def shown(content: str | dict[str, object] | None) -> str:
    """A file of an example as text; what is none or is long is named in brackets."""
    match content:
        case None:
            return ""
        case {"link": str(target)}:
            return f"(a link to {target})"
        case _:
            data = b"".join(data_of(content))
    if len(data) > _LONG or b"\0" in data:
        return f"({len(data)} bytes)"
    return data.decode("utf-8", "backslashreplace")
