"""A repo's history: what a commit says of itself, and which one changed a path last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dulwich.objects import Commit

from .gitrepo import GitRepo


@dataclass(frozen=True)
class CommitFacts:
    """A commit. `time` in seconds since 1970, UTC; `co_authors` as its message names them."""

    id: str
    author: str
    time: int
    title: str
    message: str
    co_authors: tuple[str, ...] = ()


def history(repo: GitRepo, commit: str) -> list[CommitFacts]:
    """Return a commit and all before it, the newest first."""
    return [_facts(found) for found in repo.before(commit)]


def facts(repo: GitRepo, commit: str) -> CommitFacts:
    """Return the facts of one commit."""
    return _facts(repo.commit(commit))


def last_change(repo: GitRepo, commit: str, path: str) -> CommitFacts:
    """Return the commit that made a path what it is; a merge only where no parent has it so."""
    found, item = repo.commit(commit), repo.item(commit, path)
    while same := [one for one in found.parents if repo.item(one.decode(), path) == item]:
        found = repo.commit(same[0].decode())
    return _facts(found)


def _facts(found: Commit) -> CommitFacts:
    title, _, message = found.message.decode("utf-8", "replace").partition("\n")
    author = found.author.decode("utf-8", "replace").partition(" <")[0]
    message = message.strip("\n")
    others = tuple(re.findall(r"(?mi)^Co-authored-by: *(.+?) *<", message))
    return CommitFacts(found.id.decode(), author, found.commit_time, title, message, others)
