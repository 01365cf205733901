"""The LFS API: batch, upload, verify. Spec: git-lfs, docs/api/batch.md."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from checks.hubspec.content import Pointer

from ..access import downloadable_repo, store, writable_repo
from ..errors import HubError, bad_request
from ..lfs import LinkUse, check_object
from ..wire import base, integer, json_object
from .files import send

_TYPE = "application/vnd.git-lfs+json"
_MAX_OBJECTS = 1000


async def batch(request: Request) -> Response:
    """Serve `POST /ID.git/info/lfs/objects/batch`: where to upload or download it."""
    body = await json_object(request)
    operation = body.get("operation")
    if operation == "download":
        downloadable_repo(request)
    else:
        writable_repo(request)
    if operation not in ("upload", "download"):
        raise bad_request('"operation" must be "upload" or "download"')
    action = _upload if operation == "upload" else _download
    if body.get("hash_algo", "sha256") != "sha256":
        raise HubError(409, "The hash algorithm must be sha256.")
    objects = body.get("objects")
    if not isinstance(objects, list) or len(objects) > _MAX_OBJECTS:
        raise bad_request(f'"objects" must be a list of at most {_MAX_OBJECTS}')
    answers = [_answer(request, check_object(one), action) for one in objects]
    return JSONResponse({"transfer": "basic", "objects": answers}, media_type=_TYPE)


def _answer(
    request: Request, pointer: Pointer, action: Callable[[Request, Pointer], dict[str, object]]
) -> dict[str, object]:
    return {"oid": pointer.oid, "size": pointer.size, **action(request, pointer)}


def _upload(request: Request, pointer: Pointer) -> dict[str, object]:
    """Return links to upload an object; none where it is stored already."""
    if store(request).lfs.has(pointer):
        return {}
    verify = f"{base(request)}{request.scope['path'].removesuffix('/batch')}/verify"
    return {
        "actions": {
            "upload": {"href": _link(request, "upload", pointer)},
            "verify": {"href": verify},
        },
    }


def _download(request: Request, pointer: Pointer) -> dict[str, object]:
    if not store(request).lfs.has(pointer):
        return {"error": {"code": 404, "message": "Object does not exist"}}
    return {"actions": {"download": {"href": _link(request, "download", pointer)}}}


def _link(request: Request, use: LinkUse, pointer: Pointer) -> str:
    ticket = store(request).lfs.sign_link(use, pointer)
    return f"{base(request)}/lfs/{pointer.oid}?size={pointer.size}&ticket={ticket}"


def _announced(request: Request, use: LinkUse) -> Pointer:
    """Return the object that a link is for; the link is its own permission, as on the Hub."""
    size = integer(request, "size", 0, 1 << 50)
    pointer = check_object({"oid": request.path_params["oid"], "size": size})
    store(request).lfs.check_link(use, pointer, request.query_params.get("ticket", ""))
    return pointer


def download(request: Request) -> Response:
    """Serve `GET` of an object's bytes, or of a range of them."""
    pointer = _announced(request, "download")
    lfs = store(request).lfs
    if not lfs.has(pointer):
        raise HubError(404, "Object does not exist")
    return send(request, lfs.path(pointer.oid), pointer.size, {"Accept-Ranges": "bytes"})


async def upload(request: Request) -> Response:
    """Serve `PUT` of an object's bytes."""
    pointer = _announced(request, "upload")
    await store(request).lfs.receive(pointer, request.stream())
    return Response()


async def verify(request: Request) -> Response:
    """Serve `POST /ID.git/info/lfs/objects/verify`."""
    writable_repo(request)
    pointer = check_object(await json_object(request))
    if not store(request).lfs.has(pointer):
        raise HubError(404, f"The object {pointer.oid} has not been uploaded.")
    return JSONResponse({}, media_type=_TYPE)
