"""The Hub's rules about a push.

The words are those of the Hub's push hook, as people have met them (huggingface_hub#2666, #825).
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.hubspec.content import MAX_PLAIN_BYTES, is_binary, read_pointer
from checks.hubspec.names import Kind
from checks.hubspec.paths import is_path

from .card_rules import validate_card
from .errors import HubError, rejected
from .git_cli import run_git
from .gitrepo import GitRepo
from .lfs import LfsStore

_SUBMODULE = 0o160000


@dataclass(frozen=True)
class NewFile:
    """A path that some new commit sets. `size` in bytes, of what is in git."""

    path: str
    oid: str
    size: int


@dataclass(frozen=True)
class Push:
    """One ref's new commits. `repo` and `environ` see them, and the repository's own objects."""

    kind: Kind
    ref: str
    old: str | None
    new: str
    repo: GitRepo
    environ: dict[str, str]

    def files(self) -> list[NewFile]:
        """Return each file that the commits bring, in all of their history."""
        commits = run_git(["rev-list", "--stdin", "--not", "--all"], self.environ, _lines(self.new))
        args = ["diff-tree", "--stdin", "-r", "-z", "-m", "--root", "--no-renames"]
        raw = run_git([*args, "--no-commit-id", "--raw"], self.environ, commits)
        set_paths = dict.fromkeys(_set_paths(raw.split(b"\0")))
        sizes = self._sizes(sorted({oid for _, oid in set_paths}))
        return [NewFile(path, oid, sizes[oid]) for path, oid in set_paths]

    def _sizes(self, oids: list[str]) -> dict[str, int]:
        args = ["cat-file", "--batch-check=%(objectname) %(objectsize)"]
        rows = run_git(args, self.environ, _lines(*oids)).decode().splitlines()
        return {oid: int(size) for oid, size in map(str.split, rows)}

    def readme(self, revision: str | None) -> str | None:
        """Return the blob of the root README.md at a revision."""
        commit = self.repo.commit_id(revision) if revision else None
        item = self.repo.item(commit, "README.md") if commit else None
        return item.oid if item and stat.S_ISREG(item.mode) else None


def _lines(*oids: str) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode()


def _set_paths(fields: list[bytes]) -> Iterator[tuple[str, str]]:
    """Yield path and blob of each line `:MODE MODE OID OID STATUS` that sets a file or link."""
    for facts, path in zip(fields[0::2], fields[1::2], strict=False):
        _, mode, _, oid, _ = facts.decode().split()
        if int(mode, 8) and stat.S_IFMT(int(mode, 8)) != _SUBMODULE:
            yield path.decode("utf-8", "surrogateescape"), oid


def validate_push(push: Push, lfs: LfsStore) -> None:
    """Raise HubError where the push breaks a rule."""
    files = push.files()
    large = {file.oid for file in files if file.size > MAX_PLAIN_BYTES}
    small = {file.oid for file in files} - large
    faults = {oid: _fault(push.repo.blob(oid), lfs) for oid in small}
    rules: tuple[tuple[str, str, Callable[[NewFile], bool]], ...] = (
        (
            "it contains files whose paths cannot be served",
            "Please rename them.",
            lambda file: not is_path(file.path),
        ),
        (
            "it contains files larger than 10 MiB",
            "Please use https://git-lfs.github.com/ to store large files.",
            lambda file: file.oid in large,
        ),
        (
            "it contains binary files",
            "Please use https://git-lfs.github.com/ to store binary files.",
            lambda file: faults.get(file.oid) == "binary",
        ),
        (
            "an LFS pointer pointed to a file that does not exist",
            "Please run `git lfs push --all` to upload it.",
            lambda file: faults.get(file.oid) == "missing",
        ),
    )
    for reason, advice, breaks in rules:
        if paths := [file.path for file in files if breaks(file)]:
            raise rejected(reason, advice, paths, push.ref)
    if push.ref.startswith("refs/heads/"):
        _validate_card(push)


def _fault(data: bytes, lfs: LfsStore) -> str:
    """Return what is wrong with a plain file: `binary`, or a pointer to a `missing` object."""
    if pointer := read_pointer(data):
        return "" if lfs.has(pointer) else "missing"
    return "binary" if is_binary(data) else ""


def _validate_card(push: Push) -> None:
    oid = push.readme(push.new)
    if oid is None or oid == push.readme(push.old):
        return
    verdict = validate_card(push.repo.blob(oid).decode("utf-8", "replace"), push.kind)
    if verdict.errors:
        errors = "\n".join(f" - Error: {error}" for error in verdict.errors)
        raise HubError(
            400,
            f"Sorry, your push was rejected during YAML metadata verification:\n{errors}\n"
            "Please find the documentation at:\n"
            "https://huggingface.co/docs/hub/model-cards#model-card-metadata",
        )
