"""Signing in: keyless first (the Hub trusts this workflow), then a token."""

from __future__ import annotations

import os
import re
from typing import Any

import httpx2
from huggingface_hub.utils import hf_raise_for_status

from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.facts import Fact, Found, Unreachable
from checks.hub.id_tokens import id_token
from checks.hub.refusals import NO_REASON, PublishError, Refusal, failed, publisher_fields
from checks.hub.session import get_session
from checks.hub.statuses import HubDownError, is_foreign
from checks.hub.tokens import OwnToken, SignedIn, how_to_get, how_to_save, own_token
from checks.messages import Message, Phrase, Problem

__all__ = ["SignedIn", "sign_in"]

NO_SIGN_IN = Message(
    "PUB-SIGN-IN",
    "There is no way to sign in to {endpoint} as the owner of {repo}: there is no secret HF_TOKEN, "
    "and the Hub does not trust this workflow ({reason}).",
    hint="Once, either: {make} {renew} Or without a token: make the repo {repo} on the Hub, open "
    "{endpoint}/{repo}/settings, “Trusted Publishers”, and type: provider GitHub Actions, "
    "repository {github}, branch {branch}, workflow {workflow}.",
)
NO_TOKEN = Message(
    "PUB-NO-TOKEN",
    "There is no token for {endpoint} in this terminal, so {repo} cannot be published.",
    hint="Set one first. {make} {renew}",
)
NO_ID_TOKEN = Phrase("sign in no id token", "the job may not ask GitHub for an id token")

SECONDS = 120.0
"""Seconds after which signing in is given up, whatever holds it up."""

_EXCHANGE = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
}
# The Hub calls its own time-out an invalid grant (hub-docs, issue 2757).
_HUBS_OWN_FAULT = re.compile(r"abort|time[d -]*out|internal|unavailable", re.IGNORECASE)


def sign_in(endpoint: str, repo_id: str) -> SignedIn:
    """Sign in for writing to `repo_id`.

    Keyless where GitHub offers it and the Hub agrees, else `HF_TOKEN`, else the token that
    `hf auth login` has kept.

    Raises:
        PublishError: there is no way to, and what would make one; or the Hub is at fault.
    """
    client = HubClient(endpoint, run_seconds=SECONDS)
    keyless = _keyless(client, repo_id)
    if isinstance(keyless, Found) and isinstance(keyless.value, str):
        return SignedIn(keyless.value, "oidc")
    own = own_token(endpoint)
    if isinstance(own, OwnToken):
        return SignedIn(own.token, "token", own.notes)
    if isinstance(own, Problem):
        raise PublishError(own)
    if isinstance(keyless, Unreachable):
        raise failed(client, repo_id, keyless)
    raise PublishError(_no_way(endpoint, repo_id, keyless))


def _keyless(client: HubClient, repo_id: str) -> Fact[str | Refusal] | None:
    """Return a token for one repo and one hour, or why the Hub gives none; None outside GitHub."""
    if not os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"):
        return None
    return client.call(lambda: _exchange(client.endpoint, repo_id))


def _exchange(endpoint: str, repo_id: str) -> str | Refusal:
    """Exchange GitHub's id token for a token of the Hub's (RFC 8693; hub-docs, Trusted Publishers).

    A query for `call`.
    """
    body = {**_EXCHANGE, "subject_token": id_token(endpoint), "resource": repo_id}
    answer = get_session().post(f"{endpoint}/oauth/token", json=body)
    if answer.status_code in (400, 401, 403, 404):
        return _refusal(answer)
    hf_raise_for_status(answer)
    return str(answer.json()["access_token"])


def _refusal(answer: httpx2.Response) -> Refusal:
    """Return why the Hub gives no token; raise where that is a fault of its own."""
    if is_foreign(answer):
        raise HubDownError(reasons.NOT_THE_HUBS.english)
    match answer.json():
        case {"error_description": str(words)} | {"error": str(words)}:
            if _HUBS_OWN_FAULT.search(words):
                raise HubDownError(words)
            return Refusal("token", words)
    return Refusal("token", NO_REASON)


def _no_way(endpoint: str, repo_id: str, keyless: Fact[str | Refusal] | None) -> Problem:
    fields: dict[str, Any] = {"endpoint": endpoint, "repo": repo_id}
    fields |= {"make": how_to_get(endpoint), "renew": how_to_save(endpoint)}
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return NO_TOKEN.about(**fields)
    match keyless:
        case Found(Refusal(reason=reason)):
            fields["reason"] = reason
        case _:
            fields["reason"] = NO_ID_TOKEN
    return NO_SIGN_IN.about(**fields, **publisher_fields())
