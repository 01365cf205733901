"""Where things are: this repository, and the programs that are installed with the tests."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def scratch(base: Path, name: str) -> Path:
    """Return a folder that the examples of one property share; what is in it stays there."""
    folder = base / name
    folder.mkdir(exist_ok=True)
    return folder
