"""Where bytes come from: a file, memory, a part of either, or ranges of a file on the Hub."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

BLOCK = 256 * 1024
"""Bytes that are read at least: a request costs as much as these."""
MAX_READS = 400
"""Reads of one file. A torch archive takes three, a forest of a gigabyte two for each tree."""
MAX_BYTES = 128 * 1024 * 1024
"""Bytes that are read of one file."""


class LimitError(Exception):
    """A file would take more work than is done for one file."""


class Source(Protocol):
    """Random access to bytes."""

    @property
    def size(self) -> int:
        """Return how many bytes there are."""

    def read(self, offset: int, length: int) -> bytes:
        """Return the bytes there; fewer where the end comes first."""


@dataclass(frozen=True)
class Memory:
    """Bytes in memory."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]


@dataclass(frozen=True)
class Part:
    """A range of another source."""

    whole: Source
    start: int
    size: int

    def read(self, offset: int, length: int) -> bytes:
        return self.whole.read(self.start + offset, max(0, min(length, self.size - offset)))


@dataclass(frozen=True)
class Ranges:
    """What a function reads: `fetch(offset, length)`."""

    size: int
    fetch: Callable[[int, int], bytes]

    def read(self, offset: int, length: int) -> bytes:
        return self.fetch(offset, length)


class LocalFile:
    """A regular file; a link put in its place is not followed. Raises OSError."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.size = Path(path).stat(follow_symlinks=False).st_size

    def read(self, offset: int, length: int) -> bytes:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self.path, flags)
        try:
            os.lseek(descriptor, offset, os.SEEK_SET)
            data = os.read(descriptor, length)
            while len(data) < length and (piece := os.read(descriptor, length - len(data))):
                data += piece
            return data
        finally:
            os.close(descriptor)


class Metered:
    """A source that is read by blocks, the last of which is kept, and only so often.

    `reads` and `bytes_read` count what was read. Raises LimitError.
    """

    def __init__(
        self, source: Source, max_reads: int = MAX_READS, max_bytes: int = MAX_BYTES
    ) -> None:
        self.size = source.size
        self.reads = self.bytes_read = 0
        self._source = source
        self._left = max_reads, max_bytes
        self._blocks: dict[int, bytes] = {}

    def read(self, offset: int, length: int) -> bytes:
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        for start, block in self._blocks.items():
            if start <= offset and offset + length <= start + len(block):
                return block[offset - start : offset - start + length]
        return self._fetch(offset, length)

    def _fetch(self, offset: int, length: int) -> bytes:
        wanted = min(max(length, BLOCK), self.size - offset)
        max_reads, max_bytes = self._left
        if self.reads >= max_reads or self.bytes_read + wanted > max_bytes:
            raise LimitError
        self.reads += 1
        self.bytes_read += wanted
        block = self._source.read(offset, wanted)
        # The beginning, and what was read last: a directory is followed by what it names.
        self._blocks = {start: kept for start, kept in self._blocks.items() if start == 0}
        self._blocks[offset] = block
        return block[:length]
