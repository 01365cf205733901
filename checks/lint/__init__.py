"""The linters: rules about a student's files, each a generator of problems.

`LINTERS` names them. Each is also a hook that runs on every commit, so a linter's modules are
imported only when it runs.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from checks.messages import Problem

Linter = Callable[[Path, str | None], list[Problem]]

# What `tour lint` calls it: the module, and the function in it.
LINTERS = {
    "card": ("checks.lint.card.linter", "lint_card"),
    "gitattributes": ("checks.lint.gitattributes.linter", "lint_gitattributes"),
    "answers": ("checks.lint.answers.linter", "lint_answers"),
}


def linter(name: str) -> Linter:
    """Return the linter of this name; it takes a path, and the path that messages show for it."""
    module, function = LINTERS[name]
    found: Linter = getattr(importlib.import_module(module), function)
    return found
