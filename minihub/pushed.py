"""What a push brings, and the Hub's rules about it.

The words are those of the Hub's push hook, as people have met them (huggingface_hub#2666, #825).
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dulwich.object_store import DiskObjectStore, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID

from checks.hubspec.content import MAX_PLAIN_BYTES, is_binary, read_pointer
from checks.hubspec.names import Kind
from checks.hubspec.paths import is_path

from .cardrules import validate_card
from .errors import HubError, rejected
from .gitprogram import git
from .lfs import LfsStore

_README = b"README.md"


@dataclass(frozen=True)
class NewFile:
    """A path that some new commit sets. `size` in bytes, of what is in git."""

    path: str
    oid: str
    size: int


@dataclass(frozen=True)
class Push:
    """One ref's new commits, in a quarantine: `store` has their objects and the repo's."""

    kind: Kind
    ref: str
    old: str | None
    new: str
    store: DiskObjectStore
    environ: dict[str, str]

    def files(self) -> list[NewFile]:
        """Each file that its commits bring, in all of their history."""
        commits = git(["rev-list", "--stdin", "--not", "--all"], self.environ, _line(self.new))
        words = ["diff-tree", "--stdin", "-r", "-z", "-m", "--root", "--no-renames"]
        raw = git([*words, "--no-commit-id", "--raw"], self.environ, commits)
        found = dict.fromkeys(_changed(raw.split(b"\0")))
        sizes = self._sizes({oid for _, oid in found})
        return [NewFile(path, oid, sizes[oid]) for path, oid in found]

    def _sizes(self, oids: set[str]) -> dict[str, int]:
        asked = b"".join(_line(oid) for oid in sorted(oids))
        answer = git(["cat-file", "--batch-check=%(objectname) %(objectsize)"], self.environ, asked)
        rows = (line.split() for line in answer.decode().splitlines())
        return {oid: int(size) for oid, size in rows}

    def blob(self, oid: str) -> bytes:
        """A file's content in git."""
        found = self.store[ObjectID(oid.encode())]
        return found.as_raw_string() if isinstance(found, Blob) else b""

    def readme(self, revision: str | None) -> str | None:
        """The blob of the root README.md at a commit."""
        found = self.store[ObjectID(revision.encode())] if revision else None
        if not isinstance(found, Commit):
            return None
        try:
            mode, oid = tree_lookup_path(self.store.__getitem__, found.tree, _README)
        except KeyError:
            return None
        return oid.decode() if stat.S_ISREG(mode) else None


def _line(oid: str) -> bytes:
    return f"{oid}\n".encode()


def _changed(fields: list[bytes]) -> Iterator[tuple[str, str]]:
    """Path and blob of each line `:MODE MODE OID OID STATUS`, where a file or link is set."""
    for facts, path in zip(fields[0::2], fields[1::2], strict=False):
        _, mode, _, oid, _ = facts.decode().split()
        if int(mode, 8) and stat.S_IFMT(int(mode, 8)) != 0o160000:
            yield path.decode("utf-8", "surrogateescape"), oid


def check(push: Push, lfs: LfsStore) -> None:
    """Raises HubError where the push breaks a rule."""
    files = push.files()
    small = [file for file in files if file.size <= MAX_PLAIN_BYTES]
    large = [file for file in files if file.size > MAX_PLAIN_BYTES]
    contents = {file.oid: _judged(push.blob(file.oid), lfs) for file in small}
    rules: tuple[tuple[str, str, Callable[[NewFile], bool]], ...] = (
        ("it contains files whose paths cannot be served", "Please rename them.", _bad_path),
        (
            "it contains files larger than 10 MiB",
            "Please use https://git-lfs.github.com/ to store large files.",
            large.__contains__,
        ),
        (
            "it contains binary files",
            "Please use https://git-lfs.github.com/ to store binary files.",
            lambda file: contents.get(file.oid) == "binary",
        ),
        (
            "an LFS pointer pointed to a file that does not exist",
            "Please run `git lfs push --all` to upload it.",
            lambda file: contents.get(file.oid) == "missing",
        ),
    )
    for reason, advice, breaks in rules:
        if paths := [file.path for file in files if breaks(file)]:
            raise rejected(reason, advice, paths, push.ref)
    if push.ref.startswith("refs/heads/"):
        _check_card(push)


def _bad_path(file: NewFile) -> bool:
    return not is_path(file.path)


def _judged(data: bytes, lfs: LfsStore) -> str:
    """What is wrong with a file that is small enough: `binary`, or `missing` from the LFS store."""
    if pointer := read_pointer(data):
        return "" if lfs.has(pointer) else "missing"
    return "binary" if is_binary(data) else ""


def _check_card(push: Push) -> None:
    oid = push.readme(push.new)
    if oid is None or oid == push.readme(push.old):
        return
    verdict = validate_card(push.blob(oid).decode("utf-8", "replace"), push.kind)
    if verdict.errors:
        errors = "\n".join(f" - Error: {error}" for error in verdict.errors)
        raise HubError(
            400,
            f"Sorry, your push was rejected during YAML metadata verification:\n{errors}\n"
            "Please find the documentation at:\n"
            "https://huggingface.co/docs/hub/model-cards#model-card-metadata",
        )
