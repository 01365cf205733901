"""Signing in: keyless first (the Hub trusts this workflow), then a token."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from huggingface_hub import get_token, oidc_login
from huggingface_hub.errors import HfHubHTTPError, OIDCError

from checks.hub.client import Door
from checks.hub.facts import Found
from checks.messages import Message, Problem

NO_SIGN_IN = Message(
    "PUB-SIGN-IN",
    en="There is no way to sign in to {endpoint} as the owner of {repo}.",
    ko="{endpoint}에 {repo}의 소유자로 로그인할 방법이 없습니다.",
    hint_en="On this machine: `hf auth login`. On GitHub, once: either open {endpoint}/settings/"
    "tokens, create a token of the type Write, and save it in your GitHub repository under "
    "Settings, “Secrets and variables”, Actions, “New repository secret” with the name HF_TOKEN; "
    "or make the repo {repo} on the Hub, open {endpoint}/{repo}/settings, “Trusted Publishers”, "
    "choose GitHub Actions, and type as repository {github}.",
    hint_ko="이 컴퓨터에서는 `hf auth login`. GitHub에서는 한 번만: "
    "{endpoint}/settings/tokens 에서 Write 토큰을 만들고, GitHub 저장소의 Settings, "
    "“Secrets and variables”, Actions, “New repository secret”에 HF_TOKEN이라는 이름으로 "
    "저장하세요. 또는 Hub에 {repo} 저장소를 만들고 {endpoint}/{repo}/settings 의 "
    "“Trusted Publishers”에서 GitHub Actions를 고른 뒤 repository에 {github}을(를) 입력하세요.",
)


@dataclass(frozen=True)
class SignedIn:
    """A token, and how it was come by: `oidc` (may not create repos) or `token`."""

    token: str = field(repr=False)
    how: str


def sign_in(
    endpoint: str, repo_id: str, environ: Mapping[str, str] = os.environ
) -> SignedIn | Problem:
    """Sign in for writing to `repo_id`, or say how to make that possible.

    Keyless where GitHub offers it and the Hub agrees (huggingface_hub `_oidc.py`), else
    `HF_TOKEN`, else the token that `hf auth login` has kept.
    """
    if environ.get("ACTIONS_ID_TOKEN_REQUEST_URL"):
        fact = Door(endpoint).ask(lambda: _exchange(endpoint, repo_id))
        if isinstance(fact, Found) and fact.value:
            return SignedIn(fact.value, "oidc")
    # `get_token` would itself try the exchange where this is set, and raise.
    if environ.get("HF_OIDC_RESOURCE") is None and (token := get_token()):
        return SignedIn(token, "token")
    if token := environ.get("HF_TOKEN", "").strip():
        return SignedIn(token, "token")
    github = environ.get("GITHUB_REPOSITORY", "OWNER/REPOSITORY")
    return NO_SIGN_IN.about(endpoint=endpoint, repo=repo_id, github=github)


def _exchange(endpoint: str, repo_id: str) -> str | None:
    """A token for one repo and one hour; None where the Hub knows no such publisher."""
    try:
        token: str = oidc_login(resource=repo_id, endpoint=endpoint)["access_token"]
    except (OIDCError, HfHubHTTPError):
        return None
    return token
