"""The protected files that a submission holds: those of its commit, else those in its folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from checks.grading.seen.manifest import FILES, FOLDERS, STARTERS, is_protected
from checks.guarded_git.blobs import contents, sizes
from checks.guarded_git.checkout import Checkout, own_checkout, read_file
from checks.guarded_git.commits import entries
from checks.guarded_git.process import GitError

RUBRIC = "rubric.yaml"
MAX_BYTES = 1024 * 1024
"""Of one file; no protected one is as large."""
MAX_FILES = 5_000
MAX_TOTAL = 64 * 1024 * 1024
"""Bytes of all of them."""
_MADE = ("__pycache__", ".git")  # in a folder by Python, and no file of anybody's
_ORDINARY = (b"100644", b"100755")

Held = dict[str, bytes | None]
"""By path, what a file holds; None of one that is too large, or no ordinary file."""


def held(folder: Path) -> tuple[Held, frozenset[str]]:
    """Return the protected files and the rubric of a submission.

    Beside them those whose contents are not here, as in a partial clone. What a commit has counts,
    not what was changed since; without a commit, what is in the folder.
    """
    if checkout := own_checkout(folder):
        try:
            return _in_commit(folder, checkout)
        except (OSError, GitError):
            pass
    return _in_folder(folder), frozenset()


def _counts(path: str) -> bool:
    return is_protected(path) or path == RUBRIC


def _in_commit(folder: Path, checkout: Checkout) -> tuple[Held, frozenset[str]]:
    found = entries(folder, checkout, *FOLDERS, *FILES, *STARTERS, RUBRIC)
    counted = {path: entry for path, entry in found.items() if _counts(path)}
    names = [path for path, entry in counted.items() if entry.mode in _ORDINARY][:MAX_FILES]
    known = dict(zip(names, sizes(checkout, [counted[name].oid for name in names]), strict=True))
    small = _within({path: one[1] for path, one in known.items() if one})
    data = contents(checkout, sorted({counted[path].oid for path in small}))
    files: Held = {path: data[counted[path].oid] if path in small else None for path in counted}
    return files, frozenset(path for path, one in known.items() if one is None)


def _within(sizes_: dict[str, int]) -> set[str]:
    """Return the files that are small enough, one by one and together."""
    small, left = set(), MAX_TOTAL
    for path, size in sizes_.items():
        if size <= min(MAX_BYTES, left):
            small.add(path)
            left -= size
    return small


def _in_folder(folder: Path) -> Held:
    files: Held = {}
    left = MAX_TOTAL
    for path in _paths(folder):
        if not _counts(path) or len(files) == MAX_FILES:
            continue
        size = _size(folder / path)
        if size is not None and size <= min(MAX_BYTES, left):
            files[path] = read_file(folder / path, MAX_BYTES)
            left -= size
        else:
            files[path] = None
    return files


def _paths(folder: Path) -> Iterator[str]:
    """Yield the paths of what is there, links included; none is followed."""
    for name in (*FILES, *STARTERS, RUBRIC):
        if os.path.lexists(folder / name):
            yield name
    for below in FOLDERS:
        if _is_linked(folder, below):
            continue
        for where, folders, names in os.walk(folder / below):
            folders[:] = sorted(name for name in folders if name not in _MADE)
            links = [name for name in folders if (Path(where) / name).is_symlink()]
            for name in sorted([*names, *links]):
                yield (Path(where) / name).relative_to(folder).as_posix()


def _is_linked(folder: Path, below: str) -> bool:
    path = Path(below)
    return any((folder / step).is_symlink() for step in (path, *path.parents[:-1]))


def _size(path: Path) -> int | None:
    """Return the bytes of an ordinary file; None of anything else."""
    about = path.lstat()
    return about.st_size if stat.S_ISREG(about.st_mode) else None
