"""Reading with the own token: the same facts as without one, at the expense of the own quota."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.challenges import all_queries
from checks.challenges.test_c3_model import MODEL
from checks.hub.client import WAITS, HubClient
from checks.hub.evidence import Evidence
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.gather import Gatherer
from checks.hub.queries import REPO
from checks.hub.reading import notes, reader
from checks.messages import Phrase
from checks.rubric import load as load_rubric
from checks.submission import Submission, load
from minihub import MiniHub
from minihub.testing import change_repo, delete_repo
from tests.hub.faulty import Behaviour, faulty_hub, gives, says
from tests.hub.test_repo_states import NAME, published
from tests.submissions import make_submission

TOKEN = "hf_" + "a" * 34
OTHER = "hf_" + "b" * 34


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


class Requests:
    """A Hub that notes whose each request is, and refuses every token but `TOKEN`."""

    def __init__(self, refusal: Behaviour, **info: Any) -> None:
        self.seen: list[str | None] = []
        self.refusal = refusal
        self.info = {"id": NAME, "sha": "0" * 40, **info}

    def __call__(self, request: Any) -> None:
        sent = request.headers["Authorization"]
        self.seen.append(sent and sent.removeprefix("Bearer "))
        if sent not in (None, f"Bearer {TOKEN}"):
            self.refusal(request)
        elif "/resolve/" in request.path:
            gives(b"text")(request)
        else:
            says(200, json.dumps(self.info).encode())(request)


REFUSED = says(401, b'{"error": "Invalid credentials in Authorization header"}')


def test_the_token_is_sent_for_what_is_counted_and_not_for_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_TOKEN", f'"{TOKEN}"')
    requests = Requests(REFUSED)
    with faulty_hub(requests) as hub:
        client = reader(hub.url)
        assert client.call(lambda: client.model_info(NAME).id) == Found(NAME)
        assert client.call(lambda: client.first_bytes(NAME, "a.txt", max_bytes=4)) == Found(b"text")
    assert requests.seen == [TOKEN, None]
    assert (client.token_refused, notes(client), client.waits) == (False, [], WAITS)


def test_without_a_token_nobody_asks() -> None:
    requests = Requests(REFUSED)
    with faulty_hub(requests) as hub:
        client = reader(hub.url, waits=(2.0,))
        assert client.call(lambda: client.model_info(NAME).id) == Found(NAME)
    assert (requests.seen, notes(client), client.waits) == ([None], [], (2.0,))


@pytest.mark.parametrize(
    "refusal",
    [
        REFUSED,
        says(401, b"{}", X_Error_Code="RepoNotFound"),
        says(403, b'{"error": "Forbidden"}'),
    ],
)
def test_a_token_that_the_hub_does_not_take_is_dropped(
    monkeypatch: pytest.MonkeyPatch, refusal: Behaviour
) -> None:
    monkeypatch.setenv("HF_TOKEN", OTHER)
    requests = Requests(refusal)
    with faulty_hub(requests) as hub:
        client = reader(hub.url)
        for _ in range(2):
            assert client.call(lambda: client.model_info(NAME).id) == Found(NAME)
        assert client.requests == 3
    assert requests.seen == [OTHER, None, None]
    (note,) = notes(client)
    assert (note.code, note.severity, note.fields["endpoint"]) == ("GRADE-TOKEN", "note", hub.url)
    where = note.fields["where"]
    assert isinstance(where, Phrase)
    assert where.text("en") == "the variable HF_TOKEN"
    assert OTHER not in note.text("en") + note.hint("en")


@pytest.mark.parametrize(
    ("refusal", "ending"),
    [
        (says(403, b"{}", X_Error_Message="Access to this resource is disabled."), "disabled"),
        (says(403, b"{}", X_Error_Code="GatedRepo"), "gated"),
        (says(404, b"{}", X_Error_Code="RepoNotFound"), "repo"),
    ],
)
def test_a_token_is_kept_where_it_is_not_at_fault(
    monkeypatch: pytest.MonkeyPatch, refusal: Behaviour, ending: Any
) -> None:
    monkeypatch.setenv("HF_TOKEN", OTHER)

    def answer(request: Any) -> None:
        control = request.path.startswith("/api/models?")
        (says(200, b"[]") if control else refusal)(request)

    with faulty_hub(answer) as hub:
        client = reader(hub.url)
        assert client.call(lambda: client.model_info(NAME)) == Missing(ending)
    assert (client.token, notes(client)) == (OTHER, [])


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_nobody_is_no_refusal_of_a_token(status: int) -> None:
    with faulty_hub(says(status)) as hub:
        client = reader(hub.url)
        assert client.call(lambda: client.model_info(NAME)) == Unreachable(f"HTTP {status}")
        assert (len(hub.seen), client.token_refused) == (1, False)


def test_who_signs_in_to_write_keeps_the_token() -> None:
    with faulty_hub(REFUSED) as hub:
        client = HubClient(hub.url, TOKEN)
        assert client.call(lambda: client.model_info(NAME)) == Unreachable("HTTP 401")
        assert (client.token, client.token_refused, client.public_only) == (TOKEN, False, False)


def test_what_is_no_token_is_not_sent_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "my secret words")
    requests = Requests(REFUSED)
    with faulty_hub(requests) as hub:
        client = reader(hub.url)
        client.call(lambda: client.model_info(NAME))
    assert requests.seen == [None]
    assert [note.code for note in notes(client)] == ["GRADE-TOKEN"]


@pytest.mark.parametrize(("private", "public"), [(True, False), (False, True), (None, True)])
def test_a_private_repo_is_not_there_for_a_grade(
    monkeypatch: pytest.MonkeyPatch, private: bool | None, public: bool
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with faulty_hub(Requests(REFUSED, private=private)) as hub:
        client = reader(hub.url)
        fact = client.call(lambda: client.model_info(NAME).id)
        assert isinstance(fact, Found) is public
        assert HubClient(hub.url, TOKEN).model_info(NAME).id == NAME


# The same with a token as without one


def evidence(client: HubClient, submission: Submission) -> Evidence:
    rubric, _ = load_rubric(submission.folder / "rubric.yaml")
    gatherer = Gatherer(all_queries(), client, client, commit_timeout=0.0)
    return gatherer.gather(submission.answers, rubric)


CHANGES: list[Callable[[MiniHub], None]] = [
    lambda _: None,
    lambda hub: change_repo(hub, NAME, private=True),
    lambda hub: change_repo(hub, NAME, gated="auto"),
    lambda hub: change_repo(hub, NAME, disabled=True),
    lambda hub: delete_repo(hub, NAME),
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_facts_are_the_same_with_a_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[MiniHub], None]
) -> None:
    with MiniHub() as hub:
        submission, _ = published(hub, tmp_path)
        change(hub)
        without = evidence(reader(hub.url), submission)
        monkeypatch.setenv("HF_TOKEN", hub.add_user("ada"))
        signed_in = reader(hub.url)
        assert signed_in.token
        assert evidence(signed_in, submission).records == without.records
        assert not signed_in.token_refused
        monkeypatch.setenv("HF_TOKEN", OTHER)
        unknown = reader(hub.url)
        assert evidence(unknown, submission).records == without.records
        assert unknown.token_refused


def test_an_own_private_model_answers_no_challenge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = b"---\npipeline_tag: automatic-speech-recognition\nlanguage: es\nlicense: mit\n---\n"
    with MiniHub() as hub:
        token = hub.add_user("ada")
        owner = HubClient(hub.url, token)
        owner.api.create_repo("ada/secret", private=True)
        owner.api.upload_file(repo_id="ada/secret", path_in_repo="README.md", path_or_fileobj=card)
        submission = load(make_submission(tmp_path, c3={"model_id": "ada/secret"}))
        monkeypatch.setenv("HF_TOKEN", token)
        found = evidence(reader(hub.url), submission)
        assert found[MODEL] == Missing("repo")
        assert found[REPO] == Missing("repo")
