"""The header of a safetensors file: JSON that places every tensor in the bytes that follow.

By the format's description (huggingface/safetensors, README.md): eight bytes with the header's
length, the header, the tensors, with no gap between them and nothing behind.
"""

from __future__ import annotations

import json
from typing import Any

from checks.artifacts.faults import BrokenError
from checks.artifacts.source import Source

MAX_HEADER = 100_000_000
"""Bytes, which is the format's own limit."""
_READ = 8 * 1024 * 1024
"""Bytes of a header that are read: a hundred thousand tensors."""
# Bits of one item; some take less than a byte.
_BITS = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("BOOL", "I8", "U8", "F8_E4M3", "F8_E5M2", "F8_E8M0"), 8),
    **dict.fromkeys(("F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
}


def begins_so(data: bytes) -> bool:
    """Return whether a file may be safetensors: the length of a JSON object, and that object."""
    return 2 <= int.from_bytes(data[:8], "little") <= MAX_HEADER and data[8:9] == b"{"


def check(source: Source) -> bool:
    """Raise BrokenError where the header does not fit the file; return whether it was read."""
    length = int.from_bytes(source.read(0, 8), "little")
    if length > source.size - 8:
        raise BrokenError("cut-off", source.size)
    if length > _READ:
        return False
    header = _parse(source.read(8, length))
    header.pop("__metadata__", None)
    places = sorted(_place(name, tensor) for name, tensor in header.items())
    at = 0
    for start, end, name in places:
        if start != at:
            raise BrokenError("tensor-place", name)
        at = end
    if at > source.size - 8 - length:
        raise BrokenError("cut-off", source.size)
    if at < source.size - 8 - length:
        raise BrokenError("trailing", 8 + length + at)
    return True


def _parse(data: bytes) -> dict[str, Any]:
    try:
        header = json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise BrokenError("header-json") from None
    if not isinstance(header, dict):
        raise BrokenError("header-form")
    return header


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise BrokenError("header-twice", next(name for name in names if names.count(name) > 1))
    return found


def _place(name: str, tensor: Any) -> tuple[int, int, str]:
    """Return where a tensor begins and ends; its size must be what type and shape come to."""
    match tensor:
        case {"dtype": str(dtype), "shape": [*shape], "data_offsets": [int(start), int(end)]}:
            pass
        case _:
            raise BrokenError("header-form", name)
    bits = _BITS.get(dtype)
    if bits is None:
        raise BrokenError("tensor-type", f"{name}: {dtype}")
    for side in shape:
        if not isinstance(side, int) or isinstance(side, bool) or side < 0:
            raise BrokenError("header-form", name)
        bits *= side
        if bits > 1 << 70:
            raise BrokenError("absurd-size", name)
    if start < 0 or bits != 8 * (end - start):
        raise BrokenError("tensor-size", name)
    return start, end, name
