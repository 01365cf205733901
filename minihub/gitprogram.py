"""git itself, run apart from this machine's settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP")


def environ(folder: Path | str, **more: str) -> dict[str, str]:
    """What git is started with, for the repository in `folder`: no user, no system settings."""
    nobody = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"PATH": os.defpath, **kept, "GIT_DIR": str(folder), "LC_ALL": "C", **nobody, **more}


def git(words: Sequence[str], environ: dict[str, str], given: bytes = b"") -> bytes:
    """What a git command says, given `given`. Raises CalledProcessError where it fails."""
    done = subprocess.run(
        ["git", *words], env=environ, input=given, capture_output=True, check=True
    )
    return done.stdout
