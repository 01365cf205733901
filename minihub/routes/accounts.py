"""Accounts and the life of a repo: who am I, create, delete."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..access import require_account, require_write, store
from ..accounts import Grant
from ..database import RepoRow
from ..errors import HubError, bad_request, conflict, forbidden
from ..names import MAX_ID, RepoKey, check_kind, check_name
from ..store import Store, iso, now
from ..wire import base, json_object

#: `permissions` of a fine-grained token, as its whoami names them.
_FINE_GRAINED = ["repo.content.read", "repo.write"]


def whoami(request: Request) -> Response:
    """Serve `GET /api/whoami-v2`."""
    grant = require_account(request)
    return JSONResponse(
        {
            "type": "user",
            "id": grant.user,
            "name": grant.user,
            "fullname": grant.user,
            "email": None,
            "canPay": False,
            "isPro": False,
            "orgs": [{"type": "org", "name": name, "fullname": name} for name in grant.orgs],
            "auth": {"type": "access_token", "accessToken": _access_token(grant)},
        }
    )


def overview(request: Request) -> Response:
    """Serve `GET /api/users/NAME/overview`, of what the client's `User` reads."""
    name = request.path_params["name"]
    if name not in store(request).accounts.names():
        raise HubError(404, "This user does not exist")
    return JSONResponse(
        {"type": "user", "user": name, "fullname": name, "avatarUrl": "", "orgs": []}
    )


def _access_token(grant: Grant) -> dict[str, object]:
    """Return what a token says of itself; the client shows its `displayName`."""
    found: dict[str, object] = {
        "displayName": f"minihub-{grant.user}-{grant.role}",
        "role": grant.role,
        "createdAt": iso(grant.created),
    }
    if grant.role == "fineGrained":
        scoped = [
            {"entity": {"type": kind, "name": repo_id}, "permissions": _FINE_GRAINED}
            for kind, repo_id in sorted(grant.repos)
        ]
        found["fineGrained"] = {"canReadGatedRepos": False, "global": [], "scoped": scoped}
    return found


async def create(request: Request) -> Response:
    """Serve `POST /api/repos/create`."""
    grant = require_account(request)
    body = await json_object(request)
    return await run_in_threadpool(_create, store(request), grant, body, base(request))


def _create(store: Store, grant: Grant, body: dict[str, object], base: str) -> Response:
    key = _named(body, grant.user)
    if not grant.creates(key.owner):
        raise forbidden(
            f'You don\'t have the rights to create a {key.kind} under the namespace "{key.owner}"'
        )
    row = RepoRow(key, now(), private=_is_private(body))
    url = f"{base}{key.web}"
    if not store.create(row):
        raise conflict(f"You already created this {key.kind} repo: {key.id}", url=url)
    return JSONResponse({"url": url, "name": key.id, "id": key.id, "private": row.private})


def _named(body: dict[str, object], name: str) -> RepoKey:
    """Return the repo that a body names; no organisation means one's own."""
    owner = body.get("organization")
    owner = name if owner is None else check_name(owner, "organization")
    repo_id = f"{owner}/{check_name(body.get('name'), 'name')}"
    if len(repo_id) > MAX_ID:
        raise bad_request(f"a repo id has {MAX_ID} characters at most")
    return RepoKey(check_kind(body.get("type")), repo_id)


def _is_private(body: dict[str, object]) -> bool:
    match body.get("visibility"), body.get("private", False):
        case None, bool(private):
            return private
        case ("private" | "public") as visibility, _:
            return visibility == "private"
    raise bad_request('"visibility" must be "public" or "private"')


async def delete(request: Request) -> Response:
    """Serve `DELETE /api/repos/delete`."""
    grant = require_account(request)
    body = await json_object(request)
    return await run_in_threadpool(_delete, store(request), grant, body)


def _delete(store: Store, grant: Grant, body: dict[str, object]) -> Response:
    key = _named(body, grant.user)
    require_write(store, key, grant)
    store.delete(key)
    return JSONResponse({})


def harnesses(_: Request) -> Response:
    """Serve `GET /api/agent-harnesses`, which the client reads at start-up: there are none.

    The shape is `Registry` in huggingface_hub/utils/_detect_agent.py; a list stops the client.
    """
    return JSONResponse({"standardEnvVars": [], "harnesses": {}})
