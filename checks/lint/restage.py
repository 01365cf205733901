"""Stage files again under the LFS rules there are now.

This is all of `tour lint` that has git run a program: git-lfs, by the command that `git lfs
install` sets, whatever the repository's own configuration says.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from checks.guarded_git.checkout import Checkout, find_checkout
from checks.guarded_git.process import GitError, start
from checks.lint.repository import repository

_LFS = (
    "filter.lfs.clean=git-lfs clean -- %f",
    "filter.lfs.process=git-lfs filter-process",
    "filter.lfs.required=true",
    # The file's mode stays as it is staged.
    "core.fileMode=false",
)


def restage(path: Path, files: Sequence[str]) -> list[str]:
    """Stage these files again; return those whose entry in the index has changed.

    None has where git or git-lfs fails: the problem is then reported as it was.
    """
    folder = path if path.is_dir() else path.parent
    checkout = find_checkout(folder)
    # Part of the index, or of the objects, would be written where nobody finds it.
    if checkout is None or checkout.is_split or checkout.objects is None:
        return []
    try:
        storage = repository(folder).lfs_objects.parent
        if not _is_within(storage, checkout.common_dir):
            return []
        before = _staged(folder, checkout, files)
        settings = [part for one in (*_LFS, f"lfs.storage={storage}") for part in ("-c", one)]
        arguments = [*settings, "--literal-pathspecs", "add", "--renormalize", "--", *_names(files)]
        start(arguments, folder, checkout=checkout, user_settings=True).output()
        after = _staged(folder, checkout, files)
    except (OSError, GitError):
        return []
    return [file for file in files if before[file] != after[file]]


def _staged(folder: Path, checkout: Checkout, files: Sequence[str]) -> dict[str, bytes]:
    """Return git's line for each of these files: its mode and the name of its content."""
    arguments = ["--literal-pathspecs", "ls-files", "--stage", "--"]
    return {
        file: start([*arguments, *_names([file])], folder, checkout=checkout).output()[0]
        for file in files
    }


def _names(files: Sequence[str]) -> list[str]:
    return [str(Path(file).absolute()) for file in files]


def _is_within(path: Path, folder: Path) -> bool:
    """Return whether writing to `path` stays in `folder`: a student may have named any path."""
    return Path(os.path.realpath(folder)) in Path(os.path.realpath(path)).parents
