"""Choosing and sorting repos, as the list endpoints do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .database import RepoRow
from .describe import Description
from .errors import bad_request

Listing = tuple[RepoRow, Description]

#: `sort=` and what it compares; the largest first.
_SORTS: dict[str, Callable[[Listing], Any]] = {
    "downloads": lambda found: found[0].downloads,
    "likes": lambda found: found[0].likes,
    "lastModified": lambda found: found[1].modified,
    "createdAt": lambda found: found[0].created_at,
    "trendingScore": lambda found: found[0].trending,
}


@dataclass(frozen=True)
class Query:
    """What a repo must have to be listed. Every tag and every search word must be there."""

    tags: tuple[str, ...] = ()
    task: str | None = None
    author: str | None = None
    words: tuple[str, ...] = ()
    gated: bool | None = None

    def accepts(self, found: Listing) -> bool:
        """Return whether a repo is asked for."""
        row, description = found
        return (
            (self.task is None or description.task == self.task)
            and (not self.tags or description.tag_set.issuperset(self.tags))
            and (self.author is None or row.key.owner.lower() == self.author.lower())
            and (self.gated is None or bool(row.gated) == self.gated)
            and (not self.words or self._names(row.key.id.lower()))
        )

    def _names(self, name: str) -> bool:
        return all(word.lower() in name for word in self.words)


def select(found: Iterable[Listing], query: Query, sort: str = "trendingScore") -> list[Listing]:
    """Return the repos that are asked for, sorted; equals by their id."""
    if sort not in _SORTS:
        raise bad_request(f'"sort" must be one of [{", ".join(_SORTS)}]')
    chosen = sorted(filter(query.accepts, found), key=lambda one: one[0].key.id)
    return sorted(chosen, key=_SORTS[sort], reverse=True)
