"""Reads that do not see a commit yet: they are led to what was there before it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.types import Scope

from minihub.errors import HubError, revision_not_found
from minihub.gitrepo import MAIN
from minihub.names import RepoKey, kind_of
from minihub.store import Store

from .kinds import Stale

_ID = r"(?P<id>[^/]+/[^/]+?)"
_WRITES = re.compile(
    rf"/api/(?P<plural>models|datasets|spaces)/{_ID}/commit/[^/]+"
    rf"|/(?:(?P<prefix>datasets|spaces)/)?{_ID.replace('id', 'pushed')}(?:\.git)?/git-receive-pack"
)
_READS = re.compile(
    rf"(?P<start>/api/(?P<plural>models|datasets|spaces)/{_ID})"
    r"(?:/(?P<what>revision|tree|commits|paths-info)/(?P<revision>[^/]+))?(?P<rest>/.*)?"
)
_DOWNLOADS = re.compile(
    rf"(?P<start>/(?:(?P<plural>datasets|spaces)/)?{_ID})"
    r"/(?P<what>resolve)/(?P<revision>[^/]+)(?P<rest>/.*)"
)


@dataclass
class _Hidden:
    """A branch as it was, and the commits since that are not seen yet."""

    old: str
    until: float | None
    reads: int | None
    new: set[str] = field(default_factory=set)


class Staleness:
    """What is not seen yet, of which repo. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hidden: dict[tuple[RepoKey, str], _Hidden] = {}

    @property
    def active(self) -> bool:
        """Whether there is anything that is not seen yet."""
        return bool(self._hidden)

    def hide(self, key: RepoKey, before: dict[str, str], after: dict[str, str], how: Stale) -> None:
        """Take note of what a commit or push has moved; new branches are seen at once."""
        until = self._clock() + how.seconds if how.seconds else None
        with self._lock:
            for branch, old in before.items():
                if branch in after and after[branch] != old:
                    known = self._hidden.get((key, branch)) or _Hidden(old, until, how.reads)
                    known.until, known.reads = until, how.reads
                    known.new.add(after[branch])
                    self._hidden[key, branch] = known

    def rewritten(self, scope: Scope) -> Scope | HubError:
        """Return the request as it is, or one for what was there before."""
        match = _READS.fullmatch(scope["path"]) or _DOWNLOADS.fullmatch(scope["path"])
        if match is None or scope["method"] not in ("GET", "HEAD", "POST"):
            return scope
        start, what, rest = match["start"], match["what"], match["rest"] or ""
        if what is None and rest:
            return scope
        revision = unquote(match["revision"]) if match["revision"] else MAIN
        old = self._replacement(_key(match["plural"], match["id"]), revision)
        if old is None:
            return scope
        if not old:
            return revision_not_found(revision)
        return {**scope, "path": f"{start}/{what or 'revision'}/{old}{rest}"}

    def _replacement(self, key: RepoKey, revision: str) -> str | None:
        """Return what to read for a revision: a commit, "" for nothing, None for what was asked."""
        with self._lock:
            for (hidden_key, branch), hidden in list(self._hidden.items()):
                if hidden_key == key and (revision == branch or revision in hidden.new):
                    if self._over(hidden):
                        del self._hidden[key, branch]
                        continue
                    return hidden.old if revision == branch else ""
        return None

    def _over(self, hidden: _Hidden) -> bool:
        if hidden.until is not None:
            return self._clock() >= hidden.until
        hidden.reads = (hidden.reads or 0) - 1
        return hidden.reads < 0


def repo_written_to(method: str, path: str) -> RepoKey | None:
    """Return the repo that a request commits or pushes to."""
    match = _WRITES.fullmatch(path) if method == "POST" else None
    if match is None:
        return None
    return _key(match["plural"] or match["prefix"], match["id"] or match["pushed"])


def branch_heads(store: Store, key: RepoKey) -> dict[str, str]:
    """Return the commit of each branch of a repo; none of one that is not there."""
    try:
        with store.open(key) as repo:
            return {ref.name: ref.commit for ref in repo.refs("refs/heads/")}
    except HubError:
        return {}


def _key(plural: str | None, repo_id: str) -> RepoKey:
    return RepoKey(kind_of(plural or "models"), unquote(repo_id))
