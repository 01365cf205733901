"""Branches and tags, made and removed."""

from __future__ import annotations

from collections.abc import Callable

from dulwich.refs import Ref, check_ref_format
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..access import readable_repo, store, writable_repo
from ..accounts import Grant
from ..commits import Author, write_tag
from ..database import RepoRow
from ..errors import bad_request, conflict, forbidden, not_served, revision_not_found
from ..gitrepo import MAIN, GitRepo
from ..store import Store
from ..wire import optional_json_object, ref_entry


def refs(request: Request) -> Response:
    """Serve `GET /api/T/ID/refs`."""
    row = readable_repo(request)
    with store(request).open(row.key) as repo:
        branches = [ref_entry(found) for found in repo.refs("refs/heads/")]
        tags = [ref_entry(found) for found in repo.refs("refs/tags/")]
    return JSONResponse({"branches": branches, "converts": [], "tags": tags, "pullRequests": []})


async def create_branch(request: Request) -> Response:
    """Serve `POST /api/T/ID/branch/NAME`, from `startingPoint` or `main`."""
    row, _ = writable_repo(request)
    body = await optional_json_object(request)
    if body.get("emptyBranch") or body.get("overwrite"):
        raise not_served("A branch that is empty, or in another's place")
    ref = _checked("refs/heads", request.path_params["name"])
    start = _text(body, "startingPoint", MAIN)

    def make(repo: GitRepo) -> None:
        _make(repo, ref, repo.resolve(start))

    return await run_in_threadpool(_changed, store(request), row, make)


async def delete_branch(request: Request) -> Response:
    """Serve `DELETE /api/T/ID/branch/NAME`."""
    row, _ = writable_repo(request)
    name = request.path_params["name"]
    if name == MAIN:
        raise forbidden(f"Cannot delete refs/heads/{MAIN}")
    ref = _checked("refs/heads", name)
    return await run_in_threadpool(_changed, store(request), row, lambda repo: _remove(repo, ref))


async def create_tag(request: Request) -> Response:
    """Serve `POST /api/T/ID/tag/REV`: a light tag, or one with a message."""
    row, grant = writable_repo(request)
    body = await optional_json_object(request)
    ref = _checked("refs/tags", _text(body, "tag", ""))
    message = _text(body, "message", "")
    revision = request.path_params["name"]

    def make(repo: GitRepo) -> None:
        _make(repo, ref, _tagged(repo, ref, repo.resolve(revision), message, grant))

    return await run_in_threadpool(_changed, store(request), row, make)


def _tagged(repo: GitRepo, ref: str, commit: str, message: str, grant: Grant) -> str:
    if not message:
        return commit
    return write_tag(repo, ref.removeprefix("refs/tags/"), commit, message, Author(grant.user))


async def delete_tag(request: Request) -> Response:
    """Serve `DELETE /api/T/ID/tag/NAME`."""
    row, _ = writable_repo(request)
    ref = _checked("refs/tags", request.path_params["name"])
    return await run_in_threadpool(_changed, store(request), row, lambda repo: _remove(repo, ref))


def _text(body: dict[str, object], key: str, otherwise: str) -> str:
    value = body.get(key)
    if value is None:
        return otherwise
    if not isinstance(value, str):
        raise bad_request(f'"{key}" must be a string')
    return value


def _checked(folder: str, name: str) -> str:
    """Return the full ref of a branch or tag, by git's rules (git-check-ref-format(1))."""
    ref = f"{folder}/{name}"
    encoded = ref.encode("utf-8", "replace")
    if len(name) > 200 or name.startswith("-") or not check_ref_format(Ref(encoded)):
        raise bad_request(f"Invalid ref name: {name[:100]!r}")
    return ref


def _changed(store: Store, row: RepoRow, change: Callable[[GitRepo], None]) -> Response:
    with store.lock(row.key), store.open(row.key) as repo:
        change(repo)
    return JSONResponse({})


def _make(repo: GitRepo, ref: str, target: str) -> None:
    if repo.at(ref) is not None:
        raise conflict(f"Reference {ref} already exists")
    if not repo.update(ref, None, target):
        raise conflict(f"{ref} is in the way of another ref, or another of it")


def _remove(repo: GitRepo, ref: str) -> None:
    at = repo.at(ref)
    if at is None or not repo.update(ref, at, None):
        raise revision_not_found(ref.split("/", 2)[2])
