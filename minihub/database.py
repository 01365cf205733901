"""One SQLite file: repos here, and the tables that other parts add."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from checks.hubspec.names import Kind

from .names import RepoKey

_SCHEMA = """
pragma locking_mode = exclusive;
pragma journal_mode = wal;
pragma synchronous = normal;
pragma foreign_keys = on;
create table if not exists repos (
    kind text not null,
    id text not null collate nocase,
    private integer not null,
    gated text not null,
    disabled integer not null,
    downloads integer not null,
    likes integer not null,
    trending integer not null,
    created_at text not null,
    primary key (kind, id)
) strict;
create table if not exists renaming (
    kind text not null, old text not null, new text not null, primary key (kind, old)
) strict;
create table if not exists renamed (
    kind text not null,
    old text not null,
    new text not null,
    primary key (kind, old),
    foreign key (kind, new) references repos (kind, id) on delete cascade on update cascade
) strict;
"""
# As the fields of RepoRow.
_COLUMNS = "kind, id, created_at, private, gated, disabled, downloads, likes, trending"


@dataclass(frozen=True)
class RepoRow:
    """What is known of a repo beside its files. `created_at` is ISO 8601, UTC.

    `gated`: `auto` or `manual`, how access is granted; empty where it is not gated. A `disabled`
    repo is one that the Hub has taken down.
    """

    key: RepoKey
    created_at: str
    private: bool = False
    gated: str = ""
    disabled: bool = False
    downloads: int = 0
    likes: int = 0
    trending: int = 0


class Database:
    """One connection, shared by the server's threads under a lock.

    Raises OSError where another process has the file.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._repos: dict[Kind, tuple[int, list[RepoRow]]] = {}
        self._connection = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None, timeout=2.0
        )
        try:
            self._connection.executescript(_SCHEMA)
        except sqlite3.OperationalError as error:
            self._connection.close()
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise OSError(errno.EIO, str(error), str(path)) from error
            message = "another Hub is at work in this folder"
            raise BlockingIOError(errno.EAGAIN, message, str(path.parent)) from error

    def close(self) -> None:
        """Close the file; the database is of no use afterwards."""
        with self._lock:
            self._connection.close()

    def add_schema(self, script: str) -> None:
        """Make the tables of another part, where they are not there yet."""
        with self._lock:
            self._connection.executescript(script)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block wholly or not at all; other threads wait."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def run(self, sql: str, values: Iterable[str | int | float] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; return its rows."""
        with self._lock:
            return self._connection.execute(sql, tuple(values)).fetchall()

    def add_repo(self, row: RepoRow) -> None:
        """Add a repo whose id is not taken; an older one that had it leads here no more."""
        self.run("delete from renamed where kind = ? and old = ?", row.key)
        values = [*row.key, *astuple(row)[1:]]
        marks = ", ".join("?" * len(values))
        self.run(f"insert into repos ({_COLUMNS}) values ({marks})", values)  # noqa: S608

    def remove_repo(self, key: RepoKey) -> None:
        """Forget a repo."""
        self.run("delete from repos where kind = ? and id = ?", key)

    def change_repo(self, row: RepoRow) -> None:
        """Keep who may see a repo: its `private`, `gated` and `disabled`."""
        sql = "update repos set private = ?, gated = ?, disabled = ? where kind = ? and id = ?"
        self.run(sql, [int(row.private), row.gated, int(row.disabled), *row.key])

    def begin_rename(self, key: RepoKey, new: str) -> None:
        """Note that a repo's folder is about to move, so that a crash can be recovered from."""
        self.run("insert or replace into renaming values (?, ?, ?)", [*key, new])

    def begun_renames(self) -> list[tuple[RepoKey, str]]:
        """Return the renames that a crash has cut off."""
        rows = self.run("select kind, old, new from renaming")
        return [(RepoKey(kind, old), str(new)) for kind, old, new in rows]

    def forget_rename(self, key: RepoKey) -> None:
        """Forget a rename that is over, or was never done."""
        self.run("delete from renaming where kind = ? and old = ?", key)

    def rename_repo(self, key: RepoKey, new: str) -> None:
        """Give a repo another id, to which the old one leads from now on."""
        with self.transaction():
            self.run("delete from renamed where kind = ? and old = ?", [key.kind, new])
            self.run("update repos set id = ? where kind = ? and id = ?", [new, *key])
            self.run("insert or replace into renamed values (?, ?, ?)", [*key, new])
            self.forget_rename(key)

    def renamed(self, key: RepoKey) -> RepoKey | None:
        """Return where a repo is now that once had this id, or has it in another case."""
        rows = self.run("select new from renamed where kind = ? and old = ?", key) or self.run(
            "select id from repos where kind = ? and id = ? and id <> ? collate binary",
            [*key, key.id],
        )
        return RepoKey(key.kind, str(rows[0][0])) if rows else None

    def repo(self, key: RepoKey) -> RepoRow | None:
        """Return one repo, by its id in exactly this case."""
        sql = f"select {_COLUMNS} from repos where kind = ? and id = ? collate binary"  # noqa: S608
        rows = self.run(sql, key)
        return _row(rows[0]) if rows else None

    def repos(self, kind: Kind) -> list[RepoRow]:
        """Return all repos of a kind, by id; read again only when something was written."""
        changes = self.changes
        known = self._repos.get(kind)
        if known is None or known[0] != changes:
            sql = f"select {_COLUMNS} from repos where kind = ? order by id"  # noqa: S608
            rows = self.run(sql, [kind])
            self._repos[kind] = known = changes, [_row(row) for row in rows]
        return known[1]

    @property
    def changes(self) -> int:
        """A number that is another one after each write."""
        with self._lock:
            return self._connection.total_changes

    def has_repo(self, key: RepoKey) -> bool:
        """Return whether there is a repo of that kind and id, whatever its case."""
        return bool(self.run("select 1 from repos where kind = ? and id = ?", key))

    @property
    def seeded(self) -> bool:
        """Whether the catalogue has been taken in."""
        return self.run("pragma user_version") != [(0,)]

    @seeded.setter
    def seeded(self, value: bool) -> None:
        self.run(f"pragma user_version = {int(value)}")


def _row(values: tuple[Any, ...]) -> RepoRow:
    kind, repo_id, created_at, private, gated, disabled, *counts = values
    key = RepoKey(kind, repo_id)
    return RepoRow(key, created_at, bool(private), gated, bool(disabled), *counts)
