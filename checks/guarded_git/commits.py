"""What a commit says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

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
