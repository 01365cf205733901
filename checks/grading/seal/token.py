"""A seal as a token: its form and its claims. What signs it is in `keys`."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass, fields
from typing import Any

from checks.grading.seal import strict_json
from checks.grading.seal.audience import MAX_SEAL
from checks.messages import Message, Phrase, Problem

FORM = Message(
    "SEAL-FORM",
    "The seal is not one token in the form of GitHub's: {reason}.",
    hint="The seal is the file that the grading job wrote beside its report. Download both again.",
)
CLAIM = Message(
    "SEAL-CLAIM",
    "The seal does not say `{claim}` in the way of GitHub's tokens.",
    hint="Only a job of GitHub Actions can be compared with what you ask for. Grade the submission "
    "again with `tour grade` to know its points.",
)

NOT_ONE = Phrase("seal not one token", "it is other than three parts with dots between them")
LONG = Phrase("seal long", "it is longer than {most} bytes")
PART = Phrase("seal part", "its {part} cannot be read as JSON")
OTHER_ALGORITHM = Phrase("seal other algorithm", "it is signed by another method than RS256")
NO_KEY_NAME = Phrase("seal no key name", "it does not name its key")
CRITICAL = Phrase("seal critical", "it asks to be read by rules of its own")

ALGORITHM = "RS256"
"""By which GitHub signs; whatever a token says of itself, it is verified by no other."""
_TOKEN = re.compile(rb"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")
_LAST_SECOND = 253_402_300_799
"""The last second of the year 9999, beyond which Python knows no date."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What GitHub says of a job, by the names that it uses (OpenID Connect reference).

    `iat` is the second since 1970 at which the token was made.
    """

    iss: str
    aud: str
    repository: str
    repository_id: str
    sha: str
    ref: str
    event_name: str
    job_workflow_ref: str
    job_workflow_sha: str
    runner_environment: str
    run_id: str
    run_attempt: str
    iat: int


@dataclass(frozen=True, slots=True)
class Token:
    """A token that has the form of a seal; nothing of it is believed yet."""

    data: bytes
    kid: str
    claims: Claims


def token_in(seal: bytes) -> Token | Problem:
    """Return the token that a seal is, or why it is none."""
    if len(seal) > MAX_SEAL:
        return FORM.about(reason=LONG.about(most=MAX_SEAL))
    parts = _TOKEN.fullmatch(seal)
    if parts is None:
        return FORM.about(reason=NOT_ONE)
    header, payload = _object(parts[1]), _object(parts[2])
    if header is None or payload is None:
        return FORM.about(reason=PART.about(part="payload" if header else "header"))
    if reason := _foreign(header):
        return FORM.about(reason=reason)
    claims = claims_of(payload)
    return claims if isinstance(claims, Problem) else Token(seal, header["kid"], claims)


def claims_of(payload: dict[str, Any]) -> Claims | Problem:
    """Return what a token says, or which claim is missing or of another type."""
    for claim in fields(Claims):
        value = payload.get(claim.name)
        if claim.name == "iat":
            fits = type(value) is int and 0 <= value <= _LAST_SECOND
        else:
            fits = isinstance(value, str)
        if not fits:
            return CLAIM.about(claim=claim.name)
    return Claims(**{claim.name: payload[claim.name] for claim in fields(Claims)})


def _object(part: bytes) -> dict[str, Any] | None:
    """Return the JSON object that a part of a token is."""
    try:
        found = strict_json.loads(urlsafe_b64decode(part + b"=="))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _foreign(header: dict[str, Any]) -> Phrase | None:
    """Return what is not GitHub's in a header; where it says its key to be is never looked at."""
    if header.get("alg") != ALGORITHM:
        return OTHER_ALGORITHM
    if not isinstance(header.get("kid"), str):
        return NO_KEY_NAME
    return CRITICAL if header.keys() & {"crit", "b64"} else None
