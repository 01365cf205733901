"""GitHub's identity tokens: asking for one within a job, and asking for their issuer's keys."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import urlsplit

import httpx2

from checks.hub import reasons
from checks.hub.session import HubDownError, get_session

KEYS_PATH = "/.well-known/jwks"
"""Where GitHub's issuer has its keys (docs.github.com, "OpenID Connect reference")."""
_URL, _BEARER = "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"


def may_ask() -> bool:
    """Return whether this is a job that may ask, which takes the permission `id-token: write`."""
    return bool(os.environ.get(_URL) and os.environ.get(_BEARER))


def id_token(audience: str) -> str:
    """Return an identity token of this job for an audience.

    A query for `HubClient.call`: raises `HubDownError`. What was not answered as GitHub answers is
    never printed, and the token that this is asked with goes nowhere else.
    """
    # Merged by hand: `params` would replace the query that GitHub's address has.
    url = httpx2.URL(os.environ.get(_URL, "")).copy_merge_params({"audience": audience})
    match _json(url, {"Authorization": f"Bearer {os.environ.get(_BEARER)}"}):
        case {"value": str(token)}:
            return token
    raise HubDownError(reasons.NOT_GITHUBS.english)


def issuer_keys(issuer: str) -> list[dict[str, Any]]:
    """Return the keys that an issuer has now, as JSON Web Keys.

    A query for `HubClient.call`: raises `HubDownError`.
    """
    match _json(httpx2.URL(f"{issuer}{KEYS_PATH}"), {}):
        case {"keys": [*keys]} if keys and all(isinstance(key, dict) for key in keys):
            return keys
    raise HubDownError(reasons.NOT_GITHUBS.english)


def is_safe(url: str) -> bool:
    """Return whether nobody on the way can read what is sent to an address, or answer in its place.

    That is so over https, and on this machine.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or local)


def _json(url: httpx2.URL, headers: dict[str, str]) -> object:
    """Return what an address answers; a redirect is no answer, and is not followed."""
    if not is_safe(str(url)):
        raise HubDownError(reasons.NOT_SAFE.english, None)
    answer = get_session().get(url, headers=headers, follow_redirects=False)
    if answer.status_code != 200:
        raise HubDownError(f"HTTP {answer.status_code}", None)
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        raise HubDownError(reasons.NOT_GITHUBS.english) from None
