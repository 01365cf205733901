"""A compressed model, opened within bounds, so that what is in it can be looked at."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from checks.hubspec.formats import suffix

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Sixteen times what is read of a model: about what well compressed ones come to."""
_MAX_STREAMS = 64
_MAX_MEMORY = 128 * 1024 * 1024
"""Bytes for lzma's dictionary, which a file asks for; `xz -9` takes 65 MiB."""


class _Decompressor(Protocol):
    """What bz2, lzma and zlib have in common."""

    @property
    def unused_data(self) -> bytes:
        """Return what follows the end of the stream."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most so many bytes of what is in the stream."""


def _zlib() -> _Decompressor:
    return zlib.decompressobj(wbits=47)  # zlib or gzip, whichever it is


def _lzma() -> _Decompressor:
    return lzma.LZMADecompressor(memlimit=_MAX_MEMORY)


# What joblib compresses with, by its first bytes (joblib, numpy_pickle_utils.py).
_OPENED: dict[bytes, Callable[[], _Decompressor]] = {
    b"x\x01": _zlib,
    b"x^": _zlib,
    b"x\x9c": _zlib,
    b"x\xda": _zlib,
    b"\x1f\x8b": _zlib,
    b"BZ": bz2.BZ2Decompressor,
    b"]\x00": _lzma,
    b"\xfd7zXZ": _lzma,
}
# lz4 and zstd, which Python does not come with, and ZF, joblib's own of long ago.
_CLOSED = (b"\x04\x22M\x18", b"\x28\xb5\x2f\xfd", b"ZF")


def is_packed(data: bytes) -> bool:
    """Return whether this begins as a compressed file does."""
    return data.startswith((*_OPENED, *_CLOSED))


def may_hide_pickle(path: str) -> bool:
    """Return whether what loads a file would open it first, and find a pickle: by its name."""
    return suffix(path) in (".dill", ".joblib", ".pickle", ".pkl", ".sav")


def unpacked(data: bytes) -> bytes | None:
    """Return what is in the beginning of a compressed file, as far as that goes.

    None where it cannot be opened, or holds `MAX_UNPACKED_BYTES` or more.
    """
    start = next((start for start in _OPENED if data.startswith(start)), None)
    try:
        return None if start is None else _opened(_OPENED[start], data)
    except (OSError, lzma.LZMAError, zlib.error):
        return None


def _opened(new: Callable[[], _Decompressor], data: bytes) -> bytes | None:
    """Return what is in one compressed stream after the other, as who loads it would read them."""
    found = b""
    for _ in range(_MAX_STREAMS):
        stream = new()
        found += stream.decompress(data, MAX_UNPACKED_BYTES)
        if len(found) >= MAX_UNPACKED_BYTES:
            return None
        data = stream.unused_data.lstrip(b"\0")
        if not data.startswith((*_OPENED,)):
            return found
    return None
