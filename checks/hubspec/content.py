"""What a file holds, as far as git and the Hub care: a pointer, text, or something else."""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from typing import NamedTuple

# The Hub refuses a larger file that is not in LFS (hub-docs, repositories-getting-started.md).
MAX_PLAIN_BYTES = 10 * 1024 * 1024

# git-lfs's own reading of a pointer (lfs/pointer.go): three keys in this order, extensions
# between them, blank lines skipped, white space around it trimmed, under 1,024 bytes.
POINTER_SIZE = 1024
POINTER_VERSION = "https://git-lfs.github.com/spec/v1"
_POINTER = (
    rb"version (?:https://git-lfs\.github\.com/spec/v1|https://hawser\.github\.com/spec/v1"
    rb"|http://git-media\.io/v/2)(?:\r?\n)+"
    rb"(?:ext-\d-\w+ [^\r\n]+(?:\r?\n)+)*"
    rb"oid sha256:([0-9a-f]{64})(?:\r?\n)+"
    rb"size (\d{1,18})"
)
# A link put in a file's place since it was listed is not followed; a pipe is not waited for.
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


class Pointer(NamedTuple):
    """A git-lfs pointer: the SHA-256 and the size in bytes of its content."""

    oid: str
    size: int

    def encode(self) -> bytes:
        """Return the pointer as git holds it (git-lfs, docs/spec.md)."""
        return f"version {POINTER_VERSION}\noid sha256:{self.oid}\nsize {self.size}\n".encode()


def read_pointer(data: bytes) -> Pointer | None:
    """Return the pointer that this content is; None where it is something else."""
    if len(data) >= POINTER_SIZE or not data.lstrip().startswith(b"version "):
        return None
    found = re.fullmatch(_POINTER, data.strip())
    return Pointer(found[1].decode(), int(found[2])) if found else None


def is_binary(data: bytes, *, complete: bool = True) -> bool:
    """Return whether this is no text to the Hub: a NUL anywhere in it, or not UTF-8.

    With `complete=False` it is the beginning of a file, and may end within a character. git itself
    looks for a NUL in the first 8,000 bytes; the Hub's push hook finds more.
    """
    if b"\0" in data:
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=complete)
    except UnicodeDecodeError:
        return True
    return False


def read_content(path: str, most: int = MAX_PLAIN_BYTES) -> bytes:
    """Return the first `most` bytes of an ordinary file. Raises OSError for anything else."""
    descriptor = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        data = os.read(descriptor, most)
        while len(data) < most and (piece := os.read(descriptor, most - len(data))):
            data += piece
        return data
    finally:
        os.close(descriptor)
