"""What a file was like in the commits that changed it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from checks.guarded_git.blobs import contents, sizes
from checks.guarded_git.checkout import Checkout
from checks.guarded_git.process import GitError, start

MAX_VERSIONS = 200
"""Commits that are looked at, from the newest on; those before are as if they were not there."""
MAX_VERSION_BYTES = 1024 * 1024
"""Bytes; a version that is larger is left out."""


def versions(checkout: Checkout, path: Path) -> list[tuple[datetime, bytes]]:
    """Return a file as each commit that changed it had it, the newest first, and when that was.

    The time is the commit's own claim. [] where git cannot tell.
    """
    try:
        name = (path.parent.resolve() / path.name).relative_to(checkout.top).as_posix()
        commits = _commits(checkout, name)
        blobs = _blobs(checkout, [f"{commit}:{name}" for _, commit in commits])
        contents = _contents(checkout, blobs)
        both = list(zip(commits, blobs, strict=True))
    except (OSError, GitError, ValueError, OverflowError):
        return []
    return [(time, contents[blob]) for (time, _), blob in both if blob in contents]


def _commits(checkout: Checkout, name: str) -> list[tuple[datetime, str]]:
    head = checkout.head()
    if not head:
        return []
    words = ["rev-list", "--timestamp", f"--max-count={MAX_VERSIONS}", head, "--"]
    words.append(f":(top,literal){name}")
    output, _ = start(words, checkout.top, checkout=checkout).output()
    rows = [line.split() for line in output.decode("ascii").splitlines()]
    return [(datetime.fromtimestamp(int(time), UTC), commit) for time, commit in rows]


def _blobs(checkout: Checkout, names: list[str]) -> list[str]:
    """Return git's names of contents that are not too large; "" for the others."""
    found = sizes(checkout, names)
    return [one[0] if one and one[1] <= MAX_VERSION_BYTES else "" for one in found]


def _contents(checkout: Checkout, blobs: list[str]) -> dict[str, bytes]:
    return contents(checkout, sorted(set(blobs) - {""}))
