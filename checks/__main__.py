"""The command `tour`, as `python -m checks`, or where nothing is installed by its path.

Hooks and workflow run `python -I checks/__main__.py`. Python then looks in its own folders alone,
and of this repository two packages are found, by their names: a file such as random.py or yaml.py
that a student has beside answers.yaml takes no module's place.
"""

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any  # an old Python has to read this file, to say that it is too old


class _Packages:
    """Finds the packages of this repository, and nothing else that is beside them."""

    root = str(Path(__file__).resolve().parents[1])

    @classmethod
    def find_spec(cls, name: str, _path: Any = None, target: Any = None) -> Any:
        if name in ("checks", "minihub"):
            return PathFinder.find_spec(name, [cls.root], target)
        return None


if not __package__:
    sys.meta_path.insert(0, _Packages)

from checks.cli import main  # noqa: E402

sys.exit(main())
