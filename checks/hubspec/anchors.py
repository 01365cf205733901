"""What a list or mapping of YAML holds so far, and what an anchor names."""

from __future__ import annotations

from typing import Any, NamedTuple

#: Keys and indices from the document to one of its parts; () is the whole.
Path = tuple[str | int, ...]


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
