"""Downloads: `/ID/resolve/REV/PATH`.

The Hub redirects to a CDN; here the file comes from the same address, which the client takes
as well (`get_hf_file_metadata` in huggingface_hub/file_download.py).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..access import downloadable_repo, store
from ..errors import HubError, entry_not_found
from ..gitrepo import Entry
from ..names import check_path
from ..wire import flag

_CHUNK = 1024 * 1024
#: What a browser shows as a picture. Anything else of a stranger's is text or a download, never
#: a page: not HTML, not SVG.
_PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
#: As the Hub sends with files: whatever one is taken for, it runs nothing.
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_RANGE = re.compile(r"bytes=(\d{0,100})-(\d{0,100})")


def resolve(request: Request) -> Response:
    """Serve `HEAD` and `GET` of a file; one range of bytes may be asked for."""
    row = downloadable_repo(request)
    path = check_path(request.path_params["path"])
    with store(request).open(row.key) as repo:
        commit = repo.resolve(request.path_params["revision"])
        entry = repo.file(commit, path)
        data = b"" if entry.pointer else repo.blob(entry.oid)
    source: bytes | Path = data
    if entry.pointer:
        if not store(request).lfs.has(entry.pointer):
            raise entry_not_found(commit)
        source = store(request).lfs.path(entry.pointer.oid)
    return send(request, source, entry.size, _headers(entry, commit) | _disposition(request, path))


def _headers(entry: Entry, commit: str) -> dict[str, str]:
    etag = f'"{entry.pointer.oid if entry.pointer else entry.oid}"'
    headers = {"X-Repo-Commit": commit, "ETag": etag, "Accept-Ranges": "bytes"}
    if entry.pointer:
        headers |= {"X-Linked-Etag": etag, "X-Linked-Size": str(entry.size)}
    return headers


def _disposition(request: Request, path: str) -> dict[str, str]:
    """Return how a browser takes a file: in place, or with `?download=true` to be kept."""
    name = path.rpartition("/")[2]
    kind = "attachment" if flag(request, "download") else "inline"
    headers = {"Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name, safe='')}"}
    if picture := _PICTURES.get(name.rpartition(".")[2].lower()):
        headers["Content-Type"] = picture
    return headers


def send(request: Request, source: bytes | Path, size: int, headers: dict[str, str]) -> Response:
    """Return bytes or a file as an answer: the whole, a range, or with HEAD the headers."""
    byte_range = _requested_range(request.headers.get("range"), size)
    start, stop = byte_range or (0, size)
    headers |= {"Content-Length": str(stop - start), **_HARMLESS}
    if byte_range:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    status = 206 if byte_range else 200
    media = "text/plain; charset=utf-8" if isinstance(source, bytes) else "application/octet-stream"
    if request.method == "HEAD":
        return Response(None, status, headers, media)
    return StreamingResponse(_read(source, start, stop), status, headers, media)


def _requested_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Return where a range starts and stops; None for the whole, and for several ranges."""
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or not (match[1] or match[2]):
        return None
    if match[1] and match[2] and int(match[2]) < int(match[1]):
        return None  # no range at all, so it does not count (RFC 9110, 14.1.1)
    if match[1]:
        start, stop = int(match[1]), min(int(match[2] or size) + 1, size)
    else:
        start, stop = max(size - int(match[2]), 0), size
    if start >= stop:
        headers = {"Content-Range": f"bytes */{size}"}
        raise HubError(416, "The range is not in the file.", headers=headers)
    return start, stop


async def _read(source: bytes | Path, start: int, stop: int) -> AsyncIterator[bytes]:
    if isinstance(source, bytes):
        yield source[start:stop]
        return
    async with await anyio.open_file(source, "rb") as file:
        await file.seek(start)
        while start < stop and (chunk := await file.read(min(_CHUNK, stop - start))):
            start += len(chunk)
            yield chunk
