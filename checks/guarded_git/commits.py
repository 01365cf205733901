"""What a commit holds, which one changed some files last, and what it says of its time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from checks.guarded_git.checkout import Checkout
from checks.guarded_git.process import GitError, start

_SECONDS = 10
_FILES = (b"100644", b"100755")
_MAX_COMMITS = 20_000
_BOT = "[bot]"
"""How the name of a GitHub App's account ends (docs.github.com, “About using GitHub Apps”)."""


class Change(NamedTuple):
    """A commit that changed what was asked about.

    `head` is the commit that is checked out. `claimed_at` is the latest time among the commit and
    its ancestors, since none can be older than those; anybody can set any of them.
    """

    commit: str
    head: str
    claimed_at: datetime


def newest_change(
    checkout: Checkout, folder: Path, names: Sequence[str], counts: Callable[[str, str], bool]
) -> Change | None:
    """Return the newest change of what has these names in a folder of the checkout.

    `counts(commit, author)` says whether a commit counts. None where there is no such commit, or
    git cannot tell.
    """
    head = checkout.head()
    if not head:
        return None
    below = Path(os.path.realpath(folder)).relative_to(checkout.top)
    paths = [(below / name).as_posix() for name in names]
    try:
        changes = _lines(checkout, "--format=%H%x00%an", head, "--", *paths)
        # Each is after a line of its own: `commit ID`.
        for line in changes[1::2]:
            commit, _, author = line.partition("\0")
            if counts(commit, author):
                times = [int(line.split()[0]) for line in _lines(checkout, "--timestamp", commit)]
                return Change(commit, head, datetime.fromtimestamp(max(times), UTC))
    except (OSError, GitError, ValueError, OverflowError):
        pass
    return None


def is_bot(author: str) -> bool:
    """Return whether an author's name is a bot's; anybody can take such a name."""
    return author.endswith(_BOT)


def is_ahead(checkout: Checkout, of: str) -> bool:
    """Return whether the commit that is checked out is not in the history of another one."""
    head = checkout.head()
    if head == of or not head:
        return False
    try:
        return _lines(checkout, "--max-count=1", head, f"^{of}") != [""]
    except (OSError, GitError):
        return True


def changed_since(checkout: Checkout, before: str | None, path: str) -> bool:
    """Return whether a commit after `before` (None: the newest alone) changed something at a path.

    True where git cannot tell.
    """
    head = checkout.head()
    if not head:
        return True
    try:
        words = ["--max-count=1", head, f"^{before or f'{head}^'}", "--", path]
        return _lines(checkout, *words) != [""]
    except (OSError, GitError):
        return True


def _lines(checkout: Checkout, *words: str) -> list[str]:
    command = ["--literal-pathspecs", "rev-list", f"--max-count={_MAX_COMMITS}", *words]
    out, _ = start(command, checkout.top, checkout=checkout).output(_SECONDS)
    # Not `splitlines`, which would also split at odd characters in a name.
    return os.fsdecode(out).removesuffix("\n").split("\n")


class Entry(NamedTuple):
    """What a commit has at a path: its mode, such as `100644`, and git's name of its content."""

    mode: bytes
    oid: str


def tree(folder: Path, checkout: Checkout, *below: str) -> dict[str, str]:
    """Return the ordinary files of the commit that is checked out, with git's names of them.

    Those `below` a folder, by paths relative to it. Raises OSError, and GitError where there is
    no commit, or it is not here.
    """
    found = entries(folder, checkout, *below)
    return {path: entry.oid for path, entry in found.items() if entry.mode in _FILES}


def entries(folder: Path, checkout: Checkout, *below: str) -> dict[str, Entry]:
    """Return the same with links and other repositories, which `tree` leaves out."""
    commit = checkout.head()
    if not commit:
        raise GitError("no commit yet")
    words = ["ls-tree", "-r", "-z", commit, "--", *below]
    output, _ = start(words, folder, checkout=checkout).output()
    rows = (row.partition(b"\t") for row in output.split(b"\0") if row)
    found = ((about.split(), os.fsdecode(path)) for about, _, path in rows)
    return {path: Entry(mode, oid.decode()) for (mode, _, oid), path in found}
