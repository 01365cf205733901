"""What is graded: one file a challenge. A new file here is a new challenge."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import Any, TypeVar

from checks.grading.check import Check, checks_in
from checks.hub.facts import Query

T = TypeVar("T")


@cache
def modules() -> list[ModuleType]:
    """Return the modules of the challenges, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [
        importlib.import_module(f"{__name__}.{name}") for name in names if name.startswith("test_c")
    ]


def declared(kind: type[T]) -> list[T]:
    """Return every Question, Setting, Section or Query of the challenges, each once."""
    items = (item for module in modules() for item in vars(module).values())
    return list(dict.fromkeys(item for item in items if isinstance(item, kind)))


def all_checks() -> list[Check]:
    """Return every check, challenge by challenge."""
    return checks_in(modules())


def all_queries() -> list[Query[Any]]:
    """Return everything that a grade needs to know of the Hub."""
    return declared(Query)
