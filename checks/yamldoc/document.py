"""A document built from YAML events: plain data, and where each part of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from checks.messages import Edit, Message, Place, Problem
from checks.yamldoc import messages as said
from checks.yamldoc.scalars import quoted, value_of

MAX_ITEMS = 5_000
MAX_DEPTH = 12
# Of keys that stand twice, so many are told.
MOST_DUPLICATES = 20

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Doc:
    """A parsed document: `data`, and where each part of it stands.

    A path such as `("widget", 0, "text")` leads to a value; `()` is the whole document.
    """

    file: str
    data: Any
    values: dict[Where, tuple[int, int]]
    keys: dict[Where, tuple[int, int]]
    written: dict[Where, str]
    first_line: int = 1
    spans: dict[Where, tuple[int, str]] = field(default_factory=dict)
    key_spans: dict[Where, tuple[int, str]] = field(default_factory=dict)

    def at(self, *path: str | int) -> Place:
        """The place of the value at `path`, or of the nearest thing above it that is there."""
        while path not in self.values and path:
            path = path[:-1]
        return Place(self.file, *self.values.get(path, (self.first_line, 1)))

    def at_key(self, *path: str | int) -> Place:
        """The place of the key at `path`; for an item of a list, its value's."""
        return Place(self.file, *self.keys[path]) if path in self.keys else self.at(*path)

    def plain(self, *path: str | int) -> str | None:
        """An unquoted scalar as it was typed (`no`, not `False`); None for anything else."""
        return self.written.get(path)

    def edit(self, new: str | list[str], *path: str | int) -> Edit | None:
        """The change that puts another value here, quoted as it was and wherever it has to be.

        None where there is nothing new, or nothing written that one line can take the place of:
        a blank value, a mapping, a list, a block of text.
        """
        return self._edit(self.spans.get(path), self.at(*path), new)

    def edit_at(self, place: Place, new: str | list[str]) -> Edit | None:
        """The same for the scalar that stands at a place."""
        here = (place.line, place.col)
        path = next((path for path in self.spans if self.values[path] == here), None)
        return None if path is None else self.edit(new, *path)

    def edit_key(self, new: str, *path: str | int) -> Edit | None:
        """The change that gives this key another name."""
        return self._edit(self.key_spans.get(path), self.at_key(*path), new)

    def _edit(
        self, span: tuple[int, str] | None, place: Place, new: str | list[str]
    ) -> Edit | None:
        if not new or span is None or not span[0] or span[1] in ("|", ">"):
            return None
        length, style = span
        if isinstance(new, str):
            return Edit(place, length, quoted(new, style))
        return Edit(place, length, f"[{', '.join(quoted(item, '') for item in new)}]")

    def json_data(self) -> Any:
        """`data` with dates and times as ISO 8601 text: what JSON can say."""
        return _json(self.data)


def _json(value: Any) -> Any:
    match value:
        case dict():
            return {key: _json(item) for key, item in value.items()}
        case list():
            return [_json(item) for item in value]
        case date():
            return value.isoformat()
        case _:
            return value


class RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    value: Any
    path: Where
    key: str | None = None
    lines: dict[str, int] = field(default_factory=dict)


def _span(event: Any) -> tuple[int, str]:
    """How many characters a scalar takes, quotes among them, and its quotes."""
    return event.end_mark.index - event.start_mark.index, event.style or ""


class Builder:
    """Events in, plain data and places out."""

    def __init__(self, file: str, offset: int, end: tuple[int, int], most_items: int) -> None:
        self.file = file
        self.end = end
        self.most_items = most_items
        self.offset = offset
        self.problems: list[Problem] = []
        self.root: Any = None
        self.stack: list[_Open] = []
        self.values: dict[Where, tuple[int, int]] = {}
        self.keys: dict[Where, tuple[int, int]] = {}
        self.written: dict[Where, str] = {}
        self.spans: dict[Where, tuple[int, str]] = {}
        self.key_spans: dict[Where, tuple[int, str]] = {}
        self.items = 0
        self.documents = 0

    def doc(self, first_line: int) -> Doc:
        return Doc(
            self.file,
            self.root,
            self.values,
            self.keys,
            self.written,
            first_line,
            self.spans,
            self.key_spans,
        )

    def take(self, event: Any) -> None:
        match event:
            case yaml.AliasEvent():
                self._refuse(event, said.REFERENCE, what=f"*{event.anchor}")
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._refuse(event, said.SECOND_DOCUMENT)
            case yaml.ScalarEvent():
                self._check(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check(event)
                self._open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()

    def _refuse(self, event: Any, message: Message, **fields: object) -> None:
        raise RefusedError(message.about(self._place(event), **fields))

    def _place(self, event: Any) -> Place:
        # The parser ends a file on a line of its own, whether the file has one or not.
        mark = event.start_mark
        line, col = min((mark.line + 1 + self.offset, mark.column + 1), self.end)
        return Place(self.file, line, col)

    def _check(self, event: Any) -> None:
        self.items += 1
        if self.items > self.most_items:
            self._refuse(event, said.TOO_MANY, most=self.most_items)
        if event.anchor is not None:
            self._refuse(event, said.REFERENCE, what=f"&{event.anchor}")
        if event.tag is not None:
            self._refuse(event, said.REFERENCE, what=event.tag)

    def _open(self, event: Any, container: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(event, said.TOO_DEEP, most=MAX_DEPTH)
        if self._expects_key():
            self._refuse(event, said.KEY_FORM)
        path = self._place_value(event, container)
        self.stack.append(_Open(container, path))

    def _expects_key(self) -> bool:
        top = self.stack[-1] if self.stack else None
        return top is not None and isinstance(top.value, dict) and top.key is None

    def _scalar(self, event: Any) -> None:
        plain, quoted = event.implicit
        if self._expects_key():
            self._key(event, plain)
            return
        try:
            value = value_of(event.value, plain, quoted)
        except (ValueError, OverflowError, yaml.YAMLError):
            self._refuse(event, said.BAD_VALUE, value=event.value)
        path = self._place_value(event, value)
        self.spans[path] = _span(event)
        if plain:
            self.written[path] = event.value

    def _key(self, event: Any, plain: bool) -> None:
        top, key = self.stack[-1], event.value
        place = self._place(event)
        if plain and key == "<<":
            self._refuse(event, said.REFERENCE, what="<<")
        if key in top.lines and len(self.problems) < MOST_DUPLICATES:
            self.problems.append(said.DUPLICATE.about(place, key=key, first=top.lines[key]))
        top.lines.setdefault(key, place.line)
        top.key = key
        self.keys[(*top.path, key)] = (place.line, place.col)
        self.key_spans[(*top.path, key)] = _span(event)

    def _place_value(self, event: Any, value: Any) -> Where:
        path: Where = ()
        if not self.stack:
            self.root = value
        else:
            top = self.stack[-1]
            if isinstance(top.value, list):
                path = (*top.path, len(top.value))
                top.value.append(value)
            else:
                path = (*top.path, top.key or "")
                top.value[top.key or ""] = value
                top.key = None
        place = self._place(event)
        self.values[path] = (place.line, place.col)
        return path
