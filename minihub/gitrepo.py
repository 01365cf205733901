"""Reading a bare git repository: revisions, trees, history."""

from __future__ import annotations

import itertools
import re
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from dulwich.errors import NotTreeError
from dulwich.file import FileLocked
from dulwich.object_store import DiskObjectStore, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, SubmoduleEncountered, Tag, Tree
from dulwich.refs import Ref, check_ref_format
from dulwich.repo import Repo

from checks.hubspec.content import Pointer, read_pointer

from .errors import entry_not_found, path_not_found, revision_not_found

MAIN = "main"
_SHA = re.compile(r"[0-9a-f]{40}")
_SHORT = re.compile(r"[0-9a-f]{7,39}")


class Item(NamedTuple):
    """A line of a tree, under its full path."""

    path: str
    mode: int
    oid: str


@dataclass(frozen=True)
class Entry:
    """A file or folder of a tree. `size` in bytes: an LFS file's own, a folder's 0."""

    path: str
    oid: str
    size: int = 0
    pointer: Pointer | None = None
    pointer_size: int = 0
    is_folder: bool = False


@dataclass(frozen=True)
class RefFacts:
    """A branch or tag and the commit it leads to."""

    name: str
    ref: str
    commit: str


class GitRepo:
    """An open bare repository, for use in a `with` block. Commits are named by their full sha.

    With `objects` its objects are read from there: a folder that leads on to its own.
    """

    def __init__(self, path: Path, objects: Path | None = None) -> None:
        self.path = path
        self._repo = Repo(path)
        self._store = DiskObjectStore(str(objects)) if objects else self._repo.object_store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._repo.close()

    def head(self, branch: str = MAIN) -> str | None:
        """Return the commit of a branch; None where there is no such branch."""
        return self._commit_at(f"refs/heads/{branch}")

    def update(self, ref: str, old: str | None, new: str | None) -> bool:
        """Move, create (`old` is None) or remove (`new` is None) a ref.

        Return False where it is elsewhere by now, or where another ref is in its way, as `a` is in
        that of `a/b`. The caller holds the repo's lock: a lock file is what a crash has left.
        """
        refs, name = self._repo.refs, Ref(ref.encode())
        before = ObjectID(old.encode()) if old else None
        after = ObjectID(new.encode()) if new else None
        try:
            for lock in (self.path / f"{ref}.lock", self.path / "packed-refs.lock"):
                lock.unlink(missing_ok=True)
            if after is None:
                return refs.remove_if_equals(name, before)
            if before is None:
                return refs.add_if_new(name, after)
            return refs.set_if_equals(name, before, after)
        except (FileLocked, OSError):
            return False

    def write(self, made: ShaFile) -> str:
        """Write an object; return its sha.

        Two writers of the same one may meet, so it is put in place whole; dulwich's own way has the
        second one fail.
        """
        oid = made.id.decode()
        target = self.path / "objects" / oid[:2] / oid[2:]
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            partial = target.parent / f"tmp_obj_{secrets.token_hex(8)}"
            partial.write_bytes(made.as_legacy_object())
            partial.replace(target)
        return oid

    def write_blob(self, data: bytes) -> str:
        """Write a file's content; return its sha."""
        return self.write(Blob.from_string(data))

    def has(self, oid: str) -> bool:
        """Return whether an object of that sha is stored."""
        return ObjectID(oid.encode()) in self._store

    def resolve(self, revision: str) -> str:
        """Return the commit of a branch, tag, full ref or id; 7 letters of an id will do."""
        if _SHA.fullmatch(revision) and (commit := self.commit_id(revision)):
            return commit
        for ref in (f"refs/heads/{revision}", f"refs/tags/{revision}", revision):
            if commit := self._commit_at(ref):
                return commit
        if _SHORT.fullmatch(revision) and (commit := self._commit_short(revision)):
            return commit
        raise revision_not_found(revision)

    def _commit_short(self, start: str) -> str | None:
        """Return the one object whose id starts so, if it is a commit."""
        found = list(itertools.islice(self._store.iter_prefix(start.encode()), 2))
        return self.commit_id(found[0]) if len(found) == 1 else None

    def _commit_at(self, ref: str) -> str | None:
        if not ref.startswith("refs/"):
            return None
        sha = self._sha_at(ref)
        return self.commit_id(sha) if sha else None

    def _sha_at(self, ref: str) -> bytes | None:
        """Return what a full ref leads to; looked up alone, since to read them all takes long."""
        try:
            name = Ref(ref.encode("utf-8", "surrogateescape"))
            return self._repo.refs[name] if check_ref_format(name) else None
        except (KeyError, OSError, UnicodeEncodeError):
            return None

    def _all_refs(self) -> dict[str, bytes]:
        refs = self._repo.refs.as_dict()
        return {name.decode("utf-8", "surrogateescape"): sha for name, sha in refs.items()}

    def commit_id(self, oid: str | bytes) -> str | None:
        """Return the commit that an object is, or that a tag object leads to."""
        name = ObjectID(oid.encode() if isinstance(oid, str) else oid)
        try:
            while isinstance(found := self._store[name], Tag):
                name = found.object[1]
        except KeyError:
            return None
        return found.id.decode() if isinstance(found, Commit) else None

    def at(self, ref: str) -> str | None:
        """Return the object that a full ref leads to; for a tag it may be a tag object."""
        sha = self._sha_at(ref)
        return sha.decode() if sha else None

    def targets(self) -> list[tuple[str, str]]:
        """Return every full ref with the object that it leads to, by name."""
        return [(ref, sha.decode()) for ref, sha in sorted(self._all_refs().items()) if "/" in ref]

    def refs(self, prefix: str) -> list[RefFacts]:
        """Return the branches (`refs/heads/`) or tags (`refs/tags/`), by name."""
        found = []
        for ref, sha in sorted(self._all_refs().items()):
            commit = self.commit_id(sha) if ref.startswith(prefix) else None
            if commit:
                found.append(RefFacts(ref.removeprefix(prefix), ref, commit))
        return found

    def commit(self, sha: str) -> Commit:
        """Return the commit of that sha."""
        found = self._store[ObjectID(sha.encode())]
        if not isinstance(found, Commit):
            raise revision_not_found(sha)
        return found

    def _tree(self, commit: str) -> ObjectID:
        return ObjectID(self.commit(commit).tree)

    def before(self, commit: str) -> Iterator[Commit]:
        """Yield a commit and all before it, the newest first."""
        for step in self._repo.get_walker(include=[ObjectID(commit.encode())]):
            yield step.commit

    def raw_files(self, commit: str) -> list[Item]:
        """Return all files of a commit, by path, as the trees have them."""
        items = self._walk(self._tree(commit), "", recursive=True)
        return [item for item in items if not stat.S_ISDIR(item.mode)]

    def files(self, commit: str) -> list[Entry]:
        """Return all files of a commit, by path."""
        return [self.entry(item) for item in self.raw_files(commit)]

    def listing(self, commit: str, folder: str, revision: str, *, recursive: bool) -> list[Item]:
        """Return what is in a folder (`""` is the root), or under it."""
        if not folder:
            return list(self._walk(self._tree(commit), "", recursive=recursive))
        item = self.item(commit, folder)
        if item is None or not stat.S_ISDIR(item.mode):
            raise path_not_found(folder, revision)
        return list(self._walk(ObjectID(item.oid.encode()), f"{folder}/", recursive=recursive))

    def _walk(self, sha: ObjectID, prefix: str, *, recursive: bool) -> Iterator[Item]:
        tree = self._store[sha]
        for found in tree.iteritems(name_order=True) if isinstance(tree, Tree) else ():
            name = (found.path or b"").decode("utf-8", "surrogateescape")
            item = Item(prefix + name, found.mode or 0, (found.sha or sha).decode())
            yield item
            if recursive and stat.S_ISDIR(item.mode):
                yield from self._walk(ObjectID(item.oid.encode()), f"{item.path}/", recursive=True)

    def entry(self, item: Item) -> Entry:
        """Return an item with its size, and its pointer where it has one."""
        oid = item.oid
        if stat.S_ISDIR(item.mode):
            return Entry(item.path, oid, is_folder=True)
        data = self.blob(oid)
        if pointer := read_pointer(data):
            return Entry(item.path, oid, pointer.size, pointer, len(data))
        return Entry(item.path, oid, len(data))

    def blob(self, oid: str) -> bytes:
        """Return a blob's content; nothing for what is not a blob here, such as a submodule."""
        try:
            found = self._store[ObjectID(oid.encode())]
        except KeyError:
            return b""
        return found.as_raw_string() if isinstance(found, Blob) else b""

    def find(self, commit: str, path: str) -> Entry | None:
        """Return the file or folder at a path."""
        item = self.item(commit, path)
        return self.entry(item) if item else None

    def item(self, commit: str, path: str) -> Item | None:
        """Return what the tree has at a path."""
        name = path.encode("utf-8", "surrogateescape")
        try:
            mode, sha = tree_lookup_path(self._store.__getitem__, self._tree(commit), name)
        except (KeyError, NotTreeError, SubmoduleEncountered):
            return None
        return Item(path, mode, sha.decode())

    def file(self, commit: str, path: str) -> Entry:
        """Return the file at a path. Raises HubError, "Entry not found"."""
        entry = self.find(commit, path)
        if entry is None or entry.is_folder:
            raise entry_not_found(commit)
        return entry

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file's content in git; None where it is not there."""
        entry = self.find(commit, path)
        return None if entry is None or entry.is_folder else self.blob(entry.oid)

    def attributes(self, commit: str) -> dict[str, bytes]:
        """Return each `.gitattributes` of a commit, by its path."""
        items = self.raw_files(commit)
        wanted = [item for item in items if item.path.rpartition("/")[2] == ".gitattributes"]
        return {item.path: self.blob(item.oid) for item in wanted}
