"""How more of the lab is installed: from the whole template, or beside an installed grader."""

from __future__ import annotations

from pathlib import Path

import checks

_BESIDE = {"train": "pip install joblib scikit-learn"}


def install_command(extra: str) -> str:
    """Return the command that installs an extra of pyproject.toml, as a student types it."""
    if (Path(checks.__file__).resolve().parents[1] / "pyproject.toml").exists():
        return f'pip install -e ".[{extra}]"'
    return _BESIDE.get(extra, "pip install -r requirements.txt")
