"""Why a fact could not be had, in words for people. Evidence keeps these words in English."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from checks.hub.facts import Missing, Reason, Unreachable
from checks.messages import Phrase
from checks.translations import ENGLISH

NOT_ASKED = Phrase("reason not asked", "not asked")
NO_ANSWER = Phrase("reason no answer", "no answer in {seconds} s")
ENDLESS = Phrase("reason endless", "an answer without end")
SLOW = Phrase("reason slow", "an answer that took over {seconds} s")
OVER = Phrase("reason over", "after {seconds} s of asking, {path} had still not been answered")
NO_CONNECTION = Phrase("reason no connection", "the connection failed ({kind})")
WEB_PAGE = Phrase("reason web page", "a web page instead of a file")
NOT_THE_HUBS = Phrase("reason not the Hub's", "an answer that is not the Hub's")
LIMITED = Phrase(
    "reason limited", "HTTP 429: too many requests from here; from {time} on it works again"
)
LIMITED_FOR_NOW = Phrase("reason limited for now", "HTTP 429: too many requests from here")
UNEXPECTED = Phrase("reason unexpected", "an unexpected {kind}")
NOT_GITHUBS = Phrase("reason not GitHub's", "an answer that is not in GitHub's form")
NOT_SAFE = Phrase("reason not safe", "the address does not begin with https://")
NO_HUB = Phrase("reason no Hub", "no Hub at this address")
NO_COMMIT = Phrase("reason no commit", "an answer without a commit or an OWNER/NAME")
OTHER_BYTES = Phrase("reason other bytes", "other bytes than announced for {path}")
LISTED = Phrase("reason listed", "the Hub lists it, and says that it is not there")
OTHER_ANSWER = Phrase("reason other answer", "the saved evidence is about another answer")
NOT_KEPT = Phrase("reason not kept", "not kept in this file, where students could read it")
NOT_PUBLISHED = Phrase("reason not published", "this commit could not be published")
LONG_HISTORY = Phrase("reason long history", "a history of thousands of commits")
NO_KEY = Phrase("reason no key", "config.json has no {key}")
COUNTS = Phrase("reason counts", "the models page and the list of models tell two numbers")
NO_MODELS = Phrase("reason no models", "the search finds no model with this task and language")
EMPTY = Phrase("reason empty", "the card says nothing about this")
_ALL = tuple(value for value in vars().values() if isinstance(value, Phrase))

_MISSING: dict[Reason, Phrase] = {
    "repo": Phrase("missing repo", "the Hub has no such repo"),
    "revision": Phrase("missing revision", "there is no such revision"),
    "file": Phrase("missing file", "there is no such file"),
    "gated": Phrase("missing gated", "access has to be granted"),
    "disabled": Phrase("missing disabled", "the Hub has disabled it"),
    "id": Phrase("missing id", "that is not a repo id"),
}


def limited(seconds: float | None) -> str:
    """Return why the Hub takes no more requests, and until which minute by the local clock."""
    if seconds is None:
        return LIMITED_FOR_NOW.english
    # Rounded up to whole minutes: a minute early is early.
    at = datetime.now().astimezone() + timedelta(seconds=seconds + 59)
    zone = f"{at:%z}"
    return LIMITED.text(ENGLISH, time=f"{at:%H:%M} (UTC{zone[:3]}:{zone[3:5]})")


def remedy(reason: Phrase | str) -> Literal["limit", "address", "again", "refused"]:
    """Return what helps: to wait until a time, another address or network, or to try again.

    Nothing of these does where the Hub refuses to show what was asked for.
    """
    if reason in ("HTTP 403", "HTTP 451"):
        return "refused"
    context = reason.context if isinstance(reason, Phrase) else ""
    if context in (LIMITED.context, LIMITED_FOR_NOW.context):
        return "limit"
    lost = (NO_ANSWER, NO_CONNECTION, NOT_THE_HUBS, NO_HUB, WEB_PAGE)
    return "address" if context in [phrase.context for phrase in lost] else "again"


def reason_of(fact: Missing | Unreachable | None) -> Phrase | str:
    """Return why there is no value; None is a fact that nobody asked for.

    A reason that is none of ours, such as `HTTP 503`, is the same in every language.
    """
    match fact:
        case None:
            return NOT_ASKED
        case Missing(reason):
            return _MISSING[reason]
        case Unreachable(reason):
            known = (filled for phrase in _ALL if (filled := _filled(phrase, reason)))
            return next(known, reason)


def _filled(phrase: Phrase, reason: str) -> Phrase | None:
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(phrase.english))
    found = re.fullmatch(pattern, reason)
    return phrase.about(**found.groupdict()) if found else None
