"""How a page is made: its language, its template, and what a browser may do with it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from checks.hubspec.display_names import language_name, task_name

from ..errors import HubError
from ..wire import printable_path
from .texts import CATALOGUES, Lang, say

_HERE = Path(__file__).parent
_STATIC = {"style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
_YEAR = 365 * 24 * 3600
_COPY_SCRIPT = (_HERE / "static" / "copy.js").read_text("utf-8")
_COPY_HASH = base64.b64encode(hashlib.sha256(_COPY_SCRIPT.encode()).digest()).decode()
#: No script but our own, by its hash, and nothing from another place: a card can neither run nor
#: report anything.
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'sha256-{_COPY_HASH}'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
}
_WISH = re.compile(r"([A-Za-z*]{1,8})[A-Za-z0-9-]*\s*(?:;\s*q=([01](?:\.\d{1,3})?))?")


def static(request: Request) -> Response:
    """Serve `GET /-/style.css` and `/-/icon.svg`."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HubError(404, "Not found")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": f"max-age={_YEAR}"}
    return Response((_HERE / "static" / name).read_bytes(), 200, headers, _STATIC[name])


def render(
    request: Request, template: str, values: dict[str, object], status: int = 200
) -> Response:
    """Return a page, in the asker's language."""
    lang = lang_of(request)
    frame = {
        "lang": lang,
        "languages": [
            (other, say("this_language", other), _switched(request, other))
            for other in CATALOGUES.languages
        ],
        "t": _sayer(lang),
        "path": request.scope["path"],
        "has_lab": request.app.state.handout is not None,
        "language_name": lambda code: language_name(code, lang),
    }
    html = _environment().get_template(template).render(values | frame)
    answer = HTMLResponse(html, status, _HEADERS)
    if request.query_params.get("lang") == lang:
        answer.set_cookie("lang", lang, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


def lang_of(request: Request) -> Lang:
    """Return `?lang=`, else the last one that was chosen so, else what the browser prefers."""
    for wish in (request.query_params.get("lang"), request.cookies.get("lang")):
        for lang in CATALOGUES.languages:
            if wish == lang:
                return lang
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(header: str) -> Lang:
    wishes = [match for part in header.split(",") if (match := _WISH.fullmatch(part.strip()))]
    for match in sorted(wishes, key=lambda match: -float(match[2] or 1)):
        for lang in CATALOGUES.languages:
            if match[1].lower() == lang:
                return lang
    return "en"


def _switched(request: Request, lang: Lang) -> str:
    """Return this very address in another language."""
    query = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
    return address(request.scope["path"], [*query, ("lang", lang)])


def address(path: str, query: list[tuple[str, str]] | None = None) -> str:
    """Return a path that is quoted already, with a query that is not."""
    return f"{path}?{urlencode(query)}" if query else path


def quoted(path: str) -> str:
    """Return a path out of git as part of an address."""
    return quote(path.encode("utf-8", "surrogateescape"))


def _sayer(lang: Lang) -> Callable[..., str]:
    def t(name: str, /, **fields: object) -> str:
        return say(name, lang, **fields)

    return t


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": _day,
        "number": lambda value: f"{value:,}",
        "quoted": quoted,
        "shown": printable_path,
        "size": size,
        "task": task_name,
    }
    style = (_HERE / "static" / "style.css").read_bytes()
    environment.globals |= {
        "copy_script": _COPY_SCRIPT,
        "style": f"/-/style.css?v={hashlib.sha256(style).hexdigest()[:12]}",
    }
    return environment


def _day(seconds: float) -> str:
    """Return seconds since 1970 as a day (ISO 8601, UTC)."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def size(count: int) -> str:
    """Return a number of bytes as the Hub's website writes it: decimal, three digits."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:.3g} TB"
