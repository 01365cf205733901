"""Who asks, and what they may see or change."""

from __future__ import annotations

import base64

from starlette.requests import Request

from checks.hubspec.names import is_full_repo_id

from .accounts import Grant
from .database import RepoRow
from .errors import (
    disabled,
    forbidden,
    gated,
    invalid_token,
    redirected,
    repo_not_found,
    unauthorized,
)
from .names import RepoKey, kind_of
from .store import Store


def store(request: Request) -> Store:
    """Return the state of the Hub that serves this request."""
    found = request.app.state.store
    assert isinstance(found, Store)  # noqa: S101
    return found


def current_grant(request: Request) -> Grant | None:
    """Return what the request's token allows; None without a token."""
    token = request_token(request)
    if token is None:
        return None
    grant = store(request).accounts.grant(token)
    if grant is None:
        raise invalid_token()
    return grant


def request_token(request: Request) -> str | None:
    """Return a bearer's token, or the password or name that git sends."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return text.strip() or None
        case "basic":
            name, _, password = _decoded(text).partition(":")
            return password or name or None
    return None


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text.strip(), validate=True).decode()
    except ValueError:
        raise invalid_token() from None


def require_account(request: Request) -> Grant:
    """Return the account whose token came with the request.

    401 without one, and with one of trusted publishing: the client then looks whether the repo it
    would create is there (`create_repo` in huggingface_hub/hf_api.py).
    """
    grant = current_grant(request)
    if grant is None or not grant.is_account:
        raise unauthorized(about_repo=False)
    return grant


def requested_key(request: Request) -> RepoKey:
    """Return the kind and id of the repo that the address names."""
    kind = kind_of(request.path_params.get("plural", "models"))
    return RepoKey(kind, request.path_params["repo"])


def is_visible(row: RepoRow, grant: Grant | None) -> bool:
    """Return whether somebody may know that a repo exists."""
    return not row.private or (grant is not None and grant.reads(row.key))


def is_listed(row: RepoRow, grant: Grant | None) -> bool:
    """Return whether somebody finds a repo in a list."""
    return is_visible(row, grant) and not row.disabled


def find_repo(store: Store, key: RepoKey, grant: Grant | None) -> RepoRow:
    """Return a repo as somebody sees it: a private one that they may not read is not there."""
    row = store.database.repo(key) if is_full_repo_id(key.id) else None
    if row is None or not is_visible(row, grant):
        raise repo_not_found() if grant else unauthorized(about_repo=True)
    if row.disabled:
        raise disabled()
    return row


def readable_repo(request: Request) -> RepoRow:
    """Return the repo that the address names, to read its metadata."""
    return _at_address(request, current_grant(request))


def _at_address(request: Request, grant: Grant | None) -> RepoRow:
    """Return the repo that the address names; 307 where its id is another one."""
    key = requested_key(request)
    new = store(request).database.renamed(key)
    if new is not None and find_repo(store(request), new, grant):
        path = str(request.scope["path"]).replace(f"/{key.id}", f"/{new.id}", 1)
        query = request.scope["query_string"].decode("ascii", "replace")
        raise redirected(f"{path}?{query}" if query else path)
    return find_repo(store(request), key, grant)


def downloadable_repo(request: Request) -> RepoRow:
    """Return the repo that the address names, to read its files."""
    grant = current_grant(request)
    row = _at_address(request, grant)
    if row.gated and not (grant and grant.reads(row.key)):
        raise gated(*row.key, signed_in=grant is not None)
    return row


def writable_repo(request: Request) -> tuple[RepoRow, Grant]:
    """Return the repo that the address names, to change it, and the grant that allows it."""
    grant = current_grant(request)
    return require_write(store(request), _at_address(request, grant).key, grant)


def require_write(store: Store, key: RepoKey, grant: Grant | None) -> tuple[RepoRow, Grant]:
    """Return a repo to change: 401 without a token, 403 with one that does not allow it.

    The Hub's words, as its clients have met them.
    """
    row = find_repo(store, key, grant)
    if grant is None:
        raise unauthorized(about_repo=True)
    if grant.role == "read" and grant.reads(key):
        raise forbidden("you must use a write token to upload to a repository.")
    if not grant.writes(key):
        raise forbidden("You have read access but not the required permissions for this operation")
    return row, grant
