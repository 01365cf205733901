"""The model folder as git would commit it: which files, and with which contents.

What a checkout happens to have on some system makes no difference: line ends that git converts,
ignored files, and other repositories inside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from checks.files import open_regular
from checks.guarded_git.additions import Additions, additions, converted
from checks.guarded_git.checkout import Checkout, find_checkout, own_checkout
from checks.guarded_git.commits import tree
from checks.guarded_git.process import GitError
from checks.hubspec.content import MAX_PLAIN_BYTES, Pointer, read_content
from checks.lint.folder import FolderFile, look, walk
from checks.lint.gitattributes.check_attr import git_problem
from checks.messages import Problem

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of the model folder. `sha256` is its content's, `blob_id` what git would call it.

    For a git-lfs pointer both are the pointed-to content's, as far as the pointer tells:
    `blob_id` is None. `other_line_ends` has both names of the same text with LF, and with CRLF.
    `data` is its content as git commits it, where that is not the file's.
    """

    path: str
    size: int
    sha256: str
    blob_id: str | None
    other_line_ends: frozenset[str] = frozenset()
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ModelFolder:
    """What is in the model folder, not hashed yet. `name` is its path in the submission.

    `listed` would be committed and belongs on the Hub; `hidden` does not belong there, `ignored`
    would not be committed. `nested` are repositories of their own, by their paths in the
    submission. `problems` says what could not be looked at.
    """

    path: Path
    name: str
    git: GitView
    listed: tuple[FolderFile, ...] = ()
    hidden: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def sparse(self) -> frozenset[str]:
        """Return the files that are not here on purpose: a checkout of some folders only."""
        names, start = self.git.additions.sparse, len(self.git.prefix)
        return frozenset(name[start:] for name in names if name.startswith(self.git.prefix))

    @cached_property
    def files(self) -> tuple[LocalFile, ...]:
        """Return the ordinary files, with their hashes. A large one is read piece by piece."""
        regular = [file for file in self.listed if file.kind == "regular"]
        contents = _converted(self.path, self.git, regular)
        return tuple(_local_file(self.path, file, contents.get(file.path)) for file in regular)


class GitView(NamedTuple):
    """What git makes of the model folder when it runs in `folder`, where paths have `prefix`."""

    folder: Path
    prefix: str
    checkout: Checkout | None
    additions: Additions


def look_at(folder: Path, name: str, answers: str) -> ModelFolder:
    """Look at the model folder of a submission; nothing is raised for what is there.

    A repository around it counts unless it ignores the file `answers`: then it is not the
    submission's.
    """
    path = folder / name
    found, problems = walk(path, name)
    try:
        git = _git_view(folder, name, answers)
    except (OSError, GitError) as error:
        problems.append(git_problem(name, error))
        known = Additions({f"{name}/{file.path}": "" for file in found})
        git = GitView(folder, f"{name}/", None, known)
    nested = tuple(one if git.prefix else f"{name}/{one}" for one in git.additions.modules)
    inside = tuple(f"{one}/" for one in nested)
    found = [_as_committed(path, file, git) for file in found]
    added = {
        file.path
        for file in found
        # git never sees a pipe, so that nobody would be told of it.
        if (file.kind == "other" or git.prefix + file.path in git.additions.files)
        and not f"{name}/{file.path}".startswith(inside)
    }
    published = [file for file in found if is_published(file.path)]
    return ModelFolder(
        path,
        name,
        git,
        listed=tuple(file for file in published if file.path in added),
        hidden=tuple(file.path for file in found if not is_published(file.path)),
        ignored=tuple(
            file.path
            for file in published
            if file.path not in added and not f"{name}/{file.path}".startswith(inside)
        ),
        nested=nested,
        problems=tuple(problems),
    )


def is_published(path: str) -> bool:
    """Return whether a path belongs on the Hub: nothing hidden does but the LFS rules."""
    return path == ".gitattributes" or not any(part.startswith(".") for part in path.split("/"))


def not_in_commit(folder: Path, model: ModelFolder, *others: str) -> tuple[str, ...]:
    """Return the files that the commit which is checked out has otherwise, or not at all.

    Also those that only the commit has. `others` are files beside the model folder. Nothing where
    the folder is not the top of a checkout, or git cannot tell.
    """
    checkout = model.git.checkout
    if checkout is None or checkout.top != folder.resolve() or checkout.is_sha256():
        return ()
    try:
        committed = tree(folder, checkout, *others, model.name) if checkout.head() else {}
    except (OSError, GitError):
        return ()
    here = {f"{model.name}/{file.path}": file for file in model.files}
    here |= {name: hashed(folder, name) for name in others if (folder / name).is_file()}
    changed = {path for path, file in here.items() if not _is_blob(file, committed.get(path))}
    start = len(model.name) + 1
    gone = {path for path in committed.keys() - here.keys() if is_published(path[start:])}
    return tuple(sorted(changed | gone - model.git.additions.sparse))


def hashed(folder: Path, path: str) -> LocalFile:
    """Return a file with its hashes. Raises OSError."""
    size = (folder / path).stat().st_size
    return _local_file(folder, look(folder, FolderFile(path, size)))


def _git_view(folder: Path, name: str, answers: str) -> GitView:
    outer = find_checkout(folder)
    if outer:
        added = additions(folder, outer, answers, name)
        if answers in added.files or not (folder / answers).is_file():
            return GitView(folder, f"{name}/", outer, added)
    if own := own_checkout(folder / name):
        return GitView(folder / name, "", own, additions(folder / name, own, "."))
    return GitView(folder, f"{name}/", None, additions(folder, None, name))


def _as_committed(path: Path, file: FolderFile, git: GitView) -> FolderFile:
    """Return a file as what it is to git: on Windows a link is checked out as a text."""
    name = git.prefix + file.path
    if name not in git.additions.links or file.kind != "regular" or file.size > MAX_PLAIN_BYTES:
        return file
    data = read_content(f"{path}/{file.path}")
    is_link = _names([data], len(data))[1] == git.additions.files[name]
    return FolderFile(file.path, 0, "link") if is_link else file


def _converted(path: Path, git: GitView, files: Sequence[FolderFile]) -> dict[str, bytes]:
    """Return the contents that git would commit with other line ends, as it would commit them."""
    if git.checkout is None:
        return {}
    texts = {}
    for file in files:
        if file.size <= MAX_PLAIN_BYTES and not (file.pointer or file.binary):
            data = read_content(f"{path}/{file.path}")
            if b"\r\n" in data:
                texts[git.prefix + file.path] = data
    try:
        changed = converted(git.folder, git.checkout, texts, git.additions.files) if texts else {}
    except (OSError, GitError):
        changed = {}
    return {name[len(git.prefix) :]: data for name, data in changed.items()}


def _local_file(folder: Path, file: FolderFile, data: bytes | None = None) -> LocalFile:
    if file.pointer:
        return LocalFile(file.path, file.pointer.size, file.pointer.oid, None)
    if data is not None:
        return LocalFile(file.path, len(data), *_names([data], len(data)), _rewritten(data), data)
    with open_regular(folder / file.path) as stream:
        sha256, blob_id = _names(iter(lambda: stream.read(_PIECE), b""), file.size)
    is_text = file.size <= MAX_PLAIN_BYTES and not file.binary
    others = _rewritten(read_content(f"{folder}/{file.path}")) if is_text else frozenset[str]()
    return LocalFile(file.path, file.size, sha256, blob_id, others)


def _names(pieces: Iterable[bytes], size: int) -> tuple[str, str]:
    """Return the SHA-256 of a content, and git's name for it."""
    # SHA-1 is git's name for a blob, not a protection of anything.
    blob = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    sha256 = hashlib.sha256()
    for piece in pieces:
        blob.update(piece)
        sha256.update(piece)
    return sha256.hexdigest(), blob.hexdigest()


def _rewritten(text: bytes) -> frozenset[str]:
    """Return all names of a text with LF, and with CRLF."""
    lf = text.replace(b"\r\n", b"\n")
    versions = (lf, lf.replace(b"\n", b"\r\n")) if b"\n" in lf else ()
    return frozenset(name for data in versions for name in _names([data], len(data)))


def _is_blob(file: LocalFile, name: str | None) -> bool:
    pointer = Pointer(file.sha256, file.size).encode()
    return name in (file.blob_id, _names([pointer], len(pointer))[1], *file.other_line_ends)
