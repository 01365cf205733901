"""Commits: operations become one new commit, or nothing happens."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

from dulwich.index import commit_tree
from dulwich.object_store import MemoryObjectStore
from dulwich.objects import Commit, ObjectID, Tag

from checks.hubspec.names import Kind

from .attributes import lfs_paths, with_rules
from .card_rules import validate_card
from .errors import (
    HubError,
    bad_request,
    outdated_parent,
    repo_not_found,
    revision_not_found,
)
from .gitrepo import GitRepo
from .newrepo import Writer
from .staging import AddFile, DeletePath, PendingCommit

_FILE = 0o100644
_NOREPLY = "users.noreply.minihub.invalid"
_ATTEMPTS = 5


@dataclass(frozen=True)
class Author:
    """Who commits, and when: seconds since 1970, UTC; None for now."""

    name: str
    time: int | None = None


Files: TypeAlias = dict[str, tuple[str, int]]


def commit(repo: GitRepo, kind: Kind, change: PendingCommit, author: Author) -> str:
    """Make the commit, also where it changes nothing (huggingface_hub#1411); return its sha.

    Objects are written first and the branch moves last, if it is still where it was.
    Raises HubError where the commit breaks a rule, or its parent is not the head.
    """
    puts = [operation for operation in change.operations if isinstance(operation, AddFile)]
    if not all(repo.has(put.oid) for put in puts):  # deleted and created again since
        raise repo_not_found()
    for _ in range(_ATTEMPTS):
        head = repo.head(change.branch)
        if head is None:
            raise revision_not_found(change.branch)
        if change.parent is not None and change.parent != head:
            raise outdated_parent()
        before = {item.path: (item.oid, item.mode) for item in repo.raw_files(head)}
        after = _with_lfs_rules(repo, _apply(before, change.operations), change.operations)
        _check_card(repo, kind, before, after)
        new = write_commit(repo, after, [head], change, author)
        if repo.update(f"refs/heads/{change.branch}", head, new):
            return new
    raise outdated_parent()


def _apply(before: Files, operations: list[AddFile | DeletePath]) -> Files:
    files = dict(before)
    for operation in operations:
        match operation:
            case AddFile(path, oid):
                files[path] = (oid, _FILE)
            case DeletePath(path, is_folder):
                prefix = f"{path}/" if is_folder else path
                gone = [p for p in files if (p.startswith(prefix) if is_folder else p == path)]
                if not gone:
                    raise HubError(404, "A file with this name doesn't exist", code="EntryNotFound")
                for name in gone:
                    del files[name]
    _check_folders(files)
    return files


def _check_folders(files: Files) -> None:
    """Refuse a file whose path is another file's folder."""
    for path in files:
        folder = path
        while folder := folder.rpartition("/")[0]:
            if folder in files:
                raise bad_request(f"{path[:100]!r}: {folder[:100]!r} is a file")


def _with_lfs_rules(repo: GitRepo, files: Files, operations: list[AddFile | DeletePath]) -> Files:
    """Add a rule to `.gitattributes` for each LFS file that no rule covers."""
    large = [
        op.path for op in operations if isinstance(op, AddFile) and op.lfs and op.path in files
    ]
    if not large:
        return files
    attributes = {
        path: repo.blob(oid)
        for path, (oid, _) in files.items()
        if path.rpartition("/")[2] == ".gitattributes"
    }
    covered = lfs_paths(attributes, large)
    missing = [path for path in dict.fromkeys(large) if path not in covered]
    if missing:
        content = with_rules(attributes.get(".gitattributes", b""), missing)
        files[".gitattributes"] = (repo.write_blob(content), _FILE)
    return files


def _check_card(repo: GitRepo, kind: Kind, before: Files, after: Files) -> None:
    readme = after.get("README.md")
    if readme is None or readme == before.get("README.md"):
        return
    verdict = validate_card(repo.blob(readme[0]).decode("utf-8", "replace"), kind)
    if verdict.errors:
        raise bad_request("\n".join(verdict.errors))


def write_commit(
    repo: Writer, files: Files, parents: list[str], change: PendingCommit, author: Author
) -> str:
    """Write trees and a commit; return its sha. No branch moves."""
    trees, found = MemoryObjectStore(), Commit()
    blobs = [
        (path.encode("utf-8", "surrogateescape"), ObjectID(oid.encode()), mode)
        for path, (oid, mode) in files.items()
    ]
    found.tree = commit_tree(trees, blobs)
    found.parents = [ObjectID(parent.encode()) for parent in parents]
    found.author = found.committer = _signature(author)
    found.author_time = found.commit_time = int(time.time()) if author.time is None else author.time
    found.author_timezone = found.commit_timezone = 0
    found.message = _message(change)
    for sha in trees:
        repo.write(trees[sha])
    return repo.write(found)


def write_tag(repo: GitRepo, name: str, commit: str, message: str, author: Author) -> str:
    """Write a tag with a message; return its sha. No ref moves."""
    tag = Tag()
    tag.name = name.encode()
    tag.object = (Commit, ObjectID(commit.encode()))
    tag.tagger = _signature(author)
    tag.tag_time = int(time.time()) if author.time is None else author.time
    tag.tag_timezone = 0
    tag.message = f"{message.strip()}\n".replace("\0", "").encode("utf-8", "replace")
    return repo.write(tag)


def _signature(author: Author) -> bytes:
    return f"{author.name} <{author.name}@{_NOREPLY}>".encode()


def _message(change: PendingCommit) -> bytes:
    title = " ".join(change.summary.split())
    text = f"{title}\n\n{change.description}".strip() if change.description else title
    return text.replace("\0", "").encode("utf-8", "replace") + b"\n"
