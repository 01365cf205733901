"""Reading a repo: info, tree, history, refs."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..access import readable_repo, requested_key, store
from ..database import RepoRow
from ..describe import Description, describe
from ..errors import bad_request, not_served
from ..frontmatter import Json
from ..gitrepo import MAIN
from ..history import history, last_change
from ..names import check_path
from ..store import Store
from ..wire import (
    commit_entry,
    flag,
    form_body,
    integer,
    json_object,
    page,
    repo_fields,
    tree_entry,
)

_PAGE = 1000
_EXPANDED_PAGE = 50
#: Named by `expand=` alone, not part of an answer otherwise.
_ON_DEMAND = frozenset({"trendingScore", "usedStorage"})
#: What else the Hub knows of a repo (`ExpandModelProperty_T` and its like in hf_api.py).
_NOT_KNOWN = {
    *("baseModels", "childrenModelCount", "citation", "description", "downloadsAllTime"),
    *("evalResults", "gguf", "inference", "inferenceProviderMapping", "mainSize", "mask_token"),
    *("paperswithcode_id", "region", "resourceGroup", "runtime", "safetensors", "spaces"),
    "transformersInfo",
}


async def info(request: Request) -> Response:
    """Serve `GET /api/T/ID` and `…/revision/REV`.

    Answered at once where nothing must be read from the disk: to hand it over to another thread
    would take longer than all the rest.
    """
    known = store(request).known(requested_key(request))
    if known and request.path_params.get("revision", MAIN) in (MAIN, known.commit):
        return _info_response(request, readable_repo(request), known)
    return await run_in_threadpool(_info, request)


def _info(request: Request) -> Response:
    row = readable_repo(request)
    found = store(request).describe(row.key)
    revision = request.path_params.get("revision")
    if revision is not None:
        with store(request).open(row.key) as repo:
            commit = repo.resolve(revision)
            found = found if commit == found.commit else describe(repo, commit, row.key.kind)
    return _info_response(request, row, found)


def _info_response(request: Request, row: RepoRow, found: Description) -> Response:
    fields = repo_fields(row, found, blobs=flag(request, "blobs"))
    headers = {"X-Repo-Commit": found.commit}
    if chosen := expanded(request, fields):
        return JSONResponse(chosen, headers=headers)
    return JSONResponse({k: v for k, v in fields.items() if k not in _ON_DEMAND}, headers=headers)


def expanded(request: Request, fields: dict[str, Json]) -> dict[str, Json]:
    """Return the fields that `expand=` asks for, beside the id; none where it is not used."""
    chosen = request.query_params.getlist("expand") + request.query_params.getlist("expand[]")
    for name in chosen:
        if name in _NOT_KNOWN:
            raise not_served(f'"expand={name}"')
        if name not in fields:
            raise bad_request(f'"expand" must be one of [{", ".join(sorted(fields))}]')
    return {name: fields[name] for name in ["_id", "id", *chosen]} if chosen else {}


def tree(request: Request) -> Response:
    """Serve `GET /api/T/ID/tree/REV[/PATH]`, 1,000 entries a page, 50 with `expand`."""
    row = readable_repo(request)
    revision, folder = request.path_params["revision"], request.path_params.get("path", "")
    folder = check_path(folder.strip("/")) if folder.strip("/") else ""
    expand = flag(request, "expand")
    most = _EXPANDED_PAGE if expand else _PAGE
    with store(request).open(row.key) as repo:
        commit = repo.resolve(revision)
        items = repo.listing(commit, folder, revision, recursive=flag(request, "recursive"))
        page_items, headers = page(request, items, integer(request, "limit", most, most) or most)
        entries = [
            tree_entry(repo.entry(item), last_change(repo, commit, item.path) if expand else None)
            for item in page_items
        ]
    return JSONResponse(entries, headers={"X-Repo-Commit": commit, **headers})


async def paths_info(request: Request) -> Response:
    """Serve `POST /api/T/ID/paths-info/REV`: a form, or JSON. Missing paths are left out."""
    row = readable_repo(request)
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await json_object(request)
        paths, expand = body.get("paths", []), body.get("expand", False)
        if not isinstance(expand, bool):
            raise bad_request('"expand" must be true or false')
    else:
        form = await form_body(request)
        paths, expand = form.get("paths", []), form.get("expand", [""])[-1].lower() == "true"
    if not isinstance(paths, list) or len(paths) > _PAGE:
        raise bad_request(f'"paths" must be a list of at most {_PAGE} paths')
    revision = request.path_params["revision"]
    return await run_in_threadpool(_paths_info, store(request), row, revision, paths, expand)


def _paths_info(
    store: Store, row: RepoRow, revision: str, paths: list[object], expand: bool
) -> Response:
    with store.open(row.key) as repo:
        commit = repo.resolve(revision)
        found = [repo.find(commit, check_path(_bare(path))) for path in paths]
        entries = [
            tree_entry(entry, last_change(repo, commit, entry.path) if expand else None)
            for entry in found
            if entry
        ]
    return JSONResponse(entries, headers={"X-Repo-Commit": commit})


def _bare(path: object) -> object:
    return path.rstrip("/") if isinstance(path, str) else path


def commits(request: Request) -> Response:
    """Serve `GET /api/T/ID/commits/REV`."""
    row = readable_repo(request)
    with store(request).open(row.key) as repo:
        found = history(repo, repo.resolve(request.path_params["revision"]))
    size = integer(request, "limit", _EXPANDED_PAGE, _PAGE) or _EXPANDED_PAGE
    page_items, headers = page(request, found, size)
    headers |= {"X-Total-Count": str(len(found))}
    return JSONResponse([commit_entry(commit) for commit in page_items], headers=headers)
