"""git itself, run apart from this machine's settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


def git_environment(repo: Path | str, **more: str) -> dict[str, str]:
    """Return the environment of a git that works on `repo`: no user's and no system's settings."""
    nobody = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"PATH": os.defpath, **kept, "GIT_DIR": str(repo), "LC_ALL": "C", **nobody, **more}


def run_git(args: Sequence[str], environ: dict[str, str], stdin: bytes = b"") -> bytes:
    """Return what a git command prints. Raises CalledProcessError where it fails."""
    return subprocess.run(
        ["git", *args], env=environ, input=stdin, capture_output=True, check=True
    ).stdout
