"""One SQLite file: repos here, and the tables that other parts add."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .names import Kind, RepoKey

_SCHEMA = """
pragma journal_mode = wal;
pragma synchronous = normal;
pragma foreign_keys = on;
create table if not exists repos (
    kind text not null,
    id text not null collate nocase,
    private integer not null,
    gated integer not null,
    downloads integer not null,
    likes integer not null,
    trending integer not null,
    created_at text not null,
    primary key (kind, id)
) strict;
"""


@dataclass(frozen=True)
class RepoRow:
    """What is known of a repo beside its files. `created_at` is ISO 8601, UTC."""

    key: RepoKey
    created_at: str
    private: bool = False
    gated: bool = False
    downloads: int = 0
    likes: int = 0
    trending: int = 0


class Database:
    """One connection, shared by the server's threads under a lock."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._repos: dict[Kind, tuple[int, list[RepoRow]]] = {}
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.executescript(_SCHEMA)

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
        """What is run within happens wholly or not at all; other threads wait."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def run(self, sql: str, values: Iterable[str | int | float] = ()) -> list[tuple[object, ...]]:
        """Run one statement; its rows."""
        with self._lock:
            return self._connection.execute(sql, tuple(values)).fetchall()

    def add_repo(self, row: RepoRow) -> None:
        """Add a repo whose id is not taken."""
        values: list[str | int] = [
            row.key.kind,
            row.key.id,
            int(row.private),
            int(row.gated),
            row.downloads,
            row.likes,
            row.trending,
            row.created_at,
        ]
        self.run("insert into repos values (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def remove_repo(self, key: RepoKey) -> None:
        """Forget a repo."""
        self.run("delete from repos where kind = ? and id = ?", key)

    def repo(self, key: RepoKey) -> RepoRow | None:
        """One repo, by its id in exactly this case."""
        sql = "select * from repos where kind = ? and id = ? collate binary"
        rows = self.run(sql, key)
        return _row(rows[0]) if rows else None

    def repos(self, kind: Kind) -> list[RepoRow]:
        """All repos of a kind, by id; read again only when something was written."""
        changes = self.changes
        known = self._repos.get(kind)
        if known is None or known[0] != changes:
            rows = self.run("select * from repos where kind = ? order by id", [kind])
            self._repos[kind] = known = changes, [_row(row) for row in rows]
        return known[1]

    @property
    def changes(self) -> int:
        """A number that is another one after each write."""
        with self._lock:
            return self._connection.total_changes

    def has_repo(self, key: RepoKey) -> bool:
        """Whether there is a repo of that kind and id, whatever its case."""
        return bool(self.run("select 1 from repos where kind = ? and id = ?", key))

    @property
    def seeded(self) -> bool:
        """Whether the catalogue has been taken in."""
        return self.run("pragma user_version") != [(0,)]

    @seeded.setter
    def seeded(self, value: bool) -> None:
        self.run(f"pragma user_version = {int(value)}")


def _row(values: tuple[object, ...]) -> RepoRow:
    kind, repo_id, private, gated, downloads, likes, trending, created_at = values
    return RepoRow(
        RepoKey(kind, repo_id),  # type: ignore[arg-type]
        str(created_at),
        bool(private),
        bool(gated),
        downloads,  # type: ignore[arg-type]
        likes,  # type: ignore[arg-type]
        trending,  # type: ignore[arg-type]
    )
