"""Which files of a folder are LFS files, by `git check-attr`, once for the whole folder.

git runs in isolation: with an empty git directory, without the settings of the system, of the
student or of a repository around the folder. So the folder is judged as the root of a repository
of its own, which it will be on the Hub.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from checks.guarded_git.process import GitError, GitProcess, UnreadableRulesError, start
from checks.messages import Message, Place, Problem

NO_GIT = Message(
    "ATTR-GIT",
    "git is not installed, so it is not known which files go through LFS.",
    hint="Install it from https://git-scm.com/downloads, open a new terminal, and try again.",
)
GIT_FAILED = Message(
    "ATTR-GIT-FAILED",
    "git could not read the rules of {path}: {reason}.",
    hint="Run `git --version`: it should be 2.32 or newer.",
)

_INVALID = r"(.*) (is not a valid attribute name|not allowed): (.+):(\d+)"


class GitWarning(NamedTuple):
    """A line that git does not accept: the name in it that is invalid, the file, the line."""

    name: str
    path: str
    line: int
    is_macro: bool


class Attributes(NamedTuple):
    """What git makes of some paths, and what it warns of in the rules.

    `lfs` has the paths that are `filter=lfs`, `converted` those of them whose line ends git may
    convert nevertheless.
    """

    lfs: frozenset[str]
    converted: frozenset[str]
    warnings: tuple[GitWarning, ...]


def start_check_attr(attributes: Sequence[str], folder: Path, paths: Sequence[str]) -> GitProcess:
    """Start `git check-attr` for `folder` as a repository of its own. Raises OSError.

    `attributes` are their names, or options such as `-a` and `-z`.
    """
    settings = ["-c", f"core.attributesFile={os.devnull}", "-c", "core.ignoreCase=false"]
    data = b"".join([os.fsencode(path) + b"\0" for path in paths])
    return start([*settings, "check-attr", "--stdin", *attributes], folder, data)


def lfs_attributes(folder: Path, paths: Sequence[str]) -> Attributes:
    """Return what git makes of these paths under `folder`. Raises OSError and GitError."""
    output, warnings = start_check_attr(["-z", "filter", "text"], folder, paths).output()
    fields = output.split(b"\0")
    if len(fields) != 6 * len(paths) + 1:
        raise GitError("an answer of another length than the question")
    values = zip(paths, fields[2::6], fields[5::6], strict=False)
    lfs = [(path, text) for path, value, text in values if value == b"lfs"]
    converted = frozenset(path for path, text in lfs if text != b"unset")
    return Attributes(frozenset(path for path, _ in lfs), converted, _parse(warnings))


def check_attributes(
    folder: Path, paths: Sequence[str], display_path: str
) -> tuple[Attributes | None, list[Problem]]:
    """Return what git makes of these paths under `folder`; None, and why, if it does not answer."""
    try:
        return lfs_attributes(folder, paths), []
    except (OSError, GitError) as error:
        return None, [git_problem(display_path, error)]


def git_problem(display_path: str, error: OSError | GitError) -> Problem:
    """Return the problem that git could not be asked about a folder."""
    if isinstance(error, FileNotFoundError):
        return NO_GIT.about(Place(display_path))
    if isinstance(error, UnreadableRulesError):
        reason = error.strerror
    else:
        reason = str(error) if isinstance(error, GitError) else type(error).__name__
    return GIT_FAILED.about(Place(display_path), path=display_path, reason=reason)


def _parse(warnings: str) -> tuple[GitWarning, ...]:
    found = (re.fullmatch(_INVALID, line) for line in warnings.split("\n") if line)
    parsed = (GitWarning(m[1], m[3], int(m[4]), m[2] == "not allowed") for m in found if m)
    return tuple(dict.fromkeys(parsed))
