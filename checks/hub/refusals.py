"""What the Hub refuses while something is published, and what the student is told of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from huggingface_hub.errors import HfHubHTTPError

from checks.hub.client import HubClient
from checks.hub.endpoint import ADDRESS_LINE
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.reasons import reason_of, remedy
from checks.hub.statuses import STUDENTS, Kind, kind_of
from checks.hub.token_faults import explain, whoami
from checks.hub.tokens import SignedIn
from checks.hubspec.tokens import JWT_PREFIX
from checks.messages import Message, Phrase, Problem

T = TypeVar("T")

DOWN = Message(
    "PUB-OPEN",
    "{endpoint} does not work as it should ({reason}), so publishing did not end. Nothing is lost.",
    hint="Try again in a few minutes: it goes on from what is there. Your commits keep their time.",
)
LIMIT = Message(
    "PUB-LIMIT",
    "{endpoint} takes nothing more for now ({reason}), so publishing did not end. Nothing is lost.",
    hint="Try again then, and not before; where no time is named, in ten minutes. Your commits "
    "keep their time.",
)
AWAY = Message(
    "PUB-ADDRESS",
    "{endpoint} could not be reached ({reason}), so publishing did not end. Nothing is lost.",
    hint="Check your network. If your class uses its own Hub, its address must be set in each new "
    "terminal. {shells}",
)
NOT_THERE = Message(
    "PUB-REPO",
    "There is no repo {repo} on the Hub, and signing in without a token may not create it.",
    hint="Make it once at {endpoint}/new, then run this again.",
)
REFUSED = Message(
    "PUB-REFUSED",
    "The Hub refused the commit: {reason}",
    hint="Nothing was published. Fix what it names, and run this again.",
)
LAST_MODEL = Message(
    "PUB-MODEL",
    "{path} is the only model of {repo}, and model_repo/ does not have it: publishing would delete "
    "it on the Hub. Nothing was published.",
    hint="Put a model into model_repo/: save it again (`python model_repo/train.py`), or download "
    "{path} from {endpoint}/{repo}/tree/main. If the file is there and git ignores it, take the "
    "line that names it out of .gitignore.",
)
MOVED = Message(
    "PUB-MOVED",
    "Somebody else changed {repo} at the same moment.",
    hint="Nothing was published. Run this again.",
)
CONFLICT = Message(
    "PUB-CONFLICT",
    "Somebody else changed {names} in {repo} at the same moment.",
    hint="Nothing was published from here. Look at {repo} on the Hub. To put yours in its place, "
    "run this again: what is there now stays in its history.",
)
UNTRUSTED = Message(
    "PUB-PUBLISHER",
    "The Hub let this workflow sign in, but not write to {repo} ({reason}).",
    hint="Open {endpoint}/{repo}/settings, “Trusted Publishers”, and compare: provider GitHub "
    "Actions, repository {github}, branch {branch}, workflow {workflow}.",
)
NO_REASON = Phrase("publish no reason", "no reason given")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the Hub refused, and its words."""

    kind: Kind
    reason: Phrase | str


class PublishError(Exception):
    """Publishing ended without a commit. `unchecked`: by no fault of the student's."""

    def __init__(self, problem: Problem, unchecked: bool = False) -> None:
        super().__init__(problem.code)
        self.problem = problem
        self.unchecked = unchecked


def failed(
    client: HubClient, repo_id: str, ending: Missing | Unreachable | Refusal
) -> PublishError:
    """Return what a write to a repo that did not end in a commit comes to, for the student."""
    match ending:
        case Unreachable():
            return PublishError(_unreachable(client.endpoint, reason_of(ending)), unchecked=True)
        case Missing():
            return PublishError(_denied(client, repo_id, reason_of(ending)))
        case Refusal():
            return PublishError(_refused(client, repo_id, ending))


def _unreachable(endpoint: str, reason: Phrase | str) -> Problem:
    match remedy(reason):
        case "limit":
            return LIMIT.about(endpoint=endpoint, reason=reason)
        # A runner of GitHub's has the address from its workflow, and a network that works.
        case "address" if os.environ.get("GITHUB_ACTIONS") != "true":
            return AWAY.about(endpoint=endpoint, reason=reason, shells=ADDRESS_LINE)
        case _:
            return DOWN.about(endpoint=endpoint, reason=reason)


def _refused(client: HubClient, repo_id: str, refusal: Refusal) -> Problem:
    match refusal.kind:
        case "token":
            return _denied(client, repo_id, refusal.reason)
        case "moved":
            return MOVED.about(repo=repo_id)
        case _:
            return REFUSED.about(reason=refusal.reason)


def _denied(client: HubClient, repo_id: str, reason: Phrase | str) -> Problem:
    if str(client.token).startswith(JWT_PREFIX):
        return UNTRUSTED.about(
            repo=repo_id, endpoint=client.endpoint, reason=reason, **publisher_fields()
        )
    return explain(client, repo_id, reason)


def publisher_fields() -> dict[str, Any]:
    """Return what to type on the Hub, so that it trusts the workflow that runs this."""
    path = os.environ.get("GITHUB_WORKFLOW_REF", "").partition("@")[0]
    return {
        "github": os.environ.get("GITHUB_REPOSITORY", "OWNER/REPOSITORY"),
        "branch": os.environ.get("GITHUB_REF_NAME", "main"),
        "workflow": path.rpartition("/")[2] or "classroom.yml",
    }


def create_repo(client: HubClient, repo_id: str, signed_in: SignedIn) -> None:
    """Create a public repo. A keyless token may not create one (Trusted Publishers, hub-docs)."""
    if signed_in.how == "oidc":
        raise PublishError(NOT_THERE.about(repo=repo_id, endpoint=client.endpoint))
    ending = _create(client, repo_id)
    if isinstance(ending, Refusal) and (spelled := _own_spelling(client, repo_id)):
        ending = _create(client, spelled)
    if isinstance(ending, Refusal | Unreachable):
        raise failed(client, repo_id, ending)


def _create(client: HubClient, repo_id: str) -> object:
    fact = client.call(lambda: attempt(lambda: client.api.create_repo(repo_id, exist_ok=True)))
    return fact.value if isinstance(fact, Found) else fact


def _own_spelling(client: HubClient, repo_id: str) -> str | None:
    """Return the id with the token's owner as the Hub writes them, where only the case differs.

    Names are told apart without regard to case, but a repo is not made under another spelling.
    """
    owner, _, name = repo_id.rpartition("/")
    true = str((whoami(client) or {}).get("name"))
    return f"{true}/{name}" if true != owner and true.casefold() == owner.casefold() else None


def attempt(call: Callable[[], T]) -> T | Refusal:
    """Make a call that writes. The Hub's refusal is an answer, and not tried again."""
    try:
        return call()
    except Exception as error:
        cause = error
        # huggingface_hub's word for "an upload failed, see the cause"
        if isinstance(error, RuntimeError) and isinstance(error.__cause__, Exception):
            cause = error.__cause__
        kind = kind_of(cause)
        if kind in STUDENTS and kind != "missing":
            return Refusal(kind, _words(cause))
        raise cause from None


def _words(error: Exception) -> Phrase | str:
    if isinstance(error, HfHubHTTPError):
        return error.server_message or NO_REASON
    return " ".join(str(error).split())
