"""What the Hub refuses while something is published, and what the student is told of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from huggingface_hub.errors import (
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from checks.hub.client import HubClient
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.reasons import reason_of
from checks.hub.session import HubDownError
from checks.hub.sign_in import SignedIn
from checks.messages import Message, Phrase, Problem

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
class Refusal:
    """What the Hub refused: an HTTP status and its words."""

    status: int
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
            problem = UNREACHABLE.about(endpoint=client.endpoint, reason=reason_of(ending))
            return PublishError(problem, unchecked=True)
        case Missing():
            return PublishError(_denied(client, repo_id, reason_of(ending)))
        case Refusal():
            return PublishError(_refused(client, repo_id, ending))


def _refused(client: HubClient, repo_id: str, refusal: Refusal) -> Problem:
    match refusal.status:
        case 401 | 403:
            return _denied(client, repo_id, refusal.reason)
        case 409 | 412:
            return MOVED.about(repo=repo_id)
        case _:
            return REFUSED.about(reason=refusal.reason)


def _denied(client: HubClient, repo_id: str, reason: Phrase | str) -> Problem:
    return DENIED.about(repo=repo_id, endpoint=client.endpoint, reason=reason)


def create_repo(client: HubClient, repo_id: str, signed_in: SignedIn) -> None:
    """Create a public repo. A keyless token may not create one (Trusted Publishers, hub-docs)."""
    if signed_in.how == "oidc":
        raise PublishError(NOT_THERE.about(repo=repo_id, endpoint=client.endpoint))
    fact = client.call(lambda: attempt(lambda: client.api.create_repo(repo_id, exist_ok=True)))
    if isinstance(fact, Unreachable):
        raise failed(client, repo_id, fact)
    if isinstance(fact, Found) and isinstance(fact.value, Refusal):
        raise PublishError(_denied(client, repo_id, fact.value.reason))


def attempt(call: Callable[[], T]) -> T | Refusal:
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
        return Refusal(400, " ".join(str(error).split()))


def _refusal(error: HfHubHTTPError) -> Refusal:
    return Refusal(error.response.status_code, error.server_message or NO_REASON)
