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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.messages import Message, Place, Problem

NO_GIT = Message(
    "ATTR-GIT",
    en="git is not installed, so nobody can say which files go through LFS.",
    ko="git이 설치되어 있지 않아 어떤 파일이 LFS로 저장되는지 알 수 없습니다.",
    hint_en="Install it from https://git-scm.com/downloads, open a new terminal, and try again.",
    hint_ko="https://git-scm.com/downloads 에서 설치하고 터미널을 새로 연 뒤 다시 시도하세요.",
)
GIT_FAILED = Message(
    "ATTR-GIT-FAILED",
    en="git could not read the rules of {path}: {reason}.",
    ko="git이 {path}의 규칙을 읽지 못했습니다: {reason}.",
    hint_en="Run `git --version`: it should be 2.32 or newer.",
    hint_ko="`git --version`을 실행해 보세요. 2.32 이상이어야 합니다.",
)

_SECONDS = 60
_INVALID = re.compile(r"(.*) is not a valid attribute name: (.+):(\d+)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """An attribute name that git does not take: the name, the file it is in, its line."""

    name: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The paths that are `filter=lfs`, and what git says against the rules."""

    lfs: frozenset[str]
    complaints: tuple[Complaint, ...]


def ask(folder: Path, paths: Sequence[str], shown: str) -> tuple[Answer | None, list[Problem]]:
    """Ask git for the attribute `filter` of each of these paths under `folder`."""
    try:
        with tempfile.TemporaryDirectory(prefix="tour-") as scratch:
            done = _check_attr(folder, paths, Path(scratch))
    except FileNotFoundError:
        return None, [NO_GIT.about(Place(shown))]
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, [GIT_FAILED.about(Place(shown), path=shown, reason=type(error).__name__)]
    complaints = os.fsdecode(done.stderr)
    if done.returncode:
        reason = complaints.strip().partition("\n")[0] or f"exit code {done.returncode}"
        return None, [GIT_FAILED.about(Place(shown), path=shown, reason=reason)]
    fields = os.fsdecode(done.stdout).split("\0")
    lfs = frozenset(
        path for path, value in zip(fields[::3], fields[2::3], strict=False) if value == "lfs"
    )
    return Answer(lfs, _complaints(complaints)), []


def _check_attr(
    folder: Path, paths: Sequence[str], scratch: Path
) -> subprocess.CompletedProcess[bytes]:
    (scratch / "objects").mkdir()
    (scratch / "refs").mkdir()
    (scratch / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    where = [f"--git-dir={scratch}", f"--work-tree={folder.absolute()}"]
    settings = ["-c", f"core.attributesFile={os.devnull}", "-c", "core.ignoreCase=false"]
    return subprocess.run(
        ["git", *where, *settings, "check-attr", "--stdin", "-z", "filter"],
        input=b"".join(os.fsencode(path) + b"\0" for path in paths),
        capture_output=True,
        cwd=folder,
        env=_environment(),
        timeout=_SECONDS,
        check=False,
    )


def _environment() -> dict[str, str]:
    """Without what git tells a hook: its index and objects would answer for missing files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C",
    }


def _complaints(said: str) -> tuple[Complaint, ...]:
    found = (_INVALID.fullmatch(line) for line in said.split("\n"))
    return tuple(dict.fromkeys(Complaint(m[1], m[2], int(m[3])) for m in found if m))
