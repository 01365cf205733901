"""The directory of a zip archive, held against itself before anything in it is read.

Whoever loads a model from an archive takes the names, places and sizes from the directory at its
end, or from the header before each member. An honest archive says the same twice, in one order.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from checks.artifacts.faults import BrokenError
from checks.artifacts.source import LimitError, Part, Source

STARTS = (b"PK\x03\x04", b"PK\x05\x06")
STORED, DEFLATED = 0, 8
MAX_MEMBERS = 20_000
_MAX_DIRECTORY = 8 * 1024 * 1024
_MAX_COMMENT = 1 << 16
_MAX_RATIO = 500
_SMALL = 16 * 1024 * 1024
"""Bytes. A larger member may come to so many times its size: text to 10, zeros to 1,000."""
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_HEADER = struct.Struct("<4s5H3L2H")
_LOCKED = 1


class Member(NamedTuple):
    """A file of an archive, as its directory has it."""

    name: str
    method: int
    locked: bool
    crc: int
    packed: int
    size: int
    offset: int


def read_directory(archive: Source) -> list[Member]:
    """Return the members of an archive. Raises BrokenError and LimitError."""
    tail_size = min(archive.size, _END.size + _MAX_COMMENT)
    tail_at = archive.size - tail_size
    tail = archive.read(tail_at, tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise BrokenError("cut-off", archive.size)
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail):
        raise BrokenError("trailing", tail_at + at + _END.size + comment)
    end = tail_at + at
    if (large := _read_end_64(archive, end)) is not None:
        # PyTorch writes it always, others where a number is too large for its field.
        end, here, count, size, offset = large
    if disk or first_disk or here != count or offset + size != end:
        raise BrokenError("zip-directory")
    if count > MAX_MEMBERS or size > _MAX_DIRECTORY:
        raise LimitError
    members = _entries(archive.read(offset, size), count)
    _check_places(members, offset)
    return members


def _read_end_64(archive: Source, end: int) -> tuple[int, int, int, int, int] | None:
    """Return the same of a large archive: where its directory ends, and its four numbers."""
    start = end - _LOCATOR.size
    locator = archive.read(start, _LOCATOR.size) if start >= 0 else b""
    if not locator.startswith(b"PK\x06\x07"):
        return None
    _, _, at, _ = _LOCATOR.unpack(locator)
    record = archive.read(at, _END_64.size)
    if len(record) < _END_64.size or not record.startswith(b"PK\x06\x06"):
        raise BrokenError("zip-directory")
    _, length, *_, here, count, size, offset = _END_64.unpack(record)
    if at + 12 + length != start:
        raise BrokenError("zip-directory")
    return at, here, count, size, offset


def _entries(directory: bytes, count: int) -> list[Member]:
    members, at = list[Member](), 0
    for _ in range(count):
        if len(directory) - at < _ENTRY.size or directory[at : at + 4] != b"PK\x01\x02":
            raise BrokenError("zip-directory")
        values = _ENTRY.unpack_from(directory, at)
        flags, method, crc, packed, size = values[3], values[4], values[7], values[8], values[9]
        name_size, extra_size, comment_size, offset = *values[10:13], values[16]
        start = at + _ENTRY.size
        name = directory[start : start + name_size]
        extra = directory[start + name_size : start + name_size + extra_size]
        size, packed, offset = _large(extra, size, packed, offset)
        text = name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        members.append(Member(text, method, bool(flags & _LOCKED), crc, packed, size, offset))
        at = start + name_size + extra_size + comment_size
    if at != len(directory):
        raise BrokenError("zip-directory")
    return members


def _large(extra: bytes, *numbers: int) -> tuple[int, ...]:
    """Return size, packed size and offset, where one is too large for its field: from `extra`."""
    at, wide = 0, b""
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = extra[at + 4 : at + 4 + length]
        at += 4 + length
    found = []
    for number in numbers:
        if number == 0xFFFFFFFF:
            if len(wide) < 8:
                raise BrokenError("zip-directory")
            number, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        found.append(number)
    return tuple(found)


def _check_places(members: list[Member], end: int) -> None:
    """Raise BrokenError where two members have a name or bytes in common, or a size is a lie."""
    seen = set[str]()
    at = 0
    for member in sorted(members, key=lambda one: one.offset):
        if "\0" in member.name:
            # Readers end the name there.
            raise BrokenError("zip-lies", member.name)
        if member.name in seen:
            raise BrokenError("zip-twice", member.name)
        seen.add(member.name)
        if member.offset < at:
            raise BrokenError("zip-overlap", member.name)
        at = member.offset + _HEADER.size + member.packed
        if at > end:
            raise BrokenError("zip-overlap", member.name)
        if member.method == STORED and member.packed != member.size:
            raise BrokenError("zip-lies", member.name)
        if member.size > max(_SMALL, _MAX_RATIO * member.packed):
            raise BrokenError("bomb", member.name)


def contents(archive: Source, member: Member) -> Source:
    """Return the bytes of a member as they are stored: compressed, if they are.

    Raises BrokenError where the header before them says something else than the directory.
    """
    header = archive.read(member.offset, _HEADER.size + 1024)
    if len(header) < _HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise BrokenError("zip-lies", member.name)
    _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _HEADER.unpack_from(
        header
    )
    name = header[_HEADER.size : _HEADER.size + name_size]
    text = name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
    told = [text == member.name, method == member.method]
    if not flags & 8:  # else the sizes follow behind the bytes
        told += [crc == member.crc, packed in (member.packed, 0xFFFFFFFF)]
        told += [size in (member.size, 0xFFFFFFFF)]
    if not all(told):
        raise BrokenError("zip-lies", member.name)
    return Part(archive, member.offset + _HEADER.size + name_size + extra_size, member.packed)
