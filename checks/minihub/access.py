"""Who asks, and what they may see or change."""

from __future__ import annotations

from starlette.requests import Request

from .database import RepoRow
from .errors import bad_token, forbidden, gated, repo_not_found, signed_out
from .names import KINDS, RepoKey, is_repo_id
from .store import Store

_KIND_OF = {f"{kind}s": kind for kind in KINDS}


def store(request: Request) -> Store:
    """The state of the Hub that serves this request."""
    found = request.app.state.store
    assert isinstance(found, Store)  # noqa: S101
    return found


def user(request: Request) -> str | None:
    """The account whose token came with the request; None without a token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    name = store(request).database.user_of(token.strip())
    if name is None:
        raise bad_token()
    return name


def signed_in(request: Request) -> str:
    """The account whose token came with the request; 401 without one."""
    name = user(request)
    if name is None:
        raise signed_out(about_repo=False)
    return name


def key_of(request: Request) -> RepoKey:
    """The repo that the address names."""
    kind = _KIND_OF[request.path_params.get("plural", "models")]
    return RepoKey(kind, request.path_params["repo"])


def visible(row: RepoRow, name: str | None) -> bool:
    """Whether an account may know that a repo exists."""
    return not row.private or row.key.owner == name


def find(store: Store, key: RepoKey, name: str | None) -> RepoRow:
    """A repo, as one account sees it: a private one of somebody else's is not there."""
    row = store.database.repo(key) if is_repo_id(key.id) else None
    if row is None or not visible(row, name):
        raise repo_not_found() if name else signed_out(about_repo=True)
    return row


def readable(request: Request) -> RepoRow:
    """The repo that the address names, to read its metadata."""
    return find(store(request), key_of(request), user(request))


def downloadable(request: Request) -> RepoRow:
    """The repo that the address names, to read its files: a gated one's are its owner's."""
    name = user(request)
    row = find(store(request), key_of(request), name)
    if row.gated and row.key.owner != name:
        raise gated(*row.key, signed_in=name is not None)
    return row


def writable(request: Request) -> tuple[RepoRow, str]:
    """The repo that the address names, to change it, and the account that does."""
    return owned(store(request), key_of(request), user(request))


def owned(store: Store, key: RepoKey, name: str | None) -> tuple[RepoRow, str]:
    """A repo to change, and its owner: 401 without a token, 403 with somebody else's."""
    row = find(store, key, name)
    if name is None:
        raise signed_out(about_repo=True)
    if row.key.owner != name:
        raise forbidden(f"You don't have the rights to write to {key.kind} {key.id}")
    return row, name
