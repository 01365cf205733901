"""The lines of a commit's body, taken in one at a time.

As the client sends them: `_prepare_commit_payload` in huggingface_hub/_commit_api.py.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from checks.hubspec.content import MAX_PLAIN_BYTES, Pointer, is_binary

from .errors import HubError, bad_request, rejected
from .gitrepo import MAIN, GitRepo
from .lfs import LfsStore
from .names import check_path


@dataclass(frozen=True)
class AddFile:
    """A file and its blob, already written; `lfs` where the blob is a pointer."""

    path: str
    oid: str
    lfs: bool = False


@dataclass(frozen=True)
class DeletePath:
    """A file, or a folder with all that is in it."""

    path: str
    is_folder: bool


@dataclass
class PendingCommit:
    """A commit in the making."""

    summary: str = ""
    description: str = ""
    parent: str | None = None
    branch: str = MAIN
    operations: list[AddFile | DeletePath] = field(default_factory=list)


def add_line(repo: GitRepo, lfs: LfsStore, change: PendingCommit, line: object) -> None:
    """Take one line of a commit's body into `change`, and write its blob."""
    match line:
        case {"key": "header", "value": {"summary": str(summary), **more}}:
            _header(change, summary, more)
        case {"key": "file", "value": {"path": path, "content": str(content), **more}}:
            data = _decode(content, more.get("encoding", "utf-8"))
            change.operations.append(
                _plain(repo, check_path(path), data, f"refs/heads/{change.branch}")
            )
        case {"key": "lfsFile", "value": {"path": path, "oid": oid, **more}}:
            pointer = _stored(lfs, check_path(path), oid, more.get("size"))
            change.operations.append(
                AddFile(check_path(path), repo.write_blob(pointer.encode()), True)
            )
        case {"key": "deletedFile", "value": {"path": path}}:
            change.operations.append(DeletePath(check_path(path), is_folder=False))
        case {"key": "deletedFolder", "value": {"path": str(path)}}:
            change.operations.append(DeletePath(check_path(path.rstrip("/")), is_folder=True))
        case _:
            raise bad_request("a line of the commit is not an operation this Hub knows")


def _header(change: PendingCommit, summary: str, more: dict[object, object]) -> None:
    description, parent = more.get("description", ""), more.get("parentCommit")
    if not summary.strip() or not isinstance(description, str):
        raise bad_request('"header" needs a "summary", and its "description" must be a string')
    if parent is not None and not isinstance(parent, str):
        raise bad_request('"parentCommit" must be a string')
    change.summary, change.description, change.parent = summary, description, parent


def _decode(content: str, encoding: object) -> bytes:
    if encoding == "utf-8":
        return content.encode("utf-8", "replace")
    if encoding != "base64":
        raise bad_request('"encoding" must be "base64" or "utf-8"')
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise bad_request('"content" is not valid base64') from None


def _plain(repo: GitRepo, path: str, data: bytes, ref: str) -> AddFile:
    """Return a plain file, by the Hub's rules (hub-docs, repositories-getting-started.md)."""
    if len(data) > MAX_PLAIN_BYTES:
        advice = "Please use https://git-lfs.github.com/ to store large files."
        raise rejected("it contains files larger than 10 MiB", advice, [path], ref)
    if is_binary(data):
        advice = "Please use https://git-lfs.github.com/ to store binary files."
        raise rejected("it contains binary files", advice, [path], ref)
    return AddFile(path, repo.write_blob(data))


def _stored(lfs: LfsStore, path: str, oid: object, size: object) -> Pointer:
    """Return the pointer to an uploaded object. A copy comes without a size."""
    stored = lfs.size(oid) if isinstance(oid, str) else None
    if stored is None:
        raise HubError(
            400,
            "Your push was rejected because an LFS pointer pointed to a file that does not exist."
            f"\n\nOffending file:\n  - {path}",
        )
    if size is not None and size != stored:
        raise HubError(422, f"{path}: its LFS object has {stored} bytes, not {size}")
    return Pointer(str(oid), stored)
