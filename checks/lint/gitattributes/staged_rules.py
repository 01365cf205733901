"""Rules about what is staged: the next commit, where it differs from what lies in the folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from checks.guarded_git.process import GitError
from checks.hubspec.attributes import ATTRIBUTES_FILE
from checks.hubspec.content import MAX_PLAIN_BYTES, Pointer
from checks.hubspec.paths import is_path
from checks.lint import git
from checks.lint.folder import FolderFile
from checks.lint.gitattributes import messages as msg
from checks.lint.gitattributes import staged
from checks.lint.gitattributes.folder_rules import quoted
from checks.lint.repository import Repository, repository
from checks.messages import Place, Problem, Restage


class IndexAndFolder(NamedTuple):
    """The index beside the folder. `lfs`: the paths under an LFS rule, staged ones among them;
    `oids`: git's names for the contents that lie in the folder.
    """

    folder: Path
    shown: str
    git_index: staged.Index
    files: dict[str, FolderFile]
    lfs: frozenset[str]
    oids: dict[str, str]
    nested: tuple[str, ...]


class Staged(IndexAndFolder):
    """The same, with what git is asked about it once, by the first rule that needs it."""

    @cached_property
    def blobs(self) -> dict[str, staged.Blob]:
        """What is staged and not seen in the folder: by path."""
        wanted = {
            path: entry.oid
            for path, entry in self.git_index.entries.items()
            if path in self.lfs or self.oids.get(path) != entry.oid
        }
        found = staged.blobs(self.folder, wanted.values())
        return {path: found[oid] for path, oid in wanted.items() if oid in found}

    @cached_property
    def repository(self) -> Repository:
        """The repository around the folder."""
        return repository(self.folder)

    def place(self, path: str) -> Place:
        return Place(f"{self.shown}/{path}")


def staged_as_pointer(given: Staged) -> Iterator[Problem]:
    """What a rule says is LFS is staged as a pointer. git-lfs leaves an empty file as it is."""
    for path, blob in given.blobs.items():
        if path not in given.lfs or blob.kind == "pointer" or not blob.size:
            continue
        fields = {"path": path, "command": quoted(path)}
        sign = given.repository.pushed_to_hub() if blob.kind != "text" else None
        message = msg.PLAIN if sign else msg.LATE
        problem = message.about(given.place(path), **fields, sign=sign)
        yield problem.with_fix(_restaged(given, path, blob))


def _restaged(given: Staged, path: str, blob: staged.Blob) -> Restage | None:
    """To stage the file anew, unless that would stage changes that were left out so far."""
    file = given.files.get(path)
    same = file is not None and file.size == blob.size
    return Restage(given.place(path)) if same and given.repository.has_lfs else None


def as_staged(given: Staged) -> Iterator[Problem]:
    """What is staged and lies otherwise in the folder, or not at all, is taken by the Hub."""
    for path, blob in given.blobs.items():
        if path not in given.lfs and blob.kind in ("binary", "large"):
            file = given.files.get(path)
            if file is None or not (file.binary or file.size > MAX_PLAIN_BYTES):
                fields = {"path": path, "size": blob.size, "command": quoted(path)}
                yield msg.STAGED.about(given.place(path), **fields)


def objects_here(given: Staged) -> Iterator[Problem]:
    """The content of each pointer is here: in the folder, or among git-lfs's objects."""
    for path, pointer in _pointers(given):
        if not given.repository.has_object(pointer.oid):
            fields = {"path": path, "size": pointer.size, "command": quoted(path)}
            yield msg.POINTER.about(given.place(path), **fields)


def _pointers(given: Staged) -> Iterator[tuple[str, Pointer]]:
    """The pointers whose content does not lie in the folder in their place."""
    for path, file in given.files.items():
        if file.pointer:
            yield path, file.pointer
    for path, blob in given.blobs.items():
        if blob.pointer and not given.git_index.entries[path].sparse:
            lies = given.files.get(path)
            if lies is None or not (lies.pointer or lies.size == blob.pointer.size):
                yield path, blob.pointer


def rules_staged(given: Staged) -> Iterator[Problem]:
    """The rules that count here are in the commit, too."""
    staged_rules = {p: e.oid for p, e in given.git_index.entries.items() if _is_rules(p)}
    here = {p: given.oids.get(p, "") for p in given.files if _is_rules(p)}
    wanted = [path for path in given.git_index.entries if path in given.lfs]
    if staged_rules == here or not wanted:
        return
    lost = sorted(set(wanted) - _lfs_by(given.folder, staged_rules, wanted))
    if lost:
        place = given.place(ATTRIBUTES_FILE)
        yield msg.UNSTAGED.about(place, path=lost[0], count=len(lost))


def _is_rules(path: str) -> bool:
    return path.rpartition("/")[2] == ATTRIBUTES_FILE


def _lfs_by(folder: Path, rules: dict[str, str], paths: list[str]) -> frozenset[str]:
    """The paths that these staged rules put under LFS."""
    texts = dict(staged.contents(folder, list(dict.fromkeys(rules.values()))))
    with tempfile.TemporaryDirectory(prefix="tour-") as scratch:
        for path, oid in rules.items():
            if oid in texts and is_path(path):
                target = Path(scratch) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(texts[oid])
        return git.answer(paths, git.asking(Path(scratch), paths)).lfs


def no_nested(given: Staged) -> Iterator[Problem]:
    """No other repository lies in the folder: git would record its name and none of its files."""
    for path in sorted({*given.git_index.modules, *given.nested}):
        # git names the folder itself `./`.
        name = str(PurePosixPath(given.shown, path))
        yield msg.NESTED.about(Place(name), path=name, command=quoted(name))


RULES: tuple[Callable[[Staged], Iterator[Problem]], ...] = (
    staged_as_pointer,
    as_staged,
    objects_here,
    rules_staged,
    no_nested,
)


def staged_problems(given: Staged) -> Iterator[Problem]:
    """What is wrong with what is staged; that it cannot be told, where git does not answer."""
    try:
        for rule in RULES:
            yield from rule(given)
    except (OSError, GitError) as error:
        place = Place(given.shown)
        yield msg.NO_INDEX.about(place, path=given.shown, reason=error)
