"""The handout, if whoever runs the Hub has given one."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from ..errors import HubError
from ..handout import Handout
from ..wire import base
from .cards import Place, to_html
from .rendering import lang_of, render

_TYPES = {".webp": "image/webp", ".svg": "image/svg+xml"}
# Anchors of its own, with the beginning that the ids of a card's headings have.
_ANCHOR = re.compile(r'(?<=<a id=")(?=[\w-]+"></a>)')


class _Lab(Place):
    """Where relative addresses of the handout lead: nowhere but to its own pictures."""

    def address(self, _: str, path: str) -> str:
        return f"/{path.lstrip('/')}"


def lab(request: Request) -> Response:
    """Serve `GET /lab`."""
    text = _handout(request).text(lang_of(request), base(request))
    html = to_html(_ANCHOR.sub("card-", text), _Lab("/lab", "main"))
    return render(request, "lab.html", {"html": html})


def picture(request: Request) -> Response:
    """Serve `GET /lab/pictures/NAME`."""
    name = Path(request.path_params["name"])
    found = _handout(request).pictures / name.name
    if name.name != str(name) or name.suffix not in _TYPES or not found.is_file():
        raise HubError(404, "Not found")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    return FileResponse(found, headers=headers, media_type=_TYPES[name.suffix])


def _handout(request: Request) -> Handout:
    found: Handout = request.app.state.handout
    return found
