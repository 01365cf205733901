"""Which files a publishing commit brought and took away: said in its message, and read again.

So it is known later what of a live repo this assignment published, and what somebody put there
by hand, which is never taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import takewhile

from checks.assignment import Assignment, lines_in
from checks.hub import cards
from checks.hub.bindings import Commit
from checks.hubspec.artifacts import model_files

TITLE = "Publish from a tour of the Hub"
_FILES, _DELETED = "files:", "deleted:"
_MAX_PATHS = 1000
"""Files that one message names; of the others nothing is known later, so they stay."""


def record(files: Collection[str], deleted: Collection[str]) -> str:
    """Return what the message of a commit says of its files."""
    parts = [
        "\n".join([name, *(f"- {path}" for path in sorted(paths)[:_MAX_PATHS])])
        for name, paths in ((_FILES, files), (_DELETED, deleted))
        if paths
    ]
    return "\n\n".join(parts)


def recorded(message: str) -> tuple[set[str], set[str]]:
    """Return the files that a commit brought, and those that it took away."""
    return set(_items(message, _FILES)), set(_items(message, _DELETED))


def _items(message: str, name: str) -> Iterator[str]:
    lines = iter(message.split("\n"))
    for line in lines:
        if line == name:
            items = takewhile(lambda line: line.startswith("- "), lines)
            yield from (item[2:] for item in items)


def published_here(
    paths: Iterable[str], commits: Iterable[Commit], own: Assignment
) -> dict[str, str]:
    """Return the paths that a commit of this assignment brought last, with that commit's id.

    `commits` are those of the live repo, the newest first; `own` is this assignment.
    """
    rest, found = set(paths), dict[str, str]()
    for commit in commits:
        if commit.message.startswith(f"{TITLE}\n") and _is_by(own, commit.message):
            brought, taken = recorded(commit.message)
            found |= dict.fromkeys(rest & brought, commit.id)
            rest -= brought | taken
        if not rest:
            break
    return found


def unchanged(
    found: Mapping[str, str],
    names: Mapping[str, str | None],
    names_at: Callable[[str], Mapping[str, str | None]],
) -> frozenset[str]:
    """Return those of `published_here` that nobody has changed since.

    `names` are what the contents are called now; `names_at` tells the same of a commit.
    """
    then = {commit: names_at(commit) for commit in dict.fromkeys(found.values())}
    return frozenset(
        path for path, commit in found.items() if then[commit].get(path) == names[path]
    )


def lost_model(card: str, deleted: Iterable[str], left: Mapping[str, int]) -> str | None:
    """Return a model that would be deleted, where none would be left.

    `card` says by its library what is a model; `left` are the other files, with their bytes.
    """
    library = cards.library(cards.metadata(card.encode()))
    lost = model_files(library, dict.fromkeys(deleted, 1))
    return lost[0] if lost and not model_files(library, left) else None


def _is_by(assignment: Assignment, message: str) -> bool:
    """Return whether a message has this assignment's line; none where it has no name."""
    theirs, own = frozenset[str]().union(*lines_in(message)), set(assignment.hashes)
    return bool(theirs & own) or not (theirs or own)
