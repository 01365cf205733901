"""Bytes that are read one after the other, within bounds, some of which are skipped."""

from __future__ import annotations

from typing import Protocol

from checks.artifacts.faults import BrokenError
from checks.artifacts.source import BLOCK, LimitError, Source

AHEAD = 512
"""Bytes that `refill` makes ready, where there are so many: more than any short opcode has."""
_LARGEST = 16 * BLOCK


class Supply(Protocol):
    """Where a stream gets its bytes."""

    def next(self) -> bytes:
        """Return the next piece; b"" at the end."""

    def skip(self, count: int) -> None:
        """Leave out this many bytes. Raises BrokenError where there are fewer."""


class SourceSupply:
    """The bytes of a source, from its beginning."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._at = 0
        self._wanted = BLOCK

    def next(self) -> bytes:
        piece = self._source.read(self._at, self._wanted)
        self._at += len(piece)
        # What goes on and on is read by larger pieces.
        self._wanted = min(self._wanted * 4, _LARGEST)
        return piece

    def skip(self, count: int) -> None:
        self._at += count
        self._wanted = BLOCK
        if self._at > self._source.size:
            raise BrokenError("cut-off", self._source.size)


class Stream:
    """A window on what a supply gives: `data`, of which `pos` comes next."""

    __slots__ = ("_supply", "before", "data", "pos")

    def __init__(self, supply: Supply) -> None:
        self.data = b""
        self.pos = 0
        self.before = 0
        self._supply = supply

    def offset(self) -> int:
        """Return how many bytes came before the next one."""
        return self.before + self.pos

    def refill(self, count: int = AHEAD) -> bool:
        """Make `count` bytes ready, or those that are left; return whether there is one."""
        parts = [self.data[self.pos :]]
        ready = len(parts[0])
        while ready < count and (piece := self._supply.next()):
            parts.append(piece)
            ready += len(piece)
        self.before += self.pos
        self.data, self.pos = b"".join(parts), 0
        return ready > 0

    def take(self, count: int) -> bytes:
        """Return the next bytes. Raises BrokenError where there are fewer."""
        if self.pos + count > len(self.data):
            if count > _LARGEST:
                raise LimitError
            self.refill(count)
            if count > len(self.data):
                raise BrokenError("cut-off", self.offset() + len(self.data))
        found = self.data[self.pos : self.pos + count]
        self.pos += count
        return found

    def skip(self, count: int) -> None:
        """Leave out bytes. Raises BrokenError where there are fewer."""
        ready = len(self.data) - self.pos
        if count <= ready:
            self.pos += count
            return
        self.before += self.pos + count
        self.data, self.pos = b"", 0
        self._supply.skip(count - ready)

    def line(self, longest: int) -> bytes | None:
        """Return the bytes up to a line break, which is left out; None for more than `longest`."""
        found = self.data.find(b"\n", self.pos)
        while found < 0:
            ready = len(self.data) - self.pos
            if ready > longest:
                self._skip_line()
                return None
            self.refill(ready + 1)
            if len(self.data) == ready:
                raise BrokenError("cut-off", self.offset() + ready)
            found = self.data.find(b"\n", ready)
        text = self.data[self.pos : found]
        self.pos = found + 1
        return text if len(text) <= longest else None

    def _skip_line(self) -> None:
        while (found := self.data.find(b"\n", self.pos)) < 0:
            self.pos = len(self.data)
            if not self.refill(1):
                raise BrokenError("cut-off", self.offset())
        self.pos = found + 1
