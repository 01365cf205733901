"""A repo's settings and its name, changed by its owner."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..access import downloadable_repo, require_account, require_write, store, writable_repo
from ..accounts import Grant
from ..database import RepoRow
from ..errors import bad_request, forbidden
from ..names import RepoKey, check_id, check_kind
from ..store import Store
from ..wire import base, json_object


async def change(request: Request) -> Response:
    """Serve `PUT /api/T/ID/settings`: who may see it."""
    row, _ = writable_repo(request)
    changed = _changed(row, await json_object(request))
    await run_in_threadpool(store(request).database.change_repo, changed)
    return JSONResponse({"private": changed.private, "gated": changed.gated or False})


def _changed(row: RepoRow, body: dict[str, object]) -> RepoRow:
    match body.get("visibility", "private" if body.get("private") else None):
        case "public" | "private" as visibility:
            row = replace(row, private=visibility == "private")
        case None:
            if body.get("private") is False:
                row = replace(row, private=False)
        case _:
            raise bad_request('"visibility" must be "public" or "private"')
    match body.get("gated"):
        case None:
            return row
        case False:
            return replace(row, gated="")
        case "auto" | "manual" as gated:
            return replace(row, gated=gated)
    raise bad_request('"gated" must be "auto", "manual" or false')


async def move(request: Request) -> Response:
    """Serve `POST /api/repos/move`: another name for a repo, to which the old one leads."""
    grant = require_account(request)
    body = await json_object(request)
    return await run_in_threadpool(_move, store(request), grant, body, base(request))


def _move(store: Store, grant: Grant, body: dict[str, object], base: str) -> Response:
    kind = check_kind(body.get("type"))
    old, new = (RepoKey(kind, check_id(body.get(key), key)) for key in ("fromRepo", "toRepo"))
    require_write(store, old, grant)
    if not grant.creates(new.owner):
        raise forbidden(f'You don\'t have the rights to create a {kind} under "{new.owner}"')
    store.rename(old, new.id)
    return JSONResponse({"url": f"{base}{new.web}"})


def may_read(request: Request) -> Response:
    """Serve `GET /api/T/ID/auth-check`: whether the asker may download."""
    downloadable_repo(request)
    return JSONResponse({})


def may_write(request: Request) -> Response:
    """Serve `GET /api/T/ID/auth-check/write`: whether the asker may change it."""
    writable_repo(request)
    return JSONResponse({})
