"""Faults, laid over an application that knows nothing of them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minihub.access import current_grant, request_token, store
from minihub.errors import HubError
from minihub.names import RepoKey
from minihub.request_validation import send_after_body

from .connection import CONNECTION
from .control import ADDRESS
from .kinds import Cut, Latency, Reset, Stale
from .limiter import CountedRequest
from .rules import Faults
from .stale import Staleness, branch_heads, repo_written_to


class FaultMiddleware:
    """Does to each request what the faults say, and counts it where there are limits."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults
        self._stale = Staleness(faults.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        idle = not (self._faults.active or self._stale.active)
        if idle or scope["type"] != "http" or scope["path"] == ADDRESS:
            await self._app(scope, receive, send)
            return
        counted = self._counted(scope)
        if counted and counted.refused:
            await send_after_body(counted.error().response(), scope, receive, send)
            return
        await self._faulted(scope, receive, _with_headers(send, counted) if counted else send)

    def _counted(self, scope: Scope) -> CountedRequest | None:
        limiter = self._faults.limiter
        if limiter is None:
            return None
        request, token = Request(scope), None
        with contextlib.suppress(HubError):  # a token that nobody has counts for its address
            token = request_token(request) if current_grant(request) else None
        return limiter.count_request(
            scope["path"], token, request.client.host if request.client else ""
        )

    async def _faulted(self, scope: Scope, receive: Receive, send: Send) -> None:
        stale = None
        for fault in self._faults.pick(scope["method"], scope["path"]):
            match fault:
                case Latency(seconds):
                    await asyncio.sleep(seconds)
                case Reset():
                    await _reset(scope, receive)
                    return
                case Cut(after):
                    send = _Cutting(scope, receive, send, after).send
                case Stale():
                    stale = fault
                case canned:
                    await send_after_body(canned.response(), scope, receive, send)
                    return
        key = repo_written_to(scope["method"], scope["path"])
        if stale and key:
            await self._hidden(stale, key, scope, receive, send)
        else:
            await self._read(scope, receive, send)

    async def _hidden(
        self, how: Stale, key: RepoKey, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let a commit be made, and hide it before its author hears of it."""
        state = store(Request(scope))
        before = await run_in_threadpool(branch_heads, state, key)

        async def first_hide(message: Message) -> None:
            nonlocal before
            after = await run_in_threadpool(branch_heads, state, key)
            if after != before:  # of a push, some of the answer comes before that
                self._stale.hide(key, before, after, how)
                before = after
            await send(message)

        await self._app(scope, receive, first_hide)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self._stale.rewritten(scope)
        if isinstance(target, HubError):
            await send_after_body(target.response(), scope, receive, send)
        else:
            await self._app(target, receive, send)


def _with_headers(send: Send, counted: CountedRequest) -> Send:
    headers = [(k.lower().encode(), v.encode()) for k, v in counted.headers().items()]

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *headers]}
        await send(message)

    return send_with_headers


async def _reset(scope: Scope, receive: Receive) -> None:
    """Close with RST instead of FIN: what `SO_LINGER` of 0 seconds means (socket(7))."""
    transport = scope[CONNECTION]
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _wait_for_disconnect(receive)


async def _wait_for_disconnect(receive: Receive) -> None:
    """Wait until the connection is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Cutting:
    """An answer that breaks off in its body."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, after: int | None) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._left = after or 0
        self._half = after is None
        self._over = False

    async def send(self, message: Message) -> None:
        if self._over:
            return
        if message["type"] == "http.response.start":
            if self._half:
                self._left = _length(message) // 2
            await self._send(message)
            return
        body = message.get("body", b"")
        if len(body) <= self._left and (
            message.get("more_body") or self._scope["method"] == "HEAD"
        ):
            self._left -= len(body)
            await self._send(message)
            return
        self._over = True
        await self._send({**message, "body": body[: self._left], "more_body": True})
        self._scope[CONNECTION].close()
        await _wait_for_disconnect(self._receive)


def _length(message: Message) -> int:
    return next((int(value) for name, value in message["headers"] if name == b"content-length"), 0)
