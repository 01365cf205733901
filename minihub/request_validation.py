"""What is refused of any request, whatever its address means."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .errors import HubError, bad_request

_HALF_QUOTED = re.compile(r"%(?![0-9A-Fa-f]{2})")


class RequestValidationMiddleware:
    """Refuses addresses that name nothing, and bodies whose end is given in two ways."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = validate_request(scope) if scope["type"] == "http" else None
        if error is None:
            await self._app(scope, receive, send)
        else:
            await send_after_body(error.response(), scope, receive, send)


def validate_request(scope: Scope) -> HubError | None:
    """Return what is wrong with a request, before anybody looks at what it wants."""
    names = [name for name, _ in scope["headers"]]
    # Both may be refused (RFC 9112, 6.1), and should: proxies differ in which they believe.
    if b"content-length" in names and b"transfer-encoding" in names:
        return bad_request("A request has a Content-Length or a Transfer-Encoding, not both.")
    path = scope["path"]
    if "%" not in path:
        return None
    if _HALF_QUOTED.search(path):
        return bad_request("The address has a '%' that is not followed by two hex digits.")
    try:
        text = unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return bad_request("The address is not UTF-8.")
    if "\0" in text:
        return bad_request("The address has a NUL in it.")
    return None


async def send_after_body(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer once the request's body is in: a client may be sending still."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    await response(scope, receive, send)
