"""Where things are: this repository, and the programs that are installed with the tests."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
