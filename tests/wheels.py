"""The wheels that jobs and hooks install, fetched once for a whole run of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.paths import ROOT

OFFLINE = {"PIP_NO_INDEX": "1", "UV_NO_INDEX": "1", "UV_OFFLINE": "1"}
"""pip and uv ask no index, whatever the machine's own settings say."""


def fetch(folder: Path) -> None:
    """Fetch into `folder` what a grading job and a student install, and what builds the package.

    With the settings and the cache of whoever runs the tests.
    """
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    # What is in `demo` has what is in `grade`, and what train.py needs.
    lists = [ROOT / "requirements" / f"{name}.txt" for name in ("demo", "student")]
    locked = [
        "--no-deps",
        "--require-hashes",
        *(part for one in lists for part in ("-r", str(one))),
    ]
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:"]
    for wanted in (locked, pyproject["build-system"]["requires"]):
        words = [*download, "--dest", str(folder), *wanted]
        home = {"HOME": os.environ["OWN_HOME"]}
        subprocess.run(words, env=os.environ | home, check=True, timeout=300)


def installs_from(folder: Path) -> dict[str, str]:
    """Return the variables under which pip and uv install from `folder` alone."""
    return OFFLINE | {"PIP_FIND_LINKS": str(folder), "UV_FIND_LINKS": str(folder)}
