"""Which grader this is: its version, its commit, and a digest of its files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

import checks
from checks.digests import digest_of_files
from checks.guarded_git.checkout import find_checkout

PACKAGE = Path(checks.__file__).resolve().parent


class Grader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A grader. `commit` is that of the checkout it runs from; None where it is installed.

    `digest` is over the names and contents of the package's files: the same for a checkout, an
    installation, and Windows.
    """

    version: str
    commit: str | None
    digest: str


@cache
def this_grader() -> Grader:
    """Return the grader that runs."""
    root = PACKAGE.parent
    checkout = find_checkout(root)
    commit = checkout.head() if checkout and checkout.top == root else ""
    return Grader(checks.__version__, commit or None, digest_of_files(PACKAGE))
