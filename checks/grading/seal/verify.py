"""Verify a seal: whether GitHub says that this very report was made as a teacher demands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.grading.seal.audience import audience_of
from checks.grading.seal.demands import Demands, differences
from checks.grading.seal.keys import Keys, is_signed
from checks.grading.seal.stated import stated_in
from checks.grading.seal.token import Claims, token_in
from checks.messages import Message, Problem

NO_SEAL = Message(
    "SEAL-NONE",
    "There is no seal beside this report.",
    hint="Nothing is wrong with that: a report of somebody's own machine has none. Whoever needs "
    "to know grades the submission again, with `tour grade`.",
    severity="note",
)
ISSUER = Message(
    "SEAL-ISSUER",
    "The seal is by {found}, and not by {wanted}.",
    hint="GitHub's own server in a school signs under its own address: name it with --issuer.",
)
BYTES = Message(
    "SEAL-BYTES",
    "The seal is of other bytes than this report has.",
    hint="Download the report and its seal again: a report that was opened in an editor and saved, "
    "or the seal of another run, looks the same. Or grade the submission again.",
)
KEY = Message(
    "SEAL-KEY",
    "The seal names a key ({kid}) that is not kept, and that its issuer does not have now.",
    hint="Issuers change their keys. Whoever verified seals at that time may have kept it: see "
    "--keys. Else grade the submission again.",
)
NOT_ASKED = Message(
    "SEAL-KEY-ASK",
    "The seal names a key ({kid}) that is not kept, and its issuer was not reached.",
    hint="Verify again with the network, without --offline, or with a file of --keys that has it.",
    severity="note",
)

SIGNATURE = Message(
    "SEAL-SIGNATURE",
    "The seal's signature is not by the key that it names ({kid}).",
    hint="Download the report and its seal again; a file that was cut off or edited looks the "
    "same. Or grade the submission again with `tour grade`.",
)


class Kind(StrEnum):
    """What a report is."""

    SEALED = "sealed"
    """All that was demanded holds."""
    SIGNED = "signed"
    """All that was demanded holds, and that was too little to count."""
    UNSEALED = "unsealed"
    """Something does not hold."""
    NONE = "none"
    """It has no seal."""
    UNCHECKED = "unchecked"
    """The seal's key could not be had."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a report is, and why. `claims`: what GitHub has said of the job, where it signed."""

    kind: Kind
    problems: tuple[Problem, ...]
    claims: Claims | None = None


def verify(report: bytes, seal: bytes | None, keys: Keys, demands: Demands) -> Verdict:
    """Return what a report is, by its bytes and those of its seal.

    When the token would have expired makes no difference: it proves what it says for ever.
    """
    if seal is None:
        return Verdict(Kind.NONE, (NO_SEAL.about(),))
    token = token_in(seal)
    if isinstance(token, Problem):
        return Verdict(Kind.UNSEALED, (token,))
    claims = token.claims
    # Nothing is believed yet; but a seal that says so itself is none of this report.
    if claims.iss != demands.issuer:
        return Verdict(Kind.UNSEALED, (ISSUER.about(found=claims.iss, wanted=demands.issuer),))
    if claims.aud != audience_of(report):
        return Verdict(Kind.UNSEALED, (BYTES.about(),))
    key = keys.find(token.kid)
    if key is None and not keys.current:
        return Verdict(Kind.UNCHECKED, (NOT_ASKED.about(kid=token.kid),))
    if key is None:
        return Verdict(Kind.UNSEALED, (KEY.about(kid=token.kid),))
    if not is_signed(token, key):
        return Verdict(Kind.UNSEALED, (SIGNATURE.about(kid=token.kid),))
    stated = stated_in(report)
    if isinstance(stated, Problem):
        return Verdict(Kind.UNSEALED, (stated,), claims)
    problems = tuple(differences(claims, stated, demands))
    if problems:
        return Verdict(Kind.UNSEALED, problems, claims)
    return Verdict(Kind.SEALED if demands.complete else Kind.SIGNED, (), claims)
