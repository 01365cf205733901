"""YAML from strangers: plain values out of the parser's events, and where each of them is.

One pass, which neither builds objects nor follows references, so that a hostile document costs no
more than its size. Refused: anchors, aliases, tags, merge keys, a second document, keys that are
not plain, more than so many items or levels. A key that is there twice is noted, as js-yaml has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, NoReturn

import yaml

MAX_BYTES = 64 * 1024
MAX_ITEMS = 5_000
MAX_DEPTH = 12
_MAX_DUPLICATES = 20
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: Keys and indices from the document to one of its parts; () is the whole.
Path = tuple[str | int, ...]
#: A line and a column, both counted from 1.
Position = tuple[int, int]
#: How many characters a scalar takes, quotes among them, and its quotes, `|` or `>`.
Span = tuple[int, str]
#: What to make of a scalar: its text, and whether a plain or a quoted one may be something else
#: than a text. Raises ValueError, OverflowError or YAMLError.
ReadScalar = Callable[[str, bool, bool], Any]
Reason = Literal["reference", "documents", "items", "depth", "key", "value", "duplicate"]


class Fault(NamedTuple):
    """Something that is refused. `fields` has more about it, such as a key that is there twice."""

    reason: Reason
    position: Position
    fields: Mapping[str, object]


class _RefusedError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


class _Open:
    """A list or mapping whose end has not come yet."""

    def __init__(self, value: Any, path: Path) -> None:
        self.value = value
        self.path = path
        self.key: str | None = None
        self.lines: dict[str, int] = {}

    @property
    def expects_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class Composer:
    """One document: its `data`, where each value and key is, and the faults that were found.

    `plain` has the unquoted scalars as they are written. Lines are counted on from `offset`; no
    position is after `end`, since the parser ends a text on a line of its own in any case.
    """

    def __init__(
        self,
        read_scalar: ReadScalar,
        *,
        offset: int = 0,
        end: Position | None = None,
        max_items: int = MAX_ITEMS,
    ) -> None:
        self.data: Any = None
        self.faults: list[Fault] = []
        self.values: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}
        self.plain: dict[Path, str] = {}
        self.spans: dict[Path, Span] = {}
        self.key_spans: dict[Path, Span] = {}
        self._read_scalar = read_scalar
        self._offset = offset
        self._end = end
        self._max_items = max_items
        self._items = 0
        self._documents = 0
        self._stack: list[_Open] = []

    def read(self, text: str) -> None:
        """Take in a text, up to the first thing that is refused. Raises yaml.YAMLError."""
        loader = _Loader(text)
        try:
            while loader.check_event():
                self._take(loader.get_event())
        except _RefusedError as refused:
            self.faults.append(refused.fault)
        finally:
            loader.dispose()

    def _take(self, event: Any) -> None:
        match event:
            case yaml.AliasEvent():
                self._refuse("reference", event, what=f"*{event.anchor}")
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse("documents", event)
            case yaml.ScalarEvent():
                self._check(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check(event)
                self._open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._stack.pop()

    def _check(self, event: Any) -> None:
        self._items += 1
        if self._items > self._max_items:
            self._refuse("items", event, most=self._max_items)
        if event.anchor is not None:
            self._refuse("reference", event, what=f"&{event.anchor}")
        if event.tag is not None:
            self._refuse("reference", event, what=event.tag)

    def _open(self, event: Any, container: Any) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._refuse("depth", event, most=MAX_DEPTH)
        if self._stack and self._stack[-1].expects_key:
            self._refuse("key", event)
        self._stack.append(_Open(container, self._put(event, container)))

    def _scalar(self, event: Any) -> None:
        plain, quoted = event.implicit
        try:
            event.value.encode()  # a lone surrogate, which an escape can make, cannot be kept
            if self._stack and self._stack[-1].expects_key:
                self._key(event, plain)
                return
            value = self._read_scalar(event.value, plain, quoted)
        except (ValueError, OverflowError, yaml.YAMLError):
            self._refuse("value", event, value=event.value)
        path = self._put(event, value)
        self.spans[path] = _span(event)
        if plain:
            self.plain[path] = event.value

    def _key(self, event: Any, plain: bool) -> None:
        top, key = self._stack[-1], event.value
        position = self._position(event)
        if plain and key == "<<":
            self._refuse("reference", event, what="<<")
        if key in top.lines and len(self.faults) < _MAX_DUPLICATES:
            fields = {"key": key, "first": top.lines[key]}
            self.faults.append(Fault("duplicate", position, fields))
        top.lines.setdefault(key, position[0])
        top.key = key
        self.keys[(*top.path, key)] = position
        self.key_spans[(*top.path, key)] = _span(event)

    def _put(self, event: Any, value: Any) -> Path:
        """Put a value where it belongs; return its path."""
        path: Path = ()
        if not self._stack:
            self.data = value
        else:
            top = self._stack[-1]
            if isinstance(top.value, list):
                path = (*top.path, len(top.value))
                top.value.append(value)
            else:
                path = (*top.path, top.key or "")
                top.value[top.key or ""] = value
                top.key = None
        self.values[path] = self._position(event)
        return path

    def _position(self, event: Any) -> Position:
        mark = event.start_mark
        position = (mark.line + 1 + self._offset, mark.column + 1)
        return position if self._end is None else min(position, self._end)

    def _refuse(self, reason: Reason, event: Any, **fields: object) -> NoReturn:
        raise _RefusedError(Fault(reason, self._position(event), fields))


def _span(event: Any) -> Span:
    return event.end_mark.index - event.start_mark.index, event.style or ""
