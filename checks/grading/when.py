"""When a submission was handed in: by whose clock, whether that is late, and what it costs.

A clock tells that a commit was there *by then*. The date in a commit is a claim: anybody can set
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from checks.guarded_git.commits import Change, is_bot
from checks.rubric import LATE_AT_MOST, LATE_PER_DAY, Rubric
from checks.submission import Submission

DAY = timedelta(days=1)


class Source(StrEnum):
    """Whose time it is: GitHub's or another host's, whoever's grades, or the commit's, a claim."""

    GITHUB = "github"
    HOST = "host"
    GRADER = "grader"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True)
class Push:
    """What GitHub says in a run about the commit `head`: it was there `at` this time.

    `commits` came for the first time with this very push; `by_bot`: it was an app that pushed.
    `forced`: what was there before is not in its history.
    """

    head: str
    at: datetime
    commits: frozenset[str] = frozenset()
    by_bot: bool = False
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """What is known of time beside the submission: what GitHub says, and when it is graded."""

    push: Push | None = None
    now: datetime | None = None


NO_CLOCK = Clock()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """When a submission was handed in, as far as anybody can tell."""

    commit: str | None = None
    at: datetime | None = None
    known_by: Source | None = None

    def late_by(self, due: datetime | None) -> timedelta | None:
        """Return how much after the due date it was, zero where it was not; None: not known."""
        if due is None:
            return timedelta(0)
        return None if self.at is None else max(self.at - due, timedelta(0))


NOT_KNOWN = HandedIn()


def push_of(event: Any, head: str) -> Push | None:
    """Return what the event of a GitHub Actions run says of its commit; None: nothing of use.

    The event of a run that is run again is the first one's. `repository.pushed_at` is the time of
    the repository's newest push: a number of seconds in the event `push`, a text in others
    (docs.github.com, “Webhook events and payloads”).
    """
    match event:
        case {"repository": {"pushed_at": written}}:
            at = _time(written)
        case _:
            return None
    if at is None:
        return None
    sender = event.get("sender")
    by_bot = isinstance(sender, Mapping) and sender.get("type") == "Bot"
    commits = frozenset(_new_commits(event.get("commits")))
    return Push(head, at, commits, by_bot, event.get("forced") is True)


def _new_commits(commits: Any) -> list[str]:
    rows = commits if isinstance(commits, list) else []
    return [row["id"] for row in rows if _is_new(row)]


def _is_new(row: Any) -> bool:
    match row:
        case {"id": str(), "distinct": True}:
            return True
    return False


def _time(written: Any) -> datetime | None:
    try:
        match written:
            case bool():
                return None
            case int():
                return datetime.fromtimestamp(written, UTC)
            case str():
                time = datetime.fromisoformat(written)
                return time if time.tzinfo else None
    except (ValueError, OverflowError, OSError):
        pass
    return None


def counts(commit: str, author: str, push: Push | None) -> bool:
    """Return whether a commit is the student's, and not a bot's.

    Where GitHub says who pushed, that counts; an author's name is only a claim.
    """
    if push is None:
        return not is_bot(author)
    return not (push.by_bot and commit in push.commits)


def handed_in(submission: Submission, due: datetime, clock: Clock) -> HandedIn:
    """Return when a submission was handed in."""
    push = clock.push
    change = submission.newest_change(lambda commit, author: counts(commit, author, push))
    return time_of(change, due, clock)


def time_of(change: Change | None, due: datetime, clock: Clock) -> HandedIn:
    """Return when a submission was handed in, whose newest change this is.

    On time is what some clock saw at or before the due date. Late by GitHub is what came with a
    push after it; any later push tells nothing of a commit that was there before, and then the
    commit's own date is all there is.
    """
    now, push = clock.now, clock.push
    early = now is not None and now <= due
    if change is None:
        return HandedIn(None, now, Source.GRADER) if early else NOT_KNOWN
    if push and push.head == change.head and (push.at <= due or change.commit in push.commits):
        return HandedIn(change.commit, push.at, Source.GITHUB)
    if early:
        return HandedIn(change.commit, now, Source.GRADER)
    return HandedIn(change.commit, min(change.claimed_at, now or change.claimed_at), Source.COMMIT)


def penalty_percent(rubric: Rubric, late: timedelta | None) -> int:
    """Return how many percent of the points lateness costs: so many for each day that has begun."""
    if late is None:
        return 0
    days = -(-late // DAY)
    return min(days * rubric[LATE_PER_DAY], rubric[LATE_AT_MOST])
