"""The control route: faults set over HTTP, by a teacher or by a test in another language.

It is there only where it was asked for, and only for who has its own token: a page in a browser
on this machine could otherwise reach it, and with `--host` so could everybody in the room.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from minihub.errors import HubError, bad_request, invalid_token
from minihub.wire import json_object

from .kinds import Answer, Cut, Fault, Latency, Limited, Page, Reset, Stale, Status
from .limiter import Limits
from .rules import Faults

ADDRESS = "/api/minihub/faults"
_KINDS: dict[str, Callable[..., Fault]] = {
    kind.__name__.lower(): kind
    for kind in (Latency, Status, Limited, Page, Answer, Cut, Reset, Stale)
}
_WHERE = ("path", "method", "times", "share")


def route(faults: Faults, token: str) -> Route:
    """Return a route: `GET` shows the faults, `POST` adds one, `DELETE` removes all."""

    async def control(request: Request) -> Response:
        _check(request, token)
        match request.method:
            case "POST":
                _add(faults, await json_object(request))
            case "DELETE":
                faults.clear()
        rules = [rule.to_json() for rule in faults.rules]
        limits = asdict(faults.limits) if faults.limits else None
        return JSONResponse({"faults": rules, "limits": limits})

    return Route(ADDRESS, control, methods=["GET", "POST", "DELETE"])


def _check(request: Request, token: str) -> None:
    sent = request.headers.get("authorization", "").encode("utf-8", "replace")
    if not hmac.compare_digest(sent, f"Bearer {token}".encode()):
        raise invalid_token()


def _add(faults: Faults, body: dict[str, Any]) -> None:
    name = body.pop("fault", None)
    if not isinstance(name, str) or name not in (*_KINDS, "limits"):
        raise bad_request(f'"fault" must be one of {", ".join([*_KINDS, "limits"])}')
    where = {key: body.pop(key) for key in _WHERE if key in body}
    try:
        if name == "limits":
            faults.limits = Limits(**body, **where)
        else:
            faults.add(_KINDS[name](**body), **where)
    except (TypeError, ValueError, AttributeError) as error:
        raise HubError(400, f"This is not a fault of the kind {name!r}: {error}") from None
