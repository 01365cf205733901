"""What a browser is shown where a client would get JSON."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ..errors import HubError

_BY_CODE = {
    "RepoNotFound": "error_repo",
    "RevisionNotFound": "error_revision",
    "EntryNotFound": "error_entry",
    "GatedRepo": "error_gated",
}
_BY_STATUS = {403: "error_disabled", 404: "error_page"}


def refusal(request: Request, error: HubError) -> Response | None:
    """Return a page that says why; None for who does not read pages, and for redirects."""
    if error.status < 400 or not _reads_pages(request):
        return None
    from .rendering import render  # not before there is something to draw

    text = _BY_CODE.get(error.code or "") or _BY_STATUS.get(error.status, "error_other")
    # To a client that is signed out a missing repo is a 401; a page is just not there.
    status = 404 if error.code == "RepoNotFound" else error.status
    words = error.message if text == "error_other" else ""
    answer = render(
        request, "error.html", {"heading": text, "status": status, "words": words}, status
    )
    if error.code:
        answer.headers["X-Error-Code"] = error.code
    return answer


def _reads_pages(request: Request) -> bool:
    path = str(request.scope["path"])
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("accept", "")
        and not path.startswith(("/api/", "/models-json"))
    )
