"""The official client's HTTP session, guarded.

`huggingface_hub` waits for ever by default, repeats by itself for minutes, and sleeps as long
as a 429 asks it to (measured with 2.4.0). Here every request has a time-out, every answer a
bound in bytes and seconds, and a fault (see `checks.hub.statuses`) ends at once in `HubDownError`,
which the client does not catch: who repeats, and when, is decided in `checks.hub.client`.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx2
from huggingface_hub import get_session, set_client_factory
from huggingface_hub.utils import parse_ratelimit_headers

from checks.hub import reasons
from checks.hub.statuses import HubDownError, kind_of_status
from checks.translations import ENGLISH

__all__ = ["HubDownError", "counting", "get_session", "guarded_client"]

TIMEOUT = 10.0
"""Seconds without a byte from the Hub after which a request is given up."""
UPLOAD_TIMEOUT = 60.0
"""The same, for an answer that comes after the Hub has stored what was sent."""
MAX_ANSWER_SECONDS = 30.0
"""Seconds after which an answer that still drips in is given up."""
MAX_ANSWER_BYTES = 16 * 1024 * 1024
"""Bytes of one answer; those of the API have a few hundred kB at the most."""

T = TypeVar("T")
_COUNT: ContextVar[Callable[[str], None] | None] = ContextVar("count", default=None)


@contextmanager
def counting(count: Callable[[str], None]) -> Iterator[None]:
    """Count what is sent in this block, from this thread, by calling `count` with its path."""
    token = _COUNT.set(count)
    try:
        yield
    finally:
        _COUNT.reset(token)


class _Guard(httpx2.BaseTransport):
    def __init__(self) -> None:
        self._direct = httpx2.HTTPTransport()
        self._proxied: dict[str, httpx2.HTTPTransport] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        count = _COUNT.get()
        if count is not None:
            count(request.url.path)
        self._set_timeout(request)
        request.headers["Accept-Encoding"] = "gzip, deflate"
        answer = _call_network(lambda: self._transport(request.url).handle_request(request))
        if answer.status_code >= 400:
            _raise_fault(answer)
        headers, stream = answer.headers.copy(), _Bounded(answer.stream, _inflater(answer))
        if headers.pop("Content-Encoding", None):
            headers.pop("Content-Length", None)  # of what is compressed
        return httpx2.Response(
            answer.status_code, headers=headers, stream=stream, extensions=answer.extensions
        )

    def _set_timeout(self, request: httpx2.Request) -> None:
        """Set the time-out, longer only for uploads, whose answer comes when all is stored."""
        sends = request.method in ("PUT", "POST")
        limit = UPLOAD_TIMEOUT if sends else TIMEOUT
        request.extensions["timeout"] = httpx2.Timeout(limit, connect=TIMEOUT).as_dict()

    def _transport(self, url: httpx2.URL) -> httpx2.HTTPTransport:
        """Return the way there: through the proxy that the environment names, or straight."""
        proxy = getproxies().get(url.scheme)
        if not proxy or url.host in ("127.0.0.1", "localhost", "::1") or proxy_bypass(url.host):
            return self._direct
        if proxy not in self._proxied:
            self._proxied[proxy] = httpx2.HTTPTransport(proxy=proxy)
        return self._proxied[proxy]

    def close(self) -> None:
        for transport in (self._direct, *self._proxied.values()):
            transport.close()


def _inflater(answer: httpx2.Response) -> zlib._Decompress | None:
    """Return what inflates an answer's body; None where it is not compressed."""
    encoding = answer.headers.get("Content-Encoding", "identity").lower()
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(wbits=47)  # either, by its header
    answer.close()
    raise HubDownError(reasons.NOT_THE_HUBS.english)  # nobody has asked for this


class _Bounded(httpx2.SyncByteStream):
    """An answer's body, inflated, up to `MAX_ANSWER_BYTES` bytes and `MAX_ANSWER_SECONDS` seconds.

    It is inflated here, piece by piece: the client's library would inflate a small answer to more
    than there is memory for before anybody could count.
    """

    def __init__(self, inner: object, inflater: zlib._Decompress | None) -> None:
        self._inner, self._inflater = inner, inflater

    def __iter__(self) -> Iterator[bytes]:
        until, left = time.monotonic() + MAX_ANSWER_SECONDS, MAX_ANSWER_BYTES
        chunks = iter(self._inner)  # type: ignore[call-overload]
        while (chunk := _call_network(lambda: next(chunks, None))) is not None:
            chunk = self._inflated(chunk, left + 1)
            left -= len(chunk)
            if left < 0:
                raise HubDownError(reasons.ENDLESS.english)
            if time.monotonic() > until:
                raise HubDownError(reasons.SLOW.text(ENGLISH, seconds=f"{MAX_ANSWER_SECONDS:.0f}"))
            yield chunk

    def _inflated(self, chunk: bytes, most: int) -> bytes:
        if self._inflater is None:
            return chunk
        try:
            return self._inflater.decompress(chunk, most)
        except zlib.error:
            raise HubDownError(reasons.NOT_THE_HUBS.english) from None

    def close(self) -> None:
        self._inner.close()  # type: ignore[attr-defined]


def _call_network(call: Callable[[], T]) -> T:
    """Make a call, and raise whatever the network does as a `HubDownError`."""
    try:
        return call()
    except httpx2.TimeoutException:
        raise HubDownError(reasons.NO_ANSWER.text(ENGLISH, seconds=f"{TIMEOUT:.0f}")) from None
    except httpx2.TransportError as error:
        kind = type(error).__name__
        raise HubDownError(reasons.NO_CONNECTION.text(ENGLISH, kind=kind)) from None


def _raise_fault(answer: httpx2.Response) -> None:
    """Raise an answer that is no refusal, but a fault, as a `HubDownError`."""
    kind = kind_of_status(answer.status_code)
    if kind in ("down", "limit"):
        answer.close()
        wait = _wait(answer)
        if kind == "down":
            raise HubDownError(f"HTTP {answer.status_code}", wait or 0.0)
        raise HubDownError(reasons.limited(wait), wait)


def _wait(answer: httpx2.Response) -> float | None:
    """Return the seconds that the Hub asks to wait; None where it does not say."""
    limit = parse_ratelimit_headers(answer.headers)
    if limit is not None and limit.remaining == 0:
        return limit.reset_in_seconds + 1.0
    after = answer.headers.get("Retry-After", "")
    return float(after) if after.isdecimal() else None


def guarded_client() -> httpx2.Client:
    """Return what `huggingface_hub.get_session()` is to give, in this whole process."""
    return httpx2.Client(transport=_Guard(), follow_redirects=True, timeout=TIMEOUT)


set_client_factory(guarded_client)
