"""Asking the Hub for a grade: with the own token where there is one, for its larger quota.

A room behind one address shares the quota of those who do not sign in. What is read is what
anybody can read, so that the grade is the same with a token and without.
"""

from __future__ import annotations

from checks.hub.client import RUN_SECONDS, WAITS, HubClient
from checks.hub.tokens import OwnToken, own_token, source
from checks.messages import Message, Problem

NOT_USED = Message(
    "GRADE-TOKEN",
    "{endpoint} does not take the token in {where}, so it was asked without one.",
    hint="The grade is the same. To publish, use another one: `tour publish` says how.",
    severity="note",
)


def reader(endpoint: str, waits: tuple[float, ...] = WAITS) -> HubClient:
    """Return a client that reads what is public, with the own token where there is one."""
    own = own_token(endpoint)
    client = HubClient(
        endpoint,
        own.token if isinstance(own, OwnToken) else False,
        waits=waits,
        public_only=True,
        run_seconds=RUN_SECONDS,
    )
    client.token_refused = isinstance(own, Problem)
    return client


def notes(client: HubClient) -> list[Problem]:
    """Return what there is to say when all has been asked: that the token was of no use."""
    if not client.token_refused:
        return []
    return [NOT_USED.about(endpoint=client.endpoint, where=source().name)]
