"""What a YAML document is made of: lists and mappings that are open, anchors, tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

#: Keys and indices from the document to one of its parts; () is the whole.
Path = tuple[str | int, ...]
#: How many characters a scalar takes, quotes among them, and its quotes, `|` or `>`.
Span = tuple[int, str]
#: What to make of a scalar: its text, and whether a plain or a quoted one may be something else
#: than a text. Raises ValueError, OverflowError or YAMLError.
ReadScalar = Callable[[str, bool, bool], Any]
_CORE = "tag:yaml.org,2002:"
# Those with which PyYAML and js-yaml agree.
_SCALARS = ("!", *(f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null")))


class Open:
    """A list or mapping whose end has not come yet, and how much was read before it."""

    def __init__(self, value: Any, path: Path, anchor: str | None, before: tuple[int, int]) -> None:
        self.value = value
        self.path = path
        self.anchor = anchor
        self.before = before
        self.levels = 1
        self.key: str | None = None
        self.lines: dict[str, int] = {}
        self.is_merge = False
        self.merged: list[tuple[Any, Path]] = []

    @property
    def expects_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class Anchored(NamedTuple):
    """What an anchor names. `text` is a scalar's, and `is_plain` says that it has no quotes."""

    value: Any
    path: Path
    values: int
    characters: int
    levels: int = 0
    text: str | None = None
    is_plain: bool = False


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


def span_of(event: Any) -> Span:
    """Return the span of a scalar's or an alias's event."""
    style = getattr(event, "style", None)
    return event.end_mark.index - event.start_mark.index, style or ""
