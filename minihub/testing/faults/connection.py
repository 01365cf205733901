"""Connections that an application can break."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from minihub.protocol import Protocol

#: Where a request's scope has its connection, an `asyncio.Transport`.
CONNECTION = "minihub.connection"


class BreakableProtocol(Protocol):
    """HTTP/1.1 that hands each request's connection to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app = _with_connection(self.app, transport)


def _with_connection(app: ASGIApp, transport: asyncio.Transport) -> ASGIApp:
    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, CONNECTION: transport}, receive, send)

    return connected
