"""The filters of a list: what can be chosen, how often each is there, where a click leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from checks.hubspec.names import Kind
from checks.hubspec.vocabulary import task_domains

from ..describe import FRAMEWORKS, Description
from ..search import Listing, Query

Pairs = list[tuple[str, str]]
_SHOWN = 8
TASKS = frozenset({"pipeline_tag", "task_categories"})


@dataclass(frozen=True)
class Filter:
    """A parameter of a list's address, the tag that it asks for, and the values a repo has."""

    name: str
    tag: str
    values: Callable[[Description], Iterable[str]]


@dataclass(frozen=True)
class Option:
    """A value of a filter: how many results have it, and the address with or without it."""

    value: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A filter with its values, the frequent ones first; tasks all, each below its domain."""

    name: str
    groups: list[tuple[str | None, list[Option]]]
    rest: list[Option]


def _prefixed(prefix: str) -> Callable[[Description], Iterable[str]]:
    def values(found: Description) -> Iterable[str]:
        return (tag.removeprefix(prefix) for tag in found.tags if tag.startswith(prefix))

    return values


def _task(found: Description) -> Iterable[str]:
    return (found.task,) if found.task else ()


def _libraries(found: Description) -> Iterable[str]:
    own = (found.library,) if found.library else ()
    return dict.fromkeys((*own, *(tag for tag in found.tags if tag in FRAMEWORKS)))


def _languages(found: Description) -> Iterable[str]:
    """Return the card's own languages: a free tag may be a language's code by chance."""
    written = found.card.get("language")
    values = written if isinstance(written, list) else [written]
    return dict.fromkeys(one for one in values if isinstance(one, str) and one in found.tags)


def _sdk(found: Description) -> Iterable[str]:
    sdk = found.card.get("sdk")
    return (sdk,) if isinstance(sdk, str) else ()


def _nothing(_: Description) -> Iterable[str]:
    return ()


#: Named as on the website. A task is no tag but a model's one task.
FILTERS: dict[Kind, tuple[Filter, ...]] = {
    "model": (
        Filter("pipeline_tag", "", _task),
        Filter("library", "{}", _libraries),
        Filter("language", "{}", _languages),
        Filter("license", "license:{}", _prefixed("license:")),
        Filter("dataset", "dataset:{}", _prefixed("dataset:")),
        Filter("other", "{}", _nothing),
    ),
    "dataset": (
        Filter("task_categories", "task_categories:{}", _prefixed("task_categories:")),
        Filter("language", "language:{}", _prefixed("language:")),
        Filter("license", "license:{}", _prefixed("license:")),
        Filter("other", "{}", _nothing),
    ),
    "space": (
        Filter("sdk", "{}", _sdk),
        Filter("license", "license:{}", _prefixed("license:")),
        Filter("other", "{}", _nothing),
    ),
}


def query_of(kind: Kind, pairs: Pairs) -> Query:
    """Return what an address asks for."""
    tags = {one.name: one.tag for one in FILTERS[kind]}
    chosen = [(name, value) for name, value in pairs if value]
    return Query(
        tags=tuple(tags[name].format(value) for name, value in chosen if tags.get(name)),
        task=next((value for name, value in chosen if name == "pipeline_tag"), None),
        author=next((value for name, value in chosen if name == "author"), None),
        words=tuple(word for name, value in chosen if name == "search" for word in value.split()),
    )


def facets(
    kind: Kind, pairs: Pairs, everything: list[Listing], address: Callable[[Pairs], str]
) -> list[Facet]:
    """Return all filters of a list, each counted among what the others leave."""
    chosen = _accepted(kind, pairs, everything)
    tags = Counter(chain.from_iterable(found.tags for found in chosen))
    result = []
    for one in FILTERS[kind]:
        if one.tag:
            counts = _counted(one, chosen, tags)
        else:
            others = [pair for pair in pairs if pair[0] != one.name]
            tasks = (found.task for found in _accepted(kind, others, everything))
            counts = dict(Counter(task for task in tasks if task))
        result.append(_facet(one, pairs, counts, address))
    return [facet for facet in result if facet.groups]


def _accepted(kind: Kind, pairs: Pairs, everything: list[Listing]) -> list[Description]:
    accepts = query_of(kind, pairs).accepts
    return [found[1] for found in everything if accepts(found)]


def _counted(one: Filter, chosen: list[Description], tags: Counter[str]) -> dict[str, int]:
    """Return how often each value is there."""
    prefix = one.tag.removesuffix("{}")
    if prefix:
        return {
            tag.removeprefix(prefix): count for tag, count in tags.items() if tag.startswith(prefix)
        }
    return {value: tags[value] for found in chosen for value in one.values(found)}


def _facet(
    one: Filter, pairs: Pairs, counts: dict[str, int], address: Callable[[Pairs], str]
) -> Facet:
    chosen = {value for name, value in pairs if name == one.name}
    options = [
        Option(value, counts[value], value in chosen, address(_clicked(one, pairs, value)))
        for value in sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))
    ]
    if one.name in TASKS:
        return Facet(one.name, _by_domain(options), [])
    return Facet(one.name, [(None, options[:_SHOWN])] if options else [], options[_SHOWN:])


def _by_domain(options: list[Option]) -> list[tuple[str | None, list[Option]]]:
    domains = task_domains()
    groups: dict[str | None, list[Option]] = {domain: [] for domain in domains.values()}
    for one in options:
        groups[domains.get(one.value, "other")].append(one)
    return [(domain, found) for domain, found in groups.items() if found]


def _clicked(one: Filter, pairs: Pairs, value: str) -> Pairs:
    """Return the query after a click on a value: without it if it was chosen, else with it."""
    kept = [pair for pair in pairs if pair[0] != "p"]
    if (one.name, value) in kept:
        return [pair for pair in kept if pair != (one.name, value)]
    if not one.tag:
        kept = [pair for pair in kept if pair[0] != one.name]
    return [*kept, (one.name, value)]


@dataclass(frozen=True)
class Tag:
    """A repo's tag, and the list of those that have it."""

    label: str
    filter: str
    url: str


def tags_of(
    kind: Kind, found: Description, address: Callable[[Pairs], str], most: int = 60
) -> list[Tag]:
    """Return a repo's tags as links to filters, each under the first filter that has it."""
    result: dict[str, Tag] = {}
    for one in FILTERS[kind]:
        for value in one.values(found):
            tag = one.tag.format(value) or value
            result.setdefault(tag, Tag(value, one.name, address([(one.name, value)])))
    for tag in found.tags:
        result.setdefault(tag, Tag(tag, "other", address([("other", tag)])))
    return list(result.values())[:most]
