"""The LFS API: batch, upload, verify. Spec: git-lfs, docs/api/batch.md."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..access import store, writable
from ..errors import HubError, bad_request, not_served
from ..lfs import LfsStore, Pointer, check_object
from ..wire import base, integer, json_object

_TYPE = "application/vnd.git-lfs+json"
_MOST_OBJECTS = 1000


async def batch(request: Request) -> Response:
    """`POST /ID.git/info/lfs/objects/batch`: where to upload what is not here yet."""
    writable(request)
    body = await json_object(request)
    if body.get("operation") != "upload":
        raise not_served("An LFS batch other than an upload")
    if body.get("hash_algo", "sha256") != "sha256":
        raise HubError(409, "The hash algorithm must be sha256.")
    objects = body.get("objects")
    if not isinstance(objects, list) or len(objects) > _MOST_OBJECTS:
        raise bad_request(f'"objects" must be a list of at most {_MOST_OBJECTS}')
    lfs, verify = store(request).lfs, f"{base(request)}{_without(request, '/batch')}/verify"
    answers = [_action(lfs, check_object(one), base(request), verify) for one in objects]
    return JSONResponse({"transfer": "basic", "objects": answers}, media_type=_TYPE)


def _without(request: Request, ending: str) -> str:
    return str(request.scope["path"]).removesuffix(ending)


def _action(lfs: LfsStore, pointer: Pointer, base: str, verify: str) -> dict[str, object]:
    answer: dict[str, object] = {"oid": pointer.oid, "size": pointer.size}
    if not lfs.has(pointer):
        upload = f"{base}/lfs/{pointer.oid}?size={pointer.size}&ticket={lfs.ticket(pointer)}"
        answer["actions"] = {"upload": {"href": upload}, "verify": {"href": verify}}
    return answer


async def upload(request: Request) -> Response:
    """`PUT` of an object's bytes; the address is its own permission, as on the Hub."""
    size = integer(request, "size", 0, 1 << 50)
    pointer = check_object({"oid": request.path_params["oid"], "size": size})
    lfs = store(request).lfs
    lfs.check_ticket(pointer, request.query_params.get("ticket", ""))
    await lfs.receive(pointer, request.stream())
    return Response()


async def verify(request: Request) -> Response:
    """`POST /ID.git/info/lfs/objects/verify`."""
    writable(request)
    pointer = check_object(await json_object(request))
    if not store(request).lfs.has(pointer):
        raise HubError(404, f"The object {pointer.oid} has not been uploaded.")
    return JSONResponse({}, media_type=_TYPE)
