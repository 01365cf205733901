"""What a commit says of itself."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from checks.guarded_git.checkout import Checkout
from checks.guarded_git.process import GitError, start

_SECONDS = 10


def commit_time(checkout: Checkout) -> datetime | None:
    """Return the time that the newest commit claims; None where it cannot be told."""
    commit = checkout.head()
    if not commit:
        return None
    words = ["rev-list", "--no-walk", "--timestamp", commit, "--"]
    try:
        out, _ = start(words, checkout.git_dir, checkout=checkout).output(_SECONDS)
        return datetime.fromtimestamp(int(out.split()[0]), UTC)
    except (OSError, GitError, ValueError, IndexError, OverflowError):
        return None


def tree(folder: Path, checkout: Checkout, *below: str) -> dict[str, str]:
    """Return the files of the commit that is checked out, with git's names of their contents.

    Those `below` a folder, by paths relative to it. Raises OSError, and GitError where there is
    no commit, or it is not here.
    """
    commit = checkout.head()
    if not commit:
        raise GitError("no commit yet")
    words = ["ls-tree", "-r", "-z", commit, "--", *below]
    output, _ = start(words, folder, checkout=checkout).output()
    rows = (row.partition(b"\t") for row in output.split(b"\0") if row)
    entries = ((about.split(), os.fsdecode(path)) for about, _, path in rows)
    return {path: oid.decode() for (_, kind, oid), path in entries if kind == b"blob"}
