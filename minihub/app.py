"""The Starlette application: addresses, refusals, and the log of requests."""

from __future__ import annotations

import contextlib
import logging
import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checks.hubspec import tokens

from . import pages
from .errors import HubError, not_served
from .handout import Handout
from .request_validation import RequestValidationMiddleware
from .routes import accounts, commits, files, git, lfs, lists, oauth, refs, repos, settings
from .store import Store

LOGGER = logging.getLogger("minihub")
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
#: Addresses under `/api/spaces/` that look like those of a Space.
_NOT_SPACES = ("hardware", "semantic-search", "templates", "zero-gpu/quota")
#: Addresses that git and git-lfs ask, not the client.
_GIT = re.compile(r"/info/refs$|/git-(?:upload|receive)-pack$|\.git/info/lfs/")


class AccessLogEntry(NamedTuple):
    """A request that was answered. The path is as it was sent, without its query."""

    method: str
    path: str
    status: int


class _Quoted(Convertor[str]):
    """A part of an address, which may have an encoded slash in it, as `refs%2Fpr%2F1` has."""

    def __init__(self, regex: str) -> None:
        self.regex = regex  # type: ignore[misc]

    def convert(self, value: str) -> str:
        return unquote(value)

    def to_string(self, value: str) -> str:
        return value


for _name, _regex in {
    "quoted": "[^/]+",
    "repo_id": "[^/]+(?:/[^/]+)?",  # OWNER/NAME, or a name alone, which no repo here has
    "rest": ".+",
    "plural": "models|datasets|spaces",
    "prefix": "datasets|spaces",  # of a download's address, where a model has none
}.items():
    register_url_convertor(_name, _Quoted(_regex))

_API = "/api/{plural:plural}/{repo:repo_id}"
_REPO = "{repo:repo_id}"
_FILE = "{repo:repo_id}/resolve/{revision:quoted}/{path:rest}"


def _git_routes(prefix: str) -> list[Route]:
    """Return what git and git-lfs ask of a repo's address, with `.git` after it or without."""
    lfs_api = f"{prefix}/{_REPO}.git/info/lfs"
    found = [
        Route(f"{lfs_api}/objects/batch", lfs.batch, methods=["POST"]),
        Route(f"{lfs_api}/objects/verify", lfs.verify, methods=["POST"]),
        Route(f"{lfs_api}/{{rest:rest}}", _answer_not_served, methods=_METHODS),
    ]
    for ending in (".git", ""):
        repo = f"{prefix}/{_REPO}{ending}"
        found += [
            Route(f"{repo}/info/refs", git.info_refs),
            Route(f"{repo}/git-upload-pack", git.upload_pack, methods=["POST"]),
            Route(f"{repo}/git-receive-pack", git.receive_pack, methods=["POST"]),
        ]
    return found


async def _answer_not_served(request: Request) -> Response:
    raise not_served(f"{request.method} {request.scope['path'][:200]}")


ROUTES = [
    Route("/api/agent-harnesses", accounts.harnesses),
    Route("/api/whoami-v2", accounts.whoami),
    Route("/api/users/{name}/overview", accounts.overview),
    Route("/api/repos/create", accounts.create, methods=["POST"]),
    Route("/api/repos/move", settings.move, methods=["POST"]),
    Route("/api/repos/delete", accounts.delete, methods=["DELETE"]),
    Route("/api/validate-yaml", commits.validate_yaml, methods=["POST"]),
    Route("/api/{plural:plural}", lists.repos),
    *(Route(f"/api/spaces/{name}", _answer_not_served) for name in _NOT_SPACES),
    Route(_API, repos.info),
    Route(f"{_API}/revision/{{revision:quoted}}", repos.info),
    Route(f"{_API}/tree/{{revision:quoted}}", repos.tree),
    Route(f"{_API}/tree/{{revision:quoted}}/{{path:rest}}", repos.tree),
    Route(f"{_API}/paths-info/{{revision:quoted}}", repos.paths_info, methods=["POST"]),
    Route(f"{_API}/commits/{{revision:quoted}}", repos.commits),
    Route(f"{_API}/refs", refs.refs),
    Route(f"{_API}/branch/{{name:quoted}}", refs.create_branch, methods=["POST"]),
    Route(f"{_API}/branch/{{name:quoted}}", refs.delete_branch, methods=["DELETE"]),
    Route(f"{_API}/tag/{{name:quoted}}", refs.create_tag, methods=["POST"]),
    Route(f"{_API}/tag/{{name:quoted}}", refs.delete_tag, methods=["DELETE"]),
    Route(f"{_API}/settings", settings.change, methods=["PUT"]),
    Route(f"{_API}/auth-check", settings.may_read),
    Route(f"{_API}/auth-check/write", settings.may_write),
    Route(f"{_API}/preupload/{{revision:quoted}}", commits.preupload, methods=["POST"]),
    Route(f"{_API}/commit/{{revision:quoted}}", commits.create_commit, methods=["POST"]),
    *(Route(address, _answer_not_served, methods=_METHODS) for address in ("/api", "/api/")),
    Route("/api/{rest:rest}", _answer_not_served, methods=_METHODS),
    Route("/oauth/token", oauth.token, methods=["POST"]),
    Route("/models-json", lists.models_json),
    Route("/lfs/{oid:quoted}", lfs.upload, methods=["PUT"]),
    Route("/lfs/{oid:quoted}", lfs.download),
    *_git_routes("/{plural:prefix}"),
    Route(f"/{{plural:prefix}}/{_FILE}", files.resolve),
    *_git_routes(""),
    Route(f"/{_FILE}", files.resolve),
    *pages.routes(),
]


def _reason(headers: list[tuple[bytes, bytes]]) -> str:
    return next((v.decode("latin-1") for k, v in headers if k == b"x-error-message"), "")


def log_response(log: deque[AccessLogEntry], entry: AccessLogEntry, reason: str) -> None:
    """Note an answer, and in one line of the log why it is none."""
    log.append(entry)
    line = f"{entry.method} {entry.path} {entry.status} {tokens.mask(reason[:300])}"
    LOGGER.debug("%s", line.rstrip())


class AccessLogMiddleware:
    """Keeps the log, and leaves addresses encoded until a route has been found."""

    def __init__(self, app: ASGIApp, log: deque[AccessLogEntry]) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["raw_path"].decode("ascii", "replace")
        masked = tokens.mask(path)

        async def record(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry = AccessLogEntry(scope["method"], masked, message["status"])
                log_response(self._log, entry, _reason(message["headers"]))
            await send(message)

        await self._app({**scope, "path": path}, receive, record)


async def _answer_refusal(request: Request, error: Exception) -> Response:
    """Answer a refused request, once its body is in: a client may be sending still."""
    assert isinstance(error, HubError)  # noqa: S101
    if found := _GIT.search(request.scope["path"]):
        error.for_git(lfs="/lfs/" in found[0])
    with contextlib.suppress(RuntimeError, ClientDisconnect):
        async for _ in request.stream():
            pass
    return pages.refusal(request, error) or error.response()


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    """Answer a request for an address that is not there, or not for this method."""
    assert isinstance(error, HTTPException)  # noqa: S101
    refused = HubError(error.status_code, error.detail, headers=dict(error.headers or {}))
    return pages.refusal(request, refused) or refused.response()


async def _answer_disconnect(_: Request, __: Exception) -> Response:
    """Answer a client that hung up half-way through its body; nobody reads this."""
    return Response(status_code=400)


def build(
    store: Store,
    log: deque[AccessLogEntry],
    urls: tuple[str, ...],
    *,
    handout: Handout | None = None,
    routes: Sequence[Route] = (),
    middleware: Sequence[Middleware] = (),
) -> Starlette:
    """Return the application on a store, reached at `urls`; `log` gets every response."""
    app = Starlette(
        routes=[*routes, *(pages.lab_routes() if handout else ()), *ROUTES],
        middleware=[
            Middleware(AccessLogMiddleware, log=log),
            Middleware(RequestValidationMiddleware),
            *middleware,
        ],
        exception_handlers={
            HubError: _answer_refusal,
            HTTPException: _answer_http_exception,
            ClientDisconnect: _answer_disconnect,
        },
    )
    app.state.store = store
    app.state.handout = handout
    app.state.urls = urls
    app.router.redirect_slashes = False
    return app
