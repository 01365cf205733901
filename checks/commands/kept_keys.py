"""The keys to verify seals with: those of a teacher's file, and the issuer's of now if needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from checks.commands.sealed_files import NO_FILE, UnreadableError, read
from checks.files import write_whole
from checks.grading.seal.keys import MAX_KEYS, Keys, KeysError
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.facts import Found
from checks.hub.id_tokens import issuer_keys
from checks.messages import Message, Place, Problem, ProblemError

BAD_KEYS = Message(
    "VERIFY-KEYS",
    "{path} cannot be used for keys: {reason}.",
    hint="Name a file that `tour verify --keys FILE` has written, or a key set of the issuer's as "
    "it was downloaded. With the network, the file is made where it is not there.",
)
NO_KEYS = Message(
    "VERIFY-NO-KEYS",
    "--offline has nothing to verify with.",
    hint="Name a file of keys, too: --keys FILE. Without --offline it is made.",
)
NOT_REACHED = Message(
    "VERIFY-ISSUER",
    "The keys of {issuer} could not be had: {reason}.",
    hint="Try again later, or with another network. What the kept keys verify is verified.",
)
NOT_KEPT = Message(
    "VERIFY-KEEP",
    "The keys could not be added to {path}: {reason}.",
    hint="Choose another file. Without its key, a seal can never be verified again.",
)

RUN_SECONDS = 60.0
"""Seconds after which the issuer is asked no more."""


@dataclass
class KeyRing:
    """Keys that are asked for once, when a seal names one that is not there."""

    keys: Keys
    path: Path | None
    offline: bool
    problems: list[Problem] = field(default_factory=list)
    _asked: bool = False

    @classmethod
    def open(cls, issuer: str, path: Path | None, *, offline: bool) -> Self:
        """Return the keys that are kept. Raises ProblemError."""
        if path is None:
            if offline:
                raise ProblemError(NO_KEYS.about())
            return cls(Keys(issuer), path, offline)
        try:
            return cls(Keys.read(read(path, MAX_KEYS), issuer), path, offline)
        except UnreadableError as error:
            if error.reason is NO_FILE and not offline:
                return cls(Keys(issuer), path, offline)
            reason = error.reason
        except KeysError as error:
            reason = error.reason
        raise ProblemError(BAD_KEYS.about(Place(str(path)), path=path, reason=reason))

    def fetch(self) -> bool:
        """Add the keys that the issuer has now; return whether they could be had this time."""
        if self.offline or self._asked:
            return False
        self._asked = True
        client = HubClient(self.keys.issuer, run_seconds=RUN_SECONDS)
        answer = client.call(lambda: issuer_keys(self.keys.issuer))
        if not isinstance(answer, Found):
            reason = reasons.reason_of(answer)
            self.problems.append(NOT_REACHED.about(issuer=self.keys.issuer, reason=reason))
            return False
        self.keys = self.keys.with_current(answer.value)
        self._keep()
        return True

    def _keep(self) -> None:
        """Write the file, before anything is verified with keys that it does not have."""
        if self.path is None:
            return
        try:
            write_whole(self.path, self.keys.to_bytes())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.problems.append(NOT_KEPT.about(path=self.path, reason=reason))
