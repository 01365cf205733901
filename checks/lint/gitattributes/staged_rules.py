"""Rules about what is staged: the next commit, where it differs from what is in the folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from checks.guarded_git.process import GitError
from checks.hubspec.attributes import ATTRIBUTES_FILE
from checks.hubspec.content import MAX_PLAIN_BYTES, Pointer
from checks.hubspec.paths import is_path
from checks.lint.folder import shown
from checks.lint.gitattributes import staged
from checks.lint.gitattributes.check_attr import lfs_attributes
from checks.lint.gitattributes.context import Folder, quoted
from checks.lint.gitattributes.lfs_files import POINTER
from checks.lint.repository import Repository, repository
from checks.messages import Message, Place, Problem, Restage

# `command` has the path quoted for a shell.
_PLAIN_HINT = (
    "Run `git lfs install`, then `git add --renormalize -- {command}`. If a commit has it already, "
    "commit all else first, then `git lfs migrate import --include={command}`: it rewrites commits."
)
PLAIN = Message(
    "ATTR-PLAIN",
    "{path} is staged as it is, not as an LFS pointer, though a rule says LFS; a push of this "
    "repository to the Hub ({sign}) would be refused.",
    hint=_PLAIN_HINT,
)
LATE = Message(
    "ATTR-LATE",
    "{path} is staged as it is, not as an LFS pointer, though a rule says LFS: the rule came "
    "too late, or git-lfs is not set up.",
    hint=_PLAIN_HINT,
    severity="warning",
)
STAGED = Message(
    "ATTR-STAGED",
    "{path} as it is staged ({size} bytes, large or binary) is not the same as the file "
    "here, and not under LFS: the Hub would refuse it.",
    hint="`git checkout-index --temp -- {command}` keeps a copy of what is staged. Then "
    "`git add -- {command}` stages the file as it is now, or `git rm --cached -- {command}` takes "
    "it out of the commit.",
)
UNSTAGED = Message(
    "ATTR-UNSTAGED",
    "The rule that puts {path} under LFS is not staged ({count} file(s) in all): the commit "
    "would go without it.",
    hint="Run `git add .gitattributes`, then commit both together.",
    severity="warning",
)
# `--cached`: it changes the index alone. `-f`, since git refuses what is staged for the first time.
NESTED = Message(
    "ATTR-NESTED",
    "{path} is a git repository of its own: it has {path}/.git. So its files are in no commit of "
    "yours.",
    hint="Nothing is lost. On the computer where you made the files, move the folder {path}/.git "
    "to a place outside of this repository and keep it: it holds their history. Then run "
    "`git rm --cached -f --ignore-unmatch -- {command}` and `git add -- {command}`.",
)


class Staged:
    """The index beside the folder, and what git is asked about it once, by the first rule.

    `oids` has git's names for the contents in the folder, `nested` the folders that are
    repositories of their own.
    """

    def __init__(
        self,
        folder: Folder,
        index: staged.Index,
        oids: Mapping[str, str],
        nested: tuple[str, ...],
    ) -> None:
        self.folder = folder
        self.index = index
        self.oids = oids
        self.nested = nested
        self.files = {file.path: file for file in folder.files}
        self.lfs = folder.attributes.lfs

    @cached_property
    def blobs(self) -> dict[str, staged.Blob]:
        """Return the staged contents that are not those in the folder, by path."""
        differing = {
            path: entry.oid
            for path, entry in self.index.entries.items()
            if path in self.lfs or self.oids.get(path) != entry.oid
        }
        blobs = staged.blobs(self.folder.path, differing.values())
        return {path: blobs[oid] for path, oid in differing.items() if oid in blobs}

    @cached_property
    def repository(self) -> Repository:
        """Return the repository around the folder."""
        return repository(self.folder.path)

    def place(self, path: str) -> Place:
        """Return the place of a file."""
        return self.folder.place(path)


def staged_without_pointer(staging: Staged) -> Iterator[Problem]:
    """Yield each file that is under an LFS rule and not staged as a pointer.

    An empty file is passed over: git-lfs leaves it as it is.
    """
    for path, blob in staging.blobs.items():
        if path not in staging.lfs or blob.kind == "pointer" or not blob.size:
            continue
        fields = {"path": path, "command": quoted(path)}
        sign = staging.repository.pushed_to_hub() if blob.kind != "text" else None
        message = PLAIN if sign else LATE
        problem = message.about(staging.place(path), **fields, sign=sign)
        yield problem.with_fix(_restaged(staging, path, blob))


def _restaged(staging: Staged, path: str, blob: staged.Blob) -> Restage | None:
    """Return that the file is to be staged again, unless that would stage other changes."""
    file = staging.files.get(path)
    same = file is not None and file.size == blob.size
    return Restage(staging.place(path)) if same and staging.repository.has_lfs else None


def refused_as_staged(staging: Staged) -> Iterator[Problem]:
    """Yield each staged content that the Hub would refuse, where the folder has another one."""
    for path, blob in staging.blobs.items():
        if path not in staging.lfs and blob.kind in ("binary", "large"):
            file = staging.files.get(path)
            if file is None or not (file.binary or file.size > MAX_PLAIN_BYTES):
                fields = {"path": path, "size": blob.size, "command": quoted(path)}
                yield STAGED.about(staging.place(path), **fields)


def missing_objects(staging: Staged) -> Iterator[Problem]:
    """Yield each pointer whose content is neither in the folder nor among git-lfs's objects."""
    for path, pointer in _pointers(staging):
        if not staging.repository.has_object(pointer.oid):
            fields = {"path": path, "size": pointer.size, "command": quoted(path)}
            yield POINTER.about(staging.place(path), **fields)


def _pointers(staging: Staged) -> Iterator[tuple[str, Pointer]]:
    """Yield the pointers whose content is not in the folder in their place."""
    for path, file in staging.files.items():
        if file.pointer:
            yield path, file.pointer
    for path, blob in staging.blobs.items():
        if blob.pointer and not staging.index.entries[path].sparse:
            present = staging.files.get(path)
            if present is None or not (present.pointer or present.size == blob.pointer.size):
                yield path, blob.pointer


def unstaged_rules(staging: Staged) -> Iterator[Problem]:
    """Yield that LFS rules which count in the folder are not staged, with how many need them."""
    staged_rules = {p: e.oid for p, e in staging.index.entries.items() if _is_rules(p)}
    in_folder = {p: staging.oids.get(p, "") for p in staging.files if _is_rules(p)}
    covered = [path for path in staging.index.entries if path in staging.lfs]
    if staged_rules == in_folder or not covered:
        return
    uncovered = sorted(set(covered) - _lfs_by(staging.folder.path, staged_rules, covered))
    if uncovered:
        place = staging.place(ATTRIBUTES_FILE)
        yield UNSTAGED.about(place, path=uncovered[0], count=len(uncovered))


def _is_rules(path: str) -> bool:
    return path.rpartition("/")[2] == ATTRIBUTES_FILE


def _lfs_by(folder: Path, rules: dict[str, str], paths: list[str]) -> frozenset[str]:
    """Return the paths that these staged rules put under LFS."""
    texts = dict(staged.contents(folder, list(dict.fromkeys(rules.values()))))
    with tempfile.TemporaryDirectory(prefix="tour-") as scratch:
        for path, oid in rules.items():
            if oid in texts and is_path(path):
                target = Path(scratch) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(texts[oid])
        return lfs_attributes(Path(scratch), paths).lfs


def nested_repositories(staging: Staged) -> Iterator[Problem]:
    """Yield each repository inside the folder: git would record its name and none of its files."""
    # Where git has one file of a folder, it takes the others, too, whatever is in its `.git`.
    entries = staging.index.entries
    found = {*staging.index.modules, *staging.nested}
    for path in sorted(one for one in found if not any(e.startswith(f"{one}/") for e in entries)):
        yield nested_problem(shown(staging.folder.display_path, path))


def nested_problem(path: str) -> Problem:
    """Return the problem that a folder is a repository of its own; `path` is shown."""
    return NESTED.about(Place(path), path=path, command=quoted(path))


RULES: tuple[Callable[[Staged], Iterator[Problem]], ...] = (
    staged_without_pointer,
    refused_as_staged,
    missing_objects,
    unstaged_rules,
    nested_repositories,
)


def staged_problems(staging: Staged) -> Iterator[Problem]:
    """Yield what is wrong with what is staged, or that git does not tell."""
    try:
        for rule in RULES:
            yield from rule(staging)
    except (OSError, GitError) as error:
        place = Place(staging.folder.display_path)
        yield staged.NO_INDEX.about(place, path=staging.folder.display_path, reason=error)
