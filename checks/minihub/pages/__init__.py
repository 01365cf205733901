"""The Hub's pages, for people: what a class is told to look at, without internet.

Rendered here, with no script and nothing from elsewhere. A browser cannot send a token, so it
sees what is public.
"""

from __future__ import annotations

from starlette.routing import Route

from . import commits, files, lists, look, repos
from .refusals import refusal

__all__ = ["refusal", "routes"]

_REVISION = "{revision:quoted}"


def routes() -> list[Route]:
    """The addresses of all pages, to stand after those of the API.

    A function, since the convertors are registered by then.
    """
    found = [
        Route("/", lists.home),
        Route("/-/{name:quoted}", look.static),
        Route("/{plural:plural}", lists.repos),
    ]
    for repo in ("/{plural:prefix}/{repo:repo_id}", "/{repo:repo_id}"):
        found += [
            Route(f"{repo}/tree/{_REVISION}", files.tree),
            Route(f"{repo}/tree/{_REVISION}/{{path:rest}}", files.tree),
            Route(f"{repo}/blob/{_REVISION}/{{path:rest}}", files.blob),
            Route(f"{repo}/commits/{_REVISION}", commits.commits),
            Route(f"{repo}/commit/{_REVISION}", commits.commit),
        ]
    return [
        *found,
        Route("/{plural:prefix}/{repo:repo_id}", repos.card),
        Route("/{owner:quoted}", lists.owner),
        Route("/{repo:repo_id}", repos.card),
    ]
