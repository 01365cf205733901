"""Trusted publishing: whose id tokens a repo trusts, and whether one of them is valid.

Rules and errors: hub-docs, docs/hub/trusted-publishers.md. Where the Hub says only that an
exchange was refused, this one says which check it was: here people learn.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .database import Database
from .errors import HubError, not_served
from .names import RepoKey

if TYPE_CHECKING:
    from jwt import PyJWKClient

GITHUB = "https://token.actions.githubusercontent.com"
_SECONDS = 10
_MAX_ANSWER = 1 << 20
_NEEDED = ["exp", "iat", "iss", "aud", "sub"]

SCHEMA = """
create table if not exists publishers (
    kind text not null,
    id text not null collate nocase,
    issuer text not null,
    claims text not null,
    foreign key (kind, id) references repos (kind, id) on delete cascade on update cascade
) strict;
create index if not exists publishers_by_repo on publishers (kind, id);
"""


@dataclass(frozen=True)
class Publisher:
    """Whom a repo trusts: an issuer, and claims that its tokens must have, to the letter."""

    issuer: str
    claims: Mapping[str, str]


class Publishers:
    """The publishers of each repo; they go where it goes."""

    def __init__(self, database: Database) -> None:
        database.add_schema(SCHEMA)
        self._database = database

    def add(self, key: RepoKey, publisher: Publisher) -> None:
        """Let a repo trust one more."""
        claims = json.dumps(dict(publisher.claims))
        values = [*key, publisher.issuer, claims]
        self._database.run("insert into publishers values (?, ?, ?, ?)", values)

    def of(self, key: RepoKey) -> list[Publisher]:
        """Return all publishers that a repo trusts."""
        sql = "select issuer, claims from publishers where kind = ? and id = ?"
        rows = self._database.run(sql, key)
        return [Publisher(str(issuer), json.loads(str(claims))) for issuer, claims in rows]


def invalid_request(why: str) -> HubError:
    """Return a 400: something about the request is missing or malformed."""
    return HubError(400, why, body={"error": "invalid_request", "error_description": why})


def invalid_grant(why: str) -> HubError:
    """Return a 400: the id token is not one that the repo trusts."""
    return HubError(400, why, body={"error": "invalid_grant", "error_description": why})


@dataclass
class Verifier:
    """Checks id tokens with their issuers' keys, which it fetches and keeps."""

    _clients: dict[str, PyJWKClient] = field(default_factory=dict)

    def verify(self, token: str, publishers: list[Publisher], audiences: Collection[str]) -> None:
        """Let a token pass that one of the publishers describes. Raises HubError.

        No issuer is asked for its keys but those that the repo trusts already.
        """
        try:
            from jwt import PyJWTError, decode
        except ModuleNotFoundError:
            raise not_served(
                "Publishing without a token (the extra `keyless` is not installed)"
            ) from None
        try:
            issuer = _issuer(token)
            trusted = [one for one in publishers if one.issuer == issuer]
            if not trusted:
                raise invalid_grant(f'No publisher of this repo has the issuer "{issuer}"')
            key = self._client(issuer).get_signing_key_from_jwt(token)
            claims = decode(
                token,
                key,
                algorithms=["RS256"],
                audience=list(audiences),
                issuer=issuer,
                options={"require": _NEEDED},
            )
        except (PyJWTError, ValueError, RecursionError) as error:
            raise invalid_grant(f"The id token was not accepted: {_reason(error)}") from None
        _check_claims(trusted, claims)

    def _client(self, issuer: str) -> PyJWKClient:
        if issuer not in self._clients:
            from jwt import PyJWKClient

            self._clients[issuer] = PyJWKClient(_jwks_uri(issuer), timeout=_SECONDS)
        return self._clients[issuer]


def _issuer(token: str) -> str:
    """Return who a token says has made it; nothing is believed yet."""
    from jwt import decode

    return str(decode(token, options={"verify_signature": False}).get("iss"))


def _jwks_uri(issuer: str) -> str:
    """Return where an issuer's keys are (OpenID Connect Discovery 1.0, section 4)."""
    try:
        url = f"{issuer}/.well-known/openid-configuration"
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310
            match json.loads(answer.read(_MAX_ANSWER)):
                case {"issuer": str(name), "jwks_uri": str(uri)} if name == issuer and is_issuer(
                    uri
                ):
                    return uri
    except (OSError, ValueError):
        pass
    raise invalid_grant(f'The issuer "{issuer}" does not tell its keys')


def is_issuer(url: str) -> bool:
    """Return whether keys may be fetched from an address: over https, or on this machine."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or local)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__.removesuffix('Error')} ({error})"


def _check_claims(publishers: list[Publisher], claims: dict[str, Any]) -> None:
    """Refuse claims that no publisher describes; the nearest one says what is wrong."""
    wrong = [_mismatches(one, claims) for one in publishers]
    nearest = min(wrong, key=len)
    if nearest:
        raise invalid_grant(f"Claims that do not match: {', '.join(nearest)}")


def _mismatches(publisher: Publisher, claims: dict[str, Any]) -> list[str]:
    """Return the claims that differ, as the token has them; those wanted stay secret."""
    return [
        f"{name} ({_claim(claims, name)!r})"
        for name, value in publisher.claims.items()
        if _claim(claims, name) != value
    ]


def _claim(claims: dict[str, Any], name: str) -> object:
    """Return a claim; `branch` and `workflow` are parts of GitHub's `…ref`s."""
    if name == "branch":
        prefix, _, branch = str(claims.get("ref")).partition("refs/heads/")
        return None if prefix else branch
    if name == "workflow":
        path = str(claims.get("workflow_ref")).partition("@")[0]
        return path.partition("/.github/workflows/")[2] or None
    return claims.get(name)
