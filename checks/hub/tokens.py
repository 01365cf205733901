"""The student's own token: where it is from, and what was pasted around it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from huggingface_hub import get_token

from checks.hub.endpoint import is_own
from checks.messages import Message, Phrase, Problem

NAMES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
"""Variables of the environment that the official client reads, in this order."""

PASTED = Message(
    "PUB-PASTED",
    "{where} holds more than a token: {what}. What is certainly the token was used.",
    hint="Save the token alone next time, from hf_ to its last letter.",
    severity="note",
)
NO_FORM = Message(
    "PUB-TOKEN-FORM",
    "What {where} holds is not a whole token: one is hf_ and after it at least 20 letters and "
    "digits.",
    hint="Use a token. {make} {renew}",
)
QUOTES = Phrase("token quotes", "quotes around it")
NAME = Phrase("token name", "a name or other words beside it")
SPACES = Phrase("token spaces", "spaces or line breaks in it")

IN_SECRET = Phrase("token in secret", "the secret HF_TOKEN")
IN_VARIABLE = Phrase("token in variable", "the variable {name}")
STORED = Phrase("token stored", "what `hf auth login` has stored")
RENEW_SECRET = Phrase(
    "token renew secret",
    "Then save it in your GitHub repository under Settings, “Secrets and variables”, Actions, as "
    "HF_TOKEN, and run the workflow again.",
)
RENEW_VARIABLE = Phrase(
    "token renew variable",
    "Then set it in this terminal. In bash: export {name}=hf_… · in PowerShell: "
    '$env:{name} = "hf_…" · in cmd: set {name}=hf_…',
)
RENEW_LOGIN = Phrase(
    "token renew login",
    "Then run `hf auth login` in this terminal. If your class uses its own Hub, set HF_ENDPOINT "
    "and HF_TOKEN here instead, as in each new terminal.",
)
RENEW_STORED = Phrase("token renew stored", "Then run `hf auth login --force`.")
MAKE = Phrase(
    "token make", "Open {endpoint}/settings/tokens, make a token of the type Write, and copy it."
)
ASK = Phrase("token ask", "Ask your teacher for your token of this Hub, {endpoint}.")

# As scanners for secrets know a user's token: 34 letters or digits.
_WHOLE = re.compile(r"(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])")
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+={0,2}")
_QUOTES = "\"'`“”„‘’«»<>"
_LABEL = re.compile(
    r"(?:(?:export|set)\s+|\$?env:)?(?:HF_TOKEN|HUGGING_FACE_HUB_TOKEN|TOKEN)\s*[:=]\s*"
    r"|(?:Authorization\s*:\s*)?Bearer\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a token is from, and how a new one gets there."""

    name: Phrase
    renew: Phrase


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A token, and where it is from: `oidc` (may not create repos) or `token`."""

    token: str = field(repr=False)
    how: str
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token, where it is from, and what was taken off it (None: nothing to speak of)."""

    token: str = field(repr=False)
    source: Source
    extra: Phrase | None = None

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Return what there is to say of it, though it can be used."""
        return (PASTED.about(where=self.source.name, what=self.extra),) if self.extra else ()


def own_token(endpoint: str) -> OwnToken | Problem | None:
    """Return the token of who runs this: `HF_TOKEN`, else the one that `hf auth login` stored.

    The stored one is for the real Hub, and goes to no other. A problem is what can be no token,
    None is no token at all.
    """
    for name in NAMES:
        if written := os.environ.get(name, "").strip():
            return _read(written, _variable(name), endpoint)
    stored = None if is_own(endpoint) else _stored()
    return _read(stored, Source(STORED, RENEW_STORED), endpoint) if stored else None


def source() -> Source:
    """Return where the token is from that `own_token` returns."""
    named = next((name for name in NAMES if os.environ.get(name, "").strip()), None)
    return _variable(named) if named else Source(STORED, RENEW_STORED)


def how_to_save(endpoint: str) -> Phrase:
    """Return where a first token belongs: in a secret on GitHub, else on this machine."""
    place = _variable(NAMES[0])
    return RENEW_LOGIN if place.name is not IN_SECRET and not is_own(endpoint) else place.renew


def how_to_get(endpoint: str) -> Phrase:
    """Return how to come by a token that may write."""
    return (ASK if is_own(endpoint) else MAKE).about(endpoint=endpoint)


def has_form(token: str) -> bool:
    """Return whether a text looks like a token of the Hub."""
    return re.fullmatch(r"hf_[A-Za-z0-9]{16}[A-Za-z0-9_.=-]*", token) is not None


def read_pasted(text: str) -> tuple[str, Phrase | None]:
    """Return the token in a text, and what is around it; "" where it is not certain which it is."""
    bare = text.strip()
    inner, extra = _unwrapped(bare)
    if _PLAIN.fullmatch(inner):
        return inner, extra
    joined = "".join(inner.split())
    if _WHOLE.fullmatch(joined):
        return joined, extra or SPACES
    whole = set(_WHOLE.findall(inner))
    if len(whole) == 1:
        return whole.pop(), NAME
    sendable = inner and inner.isascii() and inner.isprintable() and " " not in inner
    return (inner, extra) if sendable else ("", None)


def _unwrapped(text: str) -> tuple[str, Phrase | None]:
    """Return a text without quotes around it and without a label before it."""
    extra = None
    while True:
        bare = text.strip(_QUOTES).strip()
        if bare != text:
            extra = extra or QUOTES
        label = _LABEL.match(bare)
        if label:
            extra = NAME
            bare = bare[label.end() :]
        if bare == text:
            return text, extra
        text = bare


def _read(written: str, where: Source, endpoint: str) -> OwnToken | Problem:
    token, extra = read_pasted(written)
    if token:
        return OwnToken(token, where, extra)
    return no_form(where, endpoint)


def no_form(where: Source, endpoint: str) -> Problem:
    """Return what to say of something that is no token. Never shows it."""
    return NO_FORM.about(where=where.name, make=how_to_get(endpoint), renew=where.renew)


def _variable(name: str) -> Source:
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return Source(IN_SECRET, RENEW_SECRET)
    return Source(IN_VARIABLE.about(name=name), RENEW_VARIABLE.about(name=name))


def _stored() -> str | None:
    with _no_exchange():
        return get_token()


@contextmanager
def _no_exchange() -> Iterator[None]:
    """Keep the client from exchanging an id token, which wins over every other token.

    It does so where `HF_OIDC_RESOURCE` is set, and never falls back (huggingface_hub
    `utils/_auth.py`).
    """
    before = os.environ.pop("HF_OIDC_RESOURCE", None)
    try:
        yield
    finally:
        if before is not None:
            os.environ["HF_OIDC_RESOURCE"] = before
