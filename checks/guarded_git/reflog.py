"""What a clone noted down of a branch at `origin`: where it went on, and where it was replaced."""

from __future__ import annotations

import re
from typing import NamedTuple

from checks.guarded_git.checkout import Checkout, read_file

_MAX_LOG = 4 * 1024 * 1024  # bytes
_OID = rb"[0-9a-f]{40}|[0-9a-f]{64}"
# `git fetch` notes "fetch ORIGIN: forced-update" where the old commit is not in the new one's
# history (builtin/fetch.c, `update_local_ref`).
_FORCED = re.compile(rb"(?m)^(" + _OID + rb") (" + _OID + rb") [^\t\n]*\t[^\n]*: forced-update\r?$")
_HEAD = re.compile(rb"ref: (refs/remotes/origin/[^\s\x00-\x1f\x7f\\:]+)\s*")


class Replaced(NamedTuple):
    """A branch at `origin` that was at the commit `old`, then at `new`, which is not after it."""

    old: str
    new: str


def replaced(checkout: Checkout) -> list[Replaced]:
    """Return how often the branch that is checked out was replaced at `origin`, the oldest first.

    Without a branch it is the one that `origin` itself names. Only what this clone has fetched.
    """
    ref = checkout.ref().replace("refs/heads/", "refs/remotes/origin/", 1) or _main(checkout)
    log = read_file(checkout.common_dir / "logs" / ref, _MAX_LOG) if ref else b""
    return [Replaced(old.decode(), new.decode()) for old, new in _FORCED.findall(log)]


def _main(checkout: Checkout) -> str:
    text = read_file(checkout.common_dir / "refs" / "remotes" / "origin" / "HEAD", 4096)
    found = _HEAD.fullmatch(text)
    return found[1].decode("utf-8", "replace") if found and b".." not in text else ""
