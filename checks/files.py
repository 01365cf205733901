"""Files that are written whole, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
"""The mode of a file with true answers in it: its owner may read and write, and nobody else."""
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_APPEND = (
    os.O_WRONLY
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> BinaryIO:
    """Open an ordinary file to be read. Raises OSError for anything else.

    Opening a pipe would wait for somebody to write, and a device may never end.
    """
    descriptor = os.open(path, _READ)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))


def write_whole(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put these bytes in a file's place at once, its mode kept; a private one is its owner's alone.

    Whoever reads the file meanwhile gets the old content or the new. Where a link is in its place,
    the link is replaced. What is written to a device such as /dev/null goes there. Raises OSError,
    and then the old content is still there.
    """
    if path.exists() and not path.is_file():
        _write_device(path, data)
        return
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() and not private else None
    try:
        with os.fdopen(os.open(part, _NEW, PRIVATE if private else 0o666), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            part.chmod(mode)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def append_private(path: Path, data: bytes) -> None:
    """Add to a file that is its owner's alone, in one go; it is made where it is not there.

    Raises OSError for a link and for what is no ordinary file, and then neither it nor its mode is
    changed: a device that only its owner may open takes every other program with it.
    """
    descriptor = os.open(path, _APPEND, PRIVATE)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        if hasattr(os, "fchmod"):
            with suppress(OSError):  # of another user's file
                os.fchmod(descriptor, PRIVATE)
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _write_device(path: Path, data: bytes) -> None:
    """Write to a character device. Raises OSError for a folder, a pipe, or a link to any of these.

    A device must not be replaced by a file: without /dev/null no program works.
    """
    mode = path.lstat().st_mode
    if not stat.S_ISCHR(mode):
        code = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(code, os.strerror(code), str(path))
    with path.open("wb") as stream:
        stream.write(data)
