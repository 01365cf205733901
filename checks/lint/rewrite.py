"""Files that are about to be rewritten, never through a link that leads elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from checks.files import open_regular
from checks.messages import Phrase

OUTSIDE = Phrase("rewrite outside", "it is outside of what was linted")
LINK = Phrase("rewrite link", "a link leads out of this folder")
NOT_ORDINARY = Phrase("rewrite not ordinary", "it is no ordinary file")
TOO_LARGE = Phrase("rewrite too large", "it is far too large")
NOT_UTF8 = Phrase("rewrite not UTF-8", "it is not UTF-8")
_MAX_BYTES = 16 * 1024 * 1024


def read_whole(path: Path, root: Path) -> tuple[str | None, Phrase | str]:
    """Return the text of a file in `root`, which may be the file itself; else None, and why.

    A file that is not there yet is empty.
    """
    if path != root and not path.is_relative_to(root):
        return None, OUTSIDE
    if _leads_out(path):
        return None, LINK
    try:
        if not path.exists():
            return "", ""
        if not path.is_file():
            return None, NOT_ORDINARY
        with open_regular(path) as stream:
            data = stream.read(_MAX_BYTES + 1)
        return (data.decode("utf-8"), "") if len(data) <= _MAX_BYTES else (None, TOO_LARGE)
    except UnicodeDecodeError:
        return None, NOT_UTF8
    except OSError as error:
        return None, error.strerror or type(error).__name__


def _leads_out(path: Path) -> bool:
    """Return whether a file is a link, or is reached by one that leaves the current folder."""
    here = Path.cwd()
    if path.is_symlink():
        return True
    target = Path(os.path.normpath(path.absolute()))
    # Not `resolve`, which raises RuntimeError for a link that leads to itself.
    real, home = Path(os.path.realpath(target)), Path(os.path.realpath(here))
    return target.is_relative_to(here) and not real.is_relative_to(home)
