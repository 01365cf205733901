"""Signing in: keyless first (the Hub trusts this workflow), then a token."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from huggingface_hub import get_token
from huggingface_hub.errors import HfHubHTTPError, OIDCError

from checks.hub.client import HubClient
from checks.hub.facts import Found
from checks.messages import Message, Problem

NO_SIGN_IN = Message(
    "PUB-SIGN-IN",
    "There is no way to sign in to {endpoint} as the owner of {repo}.",
    hint="On this machine: `hf auth login`. On GitHub, once: either open {endpoint}/settings/"
    "tokens, create a token of the type Write, and save it in your GitHub repository under "
    "Settings, “Secrets and variables”, Actions, “New repository secret” with the name HF_TOKEN; "
    "or make the repo {repo} on the Hub, open {endpoint}/{repo}/settings, “Trusted Publishers”, "
    "choose GitHub Actions, and type as repository {github}.",
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A token, and where it is from: `oidc` (may not create repos) or `token`."""

    token: str = field(repr=False)
    how: str


def sign_in(endpoint: str, repo_id: str) -> SignedIn | Problem:
    """Sign in for writing to `repo_id`, or say how to make that possible.

    Keyless where GitHub offers it and the Hub agrees, else `HF_TOKEN`, else the token that
    `hf auth login` has kept.
    """
    if os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"):
        fact = HubClient(endpoint).call(lambda: _keyless(repo_id))
        if isinstance(fact, Found) and fact.value:
            return SignedIn(fact.value, "oidc")
    with _resource(None):
        if token := get_token():
            return SignedIn(token, "token")
    github = os.environ.get("GITHUB_REPOSITORY", "OWNER/REPOSITORY")
    return NO_SIGN_IN.about(endpoint=endpoint, repo=repo_id, github=github)


def _keyless(repo_id: str) -> str | None:
    """Return a token for one repo and one hour; None where the Hub knows no such publisher."""
    with _resource(repo_id):
        try:
            return get_token()
        except (OIDCError, HfHubHTTPError):
            return None


@contextmanager
def _resource(repo_id: str | None) -> Iterator[None]:
    """Set `HF_OIDC_RESOURCE`, by which the client exchanges an id token, for which repo.

    It wins over every other token and never falls back, so it is set for one call only
    (huggingface_hub `utils/_auth.py`).
    """
    before = os.environ.pop("HF_OIDC_RESOURCE", None)
    if repo_id:
        os.environ["HF_OIDC_RESOURCE"] = repo_id
    try:
        yield
    finally:
        os.environ.pop("HF_OIDC_RESOURCE", None)
        if before is not None:
            os.environ["HF_OIDC_RESOURCE"] = before
