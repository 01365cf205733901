"""Values that two readers of YAML take differently: PyYAML, and js-yaml, which the Hub uses.

PyYAML follows YAML 1.1 (`no` is False, `12:30:45` is 45045, `0123` is 83), js-yaml 4 follows
YAML 1.2. What the Hub refuses is judged by its own reading; that Python programs read something
else is said beside it.
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
# From here on JavaScript's numbers are rounded, which is no other reading.
_EXACT = 10**15


class Reading(NamedTuple):
    """A value that is read in two ways: by Python programs, and by the Hub."""

    path: tuple[str | int, ...]
    written: str
    python: Any
    hub: Any


def read_as_hub(doc: Doc) -> tuple[Any, list[Reading]]:
    """The document's data in the Hub's reading, and each value that Python reads otherwise."""
    found = []
    for path, written in doc.written.items():
        if _SUSPECT.match(written):
            python, hub = _value(doc.data, path), read_scalar(written)
            if not _same(python, hub):
                found.append(Reading(path, written, python, hub))
    if not found:
        return doc.data, found
    data = deepcopy(doc.data)
    for reading in found:
        _value(data, reading.path[:-1])[reading.path[-1]] = reading.hub
    return data, [reading for reading in found if _is_told(reading)]


def _value(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _same(python: Any, hub: Any) -> bool:
    if isinstance(python, bool) or isinstance(hub, bool):
        return python is hub
    if isinstance(python, int | float) and isinstance(hub, int | float):
        return python == hub or abs(python) >= _EXACT
    return type(python) is type(hub) and bool(python == hub)


def _is_told(reading: Reading) -> bool:
    """Infinity is no number in JSON, which is what the Hub keeps; to a reader it is the same."""
    return not isinstance(reading.python, float) or math.isfinite(reading.python)
