"""What git needs before a student's first commit: who they are, and the hooks."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from enum import Enum
from pathlib import Path

from checks.messages import Phrase

IDENTITY = Phrase(
    "start identity",
    "\nBefore your first commit: git does not know yet who you are, and refuses a commit without a "
    "name.\nType these two lines once on this machine, with your own name and address:\n"
    '  git config --global user.name "Ada Lovelace"\n'
    '  git config --global user.email "ada@example.org"',
)
_SECONDS = 60


class Hooks(Enum):
    """How setting up the hooks ended."""

    READY = "ready"
    NO_PROGRAM = "no program"
    REFUSED = "refused"
    NO_GIT = "no git"


def knows_identity(here: Path) -> bool:
    """Return whether git would make a commit here, as far as its author goes.

    True where git itself cannot be asked: it says more then than could be said here.
    """
    done = _run(["git", "var", "GIT_AUTHOR_IDENT"], here)
    return done is None or done.returncode != 128


def hooks_runner() -> list[str] | None:
    """Return the command that sets up hooks, pre-commit or prek; None where neither is there."""
    if importlib.util.find_spec("pre_commit"):
        return [sys.executable, "-m", "pre_commit"]
    prek = shutil.which("prek")
    return [prek] if prek else None


def install_hooks(here: Path) -> tuple[Hooks, str]:
    """Have git run the hooks on every commit; return how that ended, and the reason of a refusal.

    They run in the environment that the lab is installed in, so this needs no internet.
    """
    if not (here / ".git").exists():
        return Hooks.NO_GIT, ""
    runner = hooks_runner()
    if runner is None:
        return Hooks.NO_PROGRAM, ""
    done = _run([*runner, "install"], here)
    if done is not None and done.returncode == 0:
        return Hooks.READY, ""
    said = (done.stdout + done.stderr).decode("utf-8", "replace").split("\n") if done else []
    return Hooks.REFUSED, next((line.strip() for line in said if line.strip()), "?")


def _run(command: list[str], here: Path) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(command, cwd=here, capture_output=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
