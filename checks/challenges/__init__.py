"""What is graded: one file a challenge. A new file here is a new challenge."""

from __future__ import annotations

import importlib
import pkgutil

from checks.grading.check import Check, checks_in


def all_checks() -> list[Check]:
    """Every check, challenge by challenge."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    names = sorted(name for name in found if name.startswith("test_c"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return checks_in(modules)
