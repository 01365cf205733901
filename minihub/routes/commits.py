"""Writing a repo: preupload, commit, and the validation of a card."""

from __future__ import annotations

import base64
import binascii

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from checks.hubspec.content import MAX_PLAIN_BYTES, is_binary

from ..access import store, writable_repo
from ..attributes import lfs_paths
from ..card_rules import Verdict, validate_card
from ..commits import Author, commit
from ..database import RepoRow
from ..errors import bad_request, not_served
from ..gitrepo import GitRepo
from ..names import check_kind, check_path
from ..staging import PendingCommit, add_line
from ..store import Store
from ..wire import base, flag, json_object, lines, read_json

_MAX_FILES = 1000


async def validate_yaml(request: Request) -> Response:
    """Serve `POST /api/validate-yaml`."""
    body = await json_object(request)
    content = body.get("content")
    if not isinstance(content, str):
        raise bad_request('"content" must be a string')
    verdict = validate_card(content, check_kind(body.get("repoType")))
    status = 400 if verdict.errors else 200
    if request.headers.get("accept", "").startswith("text/plain"):
        return PlainTextResponse(_as_lines(verdict), status)
    answer = {
        "errors": [{"message": message} for message in verdict.errors],
        "warnings": [{"message": message} for message in verdict.warnings],
    }
    return JSONResponse(answer, status)


def _as_lines(verdict: Verdict) -> str:
    """Return a verdict as text, which `ModelCard.validate` of huggingface_hub asks for."""
    lines = [f"- Error: {message}" for message in verdict.errors]
    return "\n".join([*lines, *(f"- Warning: {message}" for message in verdict.warnings)])


async def preupload(request: Request) -> Response:
    """Serve `POST /api/T/ID/preupload/REV`: which files go through LFS, which are there."""
    row, _ = writable_repo(request)
    _refuse_pull_request(request)
    body = await json_object(request)
    files = body.get("files")
    if not isinstance(files, list) or len(files) > _MAX_FILES:
        raise bad_request(f'"files" must be a list of at most {_MAX_FILES}')
    revision = request.path_params["revision"]
    return await run_in_threadpool(_preupload, store(request), row, revision, files)


def _preupload(store: Store, row: RepoRow, revision: str, files: list[object]) -> Response:
    announced = [_announced(file) for file in files]
    with store.open(row.key) as repo:
        head = repo.resolve(revision)
        by_rule = lfs_paths(repo.attributes(head), [path for path, _, _ in announced])
        answers = [
            _mode(repo, head, path, path in by_rule or size > MAX_PLAIN_BYTES or binary)
            for path, size, binary in announced
        ]
    return JSONResponse({"files": answers})


def _announced(file: object) -> tuple[str, int, bool]:
    """Return a file's path, size in bytes, and whether its first 512 bytes look binary."""
    match file:
        case {"path": path, "size": int(size), "sample": str(sample)} if size >= 0:
            try:
                data = base64.b64decode(sample, validate=True)
            except (binascii.Error, ValueError):
                raise bad_request('"sample" is not valid base64') from None
            return check_path(path), size, is_binary(data, complete=len(data) >= size)
    raise bad_request('a file needs a "path", a "size" and a "sample"')


def _mode(repo: GitRepo, head: str, path: str, large: bool) -> dict[str, object]:
    answer: dict[str, object] = {
        "path": path,
        "uploadMode": "lfs" if large else "regular",
        "shouldIgnore": False,
    }
    there = repo.find(head, path)
    if there and not there.is_folder:
        answer["oid"] = there.pointer.oid if there.pointer else there.oid
    return answer


async def create_commit(request: Request) -> Response:
    """Serve `POST /api/T/ID/commit/REV`: NDJSON, taken in line by line."""
    row, grant = writable_repo(request)
    _refuse_pull_request(request)
    branch = request.path_params["revision"].removeprefix("refs/heads/")
    state, change = store(request), PendingCommit(branch=branch)
    with state.open(row.key) as repo:
        async for line in lines(request):
            await run_in_threadpool(add_line, repo, state.lfs, change, read_json(line))
        if not change.summary:
            raise bad_request('a commit needs a "header" with a "summary"')
        oid = await run_in_threadpool(_commit, state, repo, row, change, grant.user)
    url = f"{base(request)}{row.key.web}/commit/{oid}"
    return JSONResponse({"success": True, "commitOid": oid, "commitUrl": url, "hookOutput": ""})


def _commit(state: Store, repo: GitRepo, row: RepoRow, change: PendingCommit, name: str) -> str:
    with state.lock(row.key):
        return commit(repo, row.key.kind, change, Author(name))


def _refuse_pull_request(request: Request) -> None:
    if flag(request, "create_pr"):
        raise not_served("A pull request")
