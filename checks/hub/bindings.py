"""To which assignments a live repo says that it belongs: in its card, and in its commits.

Only the branch `main` counts: anybody may open a pull request, whose commits are in the same repo
as `refs/pr/NUM`. A commit's author is what the Hub says, and with a `git push` what the pusher
says, so a binding narrows whose a repo is, and does not prove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
from huggingface_hub.errors import RevisionNotFoundError
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

from checks.assignment import Assignment, lines_in
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.facts import Query
from checks.hub.queries import CARD, REPO, RepoFacts
from checks.hub.session import HubDownError, get_session
from checks.hubspec.names import is_name

PAGE = 1000
"""Commits of one answer, the most that the Hub gives (`listCommits` of `@huggingface/hub`)."""
MAX_PAGES = 5
CARD_PLACE = "card"
OIDC_AUTHOR = "[OIDC]"
"""The author of what a workflow writes without a token (hub-docs, "Trusted Publishers")."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A line of an assignment. `place` is the commit whose message has it, or `card`.

    `authors` are those of that commit, or of the last one that changed the card: account names,
    or what a `git push` says; one who only took part (`Co-authored-by`) is among them. `pushed`:
    the only author of the card is no account, so it came by a `git push` of who may write there.
    """

    place: str
    authors: tuple[str, ...]
    hashes: tuple[str, ...]
    pushed: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of `main`, as the Hub lists it."""

    id: str
    authors: tuple[str, ...]
    message: str


def bindings(client: HubClient, live: RepoFacts, card: str) -> tuple[Binding, ...]:
    """Return the lines of the card and of the commits of `main`, the newest first.

    Of commits that say the same by the same authors, only the newest is there. Raises
    RevisionNotFoundError where the live repo was looked at in a commit that is not one of `main`.
    """
    commits = list(main_commits(client, live.id, live.commit))
    lines = (
        Binding(commit.id, commit.authors, tuple(sorted(hashes)))
        for commit in commits
        for hashes in lines_in(commit.message)
    )
    newest: dict[tuple[tuple[str, ...], tuple[str, ...]], Binding] = {}
    for line in lines:
        newest.setdefault((line.authors, line.hashes), line)
    return (*_in_card(client, live, card, commits), *newest.values())


def main_commits(client: HubClient, repo_id: str, including: str) -> Iterator[Commit]:
    """Yield the commits of `main`, the newest first; `including` is the id of one of them."""
    url = f"{client.endpoint}/api/models/{repo_id}/commits/main?limit={PAGE}"
    missing = {including}
    for _ in range(MAX_PAGES):
        with client.listed():
            answer = get_session().get(url, headers=build_hf_headers(token=client.token))
            hf_raise_for_status(answer)
        for item in _items(answer):
            authors = tuple(author["user"] for author in item["authors"])
            missing.discard(item["id"])
            yield Commit(item["id"], authors, f"{item['title']}\n{item['message']}")
        if "next" not in answer.links:
            break
        url = answer.links["next"]["url"]
    if missing and "next" in answer.links:
        raise HubDownError(reasons.LONG_HISTORY.english)
    if missing:
        raise RevisionNotFoundError(f"{including} is not on main", response=answer)


def _items(answer: httpx2.Response) -> list[dict[str, Any]]:
    """Return the commits of an answer. A repo has one at the least: the Hub's own."""
    items = answer.json()
    if not isinstance(items, list) or not items:
        raise HubDownError(reasons.NOT_THE_HUBS.english)
    return items


def _in_card(
    client: HubClient, live: RepoFacts, card: str, commits: Sequence[Commit]
) -> Iterator[Binding]:
    """Yield the lines of the card. Only where there are some is it asked who wrote it last."""
    lines = dict.fromkeys(lines_in(card))
    if not lines:
        return
    authors = {commit.id: commit.authors for commit in commits}
    with client.listed():
        found = client.api.get_paths_info(live.id, ["README.md"], expand=True, revision=live.commit)
    for path in found:
        last = getattr(path, "last_commit", None)
        by = authors.get(last.oid, ()) if last else ()
        pushed = len(by) == 1 and not _is_account(client, by[0], live.id.partition("/")[0])
        for hashes in lines:
            yield Binding(CARD_PLACE, by, tuple(sorted(hashes)), pushed)


def _is_account(client: HubClient, author: str, owner: str) -> bool:
    """Return whether an author is an account, which the Hub is asked only where it may be one."""
    if author in (owner, OIDC_AUTHOR):
        return True
    if not is_name(author):
        return False
    url = f"{client.endpoint}/api/users/{author}/overview"
    answer = get_session().get(url, headers=build_hf_headers(token=client.token))
    if answer.status_code != 404:
        hf_raise_for_status(answer)
    return answer.status_code != 404


def kin(hashes: Iterable[str], lines: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return all hashes of one assignment: those that share a line with one of `hashes`, and so on.

    A repository that was renamed has lines with different names and the same number of GitHub's.
    """
    known, left = frozenset(hashes), [frozenset(line) for line in lines]
    while more := [line for line in left if line & known and not line <= known]:
        known = known.union(*more)
    return known


def trusted(found: Iterable[Binding], owner: str, username: str) -> list[Binding]:
    """Return the lines that the student, or a workflow that they let in, wrote alone."""
    own = {owner.casefold(), username.casefold(), OIDC_AUTHOR.casefold()}
    return [one for one in found if len(one.authors) == 1 and one.authors[0].casefold() in own]


def is_bound(assignment: Assignment, found: Iterable[Binding]) -> bool:
    """Return whether these lines say all that a new one of this assignment would say."""
    mine, lines = frozenset(assignment.hashes), [frozenset(one.hashes) for one in found]
    return any(mine <= kin(line, lines) for line in lines if line & mine)


BINDINGS = Query("c4.bindings", bindings, (REPO, CARD), live=True)
