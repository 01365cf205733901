"""A repo's history: what a commit says of itself, and which one changed a path last."""

from __future__ import annotations

from dataclasses import dataclass

from dulwich.objects import Commit

from .gitrepo import GitRepo


@dataclass(frozen=True)
class CommitFacts:
    """A commit. `time` in seconds since 1970, UTC."""

    id: str
    author: str
    time: int
    title: str
    message: str


def history(repo: GitRepo, commit: str) -> list[CommitFacts]:
    """Return a commit and all before it, the newest first."""
    return [_facts(found) for found in repo.before(commit)]


def facts(repo: GitRepo, commit: str) -> CommitFacts:
    """Return the facts of one commit."""
    return _facts(repo.commit(commit))


def last_change(repo: GitRepo, commit: str, path: str) -> CommitFacts:
    """Return the commit that made a path what it is, following first parents."""
    found, item = repo.commit(commit), repo.item(commit, path)
    while found.parents and repo.item(parent := found.parents[0].decode(), path) == item:
        found = repo.commit(parent)
    return _facts(found)


def _facts(found: Commit) -> CommitFacts:
    title, _, message = found.message.decode("utf-8", "replace").partition("\n")
    author = found.author.decode("utf-8", "replace").partition(" <")[0]
    return CommitFacts(found.id.decode(), author, found.commit_time, title, message.strip("\n"))
