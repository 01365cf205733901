"""An issuer's keys: those that are kept, and those that it has now. Keys that rotate stay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK, PyJWS, PyJWTError

from checks.grading.seal import strict_json
from checks.grading.seal.token import ALGORITHM, Token
from checks.messages import Phrase

GITHUB = "https://token.actions.githubusercontent.com"
"""Who issues identity tokens to jobs on github.com."""
MAX_KEYS = 4 * 1024 * 1024
"""Bytes of a file of keys that are read; a key has some 2 kB."""
MIN_BITS = 2048
"""Bits of an RSA key, below which RFC 7518 does not let it be used."""

_JWS = PyJWS()

NOT_KEYS = Phrase("keys not keys", "it is not a JSON Web Key Set, an object with a list `keys`")
OTHER_ISSUER = Phrase("keys other issuer", "its keys are those of {found}, and not of {issuer}")


class KeysError(ValueError):
    """A file holds no keys that can be used; `reason` says why."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason.context)
        self.reason = reason


@dataclass(frozen=True)
class Keys:
    """The keys of one issuer. `current`: those that it has now are among them."""

    issuer: str
    entries: tuple[Mapping[str, Any], ...] = ()
    current: bool = False

    @cached_property
    def _usable(self) -> Mapping[str | None, PyJWK]:
        # The first of a name stays: what verified once is not replaced.
        return {
            key.key_id: key for entry in reversed(self.entries) if (key := _key(entry)) is not None
        }

    @classmethod
    def read(cls, data: bytes, issuer: str) -> Self:
        """Return the keys of a file. Raises KeysError.

        A file that names no issuer, such as a download of its key set, is taken for this one's.
        """
        try:
            kept = strict_json.loads(data)
        except ValueError:
            raise KeysError(NOT_KEYS) from None
        match kept:
            case {"keys": [*entries]} if all(isinstance(entry, dict) for entry in entries):
                named = kept.get("issuer", issuer)
            case _:
                raise KeysError(NOT_KEYS)
        if named != issuer:
            raise KeysError(OTHER_ISSUER.about(found=named, issuer=issuer))
        return cls(issuer, tuple(entries))

    def with_current(self, entries: Iterable[Mapping[str, Any]]) -> Keys:
        """Return these keys and those that the issuer has now."""
        names = {entry.get("kid") for entry in self.entries}
        new = tuple(entry for entry in entries if entry.get("kid") not in names)
        return Keys(self.issuer, (*self.entries, *new), current=True)

    def find(self, name: str) -> PyJWK | None:
        """Return the key with this name, if there is one that may sign a seal."""
        return self._usable.get(name)

    def to_bytes(self) -> bytes:
        """Return the file to keep these keys in: a JSON Web Key Set that names its issuer."""
        data = {"issuer": self.issuer, "keys": self.entries}
        return json.dumps(data, indent=1).encode() + b"\n"


def _key(entry: Mapping[str, Any]) -> PyJWK | None:
    """Return a key that may sign seals; None of any other."""
    match entry:
        case {"kty": "RSA", "kid": str(name), "n": str(n), "e": str(e)}:
            fits = (entry.get("use", "sig"), entry.get("alg", ALGORITHM)) == ("sig", ALGORITHM)
        case _:
            return None
    if not fits:
        return None
    try:
        key = PyJWK({"kty": "RSA", "kid": name, "n": n, "e": e}, ALGORITHM)
    except PyJWTError:
        return None
    usable = isinstance(key.key, RSAPublicKey) and key.key.key_size >= MIN_BITS
    return key if usable else None


def is_signed(token: Token, key: PyJWK) -> bool:
    """Return whether this very key has signed a token."""
    try:
        _JWS.decode_complete(token.data, key, algorithms=[ALGORITHM])
    except PyJWTError:
        return False
    return True
