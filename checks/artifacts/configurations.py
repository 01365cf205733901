"""The JSON in archives of Keras and skops, which names the classes that are made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from checks.artifacts.faults import BrokenError
from checks.artifacts.pickle_names import is_dangerous, rule_of
from checks.artifacts.report import Report

_KERAS = (None, "builtins", "keras", "tensorflow", "tf_keras", "keras_hub", "keras_nlp", "keras_cv")
# Of the builtins, skops writes the types of values; these are none.
_RUNNING = frozenset(
    (
        *("__import__", "breakpoint", "compile", "delattr", "eval", "exec", "getattr", "globals"),
        *("input", "locals", "open", "setattr", "vars"),
    )
)
# Packages that it reads with code of its own.
_SKOPS_VALUES = ("builtins", "collections", "datetime", "numpy", "scipy", "sklearn")


def check_keras(data: bytes, report: Report) -> None:
    """Say what code a Keras model brings: a lambda's, or a class that Keras does not have."""
    for node in _nodes(_parse(data)):
        name, module = node.get("class_name"), node.get("module")
        if name in ("__lambda__", "Lambda"):
            report.add("layer-code", str(name))
        elif isinstance(name, str) and _root(module) not in _KERAS:
            report.add(
                "runs" if is_dangerous(str(module), name) else "own-code", f"{module}.{name}"
            )


def check_skops(data: bytes, report: Report) -> None:
    """Say what a skops file would import that no model has need of."""
    for node in _nodes(_parse(data)):
        module, name = node.get("__module__"), node.get("__class__")
        if isinstance(module, str) and isinstance(name, str) and rule_of(module, name) is None:
            if name in _RUNNING if module == "builtins" else is_dangerous(module, name):
                report.add("runs", f"{module}.{name}")
            elif module.partition(".")[0] not in _SKOPS_VALUES:
                report.add("own-code", f"{module}.{name}")


def _root(module: object) -> str | None:
    return module.partition(".")[0] if isinstance(module, str) else None


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise BrokenError("header-json") from None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in some JSON."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
