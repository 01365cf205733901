"""Publishing: the model folder to the live repo, in one commit at a known parent."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from huggingface_hub import CommitOperationAdd

from checks.assignment import Assignment
from checks.hub.bindings import bindings, is_bound, trusted
from checks.hub.client import HubClient
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.folder import Plan
from checks.hub.queries import RepoFacts
from checks.hub.refusals import Refusal, attempt, create_repo, failed
from checks.hub.sign_in import SignedIn
from checks.model_folder import LocalFile

TITLE = "Publish from a tour of the Hub"


@dataclass(frozen=True, slots=True)
class Source:
    """What is published: of which assignment and commit ("" where unknown), by which account."""

    assignment: Assignment
    commit: str
    username: str

    @property
    def description(self) -> str:
        """Return what the message of the Hub's commit says below its title: no name at all."""
        return "\n".join(
            filter(None, (self.assignment.line, self.commit and f"source: {self.commit}"))
        )


@dataclass(frozen=True, slots=True)
class Published:
    """What is live now. `new` is False when the Hub had the same content already."""

    repo_id: str
    commit: str
    new: bool
    changed: tuple[str, ...] = ()
    only_on_hub: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Head:
    commit: str
    names: dict[str, str | None]
    """Each file's content by name: SHA-256 under LFS, else git's blob id."""


def publish(
    plan: Plan,
    files: tuple[LocalFile, ...],
    repo_id: str,
    endpoint: str,
    signed_in: SignedIn,
    source: Source,
) -> Published:
    """Bring the live repo to what `plan` holds.

    Files that are only on the Hub stay there. The commit is made at the head that was compared
    with, so it cannot undo what somebody else pushes meanwhile. Where the Hub has the same files
    already, but no line of this assignment, a commit without changes brings the line.

    Raises:
        PublishError: there is no commit, and why.
    """
    client = HubClient(endpoint, signed_in.token)
    head = _head(client, repo_id, signed_in)
    local = {file.path: file for file in files}
    changed = _changed(local, head, plan)
    only_on_hub = tuple(sorted(head.names.keys() - local.keys() - {".gitattributes"}))
    if not changed and _has_line(client, repo_id, head, plan, source):
        return Published(repo_id, head.commit, False, (), only_on_hub)
    sent = changed or (_smallest(plan),)
    commit = _commit(client, repo_id, plan, sent, head.commit, source)
    if isinstance(commit, Refusal):
        # A commit whose answer was lost on the way is there, and refuses to be made again.
        now = _head(client, repo_id, signed_in)
        there = now.commit != head.commit and not _changed(local, now, plan)
        if not (there and _has_line(client, repo_id, now, plan, source)):
            raise failed(client, repo_id, commit)
        commit = now.commit
    return Published(repo_id, commit, commit != head.commit, changed, only_on_hub)


def _has_line(client: HubClient, repo_id: str, head: _Head, plan: Plan, source: Source) -> bool:
    """Return whether the live repo is bound to this assignment, or there is no name to bind it."""
    if not source.assignment.hashes:
        return True
    live = RepoFacts(repo_id, head.commit, (), None, None, ())
    card = plan.folder / "README.md"
    text = card.read_text("utf-8", "replace") if card.is_file() else ""
    match client.call(lambda: bindings(client, live, text)):
        case Found(value=found):
            owner = repo_id.partition("/")[0]
            return is_bound(source.assignment, trusted(found, owner, source.username))
        case Missing() | Unreachable() as fault:
            raise failed(client, repo_id, fault)


def _smallest(plan: Plan) -> str:
    """Return the file that costs least to send again."""
    return min(plan.files, key=lambda file: (file.path in plan.lfs, file.size)).path


def _changed(local: dict[str, LocalFile], head: _Head, plan: Plan) -> tuple[str, ...]:
    return tuple(path for path, file in local.items() if not _is_live(file, head, plan))


def _head(client: HubClient, repo_id: str, signed_in: SignedIn) -> _Head:
    fact = client.call(lambda: _look(client, repo_id))
    if isinstance(fact, Missing):
        create_repo(client, repo_id, signed_in)
        fact = client.call(lambda: _look(client, repo_id))
    match fact:
        case Found(value=head):
            return head
        case Missing() | Unreachable() as fault:
            raise failed(client, repo_id, fault)


def _look(client: HubClient, repo_id: str) -> _Head:
    info = client.api.model_info(repo_id, files_metadata=True)
    names = {
        one.rfilename: one.lfs.sha256 if one.lfs else one.blob_id for one in info.siblings or ()
    }
    return _Head(info.sha or "", names)


def _is_live(file: LocalFile, head: _Head, plan: Plan) -> bool:
    live = head.names.get(file.path)
    return live is not None and live == (file.sha256 if file.path in plan.lfs else file.blob_id)


def _commit(
    client: HubClient,
    repo_id: str,
    plan: Plan,
    changed: tuple[str, ...],
    parent: str,
    source: Source,
) -> str | Refusal:
    def push() -> str:
        with warnings.catch_warnings():
            # The Hub's warnings about a card are what `tour lint` has said already.
            warnings.simplefilter("ignore")
            return client.api.create_commit(
                repo_id,
                [_operation(plan, path) for path in changed],
                commit_message=TITLE,
                commit_description=source.description,
                parent_commit=parent,
            ).oid

    match client.call(lambda: attempt(push)):
        case Found(value=commit):
            return commit
        case Missing() | Unreachable() as fault:
            raise failed(client, repo_id, fault)


def _operation(plan: Plan, path: str) -> CommitOperationAdd:
    operation = CommitOperationAdd(path, plan.folder / path)
    # Said beforehand, the Hub is not asked: it would go by the rules it has now, not by those that
    # arrive in this very commit, and leave out what it has already (huggingface_hub,
    # `preupload_lfs_files`).
    operation._upload_mode = "lfs" if path in plan.lfs else "regular"
    return operation
