"""All that the Hub keeps, in one folder: accounts, repos, large files."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dulwich.errors import NotGitRepository

from .accounts import Accounts
from .attributes import DEFAULT
from .commits import Author, Files, write_commit
from .database import Database, RepoRow
from .describe import Description, describe
from .errors import repo_not_found
from .gitrepo import MAIN, GitRepo
from .keyless import Publishers, Verifier
from .lfs import LfsStore
from .names import RepoKey
from .staging import Change

_INITIAL = Change(summary="initial commit")


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
        self.verifier = Verifier()
        self.lfs = LfsStore(folder / "lfs", clock)
        self.incoming = folder / "incoming"
        self.incoming.mkdir(exist_ok=True)
        self._creating = threading.Lock()
        self._locks: dict[RepoKey, threading.Lock] = {}
        self._described: dict[RepoKey, Description] = {}

    def close(self) -> None:
        """Let go of the files."""
        self.database.close()

    def lock(self, key: RepoKey) -> threading.Lock:
        """Held while a repo changes."""
        return self._locks.setdefault(key, threading.Lock())

    def git_folder(self, key: RepoKey) -> Path:
        """Where a repo's bare git repository is."""
        return self._folder / "repos" / key.plural / f"{key.id}.git"

    @contextmanager
    def open(self, key: RepoKey) -> Iterator[GitRepo]:
        """A repo's git repository; "not found" where it is deleted before or during its use."""
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

    def create(self, row: RepoRow, fill: Callable[[GitRepo, str], str] | None = None) -> bool:
        """Make a repo with its first commit, all of it or nothing. False where it is there.

        `fill` may add commits before anybody sees it; it is given the first one and returns
        the last.

        The Hub's first commit has the default `.gitattributes`, by "system"
        (huggingface_hub#1331).
        """
        created = int(datetime.fromisoformat(row.created_at).timestamp())
        with self._creating, tempfile.TemporaryDirectory(dir=self.incoming) as folder:
            if self.database.has_repo(row.key):
                return False
            path = Path(folder) / "new.git"
            GitRepo.create(path)
            with GitRepo(path) as repo:
                files: Files = {".gitattributes": (repo.write_blob(DEFAULT), 0o100644)}
                first = write_commit(repo, files, [], _INITIAL, Author("system", created))
                repo.start(fill(repo, first) if fill else first)
            self._keep(path, self.git_folder(row.key))
            self.database.add_repo(row)
        return True

    def _keep(self, path: Path, target: Path) -> None:
        """Put a new git repository in its place, where only a crash can have left another."""
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)

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

    def describe(self, key: RepoKey) -> Description:
        """What a repo's main branch holds; read again only when it has moved."""
        with self.open(key) as repo:
            head = repo.head()
            known = self._described.get(key)
            if known and known.commit == head:
                return known
            found = describe(repo, head or repo.resolve(MAIN), key.kind)
        self._described[key] = found
        return found


def _identity(path: Path) -> int | None:
    """What tells a folder from one that has taken its place."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def now() -> str:
    """The time as the Hub writes it."""
    return iso(datetime.now(UTC).timestamp())


def iso(seconds: float) -> str:
    """Seconds since 1970 as the Hub writes a time: ISO 8601, UTC, milliseconds."""
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
