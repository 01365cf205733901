"""What a pickle makes, as far as it matters: names, what was made by calling one, texts, numbers.

A value is a `str`, an `int`, None, a tuple of values, or one of these classes. Whatever else there
is, or would be too large to keep, is `OTHER`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Rule = Literal["call", "refer"]
Value = Any


class _Other:
    """Anything: a list, some bytes, what a call returned."""


OTHER = _Other()
MISSING = object()
MAX_TUPLE = 16
MAX_TABLE = 128
MAX_TEXT = 2000
"""Characters of a text that is kept: scipy's distributions have one of 400."""


class Memo:
    """What a pickle remembers, by number. Most count from 0 on, which takes little memory."""

    __slots__ = ("dense", "far")

    def __init__(self) -> None:
        self.dense: list[Value] = []
        self.far: dict[int, Value] = {}

    def __len__(self) -> int:
        return len(self.dense) + len(self.far)

    def put(self, index: int, value: Value) -> None:
        if index < len(self.dense):
            self.dense[index] = value
        elif index == len(self.dense) and not self.far:
            self.dense.append(value)
        else:
            self.far[index] = value

    def get(self, index: int) -> Value:
        """Return what is at a number, or `MISSING`."""
        if index < len(self.dense):
            return self.dense[index]
        return self.far.get(index, MISSING)


@dataclass(slots=True, eq=False)
class Name:
    """Something that is imported. `rule`: it may be called, or only referred to; None: neither."""

    module: str
    name: str
    rule: Rule | None

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Table:
    """A dict, as far as its keys are texts. `whole`: nothing else was put into it."""

    items: dict[str, Value] = field(default_factory=dict)
    whole: bool = True

    def update(self, pairs: list[Value]) -> None:
        """Put in keys and values, which take turns."""
        if len(pairs) > 2 * MAX_TABLE or len(self.items) > MAX_TABLE:
            self.whole = False
            return
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            if isinstance(key, str):
                self.items[key] = value
            else:
                self.whole = False


@dataclass(slots=True, eq=False)
class Made:
    """What a call of a name returned, and the state that it was given since."""

    name: Name | None
    args: Value = OTHER
    state: Value = None

    def is_a(self, *names: str) -> bool:
        """Return whether one of these, as `module.name`, made it."""
        return self.name is not None and str(self.name) in names
