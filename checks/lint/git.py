"""Which files of a folder are LFS files: asked of git itself, once for the whole folder.

git is asked in isolation: an empty git directory made for the question, no settings of the
system, of the student or of a repository around the folder. So the folder is judged as the
root of a repository of its own, which it will be on the Hub.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from checks.guarded_git.process import GitError, GitProcess, start
from checks.messages import Message, Place, Problem

NO_GIT = Message(
    "ATTR-GIT",
    "git is not installed, so nobody can say which files go through LFS.",
    hint="Install it from https://git-scm.com/downloads, open a new terminal, and try again.",
)
GIT_FAILED = Message(
    "ATTR-GIT-FAILED",
    "git could not read the rules of {path}: {reason}.",
    hint="Run `git --version`: it should be 2.32 or newer.",
)

_INVALID = r"(.*) (is not a valid attribute name|not allowed): (.+):(\d+)"


class GitWarning(NamedTuple):
    """A line that git does not take: the word it stumbles over, the file, the line."""

    name: str
    path: str
    line: int
    is_macro: bool


class Answer(NamedTuple):
    """The paths that are `filter=lfs`, those of them that git may treat as text nevertheless,
    and what git says against the rules.
    """

    lfs: frozenset[str]
    converted: frozenset[str]
    warnings: tuple[GitWarning, ...]


def asking(folder: Path, paths: Sequence[str]) -> GitProcess:
    """git, while it looks up the attributes of `paths` under `folder`. Raises OSError."""
    return start_isolated(["-z", "filter", "text"], folder, paths)


def start_isolated(what: Sequence[str], folder: Path, paths: Sequence[str]) -> GitProcess:
    """`git check-attr`, for `folder` as a repository of its own."""
    settings = ["-c", f"core.attributesFile={os.devnull}", "-c", "core.ignoreCase=false"]
    asked = b"".join([os.fsencode(path) + b"\0" for path in paths])
    return start([*settings, "check-attr", "--stdin", *what], folder, asked)


def answer(paths: Sequence[str], running: GitProcess) -> Answer:
    """What git said of `paths`, which it was asked about in this order. Raises GitError."""
    out, warnings = running.output()
    fields = out.split(b"\0")
    if len(fields) != 6 * len(paths) + 1:
        raise GitError("an answer of another length than the question")
    asked = zip(paths, fields[2::6], fields[5::6], strict=False)
    lfs = [(path, text) for path, value, text in asked if value == b"lfs"]
    converted = frozenset(path for path, text in lfs if text != b"unset")
    return Answer(frozenset(path for path, _ in lfs), converted, _warnings(warnings))


def ask(folder: Path, paths: Sequence[str], shown: str) -> tuple[Answer | None, list[Problem]]:
    """Ask git about these paths under `folder`; None, with the reason, if it does not answer."""
    try:
        return answer(paths, asking(folder, paths)), []
    except (OSError, GitError) as error:
        return None, [why_not(error, shown)]


def why_not(error: OSError | GitError, shown: str) -> Problem:
    """Why git did not answer."""
    if isinstance(error, FileNotFoundError):
        return NO_GIT.about(Place(shown))
    reason = str(error) if isinstance(error, GitError) else type(error).__name__
    return GIT_FAILED.about(Place(shown), path=shown, reason=reason)


def _warnings(said: str) -> tuple[GitWarning, ...]:
    found = (re.fullmatch(_INVALID, line) for line in said.split("\n") if line)
    all_of_them = (GitWarning(m[1], m[3], int(m[4]), m[2] == "not allowed") for m in found if m)
    return tuple(dict.fromkeys(all_of_them))
