"""`POST /oauth/token`: an id token for an access token (RFC 8693)."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..access import store
from ..accounts import OIDC_TOKEN_SECONDS
from ..errors import HubError, not_served
from ..names import RepoKey, check_name, read_repo
from ..store import Store
from ..trusted_publishing import invalid_grant, invalid_request
from ..wire import json_object

_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
_ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105
_ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105
_MAX_TOKEN = 16 * 1024


async def token(request: Request) -> Response:
    """Serve an hour's token for one repo, whose publishers describe the id token."""
    try:
        body = await json_object(request)
    except HubError as error:
        raise invalid_request(error.message) from None
    audiences = request.app.state.urls
    return await run_in_threadpool(_exchange, store(request), body, audiences)


def _exchange(store: Store, body: dict[str, object], audiences: tuple[str, ...]) -> Response:
    _expect(body, "grant_type", _GRANT)
    _expect(body, "subject_token_type", _ID_TOKEN)
    id_token = _text(body, "subject_token")
    if len(id_token) > _MAX_TOKEN:
        raise invalid_request('"subject_token" is too long')
    key = _repo(_text(body, "resource"))
    publishers = store.publishers.of(key) if store.database.repo(key) else []
    if not publishers:
        raise invalid_grant(f"There is no {key.kind} {key.id} with a trusted publisher")
    store.verifier.verify(id_token, publishers, audiences)
    return JSONResponse(
        {
            "access_token": store.accounts.add_oidc_token(key),
            "token_type": "bearer",
            "expires_in": OIDC_TOKEN_SECONDS,
            "issued_token_type": _ACCESS_TOKEN,
        }
    )


def _text(body: dict[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise invalid_request(f'"{name}" must be a string, and is missing or something else')
    return value


def _expect(body: dict[str, object], name: str, value: str) -> None:
    if _text(body, name) != value:
        raise invalid_request(f'"{name}" must be "{value}"')


def _repo(resource: str) -> RepoKey:
    """Return the repo that a `resource` names."""
    if key := read_repo(resource):
        return key
    try:
        check_name(resource, "resource")
    except HubError:
        raise invalid_request('"resource" must be a repo, such as "ada/model"') from None
    raise not_served("Keyless sign-in for a user rather than a repo")
