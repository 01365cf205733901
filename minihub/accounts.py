"""Accounts and their tokens: whom a token speaks for, and what it may do.

Roles and their names: hub-docs, docs/hub/security-tokens.md. A token is kept as its sha256 alone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from checks.hubspec.tokens import JWT_PREFIX, PREFIX

from .database import Database
from .names import RepoKey

Role = Literal["read", "write", "fineGrained", "oidc"]

#: The author of what trusted publishing writes (hub-docs, docs/hub/trusted-publishers.md).
OIDC_USER = "[OIDC]"
OIDC_TOKEN_SECONDS = 3600
#: `expires` of a token that does not.
_NEVER = 1 << 60

SCHEMA = """
create table if not exists users (name text primary key collate nocase) strict;
create table if not exists tokens (
    sha256 text primary key,
    user text not null,
    role text not null,
    created real not null,
    expires real not null
) strict;
create table if not exists token_repos (
    sha256 text not null references tokens (sha256) on delete cascade,
    kind text not null,
    id text not null collate nocase,
    foreign key (kind, id) references repos (kind, id) on delete cascade on update cascade
) strict;
create table if not exists members (
    organization text not null collate nocase,
    user text not null collate nocase,
    primary key (organization, user)
) strict;
create index if not exists token_repos_by_token on token_repos (sha256);
create index if not exists token_repos_by_repo on token_repos (kind, id);
"""


@dataclass(frozen=True)
class Grant:
    """What a token allows. `created` in seconds since 1970, UTC.

    `read` and `write` reach all of an account's repos and of its organisations' (`orgs`),
    `fineGrained` and `oidc` those in `repos`.
    """

    user: str
    role: Role
    created: float
    repos: frozenset[RepoKey] = frozenset()
    orgs: tuple[str, ...] = ()

    @property
    def is_account(self) -> bool:
        """Whether it speaks for a person; one of trusted publishing speaks for a workflow."""
        return self.role != "oidc"

    def reads(self, key: RepoKey) -> bool:
        """Return whether it opens a private or gated repo."""
        whole = self.role in ("read", "write") and self._is(key.owner)
        return whole or key in self.repos

    def writes(self, key: RepoKey) -> bool:
        """Return whether it may change a repo."""
        return self.role != "read" and self.reads(key)

    def creates(self, owner: str) -> bool:
        """Return whether it may make a repo under a name."""
        return self.role == "write" and self._is(owner)

    def _is(self, owner: str) -> bool:
        return owner == self.user or owner in self.orgs


class Accounts:
    """Accounts and tokens. `clock` gives seconds since 1970, UTC."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        database.add_schema(SCHEMA)
        self._database = database
        self._clock = clock

    def add(self, name: str) -> str:
        """Add an account where there is none; return its name, in its first case."""
        self._database.run("insert or ignore into users values (?)", [name])
        rows = self._database.run("select name from users where name = ?", [name])
        return str(rows[0][0])

    def names(self) -> list[str]:
        """Return the names of all accounts, sorted."""
        return [str(name) for (name,) in self._database.run("select name from users order by name")]

    def join(self, organization: str, user: str) -> None:
        """Make an account a member of an organisation, who may write to all of its repos."""
        sql = "insert or ignore into members values (?, ?)"
        self._database.run(sql, [organization, user])

    def organizations(self, user: str) -> tuple[str, ...]:
        """Return the names of the organisations that an account is a member of, sorted."""
        sql = "select organization from members where user = ? order by organization"
        return tuple(str(name) for (name,) in self._database.run(sql, [user]))

    def add_token(self, user: str, role: Literal["read", "write"]) -> str:
        """Return a new token for all of an account's repos."""
        return self._keep(PREFIX + secrets.token_hex(17), user, role, _NEVER)

    def add_fine_grained(self, user: str, repos: Iterable[RepoKey]) -> str:
        """Return a new token for these repos alone."""
        return self._keep(PREFIX + secrets.token_hex(17), user, "fineGrained", _NEVER, repos)

    def add_oidc_token(self, repo: RepoKey) -> str:
        """Return a new token that writes to one repo for `OIDC_TOKEN_SECONDS`, as nobody."""
        expires = self._clock() + OIDC_TOKEN_SECONDS
        return self._keep(JWT_PREFIX + secrets.token_hex(24), OIDC_USER, "oidc", expires, [repo])

    def _keep(
        self, token: str, user: str, role: Role, expires: float, repos: Iterable[RepoKey] = ()
    ) -> str:
        hashed, now = _hash(token), self._clock()
        with self._database.transaction():
            self._database.run("delete from tokens where expires <= ?", [now])
            self._database.run(
                "insert into tokens values (?, ?, ?, ?, ?)", [hashed, user, role, now, expires]
            )
            for repo in repos:
                self._database.run("insert into token_repos values (?, ?, ?)", [hashed, *repo])
        return token

    def remove(self, token: str) -> None:
        """Delete a token, as its owner does in the settings; then nobody has it."""
        self._database.run("delete from tokens where sha256 = ?", [_hash(token)])

    def grant(self, token: str) -> Grant | None:
        """Return what a token allows; None where nobody has it, or it has expired."""
        hashed = _hash(token)
        sql = "select user, role, created from tokens where sha256 = ? and expires > ?"
        rows = self._database.run(sql, [hashed, self._clock()])
        if not rows:
            return None
        user, role, created = rows[0]
        repos: frozenset[RepoKey] = frozenset()
        if role in ("fineGrained", "oidc"):
            scopes = self._database.run(
                "select kind, id from token_repos where sha256 = ?", [hashed]
            )
            repos = frozenset(RepoKey(*scope) for scope in scopes)
        return Grant(str(user), role, created, repos, self.organizations(str(user)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
