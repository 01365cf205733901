"""What is wrong with a token that may not write: the Hub is asked whose it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from checks.hub import refusals
from checks.hub.client import HubClient
from checks.hub.facts import Missing, Unreachable
from checks.hub.refusals import PublishError, Refusal, create_repo, failed
from checks.hub.token_faults import explain, whoami
from checks.hub.tokens import SignedIn
from checks.messages import Phrase, Problem
from minihub import MiniHub
from minihub.testing import add_fine_grained_token, add_read_token
from tests.hub.faulty import Behaviour, says
from tests.hub.scripted import scripted_hub

TOKEN = "hf_" + "a" * 34
REPO = "ana/model"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.hub.client.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("HF_TOKEN", TOKEN)


def shown(problem: Problem, *names: str) -> list[str]:
    values = (problem.fields[name] for name in names)
    return [value.text("en") if isinstance(value, Phrase) else value for value in values]


def asked(answer: Any, repo_id: str = REPO, token: str = TOKEN) -> Problem:
    """Return what is told where the Hub answers so to whoami."""
    with scripted_hub({"/api/whoami-v2": answer}) as hub:
        problem = explain(HubClient(hub.client.endpoint, token, waits=()), repo_id, "why")
        assert hub.asked == ["/api/whoami-v2"]
    return problem


def account(name: str = "ana", orgs: Any = (), role: str = "write", **more: Any) -> dict[str, Any]:
    auth = {"type": "access_token", "accessToken": {"displayName": "x", "role": role, **more}}
    return {"type": "user", "name": name, "orgs": list(orgs), "auth": auth}


def scopes(*scoped: tuple[str, list[str]]) -> dict[str, Any]:
    found = [{"entity": {"type": "model", "name": name}, "permissions": p} for name, p in scoped]
    return account(role="fineGrained", fineGrained={"global": [], "scoped": found})


WRITE, READ = ["repo.content.read", "repo.write"], ["repo.content.read"]
ANSWERS: list[tuple[Any, str, str]] = [
    (says(401, b'{"error": "who?"}'), REPO, "PUB-TOKEN"),
    (says(401, b"{}", X_Error_Message="Invalid credentials"), REPO, "PUB-TOKEN"),
    (says(403, b"{}"), REPO, "PUB-DENIED"),
    (says(404, b"{}"), REPO, "PUB-DENIED"),
    (says(429), REPO, "PUB-DENIED"),
    (says(503), REPO, "PUB-DENIED"),
    (b"<html>", REPO, "PUB-DENIED"),
    ([], REPO, "PUB-DENIED"),
    ({}, REPO, "PUB-DENIED"),
    ({"name": 3}, REPO, "PUB-DENIED"),
    (account(), REPO, "PUB-DENIED"),
    (account("Ana"), REPO, "PUB-DENIED"),
    (account(), "ANA/model", "PUB-DENIED"),
    (account("ben"), REPO, "PUB-OWNER"),
    (account("ben", [{"name": "other"}]), REPO, "PUB-OWNER"),
    (account("ben", [{"name": "Ana"}]), REPO, "PUB-DENIED"),
    (account("ben", ["ana", {"id": "ana"}]), REPO, "PUB-OWNER"),
    ({"name": "ben", "orgs": "ana"}, REPO, "PUB-OWNER"),
    (account(role="read"), REPO, "PUB-READ"),
    (account("ben", role="read"), REPO, "PUB-OWNER"),
    (scopes(), REPO, "PUB-READ"),
    (scopes((REPO, READ)), REPO, "PUB-READ"),
    (scopes(("ana/other", WRITE)), REPO, "PUB-READ"),
    (scopes((REPO, WRITE)), REPO, "PUB-DENIED"),
    (scopes(("Ana/Model", WRITE)), REPO, "PUB-DENIED"),
    (scopes(("ana", WRITE)), REPO, "PUB-DENIED"),
    (scopes(("ben", WRITE)), REPO, "PUB-READ"),
    (scopes(("ana/other", WRITE), (REPO, WRITE)), REPO, "PUB-DENIED"),
    (account(role="fineGrained", fineGrained={"scoped": ["x"]}), REPO, "PUB-READ"),
    (account(role="fineGrained", fineGrained={}), REPO, "PUB-DENIED"),
]


@pytest.mark.parametrize(("answer", "repo_id", "code"), ANSWERS)
def test_what_the_hub_says_of_a_token(answer: Any, repo_id: str, code: str) -> None:
    problem = asked(answer, repo_id)
    assert problem.code == code
    text = problem.text("en") + problem.hint("en")
    assert "{" not in text
    assert TOKEN not in text


def test_a_token_that_nobody_has() -> None:
    problem = asked(says(401))
    name, renew = shown(problem, "where", "renew")
    assert name == "the variable HF_TOKEN"
    assert "export HF_TOKEN=hf_…" in renew
    assert problem.text("en").startswith(problem.fields["endpoint"])  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["YOUR-TOKEN", "hf_wrong", "hunter2"])
def test_a_text_that_is_no_token_is_called_none(token: str) -> None:
    problem = asked(says(401), token=token)
    assert problem.code == "PUB-TOKEN-FORM"
    assert token not in problem.text("en") + problem.hint("en")


def test_whose_token_it_is_and_whose_repo() -> None:
    problem = asked(account("ben"), "Ana/My-Model")
    assert shown(problem, "name", "owner", "repo", "repo_name") == [
        "ben",
        "Ana",
        "Ana/My-Model",
        "My-Model",
    ]
    assert "`username: ben` and `repo_id: ben/My-Model`" in problem.hint("en")


def test_the_hubs_reason_where_the_token_is_right() -> None:
    assert "(why)" in asked(account()).text("en")


@pytest.mark.parametrize(
    ("answer", "found"),
    [(says(401), None), (says(403), {}), (says(500), {}), ([], {}), ({"name": "a"}, {"name": "a"})],
)
def test_who_somebody_is(answer: Any, found: Any) -> None:
    with scripted_hub({"/api/whoami-v2": answer}) as hub:
        assert whoami(HubClient(hub.client.endpoint, TOKEN, waits=())) == found


# Endings of a write


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


def client_of(hub: MiniHub, token: str) -> HubClient:
    return HubClient(hub.url, token, waits=())


@pytest.mark.parametrize("ending", [Refusal("token", "why"), Missing("repo")])
def test_a_refused_token_is_looked_into(hub: MiniHub, ending: Any) -> None:
    ben = client_of(hub, hub.add_user("ben"))
    error = failed(ben, REPO, ending)
    assert (error.problem.code, error.unchecked) == ("PUB-OWNER", False)


def test_a_read_token_is_called_one(hub: MiniHub) -> None:
    hub.add_user("ana")
    error = failed(client_of(hub, add_read_token(hub, "ana")), REPO, Refusal("token", "why"))
    assert error.problem.code == "PUB-READ"


def test_a_fine_grained_token_for_another_repo(hub: MiniHub) -> None:
    owner = client_of(hub, hub.add_user("ana"))
    for name in ("one", "two"):
        owner.api.create_repo(f"ana/{name}", exist_ok=True)
    token = add_fine_grained_token(hub, "ana", "ana/one")
    ending = Refusal("token", "why")
    assert failed(client_of(hub, token), "ana/two", ending).problem.code == "PUB-READ"
    assert failed(client_of(hub, token), "ana/one", ending).problem.code == "PUB-DENIED"


def test_a_keyless_token_is_about_the_publisher(
    hub: MiniHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "school/lab-ana")
    error = failed(client_of(hub, "hf_jwt_" + "a" * 30), REPO, Refusal("token", "why"))
    assert (error.problem.code, error.unchecked) == ("PUB-PUBLISHER", False)
    assert shown(error.problem, "github", "repo", "reason") == ["school/lab-ana", REPO, "why"]


@pytest.mark.parametrize(
    ("variables", "fields"),
    [
        ({}, ["OWNER/REPOSITORY", "main", "classroom.yml"]),
        (
            {
                "GITHUB_REPOSITORY": "a/b",
                "GITHUB_REF_NAME": "feature/x",
                "GITHUB_WORKFLOW_REF": "a/b/.github/workflows/lab.yml@refs/heads/feature/x",
            },
            ["a/b", "feature/x", "lab.yml"],
        ),
    ],
)
def test_what_to_type_for_a_publisher(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], fields: list[str]
) -> None:
    for name in ("GITHUB_REPOSITORY", "GITHUB_REF_NAME", "GITHUB_WORKFLOW_REF"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert refusals.publisher_fields() == dict(
        zip(("github", "branch", "workflow"), fields, strict=True)
    )


# Making a repo


def create(hub: MiniHub, token: str, repo_id: str) -> None:
    create_repo(client_of(hub, token), repo_id, SignedIn(token, "token"))


def test_a_name_in_another_case_makes_the_repo_under_the_true_one(hub: MiniHub) -> None:
    token = hub.add_user("minji")
    create(hub, token, "MinJi/First")
    assert client_of(hub, token).api.model_info("minji/First").id == "minji/First"


def test_a_name_of_somebody_else_makes_none(hub: MiniHub) -> None:
    hub.add_user("carl")
    with pytest.raises(PublishError) as error:
        create(hub, hub.add_user("ben"), "carl/model")
    assert error.value.problem.code == "PUB-OWNER"


NAMED: list[tuple[Any, list[str]]] = [
    (account("ana"), ["Ana", "ana"]),
    (account("Ana"), ["Ana"]),
    (account("ben"), ["Ana"]),
    ({}, ["Ana"]),
    (says(401), ["Ana"]),
]


@pytest.mark.parametrize(("who", "organizations"), NAMED)
def test_only_the_own_spelling_is_tried(who: Any, organizations: list[str]) -> None:
    sent: list[str] = []

    def refuse(request: Any) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        sent.append(json.loads(body)["organization"])
        says(403, b'{"error": "not yours"}')(request)

    pages: dict[str, Behaviour] = {"/api/repos/create": refuse, "/api/whoami-v2": who}
    with scripted_hub(pages) as hub:
        client = HubClient(hub.client.endpoint, TOKEN, waits=())
        with pytest.raises(PublishError):
            create_repo(client, "Ana/model", SignedIn(TOKEN, "token"))
    assert sent == organizations


LOST = "the connection failed (ConnectError)"
UNREACHED = [
    ("HTTP 429: too many requests from here", "", "PUB-LIMIT"),
    ("HTTP 503", "", "PUB-OPEN"),
    (LOST, "", "PUB-ADDRESS"),
    (LOST, "false", "PUB-ADDRESS"),
    (LOST, "true", "PUB-OPEN"),
]


@pytest.mark.parametrize(("reason", "on_github", "code"), UNREACHED)
def test_a_hub_that_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch, reason: str, on_github: str, code: str
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", on_github)
    client = HubClient("https://hub.example", TOKEN)
    error = failed(client, REPO, Unreachable(reason))
    assert (error.problem.code, error.unchecked) == (code, True)
    assert shown(error.problem, "endpoint", "reason") == ["https://hub.example", reason]
    if code == "PUB-ADDRESS":
        assert "export HF_ENDPOINT=http://ADDRESS" in error.problem.hint("en")
