"""The JSON shapes of the Hub, and the bodies and pages of its requests.

Shapes as huggingface_hub/hf_api.py reads them: ModelInfo, RepoFile, GitCommitInfo, GitRefs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request

from checks.hubspec.content import MAX_PLAIN_BYTES

from .database import RepoRow
from .describe import Description
from .errors import HubError, bad_request
from .frontmatter import Json
from .gitrepo import Entry, RefFacts
from .history import CommitFacts
from .store import iso

T = TypeVar("T")

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")

_FORM = "application/x-www-form-urlencoded"
MAX_BODY = 32 * 1024 * 1024
#: Room for the largest plain file in base64, and for the line around it.
MAX_LINE = MAX_PLAIN_BYTES * 4 // 3 + 16 * 1024


def base(request: Request) -> str:
    """Return the address the client reached us at: links on another host lose its token.

    It goes into links and headers, so a Host header that is more than a name and a port is not
    repeated: our own address takes its place.
    """
    host = request.headers.get("host", "")
    if _HOST.fullmatch(host):
        return f"http://{host}"
    return str(request.app.state.urls[0])


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise HubError(413, f"The request's body is larger than {MAX_BODY} bytes.")
    return bytes(body)


async def form_body(request: Request) -> dict[str, list[str]]:
    """Return a form's fields, each with all its values; 415 for another kind of body."""
    kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if kind != _FORM:
        raise HubError(415, f"The request's body must be {_FORM} or application/json.")
    try:
        text = (await _body(request)).decode()
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=2000)
    except ValueError:
        raise bad_request("The request's body is not a valid form.") from None


async def json_object(request: Request) -> dict[str, Any]:
    """Return a JSON body that must be an object."""
    return _object(await _body(request))


async def optional_json_object(request: Request) -> dict[str, Any]:
    """Return a JSON body that must be an object, where there is one."""
    data = await _body(request)
    return _object(data) if data else {}


def _object(data: bytes) -> dict[str, Any]:
    found = read_json(data)
    if not isinstance(found, dict):
        raise bad_request("The request's body must be a JSON object.")
    return found


def read_json(data: bytes | bytearray) -> Any:
    """Return JSON that came from outside, parsed; 400 where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise bad_request("The request's body is not valid JSON.") from None


async def lines(request: Request) -> AsyncIterator[bytearray]:
    """Yield the lines of an NDJSON body, one in memory at a time."""
    rest = bytearray()
    async for chunk in request.stream():
        rest += chunk
        *whole, tail = rest.split(b"\n") if b"\n" in chunk else (rest,)
        for line in whole:
            if line.strip():
                yield line
        rest = tail
        if len(rest) > MAX_LINE:
            raise bad_request(
                "Your push was rejected because it contains files larger than 10 MiB. "
                "Please use https://git-lfs.github.com/ to store large files."
            )
    if rest.strip():
        yield rest


def flag(request: Request, name: str) -> bool:
    """Return whether a query parameter is set, as in `full=true`."""
    return request.query_params.get(name, "").lower() in ("1", "true")


def integer(request: Request, name: str, default: int, most: int) -> int:
    """Return a query parameter that is a number from 0 on, cut to `most`."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise bad_request(f'"{name}" must be a number')
    return min(int(text), most)


def page(request: Request, items: Sequence[T], size: int) -> tuple[Sequence[T], dict[str, str]]:
    """Return one page of `items`, and the `Link` to the next, which the client follows."""
    start = _position(request.query_params.get("cursor"))
    stop = start + size
    if stop >= len(items):
        return items[start:], {}
    query = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    cursor = base64.urlsafe_b64encode(str(stop).encode()).decode()
    url = f"{base(request)}{request.scope['path']}?{urlencode([*query, ('cursor', cursor)])}"
    return items[start:stop], {"Link": f'<{url}>; rel="next"'}


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise bad_request('"cursor" is not valid')
    return int(text)


def repo_fields(row: RepoRow, found: Description, *, blobs: bool = False) -> dict[str, Json]:
    """Return all that can be said of a repo; callers choose from it."""
    card = {key: value for key, value in found.card.items() if key != "model-index"}
    fields: dict[str, Json] = {
        "_id": hashlib.sha256(":".join(row.key).encode()).hexdigest()[:24],
        "id": row.key.id,
        "author": row.key.owner,
        "sha": found.commit,
        "createdAt": row.created_at,
        "lastModified": iso(found.modified),
        "private": row.private,
        "gated": row.gated or False,
        "disabled": row.disabled,
        "downloads": row.downloads,
        "likes": row.likes,
        "trendingScore": row.trending,
        "tags": list(found.tags),
        "cardData": card or None,
        "siblings": [_sibling(entry, blobs=blobs) for entry in found.files],
        "usedStorage": sum(entry.size for entry in found.files),
    }
    return fields | _fields_of_kind(row, found)


def _fields_of_kind(row: RepoRow, found: Description) -> dict[str, Json]:
    if row.key.kind == "model":
        return {
            "modelId": row.key.id,
            "pipeline_tag": found.task,
            "library_name": found.library,
            "widgetData": found.card.get("widget"),
            "config": found.config,
            "model-index": found.card.get("model-index"),
        }
    if row.key.kind == "space":
        return {"sdk": found.card.get("sdk"), "subdomain": row.key.id.replace("/", "-").lower()}
    return {}


def _sibling(entry: Entry, *, blobs: bool) -> Json:
    found: dict[str, Json] = {"rfilename": printable_path(entry.path)}
    if blobs:
        found |= {"blobId": entry.oid, "size": entry.size}
    if blobs and entry.pointer:
        oid, size = entry.pointer.oid, entry.pointer.size
        found["lfs"] = {"sha256": oid, "size": size, "pointerSize": entry.pointer_size}
    return found


def tree_entry(entry: Entry, last: CommitFacts | None = None) -> dict[str, Json]:
    """Return a line of a tree."""
    found: dict[str, Json] = {
        "type": "directory" if entry.is_folder else "file",
        "oid": entry.oid,
        "size": entry.size,
        "path": printable_path(entry.path),
    }
    if entry.pointer:
        oid, size = entry.pointer.oid, entry.pointer.size
        found["lfs"] = {"oid": oid, "size": size, "pointerSize": entry.pointer_size}
    if last:
        found["lastCommit"] = {"id": last.id, "title": last.title, "date": iso(last.time)}
    return found


def printable_path(path: str) -> str:
    """Return a path out of git, which need not be UTF-8, as JSON can carry it."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def commit_entry(found: CommitFacts) -> dict[str, Json]:
    """Return a line of the history."""
    return {
        "id": found.id,
        "title": found.title,
        "message": found.message,
        "authors": [{"user": name} for name in (found.author, *found.co_authors)],
        "date": iso(found.time),
    }


def ref_entry(found: RefFacts) -> Json:
    """Return a branch or tag."""
    return {"name": found.name, "ref": found.ref, "targetCommit": found.commit}
