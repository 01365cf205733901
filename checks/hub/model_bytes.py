"""What the first bytes of a model file look like. Nothing is ever loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from checks.hub.model_formats import wrong_format
from checks.hub.pickles import suspicious_imports
from checks.hub.unpacking import is_packed, may_hide_pickle, unpacked
from checks.hubspec.content import POINTER_VERSION
from checks.hubspec.formats import PICKLES, suffix

MAX_BYTES = 4 * 1024 * 1024
"""Bytes that are looked at of a model; the rest is left."""
MAX_FILES = 3
"""Pickles that are looked into: a harmless one may come first."""
_POINTER = f"version {POINTER_VERSION}".encode()


class Look(NamedTuple):
    """What the bytes look like.

    `kind`: pointer (of git-lfs), page (HTML), packed (a pickle, compressed so that it cannot be
    seen into), text or unlike (surely not what its name says: see `model_formats`), other.
    `imports`: what a pickle would import that a model has no need of, as `module.name`.
    """

    kind: str
    imports: tuple[str, ...]


def look_at_first(paths: Sequence[str], read: Callable[[str], bytes]) -> tuple[str, Look]:
    """Return the first of some model files, and what it looks like.

    If that is as it should be, the next that would run something when it is loaded. `read` returns
    the first bytes of a file.
    """
    first = look(paths[0], read(paths[0]))
    if first == Look("other", ()):
        for path in paths[1:MAX_FILES]:
            if suffix(path) in PICKLES and (seen := look(path, read(path))).imports:
                return path, seen
    return paths[0], first


def look(path: str, data: bytes) -> Look:
    """Return what the first bytes of a file look like."""
    if data.startswith(_POINTER):
        return Look("pointer", ())
    if data[:512].lstrip().lower().startswith((b"<!doctype", b"<html")):
        return Look("page", ())
    imports = set(suspicious_imports(data))
    if not is_packed(data):
        kind = wrong_format(path, data, len(data) < MAX_BYTES) or "other"
        return Look(kind, tuple(sorted(imports)))
    inside = unpacked(data)
    if inside:
        imports.update(suspicious_imports(inside))
    hidden = may_hide_pickle(path) and (not inside or is_packed(inside))
    return Look("packed" if hidden else "other", tuple(sorted(imports)))
