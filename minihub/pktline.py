"""git over HTTP, the lowest layer: pkt-lines, side bands, and a request's body read in pieces.

Formats: git's own documentation, gitprotocol-common(5) and gitprotocol-pack(5).
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator

from starlette.requests import Request

from .errors import HubError, bad_request

FLUSH = b"0000"
#: What a side band may carry in one packet: `LARGE_PACKET_MAX` less its own five bytes.
_BAND = 65520 - 5
_CHUNK = 64 * 1024


def packet(data: bytes) -> bytes:
    """Return one pkt-line."""
    return b"%04x%b" % (len(data) + 4, data)


def band(number: int, data: bytes) -> Iterator[bytes]:
    """Yield `data` on a side band: 1 is the answer, 2 is shown to the person as `remote: …`."""
    for start in range(0, len(data), _BAND):
        yield packet(bytes([number]) + data[start : start + _BAND])


class Body:
    """A request's body, unzipped where it is zipped, with no more in memory than is asked for."""

    def __init__(self, request: Request) -> None:
        self._pieces = _pieces(request)
        self._rest = b""

    async def exactly(self, size: int) -> bytes:
        """Return the next `size` bytes; 400 where the body ends before."""
        parts, missing = [], size
        while missing:
            piece = self._rest or await anext(self._pieces, b"")
            if not piece:
                raise bad_request("The request's body ends too soon.")
            parts.append(piece[:missing])
            self._rest = piece[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)

    async def packets(self) -> AsyncIterator[bytes]:
        """Yield the pkt-lines up to the next flush."""
        while (length := _length(await self.exactly(4))) != 0:
            yield await self.exactly(length - 4)

    async def rest(self) -> AsyncIterator[bytes]:
        """Yield all that has not been read yet."""
        if self._rest:
            yield self._rest
        self._rest = b""
        async for piece in self._pieces:
            yield piece


def _length(digits: bytes) -> int:
    try:
        length = int(digits, 16)
    except ValueError:
        length = -1
    if length != 0 and not 4 <= length <= 65520:
        raise bad_request("The request's body is not in git's pkt-line format.")
    return length


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    encoding = request.headers.get("content-encoding", "identity")
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise HubError(415, f"The body's encoding {encoding[:40]!r} is not known here.")
    if encoding == "identity":
        async for chunk in request.stream():
            if chunk:
                yield chunk
        return
    unzip = zlib.decompressobj(wbits=31)
    async for chunk in request.stream():
        while chunk:
            yield _unzipped(unzip, chunk)
            chunk = unzip.unconsumed_tail
    if not unzip.eof:
        raise bad_request("The request's body is not valid gzip.")


def _unzipped(unzip: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return unzip.decompress(chunk, _CHUNK)
    except zlib.error:
        raise bad_request("The request's body is not valid gzip.") from None
