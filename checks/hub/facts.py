"""How a question to the Hub can end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from checks.messages import Phrase

T = TypeVar("T")

Reason = Literal["repo", "revision", "file", "gated", "disabled", "id"]
"""What is missing; `id`: the id is malformed, so nothing was asked."""


class NotGradableError(Exception):
    """A check needs a fact that nobody could give: neither right nor wrong."""

    def __init__(self, reason: Phrase | str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The Hub's answer."""

    value: T


@dataclass(frozen=True, slots=True)
class Missing:
    """The Hub works, and says that what was asked for is not there, or not for the public."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody could say: the Hub, the network or a bug of ours. `reason` is short, in English."""

    reason: str


Fact = Found[T] | Missing | Unreachable
