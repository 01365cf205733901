"""A repo's history, and what one commit changed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ..access import downloadable_repo, readable_repo, store
from ..history import facts, history
from ..wire import integer
from .diffs import diff_commit
from .lists import pager
from .rendering import render
from .repos import header

_PAGE = 50


def commits(request: Request) -> Response:
    """Serve `GET /ID/commits/REV`, 50 a page."""
    row = readable_repo(request)
    revision = request.path_params["revision"]
    number = integer(request, "p", 0, 1_000_000)
    with store(request).open(row.key) as repo:
        found = history(repo, repo.resolve(revision))
    return render(
        request,
        "commits.html",
        {
            **header(row, revision, "files"),
            "total": len(found),
            "commits": found[number * _PAGE : (number + 1) * _PAGE],
            "pager": pager(request.scope["path"], [], len(found), number, _PAGE),
        },
    )


def commit(request: Request) -> Response:
    """Serve `GET /ID/commit/REV`: against its first parent."""
    row = downloadable_repo(request)
    with store(request).open(row.key) as repo:
        oid = repo.resolve(request.path_params["revision"])
        info = facts(repo, oid)
        parents = [parent.decode() for parent in repo.commit(oid).parents]
        found = diff_commit(repo, parents[0] if parents else None, oid)
    return render(
        request,
        "commit.html",
        {
            **header(row, oid, "files"),
            "commit": info,
            "parents": parents,
            "changes": found,
        },
    )
