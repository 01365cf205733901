"""Values that are one thing to PyYAML and another to js-yaml, which the Hub uses.

PyYAML follows YAML 1.1 (`no` is False, `12:30:45` is 45045, `0123` is 83), js-yaml 4 follows YAML
1.2. What the Hub refuses depends on its own reading; that Python programs read something else is
reported beside it.
"""

from __future__ import annotations

import math
import re
from copy import deepcopy
from typing import Any, NamedTuple

from checks.hubspec.yaml12 import read_scalar
from checks.yamldoc import Doc

# What may be anything but a text; all else need not be looked at twice.
_SUSPECT = re.compile(r"[-+]?\.?[0-9]|[-+]?\.(?:inf|nan)|(?:yes|no|on|off|true|false)$", re.I)
# JavaScript rounds larger numbers, which makes no other value of them.
_MAX_EXACT = 10**15
_MERGE = "<<"


class YamlDiscrepancy(NamedTuple):
    """A value that Python programs and the Hub read as two."""

    path: tuple[str | int, ...]
    written: str
    python: Any
    hub: Any


def read_as_hub(doc: Doc) -> tuple[Any, list[YamlDiscrepancy]]:
    """Return a document's data as the Hub reads it, and each value that Python reads as another."""
    found = []
    for path, written in doc.written.items():
        # What is written at a merge key has gone into the mapping around it.
        if _SUSPECT.match(written) and _MERGE not in path:
            python, hub = _value(doc.data, path), read_scalar(written)
            if not _same(python, hub):
                found.append(YamlDiscrepancy(path, written, python, hub))
    if not found:
        return doc.data, found
    data = deepcopy(doc.data)
    for path, _, _, hub in found:
        _value(data, path[:-1])[path[-1]] = hub
    # JSON, which the Hub keeps, has no infinity; to people it is the same.
    return data, [one for one in found if not _is_infinite(one.python)]


def _value(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _same(python: Any, hub: Any) -> bool:
    if isinstance(python, bool) or isinstance(hub, bool):
        return python is hub
    if isinstance(python, int | float) and isinstance(hub, int | float):
        return python == hub or abs(python) >= _MAX_EXACT
    return type(python) is type(hub) and bool(python == hub)


def _is_infinite(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
