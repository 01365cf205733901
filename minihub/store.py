"""All that the Hub keeps, in one folder: accounts, repos, large files."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from dulwich.errors import NotGitRepository

from checks.hubspec.names import Kind

from .accounts import Accounts
from .attributes import DEFAULT as ATTRIBUTES
from .commits import Author, Files, write_commit
from .database import Database, RepoRow
from .describe import Description, describe
from .errors import HubError, conflict, repo_not_found
from .gitrepo import MAIN, GitRepo
from .lfs import LfsStore
from .names import RepoKey
from .newrepo import NewRepo
from .search import Listing
from .staging import PendingCommit
from .trusted_publishing import Publishers, Verifier
from .upstream import UpstreamStore

_INITIAL = PendingCommit(summary="initial commit")

#: Adds commits to a new repo: it is given the first one and its files, and returns the last.
Fill: TypeAlias = Callable[[NewRepo, str, Files], str]


class Store:
    """The Hub's state. A folder is used by one process at a time.

    `clock` gives seconds since 1970, UTC: tokens and upload links expire by it.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.database = Database(folder / "hub.sqlite")
        self.accounts = Accounts(self.database, clock)
        self.publishers = Publishers(self.database)
        self.upstream = UpstreamStore(self.database)
        self.verifier = Verifier()
        self.lfs = LfsStore(folder / "lfs", clock)
        self.incoming = folder / "incoming"
        self._creating = threading.Lock()
        self._locks: dict[RepoKey, threading.Lock] = {}
        self._changes = itertools.count(1)
        self._latest = 0
        self._changed: dict[RepoKey, int] = {}
        self._described: dict[RepoKey, tuple[int, Description]] = {}
        self._listed: dict[Kind, tuple[tuple[int, int], list[Listing]]] = {}
        self._recover()

    def close(self) -> None:
        """Let go of the files."""
        self.database.close()

    @contextmanager
    def lock(self, key: RepoKey) -> Iterator[None]:
        """Hold a repo's lock; what was known of it before is not believed afterwards."""
        with self._locks.setdefault(key, threading.Lock()):
            try:
                yield
            finally:
                self._changed[key] = self._latest = next(self._changes)

    def git_folder(self, key: RepoKey) -> Path:
        """Return where a repo's bare git repository is."""
        return self._folder / "repos" / key.plural / f"{key.id}.git"

    @contextmanager
    def open(self, key: RepoKey) -> Iterator[GitRepo]:
        """Open a repo's git repository; 404 where it is deleted before or during its use."""
        path = self.git_folder(key)
        before = _identity(path)
        try:
            with GitRepo(path) as repo:
                yield repo
        except NotGitRepository:
            raise repo_not_found() from None
        except (KeyError, FileNotFoundError):
            if _identity(path) == before:
                raise
            raise repo_not_found() from None

    def create(self, row: RepoRow) -> bool:
        """Make a repo with its first commit, all of it or nothing. False where it is there."""
        with self._creating, tempfile.TemporaryDirectory(dir=self.incoming) as folder:
            if self.database.has_repo(row.key):
                return False
            path = Path(folder) / "new.git"
            _init_repo(path, row)
            _put(path, self.git_folder(row.key))
            self.database.add_repo(row)
        return True

    def fill(self, repos: Iterable[tuple[RepoRow, Fill]]) -> None:
        """Make many repos, before anybody is served. Those that are there already stay.

        The database hears of them at the end and of all at once: what a crash leaves behind is
        made again the next time.
        """
        created_rows = []
        for row, fill in repos:
            if not self.database.has_repo(row.key):
                target = self.git_folder(row.key)
                shutil.rmtree(target, ignore_errors=True)
                _init_repo(target, row, fill)
                created_rows.append(row)
        with self.database.transaction():
            for row in created_rows:
                self.database.add_repo(row)

    def rename(self, key: RepoKey, new: str) -> None:
        """Give a repo another id. A crash on the way leaves it whole under one of the two."""
        target = RepoKey(key.kind, new)
        with self._creating, self.lock(key), self.lock(target):
            if self.database.has_repo(target):
                raise conflict(f"A {key.kind} repository called {new} already exists")
            self.database.begin_rename(key, new)
            _put(self.git_folder(key), self.git_folder(target))
            self.database.rename_repo(key, new)
            self._described.pop(key, None)

    def _recover(self) -> None:
        """Undo half a push, and complete half a rename, that a crash has left."""
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir()
        for key, new in self.database.begun_renames():
            if not self.git_folder(key).exists():
                self.database.rename_repo(key, new)
            else:
                self.database.forget_rename(key)

    def delete(self, key: RepoKey) -> None:
        """Forget a repo and remove its git repository."""
        with (
            self._creating,
            self.lock(key),
            tempfile.TemporaryDirectory(dir=self.incoming) as folder,
        ):
            if self.database.repo(key) is None:
                raise repo_not_found()
            self.database.remove_repo(key)
            self._described.pop(key, None)
            shutil.move(self.git_folder(key), folder)

    def known(self, key: RepoKey) -> Description | None:
        """Return what a repo's main branch holds, if it was read since the repo has changed."""
        changed, found = self._described.get(key, (-1, None))
        return found if changed == self._changed.get(key, 0) else None

    def describe(self, key: RepoKey) -> Description:
        """Return what a repo's main branch holds; read again only when the repo has changed."""
        if known := self.known(key):
            return known
        changed = self._changed.get(key, 0)
        with self.open(key) as repo:
            found = describe(repo, repo.head() or repo.resolve(MAIN), key.kind)
        found = self.upstream.merge_into(key, found)
        self._described[key] = changed, found
        return found

    def all(self, kind: Kind) -> list[Listing]:
        """Return every repo of a kind, by id; read again only when something has changed."""
        mark = self._latest, self.database.changes
        known = self._listed.get(kind)
        if known and known[0] == mark:
            return known[1]
        found = []
        for row in self.database.repos(kind):
            with contextlib.suppress(HubError):  # deleted since
                found.append((row, self.describe(row.key)))
        self._listed[kind] = mark, found
        return found


def _put(path: Path, target: Path) -> None:
    """Put a git repository in its place, where only a crash can have left another."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)


def _init_repo(path: Path, row: RepoRow, fill: Fill | None = None) -> None:
    """Write a repo's first commit, and what `fill` adds.

    It has the default `.gitattributes`, by "system" (huggingface_hub#1331).
    """
    created = int(datetime.fromisoformat(row.created_at).timestamp())
    repo = NewRepo()
    files: Files = {".gitattributes": (repo.write_blob(ATTRIBUTES), 0o100644)}
    first = write_commit(repo, files, [], _INITIAL, Author("system", created))
    repo.init(path, fill(repo, first, files) if fill else first)


def _identity(path: Path) -> int | None:
    """Return what distinguishes a folder from one that has taken its place."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def now() -> str:
    """Return the time as the Hub writes it."""
    return iso(datetime.now(UTC).timestamp())


def iso(seconds: float) -> str:
    """Return seconds since 1970 as the Hub writes a time: ISO 8601, UTC, milliseconds."""
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
