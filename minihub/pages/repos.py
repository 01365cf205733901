"""A repo's own page: its card, tags, figures, and what belongs to it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from checks.hubspec.names import is_full_repo_id

from ..access import is_listed, readable_repo, store
from ..database import RepoRow
from ..describe import Description
from ..frontmatter import CardError, Json, front_matter, read_card, text_after
from ..gitrepo import MAIN
from ..names import RepoKey
from ..routes.lists import everything
from ..search import Query, select
from ..wire import base, repo_fields
from .cards import MAX_CARD_CHARACTERS, Place, to_html
from .facets import Pairs, tags_of
from .rendering import address, render

_MAX_EXAMPLES = 12
_MAX_TEXT = 500
_MAX_LINKED = 6


@dataclass(frozen=True)
class Example:
    """One entry of a card's `widget:`: what goes in, and what should come out."""

    title: str | None
    inputs: list[tuple[str, str]]
    output: str | None


@dataclass(frozen=True)
class CardText:
    """A card as its page shows it. `problem`: why its metadata cannot be read."""

    html: str
    metadata: str | None
    problem: str | None
    is_cut: bool


def card(request: Request) -> Response:
    """Serve `GET /OWNER/NAME`, `/datasets/OWNER/NAME` and `/spaces/OWNER/NAME`."""
    row = readable_repo(request)
    state = store(request)
    found = state.describe(row.key)
    with state.open(row.key) as repo:
        written = repo.read(found.commit, "README.md") or b""
    text = written.decode("utf-8", "replace")
    return render(
        request,
        "card.html",
        {
            **header(row, MAIN, "card"),
            "card": _card(text, Place(row.key.web, MAIN)),
            "found": found,
            "facts": repo_fields(row, found),
            "tags": tags_of(
                row.key.kind, found, lambda query: address(f"/{row.key.plural}", query)
            ),
            "examples": _examples(found.card.get("widget")),
            "clone": f"git clone {base(request)}{row.key.web}",
            **_linked(request, row, found),
        },
    )


def header(row: RepoRow, revision: str, tab: str) -> dict[str, object]:
    """Return what the head of each of a repo's pages needs."""
    return {"row": row, "key": row.key, "revision": revision, "tab": tab}


def _card(text: str, place: Place) -> CardText:
    metadata, problem = None, None
    try:
        metadata = front_matter(text)
        read_card(text)
    except CardError as error:
        problem = str(error)
    body = text_after(text)
    return CardText(to_html(body, place), metadata, problem, len(body) > MAX_CARD_CHARACTERS)


def _examples(widget: Json) -> list[Example]:
    written = widget if isinstance(widget, list) else []
    return [_example(one) for one in written[:_MAX_EXAMPLES] if isinstance(one, dict)]


def _example(one: dict[str, Json]) -> Example:
    title = one.get("example_title")
    inputs = [(key, _plain(value)) for key, value in one.items() if key not in _NO_INPUTS]
    output = _plain(one["output"]) if "output" in one else None
    return Example(title if isinstance(title, str) else None, inputs, output)


_NO_INPUTS = frozenset({"example_title", "output", "group"})


def _plain(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"


def _linked(request: Request, row: RepoRow, found: Description) -> dict[str, object]:
    """Return a model's datasets, or the models of a dataset or Space, with their pages."""
    kind = row.key.kind
    if kind == "dataset":
        there = everything(request, "model")
        models = select(there, Query(tags=(f"dataset:{row.key.id}",)), "downloads")
        pairs: Pairs = [("dataset", row.key.id)]
        return {
            "linked": [(one[0].key.id, one[0].key.web) for one in models[:_MAX_LINKED]],
            "linked_all": address("/models", pairs),
            "linked_count": len(models),
        }
    other, name = ("dataset", "datasets") if kind == "model" else ("model", "models")
    written = found.card.get(name)
    ids = written if isinstance(written, list) else [written]
    keys = [RepoKey(other, one) for one in ids if isinstance(one, str)]  # type: ignore[arg-type]
    return {
        "linked": [(key.id, _page_of(request, key)) for key in keys[:_MAX_LINKED]],
        "linked_all": None,
        "linked_count": len(keys),
    }


def _page_of(request: Request, key: RepoKey) -> str | None:
    row = store(request).database.repo(key) if is_full_repo_id(key.id) else None
    return key.web if row and is_listed(row, None) else None
