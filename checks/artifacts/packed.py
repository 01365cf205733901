"""Compressed bytes, opened piece by piece within bounds.

What is opened is not kept, so memory stays flat. A bomb ends where the work that is done for one
file does: by output, weighed by how long each method takes for it.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import NamedTuple, Protocol

from checks.artifacts.faults import BrokenError
from checks.artifacts.source import LimitError
from checks.artifacts.stream import Supply

MIB = 1024 * 1024
MAX_RATIO = 500
"""Times its size that a file may come to, once over `_SMALL`: text comes to 10, zeros to 1,000."""
_SMALL = 16 * MIB
_PIECE = 256 * 1024
_MAX_STREAMS = 256
_LONGEST_START = 5
_MAX_MEMORY = 128 * MIB
"""Bytes for lzma's dictionary, which a file asks for; `xz -9` takes 65 MiB."""


class _Decompressor(Protocol):
    """What bz2, lzma and zlib have in common."""

    @property
    def eof(self) -> bool:
        """Return whether the end of the stream was reached."""

    @property
    def unused_data(self) -> bytes:
        """Return what follows the end of the stream."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most so many bytes of what is in the stream."""


class _Zlib:
    """zlib's decompressor with the interface of the others: what is left over waits in it."""

    def __init__(self, wbits: int = 47) -> None:  # zlib or gzip, whichever it is
        self._object = zlib.decompressobj(wbits)

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._object.decompress(self._object.unconsumed_tail + data, max_length)

    @property
    def eof(self) -> bool:
        return self._object.eof

    @property
    def unused_data(self) -> bytes:
        return self._object.unused_data


class Method(NamedTuple):
    """A way to compress: its name, how it is opened, and how much it may come to."""

    name: str
    new: Callable[[], _Decompressor]
    most: int


def _lzma() -> _Decompressor:
    return lzma.LZMADecompressor(memlimit=_MAX_MEMORY)


_ZLIB = Method("zlib", _Zlib, 256 * MIB)
DEFLATE = Method("deflate", lambda: _Zlib(-15), 256 * MIB)
"""How zip archives compress: without a beginning to tell it by."""
# What joblib compresses with, by its first bytes (joblib, numpy_pickle_utils.py).
_OPENED = {
    **dict.fromkeys((b"x\x01", b"x^", b"x\x9c", b"x\xda"), _ZLIB),
    b"\x1f\x8b": Method("gzip", _Zlib, 256 * MIB),
    b"BZh": Method("bz2", bz2.BZ2Decompressor, 32 * MIB),
    b"]\x00": Method("lzma", _lzma, 96 * MIB),
    b"\xfd7zXZ": Method("xz", _lzma, 96 * MIB),
}
# lz4 and zstd, which Python does not come with, and ZF, joblib's own of long ago.
_CLOSED = {b"\x04\x22M\x18": "lz4", b"\x28\xb5\x2f\xfd": "zstd", b"ZF0x": "joblib before 0.9"}


def method_of(beginning: bytes) -> Method | None:
    """Return how a file is compressed, by its first bytes, where it can be opened."""
    return next((how for start, how in _OPENED.items() if beginning.startswith(start)), None)


def closed_method(beginning: bytes) -> str | None:
    """Return how a file is compressed that cannot be opened here."""
    return next((how for start, how in _CLOSED.items() if beginning.startswith(start)), None)


class Unpacked:
    """What is in a compressed file: one stream after the other, as who loads it reads them.

    `count` is told of each piece, as a share of what is opened at most: all that is compressed in
    one file shares that. Raises BrokenError where it is damaged or cut off, and LimitError.
    """

    def __init__(self, packed: Supply, method: Method, count: Callable[[float], None]) -> None:
        self._packed = packed
        self._method = method
        self._count = count
        self._stream = method.new()
        self._input = self._rest = b""
        self._read = self._given = 0
        self._streams = 1

    def next(self) -> bytes:
        found, self._rest = self._rest, b""
        while not found:
            found = self._decompress()
            if not found and self._stream.eof:
                if not self._begin_next():
                    break
            elif not found and not self._more():
                raise BrokenError("cut-off", self._read)
        return found

    def skip(self, count: int) -> None:
        while count > 0:
            piece = self.next()
            if not piece:
                raise BrokenError("cut-off", self._read)
            self._rest = piece[count:]
            count -= len(piece)

    def _decompress(self) -> bytes:
        given, self._input = self._input, b""
        try:
            found = b"" if self._stream.eof else self._stream.decompress(given, _PIECE)
        except (OSError, EOFError, lzma.LZMAError, zlib.error):
            raise BrokenError("packed-badly", self._method.name) from None
        self._given += len(found)
        if self._given > max(_SMALL, MAX_RATIO * self._read):
            raise BrokenError("bomb", self._read)
        self._count(len(found) / self._method.most)
        return found

    def _more(self) -> bool:
        """Have the next piece of the file; return whether there is one."""
        self._input = self._packed.next()
        self._read += len(self._input)
        return bool(self._input)

    def _begin_next(self) -> bool:
        """Begin the stream that follows, behind zeros; return whether there is one."""
        rest = self._stream.unused_data.lstrip(b"\0")
        while len(rest) < _LONGEST_START and self._more():
            rest = (rest + self._input).lstrip(b"\0")
        if not rest:
            return False
        if method_of(rest) is None:
            raise BrokenError("trailing", self._read - len(rest))
        self._streams += 1
        if self._streams > _MAX_STREAMS:
            raise LimitError
        self._stream, self._input = self._method.new(), rest
        return True
