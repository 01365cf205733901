"""Digests by which a file is known again, whatever the line ends of a checkout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

_MADE = "__pycache__"  # by Python, and other on each machine


def digest(data: bytes) -> str:
    """Return `sha256:` and 64 digits: of a text with LF at the ends of its lines."""
    # What has a zero byte is no text to git either (`buffer_is_binary` in its xdiff-interface.c).
    text = data if b"\0" in data else data.replace(b"\r\n", b"\n")
    return f"sha256:{hashlib.sha256(text).hexdigest()}"


def digest_of_files(folder: Path) -> str:
    """Return one digest of the names and contents of all files in a folder, in any order."""
    whole = hashlib.sha256()
    for name, path in sorted(_files(folder)):
        whole.update(f"{name}\0{digest(path.read_bytes())}\n".encode())
    return f"sha256:{whole.hexdigest()}"


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and _MADE not in name.parts:
            yield name.as_posix(), path
