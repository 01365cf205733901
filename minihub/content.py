"""Whether a file's content may stand in git as it is."""

from __future__ import annotations

import codecs

#: A larger file must go through LFS (hub-docs, docs/hub/repositories-getting-started.md).
MAX_PLAIN = 10 * 1024 * 1024


def is_binary(data: bytes, *, complete: bool = True) -> bool:
    """Whether `data` is not text: a NUL byte in it, or not UTF-8.

    With `complete=False` it is the beginning of a file, and may end within a character.
    """
    if b"\0" in data:
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=complete)
    except UnicodeDecodeError:
        return True
    return False
