"""Lists of models, datasets and Spaces, and the website's own count of models."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from checks.hubspec.names import Kind

from ..access import current_grant, is_listed, store
from ..errors import bad_request, not_served
from ..frontmatter import Json
from ..names import kind_of
from ..search import Listing, Query, select
from ..wire import flag, integer, page, repo_fields
from .repos import expanded

_PAGE = 1000
WEB_PAGE = 30
_SERVED = frozenset(
    {"filter", "pipeline_tag", "author", "search", "gated", "sort", "limit", "cursor"}
    | {"full", "cardData", "config", "expand", "expand[]"}
)
_EVERY = ("_id", "id", "likes", "trendingScore", "private", "tags", "createdAt")
_FULL = ("author", "sha", "lastModified", "gated", "disabled")
_BRIEF: dict[Kind, tuple[str, ...]] = {
    "model": (*_EVERY, "modelId", "downloads", "pipeline_tag", "library_name"),
    "dataset": (*_EVERY, *_FULL, "downloads"),
    "space": (*_EVERY, "sdk"),
}
_CARD = ("id", "author", "downloads", "gated", "lastModified", "likes", "pipeline_tag", "private")
#: How the website's parameters read as tags.
WEB_TAGS = {
    "language": "{}",
    "library": "{}",
    "other": "{}",
    "license": "license:{}",
    "dataset": "dataset:{}",
}


def repos(request: Request) -> Response:
    """Serve `GET /api/models`, `/api/datasets` and `/api/spaces`."""
    plural = request.path_params["plural"]
    kind = kind_of(plural)
    for name in request.query_params:
        if name not in _SERVED:
            raise not_served(f"The parameter {name!r} of /api/{plural}")
    sort = request.query_params.get("sort", "trendingScore")
    chosen = select(everything(request, kind), _query(request), sort)
    page_items, headers = page(request, chosen, integer(request, "limit", _PAGE, _PAGE) or _PAGE)
    return JSONResponse([_item(request, kind, found) for found in page_items], headers=headers)


def everything(request: Request, kind: Kind) -> list[Listing]:
    """Return all repos of a kind that the asker may know of."""
    grant = current_grant(request)
    return [found for found in store(request).all(kind) if is_listed(found[0], grant)]


def _query(request: Request) -> Query:
    params = request.query_params
    return Query(
        tags=listed(params.getlist("filter")),
        task=params.get("pipeline_tag"),
        author=params.get("author"),
        words=tuple(params.getlist("search")),
        gated=flag(request, "gated") if "gated" in params else None,
    )


def listed(values: list[str]) -> tuple[str, ...]:
    """Return the values of a parameter that may be given again, or as `a,b`."""
    return tuple(part for value in values for part in value.split(",") if part)


def _item(request: Request, kind: Kind, found: Listing) -> dict[str, Json]:
    fields = repo_fields(*found)
    if chosen_fields := expanded(request, fields):
        return chosen_fields
    names = list(_BRIEF[kind])
    names += (*_FULL, "siblings") if flag(request, "full") else ()
    if flag(request, "cardData") or (flag(request, "full") and kind != "model"):
        names.append("cardData")
    if flag(request, "config"):
        names.append("config")
    return {name: fields[name] for name in names if name in fields}


def models_json(request: Request) -> Response:
    """Serve `GET /models-json`, the website's own: 30 models a page, counted if asked.

    Undocumented; it is what the page of all models reads when a filter is clicked.
    """
    params = request.query_params
    number = integer(request, "p", 0, 1_000_000)
    query = Query(
        tags=tuple(
            form.format(value)
            for name, form in WEB_TAGS.items()
            for value in listed(params.getlist(name))
        ),
        task=params.get("pipeline_tag"),
        author=params.get("author"),
        words=tuple(params.getlist("search")),
    )
    chosen = select(everything(request, "model"), query, web_sort(params.get("sort")))
    page_items = chosen[number * WEB_PAGE : (number + 1) * WEB_PAGE]
    answer: dict[str, object] = {
        "models": [_card(found) for found in page_items],
        "numItemsPerPage": WEB_PAGE,
        "pageIndex": number,
    }
    if flag(request, "withCount"):
        answer["numTotalItems"] = len(chosen)
    return JSONResponse(answer)


def web_sort(name: str | None) -> str:
    """Return what the website's `sort=` compares; 400 where it has no such."""
    sorts = {
        None: "trendingScore",
        "trending": "trendingScore",
        "created": "createdAt",
        "modified": "lastModified",
        "downloads": "downloads",
        "likes": "likes",
    }
    if name not in sorts:
        raise bad_request('"sort" is not one of the website\'s')
    return sorts[name]


def _card(found: Listing) -> dict[str, Json]:
    fields = repo_fields(*found)
    return {name: fields[name] for name in _CARD} | {"repoType": "model"}
