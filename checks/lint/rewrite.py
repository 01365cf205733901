"""Files that are about to be rewritten, never through a link that leads elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

from checks.messages import Phrase

OUTSIDE = Phrase("rewrite outside", "it is outside of what was linted")
LINK = Phrase("rewrite link", "a link leads out of this folder")
NOT_ORDINARY = Phrase("rewrite not ordinary", "it is no ordinary file")
NOT_UTF8 = Phrase("rewrite not UTF-8", "it is not UTF-8")


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
        return path.read_bytes().decode("utf-8"), ""
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
    return target.is_relative_to(here) and not target.resolve().is_relative_to(here.resolve())
