"""What a live repo holds at a commit, file by file, and what of a folder is not there yet."""

from __future__ import annotations

from dataclasses import dataclass

from checks.hub.client import HubClient
from checks.hub.folder import Plan
from checks.model_folder import LocalFile


@dataclass(frozen=True, slots=True)
class Head:
    """A commit, and the content of each of its files by name: SHA-256 under LFS, else a blob id."""

    commit: str
    names: dict[str, str | None]


def look(client: HubClient, repo_id: str, revision: str | None = None) -> Head:
    """Return what `main` or a revision holds: a query for `HubClient.call`."""
    info = client.api.model_info(repo_id, revision=revision, files_metadata=True)
    names = {
        one.rfilename: one.lfs.sha256 if one.lfs else one.blob_id for one in info.siblings or ()
    }
    return Head(info.sha or "", names)


def changed_files(local: dict[str, LocalFile], head: Head, plan: Plan) -> tuple[str, ...]:
    """Return the files whose contents a head does not have as they are here."""
    return tuple(path for path, file in local.items() if not _is_live(file, head, plan))


def _is_live(file: LocalFile, head: Head, plan: Plan) -> bool:
    live = head.names.get(file.path)
    return live is not None and live == content_name(file, plan)


def content_name(file: LocalFile, plan: Plan) -> str | None:
    """Return what the Hub calls a file's content once it is there."""
    return file.sha256 if file.path in plan.lfs else file.blob_id
