"""`git push`, the Hub's half: what a push wants of the refs, and whether it gets that.

As `git receive-pack` does it (gitprotocol-pack(5)), with the Hub's rules in the place of a hook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dulwich.refs import Ref, check_ref_format

from checks.hubspec.names import Kind

from .errors import HubError, bad_request
from .gitrepo import MAIN, GitRepo
from .lfs import LfsStore
from .pktline import Body
from .push_rules import Push, validate_push
from .quarantine import Quarantine

CAPABILITIES = "report-status delete-refs side-band-64k quiet atomic ofs-delta object-format=sha1"
_UPDATE = re.compile(r"([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0]{1,1000})")
_NO_OBJECT = "0" * 40
_MAX_UPDATES = 1000


@dataclass(frozen=True)
class RefUpdate:
    """What a push wants of one ref; None for "no such ref"."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class PushRequest:
    """All that one push wants; with the capability `atomic` all of it or nothing."""

    updates: tuple[RefUpdate, ...]
    capabilities: frozenset[str] = frozenset()

    @property
    def is_atomic(self) -> bool:
        """Whether nothing may change unless everything does."""
        return "atomic" in self.capabilities

    @property
    def has_pack(self) -> bool:
        """Whether a pack follows."""
        return any(update.new for update in self.updates)


@dataclass(frozen=True)
class PushResult:
    """How a push ended: a message for the person, and why each ref was refused, or None."""

    message: str
    refs: tuple[tuple[str, str | None], ...]
    unpacked: bool = True


async def read_push_request(body: Body) -> PushRequest:
    """Read the list of updates at the start of a push."""
    updates: list[RefUpdate] = []
    capabilities: frozenset[str] = frozenset()
    async for line in body.packets():
        text, _, after = line.partition(b"\0")
        if text.startswith(b"shallow "):
            continue
        if not updates:
            capabilities = frozenset(after.decode("utf-8", "replace").split())
        updates.append(_ref_update(text.decode("utf-8", "surrogateescape").rstrip("\n")))
        if len(updates) > _MAX_UPDATES:
            raise bad_request(f"A push may change {_MAX_UPDATES} refs at the most.")
    return PushRequest(tuple(updates), capabilities)


def _ref_update(text: str) -> RefUpdate:
    match = _UPDATE.fullmatch(text)
    if match is None:
        raise bad_request("A command of the push is not valid.")
    old, new, ref = match.groups()
    return RefUpdate(ref, None if old == _NO_OBJECT else old, None if new == _NO_OBJECT else new)


def reject_pack(request: PushRequest, reason: str) -> PushResult:
    """Return the result of a push whose pack git refuses: nothing moves."""
    refs = tuple((update.ref, "unpacker error") for update in request.updates)
    return PushResult(reason, refs, unpacked=False)


def apply_push(
    repo: GitRepo, kind: Kind, request: PushRequest, quarantine: Quarantine, lfs: LfsStore
) -> PushResult:
    """Move the refs, if every rule of the Hub is kept. The caller holds the repo's lock."""
    with quarantine.open() as pushed:
        refusals = {update.ref: _refusal(pushed, update) for update in request.updates}
        if request.is_atomic and any(refusals.values()):
            refusals = {ref: reason or "atomic push failure" for ref, reason in refusals.items()}
        wanted = [update for update in request.updates if refusals[update.ref] is None]
        try:
            for ref, old, new in ((one.ref, one.old, one.new) for one in wanted if one.new):
                validate_push(Push(kind, ref, old, new, pushed, quarantine.environ), lfs)
        except HubError as error:
            refusals |= dict.fromkeys((one.ref for one in wanted), "pre-receive hook declined")
            return PushResult(error.message, tuple(refusals.items()))
    quarantine.release()
    refusals |= _move(repo, wanted, atomic=request.is_atomic)
    return PushResult("", tuple(refusals.items()))


def _move(repo: GitRepo, updates: list[RefUpdate], *, atomic: bool) -> dict[str, str]:
    """Move the refs; return those that could not be moved, and why."""
    failed = {
        update.ref: "failed to update ref"
        for update in updates
        if not repo.update(update.ref, update.old, update.new)
    }
    if not (failed and atomic):
        return failed
    for update in reversed(updates):
        if update.ref not in failed:
            repo.update(update.ref, update.new, update.old)
            failed[update.ref] = "atomic push failure"
    return failed


def _refusal(repo: GitRepo, update: RefUpdate) -> str | None:
    """Return why a ref is not moved, in git's words where it has some."""
    if not update.ref.startswith(("refs/heads/", "refs/tags/")):
        return "only branches and tags can be pushed"
    if not _is_ref(update.ref):
        return "funny refname"
    if update.ref == f"refs/heads/{MAIN}" and update.new is None:
        return "deletion of the current branch prohibited"
    if repo.at(update.ref) != update.old:
        return "fetch first"
    if update.new and not repo.has(update.new):
        return "missing necessary objects"
    if update.new and repo.commit_id(update.new) is None:
        return "branches and tags must lead to commits"
    return None


def _is_ref(ref: str) -> bool:
    """Return whether a ref's name is valid, and can be written as JSON."""
    try:
        return check_ref_format(Ref(ref.encode()))
    except UnicodeEncodeError:
        return False
