"""Publishing: the model folder to the live repo, in one commit at a known parent."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from huggingface_hub import CommitOperationAdd, CommitOperationDelete

from checks.artifacts.problems import MAX_NAMED
from checks.assignment import Assignment
from checks.hub.bindings import bindings, is_bound, main_commits, trusted
from checks.hub.client import RUN_SECONDS, HubClient
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.folder import Plan
from checks.hub.live_head import Head, changed_files, content_name, look
from checks.hub.published import TITLE, lost_model, published_here, record, unchanged
from checks.hub.queries import RepoFacts
from checks.hub.refusals import (
    CONFLICT,
    LAST_MODEL,
    PublishError,
    Refusal,
    attempt,
    create_repo,
    failed,
)
from checks.hub.sign_in import SignedIn
from checks.hubspec.attributes import ATTRIBUTES_FILE
from checks.model_folder import LocalFile

SLOWEST = 64 * 1024
"""Bytes a second of an upload that is waited for: half a Mbit, below what any class has."""
TRIES = 3
"""How often a commit is tried where somebody else is faster with other files each time."""


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
    """What is live now. `new` is False when the Hub had the same content already.

    A commit that `changed` some files left `same` as they were. What is `deleted` had been
    published from here, and what is `only_on_hub` had not. What is `edited` was changed on the Hub
    since it was published from here, and not in the folder, so it is as it is on the Hub.
    """

    repo_id: str
    commit: str
    new: bool
    changed: tuple[str, ...]
    only_on_hub: tuple[str, ...]
    same: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Refused:
    """A commit that was refused at a head, and what it would have `published`."""

    refusal: Refusal
    head: Head
    published: Published

    def is_done(self, now: Head, local: dict[str, LocalFile], plan: Plan) -> bool:
        """Return whether it is there all the same, so that its answer was lost on the way."""
        left = set(changed_files(local, now, plan)) - set(self.published.edited)
        there = now.commit != self.head.commit
        return there and not (left or now.names.keys() & set(self.published.deleted))

    def in_the_way(self, now: Head, local: dict[str, LocalFile], plan: Plan) -> tuple[str, ...]:
        """Return the files of this commit that somebody else has changed to something else."""
        mine = {*self.published.changed, *self.published.deleted}
        moved = {path for path in mine if now.names.get(path) != self.head.names.get(path)}
        wanted = {path: content_name(file, plan) for path, file in local.items()}
        return tuple(sorted(path for path in moved if now.names.get(path) != wanted.get(path)))


def publish(
    plan: Plan,
    files: tuple[LocalFile, ...],
    repo_id: str,
    endpoint: str,
    signed_in: SignedIn,
    source: Source,
) -> Published:
    """Bring the live repo to what `plan` holds.

    What was published from here before, and is gone from the folder, is deleted; other files that
    are only on the Hub stay there, and so does what was edited there alone since. The only model is
    never deleted. The commit is made at the head that was compared with, so it cannot undo what
    somebody else pushes meanwhile: where that was about other files, it is made again after it.
    Where the Hub has the same files already, but no line of this assignment, a commit without
    changes brings the line.

    Raises:
        PublishError: there is no commit, and why.
    """
    client = HubClient(endpoint, signed_in.token, run_seconds=seconds_for(plan))
    local = {file.path: file for file in files}
    head = first = _head(client, repo_id, signed_in)
    for _ in range(TRIES):
        ending = _bring(client, repo_id, head, first, plan, local, source)
        if isinstance(ending, Published):
            return ending
        refusal = ending.refusal
        now = _head(client, repo_id, signed_in)
        if ending.is_done(now, local, plan) and _has_line(client, repo_id, now, plan, source):
            return replace(ending.published, commit=now.commit, new=True)
        if refusal.kind != "moved" or now.commit == head.commit:
            break
        if names := ending.in_the_way(now, local, plan):
            raise PublishError(CONFLICT.about(repo=repo_id, names=", ".join(names[:MAX_NAMED])))
        head = now
    raise failed(client, repo_id, refusal)


def seconds_for(plan: Plan) -> float:
    """Return the seconds after which publishing is given up, whatever holds it up."""
    return RUN_SECONDS + sum(file.size for file in plan.files) / SLOWEST


def _bring(
    client: HubClient,
    repo_id: str,
    head: Head,
    first: Head,
    plan: Plan,
    local: dict[str, LocalFile],
    source: Source,
) -> Published | _Refused:
    """Make the commit that a head needs, or return that the Hub has refused it.

    What came after the `first` look is another's, who may be publishing from here as well.
    """
    differing = changed_files(local, head, plan)
    own = {path: content_name(local[path], plan) for path in differing if path in head.names}
    edited = _published_before(client, repo_id, head, own, own, source)
    changed = tuple(path for path in differing if path not in edited)
    only_there = head.names.keys() - local.keys() - plan.sparse - {ATTRIBUTES_FILE}
    old = only_there & first.names.keys()
    deleted = _published_before(client, repo_id, head, old, head.names, source)
    only_on_hub = tuple(sorted(only_there - set(deleted)))
    kept = dict.fromkeys(head.names.keys() - set(deleted), 1)
    kept |= {file.path: file.size for file in local.values()}
    if model := lost_model(_card(plan), deleted, kept):
        raise PublishError(LAST_MODEL.about(path=model, repo=repo_id, endpoint=client.endpoint))
    is_done = not (changed or deleted)
    if is_done and _has_line(client, repo_id, head, plan, source):
        return Published(repo_id, head.commit, False, (), only_on_hub, edited=edited)
    sent = (_smallest(plan, edited),) if is_done else changed
    operations: list[CommitOperationAdd | CommitOperationDelete] = [
        *(_addition(plan, local[path]) for path in sent),
        *(CommitOperationDelete(path) for path in deleted),
    ]
    description = "\n\n".join(filter(None, (source.description, record(changed, deleted))))
    commit = _commit(client, repo_id, operations, head.commit, description)
    same = () if is_done else tuple(sorted(local.keys() - set(differing)))
    found = Published(repo_id, "", True, changed, only_on_hub, same, deleted, edited)
    if isinstance(commit, Refusal):
        return _Refused(commit, head, found)
    return replace(found, commit=commit, new=commit != head.commit)


def _published_before(
    client: HubClient,
    repo_id: str,
    head: Head,
    paths: Collection[str],
    names: Mapping[str, str | None],
    source: Source,
) -> tuple[str, ...]:
    """Return those of `paths` whose contents, called `names`, were last published from here."""
    if not paths:
        return ()

    def before() -> frozenset[str]:
        commits = main_commits(client, repo_id, head.commit)
        found = published_here(paths, commits, source.assignment)
        return unchanged(found, names, lambda commit: look(client, repo_id, commit).names)

    match client.call(before):
        case Found(value=found):
            return tuple(sorted(found))
        case Missing() | Unreachable() as fault:
            raise failed(client, repo_id, fault)


def _has_line(client: HubClient, repo_id: str, head: Head, plan: Plan, source: Source) -> bool:
    """Return whether the live repo is bound to this assignment, or there is no name to bind it."""
    if not source.assignment.hashes:
        return True
    live = RepoFacts(repo_id, head.commit, (), None, None, ())
    match client.call(lambda: bindings(client, live, _card(plan))):
        case Found(value=found):
            owner = repo_id.partition("/")[0]
            return is_bound(source.assignment, trusted(found, owner, source.username))
        case Missing() | Unreachable() as fault:
            raise failed(client, repo_id, fault)


def _card(plan: Plan) -> str:
    path = plan.folder / "README.md"
    return path.read_text("utf-8", "replace") if path.is_file() else ""


def _smallest(plan: Plan, edited: Collection[str]) -> str:
    """Return the file that costs least to send again, one that is the same on the Hub."""
    same = [file for file in plan.files if file.path not in edited]
    return min(same or plan.files, key=lambda file: (file.path in plan.lfs, file.size)).path


def _head(client: HubClient, repo_id: str, signed_in: SignedIn) -> Head:
    fact = client.call(lambda: attempt(lambda: look(client, repo_id)))
    if isinstance(fact, Missing):
        create_repo(client, repo_id, signed_in)
        fact = client.call(lambda: attempt(lambda: look(client, repo_id)))
    ending = fact.value if isinstance(fact, Found) else fact
    if isinstance(ending, Head):
        return ending
    raise failed(client, repo_id, ending)


def _commit(
    client: HubClient,
    repo_id: str,
    operations: Sequence[CommitOperationAdd | CommitOperationDelete],
    parent: str,
    description: str,
) -> str | Refusal:
    def push() -> str:
        # One by one, since the client waits at its end for threads that it sends several from.
        for operation in operations:
            if isinstance(operation, CommitOperationAdd) and operation._upload_mode == "lfs":
                client.api.preupload_lfs_files(repo_id, [operation], free_memory=False)
        with warnings.catch_warnings():
            # The Hub's warnings about a card are what `tour lint` has said already.
            warnings.simplefilter("ignore")
            return client.api.create_commit(
                repo_id,
                operations,
                commit_message=TITLE,
                commit_description=description,
                parent_commit=parent,
            ).oid

    match client.call(lambda: attempt(push)):
        case Found(value=commit):
            return commit
        case Missing() | Unreachable() as fault:
            raise failed(client, repo_id, fault)


def _addition(plan: Plan, file: LocalFile) -> CommitOperationAdd:
    content = plan.folder / file.path if file.data is None else file.data
    operation = CommitOperationAdd(file.path, content)
    # Said beforehand, the Hub is not asked: it would go by the rules that it has now, not by those
    # that arrive in this very commit, and a `.gitignore` there would have the client leave out
    # what it names, without a word (huggingface_hub, `preupload_lfs_files`).
    operation._upload_mode = "lfs" if file.path in plan.lfs else "regular"
    return operation
