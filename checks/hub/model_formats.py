"""Whether a file can be what its name says: by how files of that format begin, where it is certain.

Of most formats nothing is certain, and they are taken as they are.
"""

from __future__ import annotations

import json
from codecs import getincrementaldecoder
from collections.abc import Callable
from itertools import islice
from pickletools import genops

from checks.hubspec.formats import MODEL_SUFFIXES, suffix

_FIRST_OPCODES = 10
"""Opcodes that a pickle has before the first bytes of an array that joblib puts between them."""
_PROTOCOLS = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_MAX_HEADER = 100_000_000
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_NUMPY = b"\x93NUMPY"
_HDF5 = b"\x89HDF\r\n\x1a\n"
# Word vectors, protocol buffers and R's objects are saved as text, too.
_MAY_BE_TEXT = frozenset((".bin", ".pb", ".rds"))
# What LightGBM and others write as text, whatever the file is called.
_TEXT_MODELS = (b"{", b"tree")
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\f\r")


def wrong_format(path: str, data: bytes, is_whole: bool) -> str | None:
    """Return what a file looks like that is surely not of its name's format; None for others.

    `data` is not compressed, and the file's beginning, or all of it. The answer is `text` for plain
    words, and else `unlike`.
    """
    kind = suffix(path)
    if fits := _FITS.get(kind):
        return None if fits(data) else "text" if is_text(data) else "unlike"
    if kind == ".json":
        return "unlike" if is_whole and not _is_json(data) else None
    is_words = is_text(data) and not data.startswith(_TEXT_MODELS) and not _is_pickle(data)
    return "text" if is_words and kind in MODEL_SUFFIXES - _MAY_BE_TEXT else None


def is_text(data: bytes) -> bool:
    """Return whether bytes are words: UTF-8, perhaps cut off, without control characters."""
    try:
        getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return _CONTROL.isdisjoint(data)


def _is_pickle(data: bytes) -> bool:
    """Return whether a pickle begins so: protocols 2 to 5 say it, those before by their opcodes."""
    try:
        return data.startswith(_PROTOCOLS) or len([*islice(genops(data), _FIRST_OPCODES)]) > 1
    except ValueError:
        return False


def _is_pickled(data: bytes) -> bool:
    return data.startswith((*_ZIP, _NUMPY, _HDF5, *_TEXT_MODELS)) or _is_pickle(data)


def _is_safetensors(data: bytes) -> bool:
    """Return whether this begins with the length of a JSON object, and that object."""
    return int.from_bytes(data[:8], "little") <= _MAX_HEADER and data[8:9] == b"{"


def _is_hdf5(data: bytes) -> bool:
    """Return whether the signature is at the start, or behind a user block of 512 × 2ⁿ bytes."""
    places = (0, *(512 << power for power in range(13)))
    return any(data.startswith(_HDF5, place) for place in places)


def _is_json(data: bytes) -> bool:
    """Return whether this is JSON, or a line of JSON and more of them."""
    for part in (data, data.partition(b"\n")[0]):
        try:
            json.loads(part)
        except (ValueError, RecursionError):
            continue
        return True
    return False


_FITS: dict[str, Callable[[bytes], bool]] = {
    **dict.fromkeys((".dill", ".joblib", ".pickle", ".pkl"), _is_pickled),
    **dict.fromkeys((".h5", ".hdf5"), _is_hdf5),
    ".gguf": lambda data: data.startswith((b"GGUF", b"FUGG")),
    ".keras": lambda data: data.startswith(_ZIP) or _is_hdf5(data),
    ".npz": lambda data: data.startswith((*_ZIP, _NUMPY)),
    ".safetensors": _is_safetensors,
    ".skops": lambda data: data.startswith(_ZIP),
}
