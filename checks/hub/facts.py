"""Queries: what is asked of the Hub, and how that can end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, get_type_hints

import msgspec

from checks.messages import Phrase, Problem
from checks.questions import Question, Setting

T = TypeVar("T")

Reason = Literal["repo", "revision", "file", "gated", "disabled", "id"]
"""What is missing; `id`: the id is malformed, so nothing was asked."""


class NotGradableError(Exception):
    """A check needs a fact that nobody could give: neither right nor wrong.

    The reason is a problem where it is known who can do what about it.
    """

    def __init__(self, reason: Phrase | str | Problem) -> None:
        super().__init__(reason)
        self.reason = reason


class Found(msgspec.Struct, Generic[T], frozen=True, tag_field="outcome", tag="found"):
    """The Hub's answer."""

    value: T


class Missing(msgspec.Struct, frozen=True, tag_field="outcome", tag="missing"):
    """The Hub works, and says that what was asked for is not there, or not for the public."""

    reason: Reason


class Unreachable(msgspec.Struct, frozen=True, tag_field="outcome", tag="unreachable"):
    """Nobody could say: the Hub, the network or a bug of ours. `reason` is short, in English."""

    reason: str


Fact = Found[T] | Missing | Unreachable


class Revision:
    """An input of a query: the commit that is to be graded, or None for the newest."""


REVISION = Revision()


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """Something to ask the Hub, declared once; `key` names its fact in saved evidence.

    `ask(client, *values)` returns the fact, and may raise whatever `HubClient.call` turns into an
    outcome. The values are those of `inputs`: an answer, a setting, or another query's fact.
    Where one of them is not there, nothing is asked, nor where each answer of `only_for` is
    blank. `live` queries are about the student's own repo, whose Hub may be another one; the facts
    of all others are shared by the whole class. `size` says how much a fact holds: one that is
    unlike what was seen before and after it is not believed later (see `checks.hub.kept`).
    """

    key: str
    ask: Callable[..., T] = field(compare=False)
    inputs: tuple[Question[Any] | Setting[Any] | Query[Any] | Revision, ...] = field(compare=False)
    live: bool = field(default=False, compare=False)
    only_for: tuple[Question[Any], ...] = field(default=(), compare=False)
    size: Callable[[T], int] | None = field(default=None, compare=False)

    @property
    def fact_type(self) -> Any:
        """Return the type of what `ask` returns."""
        return get_type_hints(self.ask)["return"]
