"""A repo's files: folders, and one file's text."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from checks.hubspec.content import is_binary

from ..access import downloadable_repo, readable_repo, store
from ..gitrepo import Entry, GitRepo
from ..history import CommitFacts, facts, last_change
from ..names import RepoKey, check_path
from ..wire import integer
from .lists import pager
from .rendering import quoted, render
from .repos import header

#: Entries of a folder on one page, each with its last commit.
_PAGE = 100
#: Bytes of the largest file whose text is shown.
MAX_TEXT_BYTES = 512 * 1024


@dataclass(frozen=True)
class Row:
    """A line of a folder's table."""

    name: str
    entry: Entry
    url: str
    last: CommitFacts


def tree(request: Request) -> Response:
    """Serve `GET /ID/tree/REV[/PATH]`: also of a gated repo, as on the Hub."""
    row = readable_repo(request)
    revision, folder = request.path_params["revision"], request.path_params.get("path", "")
    folder = check_path(folder.strip("/")) if folder.strip("/") else ""
    number = integer(request, "p", 0, 1_000_000)
    with store(request).open(row.key) as repo:
        commit = repo.resolve(revision)
        items = repo.listing(commit, folder, revision, recursive=False)
        part = items[number * _PAGE : (number + 1) * _PAGE]
        entries = [repo.entry(item) for item in part]
        rows = [_row(repo, commit, row.key, revision, entry) for entry in entries]
        latest = facts(repo, commit)
        refs = _refs(repo)
    return render(
        request,
        "tree.html",
        {
            **header(row, revision, "files"),
            **refs,
            "crumbs": _crumbs(row.key, revision, folder),
            "rows": sorted(rows, key=lambda one: not one.entry.is_folder),
            "latest": latest,
            "pager": pager(request.scope["path"], [], len(items), number, _PAGE),
        },
    )


def _row(repo: GitRepo, commit: str, key: RepoKey, revision: str, entry: Entry) -> Row:
    view = "tree" if entry.is_folder else "blob"
    url = f"{key.web}/{view}/{quote_revision(revision)}/{quoted(entry.path)}"
    name = entry.path.rpartition("/")[2]
    return Row(name, entry, url, last_change(repo, commit, entry.path))


def quote_revision(revision: str) -> str:
    """Return a revision as one part of an address."""
    return quoted(revision).replace("/", "%2F")


def _refs(repo: GitRepo) -> dict[str, object]:
    return {
        "branches": [found.name for found in repo.refs("refs/heads/")],
        "git_tags": [found.name for found in repo.refs("refs/tags/")],
    }


def _crumbs(key: RepoKey, revision: str, path: str) -> list[tuple[str, str]]:
    """Return the folders above a file or folder, and itself: names and addresses."""
    root = f"{key.web}/tree/{quote_revision(revision)}"
    parts = path.split("/") if path else []
    ways = ["/".join(parts[: at + 1]) for at in range(len(parts))]
    return [(key.id.partition("/")[2], root)] + [
        (name, f"{root}/{quoted(way)}") for name, way in zip(parts, ways, strict=True)
    ]


def blob(request: Request) -> Response:
    """Serve `GET /ID/blob/REV/PATH`: a file's text, or what is known of it."""
    row = downloadable_repo(request)
    revision, path = request.path_params["revision"], check_path(request.path_params["path"])
    with store(request).open(row.key) as repo:
        commit = repo.resolve(revision)
        entry = repo.file(commit, path)
        data = repo.blob(entry.oid) if entry.size <= MAX_TEXT_BYTES or entry.pointer else None
        last = last_change(repo, commit, path)
    text = None if data is None or is_binary(data) else data.decode()
    return render(
        request,
        "blob.html",
        {
            **header(row, revision, "files"),
            "crumbs": _crumbs(row.key, revision, path),
            "name": path.rpartition("/")[2],
            "entry": entry,
            "last": last,
            "lines": None if text is None else text.splitlines(),
            "is_large": data is None,
            "raw": f"{row.key.web}/resolve/{quote_revision(revision)}/{quoted(path)}",
        },
    )
