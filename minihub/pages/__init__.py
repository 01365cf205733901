"""The Hub's pages, for people: what a class looks at where there is no internet.

Rendered here, with no script and nothing from elsewhere. A browser cannot send a token, so it
sees what is public.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .refusals import refusal

__all__ = ["lab_routes", "refusal", "routes"]

_REVISION = "{revision:quoted}"


def _page(module: str, name: str) -> Callable[[Request], Response]:
    """Return an endpoint whose module is imported when it is first asked for.

    What draws pages takes a fifth of the time that a Hub needs to start.
    """

    def page(request: Request) -> Response:
        answer = getattr(import_module(f".{module}", __name__), name)(request)
        assert isinstance(answer, Response)  # noqa: S101
        return answer

    return page


def lab_routes() -> list[Route]:
    """Return the addresses of a handout and its pictures."""
    return [
        Route("/lab", _page("lab", "lab")),
        Route("/lab/pictures/{name:quoted}", _page("lab", "picture")),
    ]


def routes() -> list[Route]:
    """Return the addresses of all pages, which go after those of the API.

    A function, since the convertors are registered by then.
    """
    found = [
        Route("/", _page("lists", "home")),
        Route("/-/{name:quoted}", _page("rendering", "static")),
        Route("/{plural:plural}", _page("lists", "repos")),
    ]
    for repo in ("/{plural:prefix}/{repo:repo_id}", "/{repo:repo_id}"):
        found += [
            Route(f"{repo}/tree/{_REVISION}", _page("files", "tree")),
            Route(f"{repo}/tree/{_REVISION}/{{path:rest}}", _page("files", "tree")),
            Route(f"{repo}/blob/{_REVISION}/{{path:rest}}", _page("files", "blob")),
            Route(f"{repo}/commits/{_REVISION}", _page("commits", "commits")),
            Route(f"{repo}/commit/{_REVISION}", _page("commits", "commit")),
        ]
    return [
        *found,
        Route("/{plural:prefix}/{repo:repo_id}", _page("repos", "card")),
        Route("/{owner:quoted}", _page("lists", "owner")),
        Route("/{repo:repo_id}", _page("repos", "card")),
    ]
