"""Which files of a folder are LFS files: asked of git itself, once for the whole folder.

git is asked in isolation: an empty git directory made for the question, no settings of the
system, of the student or of a repository around the folder. So the folder is judged as the
root of a repository of its own, which it will be on the Hub.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

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

SECONDS = 60
_INVALID = r"(.*) (is not a valid attribute name|not allowed): (.+):(\d+)"


class GitError(Exception):
    """git did not answer; the message is its own first line."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line that git does not take: the word it stumbles over, the file, the line."""

    name: str
    path: str
    line: int
    is_macro: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The paths that are `filter=lfs`, those of them that git may treat as text nevertheless,
    and what git says against the rules.
    """

    lfs: frozenset[str]
    converted: frozenset[str]
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """A git at work. It writes into files, so that neither side waits for the other to read."""

    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]

    def wait(self) -> str:
        """Wait for its end; its complaints. Raises GitError if it failed."""
        # `Popen.wait` with a time-out looks again only every now and then: up to 50 ms late.
        bell = threading.Timer(SECONDS, self.process.kill)
        bell.daemon = True
        bell.start()
        code = self.process.wait()
        if not bell.is_alive():
            raise GitError(f"no answer in {SECONDS} seconds")
        bell.cancel()
        self.out.seek(0)
        self.err.seek(0)
        complaints = os.fsdecode(self.err.read())
        if code:
            raise GitError(complaints.strip().partition("\n")[0] or f"exit code {code}")
        return complaints

    def said(self) -> tuple[bytes, str]:
        """What it wrote, and its complaints. Raises GitError if it failed."""
        with self.out, self.err:
            complaints = self.wait()
            return self.out.read(), complaints


def start(
    words: Sequence[str], folder: Path | str, environ: dict[str, str], data: bytes = b""
) -> Running:
    """Start git with these words, and `data` to read. Raises OSError."""
    with ExitStack() as stack:
        given, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(data)
        given.seek(0)
        process = subprocess.Popen(
            ["git", *words], stdin=given, stdout=out, stderr=err, cwd=folder, env=environ
        )
        stack.pop_all()
        given.close()
    return Running(process, out, err)


@contextmanager
def asking(folder: Path, paths: Sequence[str]) -> Iterator[Running]:
    """git, while it looks up the attributes of `paths` under `folder`. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="tour-") as scratch:
        yield start_isolated(["-z", "filter", "text"], folder, paths, Path(scratch))


def start_isolated(
    what: Sequence[str], folder: Path, paths: Sequence[str], scratch: Path
) -> Running:
    """`git check-attr`, in an empty git directory that is made in `scratch`."""
    (scratch / "objects").mkdir()
    (scratch / "refs").mkdir()
    (scratch / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    where = [f"--git-dir={scratch}", f"--work-tree={folder.absolute()}"]
    settings = ["-c", f"core.attributesFile={os.devnull}", "-c", "core.ignoreCase=false"]
    words = [*where, *settings, "check-attr", "--stdin", *what]
    asked = b"".join([os.fsencode(path) + b"\0" for path in paths])
    return start(words, folder, environment(), asked)


def answer(paths: Sequence[str], running: Running) -> Answer:
    """What git said of `paths`, which it was asked about in this order. Raises GitError."""
    out, complaints = running.said()
    fields = out.split(b"\0")
    if len(fields) != 6 * len(paths) + 1:
        raise GitError("an answer of another length than the question")
    asked = zip(paths, fields[2::6], fields[5::6], strict=False)
    lfs = [(path, text) for path, value, text in asked if value == b"lfs"]
    converted = frozenset(path for path, text in lfs if text != b"unset")
    return Answer(frozenset(path for path, _ in lfs), converted, _complaints(complaints))


def ask(folder: Path, paths: Sequence[str], shown: str) -> tuple[Answer | None, list[Problem]]:
    """Ask git about these paths under `folder`; None, with the reason, if it does not answer."""
    try:
        with asking(folder, paths) as running:
            return answer(paths, running), []
    except (OSError, GitError) as error:
        return None, [why_not(error, shown)]


def why_not(error: OSError | GitError, shown: str) -> Problem:
    """Why git did not answer."""
    if isinstance(error, FileNotFoundError):
        return NO_GIT.about(Place(shown))
    reason = str(error) if isinstance(error, GitError) else type(error).__name__
    return GIT_FAILED.about(Place(shown), path=shown, reason=reason)


def environment() -> dict[str, str]:
    """Without what git tells a hook: its index and objects would answer for missing files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C",
    }


def _complaints(said: str) -> tuple[Complaint, ...]:
    found = (re.fullmatch(_INVALID, line) for line in said.split("\n") if line)
    all_of_them = (Complaint(m[1], m[3], int(m[4]), m[2] == "not allowed") for m in found if m)
    return tuple(dict.fromkeys(all_of_them))
