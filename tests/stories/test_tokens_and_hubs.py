"""Tokens that are wrong, Hubs that are busy or elsewhere, and a class without internet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from minihub.testing import (
    FaultyHub,
    Issuer,
    Job,
    add_fine_grained_token,
    add_read_token,
    change_repo,
    trust,
)
from minihub.testing.faults import Answer, Limited, Limits, Status
from tests.stories.classroom import Classroom, Student
from tests.stories.machine import Done


@pytest.fixture(scope="module")
def hub() -> Iterator[FaultyHub]:
    with FaultyHub() as running:
        yield running


@pytest.fixture(autouse=True)
def _works_again(hub: FaultyHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def no_wait(seconds: float) -> None:
        assert seconds <= 15, "a blind wait"

    monkeypatch.setattr("checks.hub.client.time.sleep", no_wait)
    yield
    hub.faults.clear()


def told(done: Done, code: str) -> str:
    """Return what somebody was told under a code, with its hint, and nothing else was."""
    assert done.code == 1, done.text
    assert re.findall(r"(?m)^(?:\S+: )?(PUB-[A-Z-]+)\b", done.err) == [code], done.err
    return done.err


# Tokens


def test_ana_pastes_the_placeholder(ana: Student) -> None:
    """She types `export HF_TOKEN=YOUR-TOKEN` as the page has it, and is told that it is none."""
    ana.do_everything()
    said = told(ana.publish(HF_TOKEN="YOUR-TOKEN"), "PUB-TOKEN-FORM")
    assert "the variable HF_TOKEN" in said
    assert "YOUR-TOKEN" not in said
    assert "could not be reached" not in said


@pytest.mark.parametrize(
    "line",
    ["HF_TOKEN={token}  # ana", '"{token}"', "Bearer {token}", "ana: {token}\n", "“{token}”"],
)
def test_ana_pastes_more_than_the_token(ana: Student, line: str) -> None:
    """She pastes the whole line that the teacher's Hub printed; it is used, and she is told."""
    ana.do_everything()
    done = ana.publish(HF_TOKEN=line.format(token=ana.token))
    assert done.code == 0, done.text
    assert "PUB-PASTED note: the variable HF_TOKEN holds more than a token" in done.err
    assert ana.token not in done.text
    assert ana.grade().points == 100


def test_anas_token_is_broken_over_two_lines(ana: Student) -> None:
    """Her terminal wrapped it when she copied it; what belongs together is put together."""
    ana.do_everything()
    done = ana.publish(HF_TOKEN=f"{ana.token[:20]} \n {ana.token[20:]}")
    assert done.code == 0, done.text
    assert "spaces or line breaks in it" in done.err


def test_anas_secret_has_expired(ana: Student, hub: FaultyHub) -> None:
    """The job says what to do, and does not call it a fault of the Hub that costs no points."""
    ana.do_everything()
    hub.store.accounts.remove(ana.token)
    run = ana.push_and_run()
    said = told(run.publish, "PUB-TOKEN")
    assert "has expired or was deleted" in said
    assert "the secret HF_TOKEN" in said
    assert "“Secrets and variables”" in said
    assert run.grade
    assert run.grade.outcome("c4.live") == "failed", run.grade.text


def test_ana_uses_bens_token(ana: Student, classroom: Classroom) -> None:
    """She is told whose token it is and whose repo, and what each of the two would write."""
    ben = classroom.student("ben")
    ana.do_everything()
    said = told(ana.publish(HF_TOKEN=ben.token), "PUB-OWNER")
    assert f"belongs to {ben.hub_name}, and the repo {ana.repo_id} to {ana.hub_name}" in said
    assert f"`repo_id: {ben.hub_name}/my-first-model`" in said


def test_ana_made_a_token_that_only_reads(ana: Student, hub: FaultyHub) -> None:
    """The account is right, the type is not."""
    ana.do_everything()
    said = told(ana.publish(HF_TOKEN=add_read_token(hub, ana.hub_name)), "PUB-READ")
    assert "may only read" in said


def test_ana_made_a_fine_grained_token_for_another_repo(ana: Student, hub: FaultyHub) -> None:
    """It writes to her other model, and not to this one."""
    ana.do_everything()
    for name in ("other", "my-first-model"):
        ana.api.create_repo(f"{ana.hub_name}/{name}")
    token = add_fine_grained_token(hub, ana.hub_name, f"{ana.hub_name}/other")
    said = told(ana.publish(HF_TOKEN=token), "PUB-READ")
    assert "fine-grained" in said


def test_ana_writes_her_name_in_capitals(ana: Student) -> None:
    """The Hub tells names apart without regard to case, so that is no fault of a token."""
    ana.do_everything()
    loud = ana.hub_name.upper()
    ana.answer(username=loud, repo_id=f"{loud}/my-first-model")
    ana.commit()
    done = ana.publish()
    assert done.code == 0, done.text
    assert ana.api.model_info(ana.repo_id).id == ana.repo_id
    assert ana.grade().points == 100


def test_ana_grades_herself_with_a_token_that_nobody_knows(ana: Student) -> None:
    """What is public needs no token: the grade is the same, and one line says why."""
    ana.do_everything()
    assert ana.publish().code == 0
    grade = ana.grade(HF_TOKEN="hf_" + "z" * 34)
    assert (grade.code, grade.points) == (0, 100)
    assert grade.text.count("GRADE-TOKEN") == 1


def test_anas_private_repo_is_not_public_because_her_token_sees_it(
    ana: Student, hub: FaultyHub
) -> None:
    """She would be told 100 on her machine, and fail in her teacher's grade."""
    ana.do_everything()
    assert ana.publish().code == 0
    change_repo(hub, ana.repo_id, private=True)
    with_token, without = ana.grade(HF_TOKEN=ana.token), ana.grade()
    assert with_token.report["results"] == without.report["results"]
    assert with_token.outcome("c4.live") == "failed"


# One room, one address


def test_a_room_behind_one_address_has_used_up_its_quota(ana: Student, hub: FaultyHub) -> None:
    """Without a token Ana is told the minute; with hers she has a quota of her own, and 100."""
    ana.do_everything()
    assert ana.publish().code == 0
    hub.faults.limits = Limits(api=0)
    grade = ana.grade()
    assert grade.code == 3
    assert re.search(r"from \d\d:\d\d \(UTC[+-]\d\d:\d\d\) on it works again", grade.text)
    assert "in a few minutes" not in grade.text
    grade = ana.grade(HF_TOKEN=ana.token)
    assert (grade.code, grade.points) == (0, 100), grade.text


def test_ana_publishes_while_the_hub_takes_nothing_more(ana: Student, hub: FaultyHub) -> None:
    """It is nobody's fault, does not wait blindly, and names the minute."""
    ana.do_everything()
    hub.faults.add(Limited(290))
    done = ana.publish()
    assert done.code == 3, done.text
    assert "PUB-LIMIT" in done.err
    assert re.search(r"from \d\d:\d\d \(UTC", done.err)
    hub.faults.clear()
    assert ana.publish().code == 0


# Without a stored token


@pytest.fixture
def keyless(ana: Student, hub: FaultyHub) -> Iterator[dict[str, str]]:
    """What GitHub gives a job of Ana's; her repo is there, and trusts the branch main."""
    ana.api.create_repo(ana.repo_id)
    job = Job(ana.github, branch="main", workflow="classroom.yml")
    with Issuer(job) as issuer:
        trust(hub, ana.repo_id, issuer=issuer.url, repository=ana.github, workflow="classroom.yml")
        ref = f"{ana.github}/.github/workflows/classroom.yml@refs/heads/main"
        yield {**issuer.environment, "HF_TOKEN": "", "GITHUB_WORKFLOW_REF": ref}


def test_ana_has_a_trusted_publisher(ana: Student, keyless: dict[str, str]) -> None:
    """No secret anywhere: the workflow publishes and grades."""
    ana.do_everything()
    run = ana.push_and_run(**keyless)
    assert run.publish.code == 0, run.publish.text
    assert run.grade
    assert run.grade.points == 100


@pytest.mark.parametrize(
    "fault",
    [
        Answer(400, '{"error":"invalid_grant","error_description":"This operation was aborted"}'),
        Status(503),
    ],
    ids=["aborted", "503"],
)
def test_the_hub_gives_up_during_the_exchange(
    ana: Student, hub: FaultyHub, keyless: dict[str, str], fault: Answer | Status
) -> None:
    """Not Ana's: the job ends with 3, and what is live is not held against her."""
    ana.do_everything()
    hub.faults.add(fault, path="/oauth/token")
    run = ana.push_and_run(**keyless)
    assert run.publish.code == 3, run.publish.text
    assert "PUB-OPEN" in run.publish.err
    assert run.grade
    assert (run.grade.code, run.grade.outcome("c4.live")) == (3, "not_gradable")


def test_anas_publisher_is_for_another_workflow(
    ana: Student, hub: FaultyHub, classroom: Classroom
) -> None:
    """She reads the Hub's reason and the very values to type."""
    ana.do_everything()
    ana.api.create_repo(ana.repo_id)
    with Issuer(Job(ana.github, branch="main", workflow="classroom.yml")) as issuer:
        trust(hub, ana.repo_id, issuer=issuer.url, repository=ana.github, workflow="lab.yml")
        ref = f"{ana.github}/.github/workflows/classroom.yml@refs/heads/main"
        run = ana.push_and_run(**issuer.environment, HF_TOKEN="", GITHUB_WORKFLOW_REF=ref)
    said = told(run.publish, "PUB-SIGN-IN")
    assert "Claims that do not match: workflow" in said
    assert f"repository {ana.github}, branch main, workflow classroom.yml" in said
    assert f"{classroom.hub.url}/{ana.repo_id}/settings" in said


# A class with its own Hub


def test_ana_forgets_the_token_of_the_class(ana: Student) -> None:
    """She reads the line for her shell, and nothing of GitHub or huggingface.co."""
    ana.do_everything()
    said = told(ana.publish(HF_TOKEN=""), "PUB-NO-TOKEN")
    for line in ("export HF_TOKEN=", "$env:HF_TOKEN = ", "cmd: set HF_TOKEN="):
        assert line in said
    assert "huggingface.co" not in said
    assert "GitHub" not in said


@pytest.mark.parametrize(
    "typed", ["{host}", "{host}/", '"{url}"', "{url}/ana/my-first-model", " {url} "]
)
def test_ana_types_the_address_of_the_class_as_she_reads_it(
    ana: Student, classroom: Classroom, typed: str
) -> None:
    """Without http://, in quotes, with a page behind it: it is certain what is meant."""
    ana.do_everything()
    url = classroom.hub.url
    address = typed.format(url=url, host=url.removeprefix("http://"))
    done = ana.publish(HF_ENDPOINT=address)
    assert done.code == 0, done.text
    assert f"{url}/{ana.repo_id}" in done.out
    assert ana.grade(HF_ENDPOINT=address).points == 100


@pytest.mark.parametrize("command", ["publish", "grade", "rehearse"])
def test_ana_types_an_address_that_is_none(ana: Student, command: str) -> None:
    """She is shown the line to type, in each of three shells."""
    ana.do_everything()
    done = ana.tour(command, "--lang", "en", HF_ENDPOINT="hub.school.example:8400")
    assert done.code == 2, done.text
    assert "HUB-ADDRESS" in done.err
    for start in ("export HF_ENDPOINT=", '$env:HF_ENDPOINT = "', "set HF_ENDPOINT="):
        assert f"{start}http://hub.school.example:8400" in done.err


NO_INTERNET = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:1")


def test_ana_opens_a_new_terminal_in_a_room_without_internet(ana: Student) -> None:
    """HF_ENDPOINT is forgotten: the Hub that is tried is named, and what to set."""
    ana.do_everything()
    forgotten = {"HF_ENDPOINT": "", **NO_INTERNET}
    done = ana.publish(**forgotten)
    assert done.code == 3, done.text
    assert "PUB-ADDRESS https://huggingface.co could not be reached" in done.err
    assert "export HF_ENDPOINT=http://ADDRESS" in done.err
    assert "in a few minutes" not in done.err
    grade = ana.grade(**forgotten)
    assert grade.code == 3
    assert "If your class uses its own Hub" in grade.text
    assert "GitHub" not in grade.text


def test_the_teacher_left_the_rubric_as_it_is_shipped(ana: Student) -> None:
    """What it names is not on the class's Hub: that is the teacher's, and no minutes help."""
    ana.do_everything()
    ana.write("rubric.yaml", "c1:\n  model_id: openai-community/gpt2\n")
    grade = ana.grade()
    assert (grade.code, grade.outcome("c1.activation")) == (3, "not_gradable")
    assert grade.codes("c1.activation") == ["GRADE-RUBRIC"]
    assert "in a few minutes" not in grade.text


def test_ana_counts_wrong_on_the_hub_of_the_class(ana: Student, classroom: Classroom) -> None:
    """The page that she is sent to is one that she can open."""
    ana.do_everything()
    ana.answer(c2={"count": 999})
    ana.commit()
    grade = ana.grade()
    assert grade.codes("c2.count") == ["C2-COUNT"]
    assert f"{classroom.hub.url}/models" in grade.text
    assert "huggingface.co" not in grade.text
