"""Publishing: the model folder to the live repo, in one commit at a known parent."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from huggingface_hub import CommitOperationAdd
from huggingface_hub.errors import (
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from checks.hub.client import HubClient
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.folder import Plan
from checks.hub.reasons import reason_of
from checks.hub.session import HubDownError
from checks.hub.sign_in import SignedIn
from checks.messages import Message, Phrase, Problem
from checks.submission import LocalFile

T = TypeVar("T")

UNREACHABLE = Message(
    "PUB-OPEN",
    "{endpoint} could not be reached ({reason}). Nothing was published, and nothing is lost.",
    hint="Try again in a few minutes. Your commits on GitHub keep their time.",
)
DENIED = Message(
    "PUB-DENIED",
    "The Hub does not let you write to {repo} ({reason}).",
    hint="The token must be of the type Write and belong to the owner of {repo}: "
    "{endpoint}/settings/tokens.",
)
NOT_THERE = Message(
    "PUB-REPO",
    "There is no repo {repo} on the Hub, and signing in without a token may not create it.",
    hint="Make it once at {endpoint}/new, then run this again.",
)
REFUSED = Message(
    "PUB-REFUSED",
    "The Hub refused the commit: {reason}",
    hint="Nothing was published. Mend what it names, and run this again.",
)
MOVED = Message(
    "PUB-MOVED",
    "Somebody else changed {repo} at the same moment.",
    hint="Nothing was published. Run this again.",
)
NO_REASON = Phrase("publish no reason", "no reason given")


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


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What the Hub refused: an HTTP status and its words."""

    status: int
    reason: Phrase | str


class PublishError(Exception):
    """Publishing ended without a commit. `unchecked`: by no fault of the student's."""

    def __init__(self, problem: Problem, unchecked: bool = False) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.unchecked = unchecked


def publish(
    plan: Plan,
    files: tuple[LocalFile, ...],
    repo_id: str,
    endpoint: str,
    signed_in: SignedIn,
    title: str,
) -> Published:
    """Bring the live repo to what `plan` holds.

    Files that are only on the Hub stay there. The commit is made at the head that was compared
    with, so it cannot undo what somebody else pushes meanwhile.

    Raises:
        PublishError: there is no commit, and why.
    """
    client = HubClient(endpoint, signed_in.token)
    head = _head(client, repo_id, signed_in)
    local = {file.path: file for file in files}
    changed = _changed(local, head, plan)
    only_on_hub = tuple(sorted(head.names.keys() - local.keys() - {".gitattributes"}))
    if not changed:
        return Published(repo_id, head.commit, False, (), only_on_hub)
    commit = _commit(client, repo_id, plan, changed, head.commit, title)
    if isinstance(commit, _Refusal):
        # A commit whose answer was lost on the way is there, and refuses to be made again.
        now = _head(client, repo_id, signed_in)
        if now.commit == head.commit or _changed(local, now, plan):
            raise PublishError(_why(client, repo_id, commit))
        commit = now.commit
    return Published(repo_id, commit, True, changed, only_on_hub)


def _changed(local: dict[str, LocalFile], head: _Head, plan: Plan) -> tuple[str, ...]:
    return tuple(path for path, file in local.items() if not _is_live(file, head, plan))


def _head(client: HubClient, repo_id: str, signed_in: SignedIn) -> _Head:
    fact = client.call(lambda: _look(client, repo_id))
    if isinstance(fact, Missing):
        _create(client, repo_id, signed_in)
        fact = client.call(lambda: _look(client, repo_id))
    match fact:
        case Found(value=head):
            return head
        case Unreachable() as fault:
            raise _unreachable(client, fault)
        case Missing() as missing:
            raise PublishError(_denied(client, repo_id, reason_of(missing)))


def _look(client: HubClient, repo_id: str) -> _Head:
    info = client.api.model_info(repo_id, files_metadata=True)
    names = {
        one.rfilename: one.lfs.sha256 if one.lfs else one.blob_id for one in info.siblings or ()
    }
    return _Head(info.sha or "", names)


def _create(client: HubClient, repo_id: str, signed_in: SignedIn) -> None:
    """Create a public repo. A keyless token may not create one (Trusted Publishers, hub-docs)."""
    if signed_in.how == "oidc":
        raise PublishError(NOT_THERE.about(repo=repo_id, endpoint=client.endpoint))
    fact = client.call(lambda: _try(lambda: client.api.create_repo(repo_id, exist_ok=True)))
    if isinstance(fact, Unreachable):
        raise _unreachable(client, fact)
    if isinstance(fact, Found) and isinstance(fact.value, _Refusal):
        raise PublishError(_denied(client, repo_id, fact.value.reason))


def _unreachable(client: HubClient, fault: Unreachable) -> PublishError:
    problem = UNREACHABLE.about(endpoint=client.endpoint, reason=reason_of(fault))
    return PublishError(problem, unchecked=True)


def _denied(client: HubClient, repo_id: str, reason: Phrase | str) -> Problem:
    return DENIED.about(repo=repo_id, endpoint=client.endpoint, reason=reason)


def _is_live(file: LocalFile, head: _Head, plan: Plan) -> bool:
    live = head.names.get(file.path)
    return live is not None and live == (file.sha256 if file.path in plan.lfs else file.blob_id)


def _commit(
    client: HubClient, repo_id: str, plan: Plan, changed: tuple[str, ...], parent: str, title: str
) -> str | _Refusal:
    def push() -> str:
        with warnings.catch_warnings():
            # The Hub's warnings about a card are what `tour lint` has said already.
            warnings.simplefilter("ignore")
            return client.api.create_commit(
                repo_id,
                [_operation(plan, path) for path in changed],
                commit_message=title,
                parent_commit=parent,
            ).oid

    match client.call(lambda: _try(push)):
        case Found(value=commit):
            return commit
        case Unreachable() as fault:
            raise _unreachable(client, fault)
        case Missing() as missing:
            raise PublishError(_denied(client, repo_id, reason_of(missing)))


def _try(call: Callable[[], T]) -> T | _Refusal:
    """Make a call that writes. The Hub's refusal is an answer, and not tried again."""
    try:
        return call()
    except HubDownError:
        raise
    except RuntimeError as error:  # huggingface_hub's word for "an upload failed, see the cause"
        if isinstance(error.__cause__, HfHubHTTPError):
            return _refusal(error.__cause__)
        raise error.__cause__ or error from None
    except (RepositoryNotFoundError, RevisionNotFoundError, json.JSONDecodeError):
        raise
    except HfHubHTTPError as error:
        return _refusal(error)
    except ValueError as error:  # the card, or an object, that the Hub will not take
        return _Refusal(400, " ".join(str(error).split()))


def _refusal(error: HfHubHTTPError) -> _Refusal:
    return _Refusal(error.response.status_code, error.server_message or NO_REASON)


def _why(client: HubClient, repo_id: str, refusal: _Refusal) -> Problem:
    match refusal.status:
        case 401 | 403:
            return _denied(client, repo_id, refusal.reason)
        case 409 | 412:
            return MOVED.about(repo=repo_id)
        case _:
            return REFUSED.about(reason=refusal.reason)


def _operation(plan: Plan, path: str) -> CommitOperationAdd:
    operation = CommitOperationAdd(path, plan.folder / path)
    if path in plan.lfs:
        # Said beforehand, the Hub is not asked: it would go by the rules it has now, not by
        # those that arrive in this very commit (huggingface_hub, `preupload_lfs_files`).
        operation._upload_mode = "lfs"
    return operation
