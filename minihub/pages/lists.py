"""Pages that list repos: home, models, datasets, Spaces, and an owner's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from checks.hubspec.names import KINDS, Kind

from ..access import store
from ..database import RepoRow
from ..describe import Description
from ..errors import HubError
from ..names import kind_of
from ..routes.lists import WEB_PAGE, everything, web_sort
from ..search import Listing, Query, select
from ..wire import integer
from .facets import FILTERS, Facet, Pairs, facets, query_of
from .rendering import address, render

SORTS = ("trending", "likes", "downloads", "created", "modified")
_TRENDING = 6
_SHOWN_OF_AN_OWNER = 200


@dataclass(frozen=True)
class Line:
    """A repo in a list. `modified` in seconds since 1970."""

    row: RepoRow
    modified: int
    task: str | None

    @property
    def url(self) -> str:
        """Its page."""
        return self.row.key.web


def line(found: Listing) -> Line:
    """Return a repo as a list shows it."""
    row, description = found
    return Line(row, description.modified, _task(description))


def _task(description: Description) -> str | None:
    found = [description.task] if description.task else []
    prefix = "task_categories:"
    found += [tag.removeprefix(prefix) for tag in description.tags if tag.startswith(prefix)]
    return found[0] if found else None


def home(request: Request) -> Response:
    """Serve `GET /`."""
    listed = {kind: everything(request, kind) for kind in KINDS}
    trending = select(listed["model"], Query())[:_TRENDING]
    return render(
        request,
        "home.html",
        {
            "counts": [(f"{kind}s", len(found)) for kind, found in listed.items()],
            "trending": [line(found) for found in trending],
        },
    )


def repos(request: Request) -> Response:
    """Serve `GET /models`, `/datasets` and `/spaces`, with the website's parameters."""
    plural = request.path_params["plural"]
    kind = kind_of(plural)
    sort = web_sort(request.query_params.get("sort"))
    pairs = _asked(request, kind)
    there = everything(request, kind)
    chosen = select(there, query_of(kind, pairs), sort)
    number = integer(request, "p", 0, 1_000_000)
    return render(request, "list.html", _view(kind, pairs, there, chosen, number))


def _asked(request: Request, kind: Kind) -> Pairs:
    """Return the query of the address, as far as it is known; the language has a cookie."""
    names = {one.name for one in FILTERS[kind]} | {"search", "author", "sort"}
    return [pair for pair in request.query_params.multi_items() if pair[0] in names and pair[1]]


def _view(
    kind: Kind, pairs: Pairs, there: list[Listing], chosen: list[Listing], number: int
) -> dict[str, object]:
    path = f"/{kind}s"

    def url(query: Pairs) -> str:
        return address(path, query)

    filters = [pair for pair in pairs if pair[0] != "sort"]
    found: list[Facet] = facets(kind, pairs, there, url)
    return {
        "kind": kind,
        "heading": f"{kind}s",
        "total": len(chosen),
        "facets": found,
        "chosen": [(*pair, url([one for one in pairs if one != pair])) for pair in filters],
        "clear": url([pair for pair in pairs if pair[0] == "sort"]),
        "kept": [pair for pair in pairs if pair[0] not in ("search", "sort")],
        "search": " ".join(value for name, value in pairs if name == "search"),
        "sort": next((value for name, value in pairs if name == "sort"), "trending"),
        "sorts": SORTS,
        "pager": pager(path, pairs, len(chosen), number, WEB_PAGE),
        "lines": [line(one) for one in _part(chosen, number, WEB_PAGE)],
    }


def _part(items: Sequence[Any], number: int, size: int) -> Sequence[Any]:
    return items[number * size : (number + 1) * size]


def pager(path: str, pairs: Pairs, total: int, number: int, size: int) -> dict[str, object]:
    """Return links to the pages before and after; the first page is number 0."""
    last = max((total - 1) // size, 0)

    def url(page: int) -> str:
        return address(path, [*pairs, ("p", str(page))] if page else pairs)

    return {
        "page": min(number, last) + 1,
        "pages": last + 1,
        "previous": url(min(number - 1, last)) if number > 0 else None,
        "next": url(number + 1) if number < last else None,
    }


def owner(request: Request) -> Response:
    """Serve `GET /OWNER`: what an account or organisation has."""
    asked = request.path_params["owner"]
    groups = []
    for kind in KINDS:
        found = select(everything(request, kind), Query(author=asked), "lastModified")
        groups.append((kind, [line(one) for one in found[:_SHOWN_OF_AN_OWNER]], len(found)))
    owners = [lines[0].row.key.owner for _, lines, _ in groups if lines]
    accounts = store(request).accounts.names()
    name = next((one for one in [*owners, *accounts] if one.lower() == asked.lower()), None)
    if name is None:
        raise HubError(404, "Not found")
    return render(request, "owner.html", {"name": name, "groups": groups})
