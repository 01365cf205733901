"""Which assignments a live repo names: what is asked, what is read, and what is connected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from huggingface_hub.errors import RevisionNotFoundError

from checks.assignment import Assignment
from checks.hub import bindings as module
from checks.hub.bindings import BINDINGS, Binding, bindings, is_bound, kin, trusted
from checks.hub.client import HubClient
from checks.hub.facts import Missing, Unreachable
from checks.hub.queries import CARD, REPO
from tests.facts import LIVE
from tests.hub.faulty import says
from tests.hub.scripted import scripted_hub

A, B, C, D = (letter * 16 for letter in "abcd")
COMMITS = "/api/models/ada/course-feedback/commits/main"
PATHS = f"/api/models/ada/course-feedback/paths-info/{LIVE.commit}"
FIRST = "1" * 40


def commit(oid: str, message: str = "", *authors: str, title: str = "Publish") -> dict[str, Any]:
    users = [{"user": name, "avatar": "x"} for name in authors or ("ada",)]
    return {"id": oid, "title": title, "message": message, "authors": users, "date": "x"}


def readme(last: str | None) -> list[dict[str, Any]]:
    path = {"type": "file", "path": "README.md", "size": 1, "oid": "d" * 40}
    date = "2026-09-01T12:00:00.000Z"
    return [path | ({"lastCommit": {"id": last, "title": "x", "date": date}} if last else {})]


def test_the_lines_of_main_the_newest_first() -> None:
    pages = {
        COMMITS: [
            commit("9" * 40, f"hub-tour: {A}", "ben"),
            commit(LIVE.commit, f"hub-tour: {C} {B}\nsource: {FIRST}"),
            commit("3" * 40, f"hub-tour: {B} {C}", "ada"),
            commit("2" * 40, f"one hub-tour: {A}\nhub-tour: {D}", "ada", "ben"),
            commit(FIRST, "hub-tour: no\nhub-tour:", "system", title=f"hub-tour: {A}"),
        ]
    }
    with scripted_hub(pages) as hub:
        assert bindings(hub.client, LIVE, "no line") == (
            Binding("9" * 40, ("ben",), (A,)),
            Binding(LIVE.commit, ("ada",), (B, C)),
            Binding("2" * 40, ("ada", "ben"), (A,)),
            Binding("2" * 40, ("ada", "ben"), (D,)),
            Binding(FIRST, ("system",), (A,)),
        )
        assert hub.asked == [f"{COMMITS}?limit=1000"]


@pytest.mark.parametrize(
    ("last", "authors"),
    [
        (LIVE.commit, ("ada",)),
        (FIRST, ("ada", "ben")),
        ("7" * 40, ()),  # not one of those that the Hub listed
        (None, ()),
    ],
)
def test_a_line_in_the_card_is_by_who_changed_it_last(
    last: str | None, authors: tuple[str, ...]
) -> None:
    pages = {
        COMMITS: [commit(LIVE.commit), commit(FIRST, f"hub-tour: {C}", "ada", "ben")],
        PATHS: readme(last),
    }
    card = f"---\nlicense: mit\n---\n<!-- hub-tour: {B} {A} -->\nhub-tour: {D}\nhub-tour: {D}\n"
    with scripted_hub(pages) as hub:
        assert bindings(hub.client, LIVE, card) == (
            Binding("card", authors, (A, B)),
            Binding("card", authors, (D,)),
            Binding(FIRST, ("ada", "ben"), (C,)),
        )
        assert hub.asked == [f"{COMMITS}?limit=1000", PATHS]


@pytest.mark.parametrize(
    ("author", "asked", "pushed"),
    [
        ("Ana Kim", False, True),  # no account is called so
        ("nobody", True, True),
        ("ben", True, False),
        ("ada", False, False),
        ("[OIDC]", False, False),
    ],
)
def test_a_line_in_the_card_is_pushed_where_its_author_is_no_account(
    author: str, asked: bool, pushed: bool
) -> None:
    pages = {
        COMMITS: [commit(LIVE.commit, "", author)],
        PATHS: readme(LIVE.commit),
        "/api/users/ben/overview": {"user": "ben"},
    }
    with scripted_hub(pages) as hub:
        assert bindings(hub.client, LIVE, f"hub-tour: {A}") == (
            Binding("card", (author,), (A,), pushed=pushed),
        )
        more = [f"/api/users/{author}/overview"] if asked else []
        assert hub.asked == [f"{COMMITS}?limit=1000", PATHS, *more]


def test_two_authors_are_no_push_and_nobody_is_asked_for() -> None:
    pages = {COMMITS: [commit(LIVE.commit, "", "Ana Kim", "ben")], PATHS: readme(LIVE.commit)}
    with scripted_hub(pages) as hub:
        (found,) = bindings(hub.client, LIVE, f"hub-tour: {A}")
        assert not found.pushed
        assert len(hub.asked) == 2


def test_an_account_that_could_not_be_asked_for_leaves_it_open() -> None:
    pages = {
        COMMITS: [commit(LIVE.commit, "", "ben")],
        PATHS: readme(LIVE.commit),
        "/api/users/ben/overview": says(403, b"{}"),
    }
    with scripted_hub(pages) as hub:
        found = hub.client.call(lambda: bindings(hub.client, LIVE, f"hub-tour: {A}"))
        assert found == Unreachable("HTTP 403")


def test_what_is_asked_is_asked_with_the_clients_token() -> None:
    seen: list[tuple[str | None, bytes]] = []

    def noting(page: Any) -> Any:
        def answer(request: Any) -> None:
            body = request.rfile.read(int(request.headers["Content-Length"] or 0))
            seen.append((request.headers["Authorization"], body))
            says(200, json.dumps(page).encode())(request)

        return answer

    pages = {
        COMMITS: noting([commit(LIVE.commit, "", "ben")]),
        PATHS: noting(readme(LIVE.commit)),
        "/api/users/ben/overview": noting({"user": "ben"}),
    }
    with scripted_hub(pages) as hub:
        client = HubClient(hub.client.endpoint, "hf_" + "a" * 30)
        assert len(bindings(client, LIVE, f"hub-tour: {A}")) == 1
        assert bindings(hub.client, LIVE, "") == ()
    (token, _), (again, asked), (once_more, _), (nobody, _) = seen
    assert token == again == once_more == "Bearer hf_" + "a" * 30
    assert b"README.md" in asked
    assert nobody is None


def test_a_commit_that_is_not_on_main() -> None:
    with scripted_hub({COMMITS: [commit(FIRST)]}) as hub:
        with pytest.raises(RevisionNotFoundError, match=f"{LIVE.commit} is not on main"):
            bindings(hub.client, LIVE, "")
        assert hub.client.call(lambda: bindings(hub.client, LIVE, "")) == Unreachable(
            "no Hub at this address"
        )
    with scripted_hub({COMMITS: [commit(FIRST)], "/api/models": []}) as hub:
        assert hub.client.call(lambda: bindings(hub.client, LIVE, "")) == Missing("revision")


def paged(count: int, found_on: int) -> Any:
    """Serve `count` pages of one commit each."""

    def answer(request: Any) -> None:
        number = int(request.path.partition("p=")[2] or 0)
        body = [commit(LIVE.commit if number == found_on else f"{number:040x}", f"hub-tour: {A}")]
        host = request.headers["Host"]
        link = f'<http://{host}{COMMITS}?limit=1000&p={number + 1}>; rel="next"'
        more = {"Link": link} if number + 1 < count else {}
        says(200, json.dumps(body).encode(), **more)(request)

    return answer


@pytest.mark.parametrize(("count", "asked"), [(1, 1), (4, 4), (5, 5), (6, 5), (9, 5)])
def test_at_most_five_pages_are_read(count: int, asked: int) -> None:
    with scripted_hub({COMMITS: paged(count, 0)}) as hub:
        assert bindings(hub.client, LIVE, "") == (Binding(LIVE.commit, ("ada",), (A,)),)
        assert len(hub.asked) == asked


@pytest.mark.parametrize(
    ("count", "found_on", "ending"),
    [
        (5, 4, None),
        (6, 4, None),
        (6, 5, Unreachable("a history of thousands of commits")),
        (5, 9, Missing("revision")),
    ],
)
def test_a_commit_that_is_further_back_is_no_wrong_answer(
    count: int, found_on: int, ending: Any
) -> None:
    pages = {COMMITS: paged(count, found_on), "/api/models": []}
    with scripted_hub(pages) as hub:
        found = hub.client.call(lambda: bindings(hub.client, LIVE, ""))
        assert found == ending if ending else len(found.value) == 1


def test_what_the_query_is_about() -> None:
    assert (BINDINGS.key, BINDINGS.inputs, BINDINGS.live) == ("c4.bindings", (REPO, CARD), True)
    assert BINDINGS.fact_type == tuple[Binding, ...]
    assert (module.PAGE, module.MAX_PAGES) == (1000, 5)


def by(*authors: str, hashes: tuple[str, ...] = (A,)) -> Binding:
    return Binding("f" * 40, authors, hashes)


def test_whose_lines_are_trusted() -> None:
    sure = [by("ada"), by("ADA"), by("[OIDC]"), by("Class-26")]
    rest = [by(), by("ben"), by("ada", "ben"), by("ada", "ada"), by("oidc"), by("")]
    assert trusted([*rest, *sure], "class-26", "Ada") == sure
    assert trusted(rest, "class-26", "ada") == []


@pytest.mark.parametrize(
    ("lines", "all_of_them"),
    [
        ([], A),
        ([B], A),
        ([A], A),
        ([A + B], A + B),
        ([B + C, A + B], A + B + C),
        ([C + D, B + C, A + B], A + B + C + D),
        ([B + C, D], A),
    ],
)
def test_lines_that_share_a_hash_are_of_one_assignment(lines: list[str], all_of_them: str) -> None:
    def split(line: str) -> list[str]:
        return [line[start : start + 16] for start in range(0, len(line), 16)]

    assert kin([A], [split(line) for line in lines]) == set(split(all_of_them))


@pytest.mark.parametrize(
    ("mine", "lines", "bound"),
    [
        ((A,), [], False),
        ((A,), [(A,)], True),
        ((A,), [(B,)], False),
        ((A,), [(B,), (A, C)], True),
        ((A, B), [(A,)], False),
        ((A, B), [(A,), (B,)], False),
        ((A, B), [(A, B)], True),
        ((A, B), [(A, C), (B, C)], True),
        ((), [(A,)], False),
    ],
)
def test_whether_a_new_line_would_say_more(
    mine: tuple[str, ...], lines: list[tuple[str, ...]], bound: bool
) -> None:
    assert is_bound(Assignment(mine), [by("ada", hashes=line) for line in lines]) is bound
