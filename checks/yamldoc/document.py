"""A document built from YAML events: plain data, and the place of each part of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from checks.hubspec.nodes import Path
from checks.messages import Edit, Place
from checks.yamldoc.scalars import quoted


class Doc(NamedTuple):
    """A parsed document: `data`, and the place of each part of it.

    A path such as `("widget", 0, "text")` leads to a value; `()` is the whole document. `written`
    has the unquoted scalars as they were typed; spans are a scalar's length and its quotes.
    """

    file: str
    data: Any
    values: dict[Path, tuple[int, int]]
    keys: dict[Path, tuple[int, int]]
    written: dict[Path, str]
    first_line: int = 1
    spans: Mapping[Path, tuple[int, str]] = MappingProxyType({})
    key_spans: Mapping[Path, tuple[int, str]] = MappingProxyType({})

    def at(self, *path: str | int) -> Place:
        """Return the place of the value at `path`, or of the nearest value above it."""
        while path not in self.values and path:
            path = path[:-1]
        return Place(self.file, *self.values.get(path, (self.first_line, 1)))

    def at_key(self, *path: str | int) -> Place:
        """Return the place of the key at `path`; for an item of a list, its value's."""
        return Place(self.file, *self.keys[path]) if path in self.keys else self.at(*path)

    def plain(self, *path: str | int) -> str | None:
        """Return an unquoted scalar as it was typed (`no`, not `False`); None for anything else."""
        return self.written.get(path)

    def written_out(self, *path: str | int) -> str:
        """Return a value in one line: a scalar as it was typed, a list as what it holds."""
        value = self._value(path)
        match value:
            case list():
                return ", ".join(self.written_out(*path, index) for index in range(len(value)))
            case dict():
                return ", ".join(f"{key}: {self.written_out(*path, key)}" for key in value)
            case None:
                return self.written.get(path, "")
            case _:
                return self.written.get(path, str(value))

    def _value(self, path: Path) -> Any:
        value = self.data
        for key in path:
            value = value[key]
        return value

    def edit(self, new: str | list[str], *path: str | int) -> Edit | None:
        """Return an edit putting another value here, quoted as before and wherever it has to be.

        None where there is nothing new, or nothing on one line to replace: a blank value, a
        mapping, a list, a block of text.
        """
        return self._edit(self.spans.get(path), self.at(*path), new)

    def edit_at(self, place: Place, new: str | list[str]) -> Edit | None:
        """Return the same edit for the scalar at a place."""
        here = (place.line, place.col)
        path = next((path for path in self.spans if self.values[path] == here), None)
        return None if path is None else self.edit(new, *path)

    def edit_key(self, new: str, *path: str | int) -> Edit | None:
        """Return an edit giving a key another name."""
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
        """Return `data` with dates and times as ISO 8601 text, as JSON can hold it."""
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
