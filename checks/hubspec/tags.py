"""The tags that YAML itself has, and with which PyYAML and js-yaml agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

_CORE = "tag:yaml.org,2002:"
_SCALARS = ("!", *(f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null")))
#: What to make of a scalar: its text, and whether a plain or a quoted one may be something else
#: than a text. Raises ValueError, OverflowError or YAMLError.
ReadScalar = Callable[[str, bool, bool], Any]


def is_known(event: Any) -> bool:
    """Return whether an event's tag is one that every parser has for this kind of value."""
    match event:
        case yaml.ScalarEvent():
            return event.tag in _SCALARS
        case yaml.MappingStartEvent():
            return event.tag in ("!", f"{_CORE}map")
        case _:
            return event.tag in ("!", f"{_CORE}seq")


def tagged_value(tag: str, text: str, read_scalar: ReadScalar) -> Any:
    """Return what a scalar with a known tag stands for.

    Raises:
        ValueError: it is not what its tag says, or no scalar at all.
    """
    value = read_scalar(text, True, False)
    match tag.removeprefix(_CORE), value:
        case "str" | "!", _:
            return text
        case ("bool", bool()) | ("null", None):
            return value
        case ("int", int()) | ("float", int() | float()) if not isinstance(value, bool):
            return value
    raise ValueError(text)
