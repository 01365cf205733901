"""Files that are written whole, or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write_whole(path: Path, data: bytes) -> None:
    """Put these bytes in a file's place at once, its mode kept.

    Whoever reads the file meanwhile gets the old content or the new. Raises OSError, and then the
    old content is still there.
    """
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    try:
        with os.fdopen(os.open(part, _NEW, 0o666), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            part.chmod(mode)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
