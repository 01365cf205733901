"""Gathering on the embedded Hub: what is asked, how often, and what comes of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checks.challenges import all_queries, test_c2_count
from checks.challenges.test_c1_config import CONFIG
from checks.challenges.test_c2_count import TRUE_COUNT
from checks.challenges.test_c3_model import MODEL
from checks.challenges.test_c6_dataset import CARD as DATASET_CARD
from checks.commands.publish import prepare, push
from checks.hub import evidence, gather
from checks.hub.client import HubClient
from checks.hub.facts import Fact, Found, Missing, Unreachable
from checks.hub.gather import Gatherer
from checks.hub.queries import CARD, REPO
from checks.hub.sign_in import SignedIn
from checks.rubric import Rubric, load
from checks.submission import Submission
from checks.submission import load as load_submission
from minihub import MiniHub
from tests.facts import counted
from tests.hub.faulty import faulty_hub, says
from tests.submissions import is_of_the_lab, make_submission

WRONG_COMMIT = "0" * 40


def rubric_of(submission: Submission) -> Rubric:
    rubric, problems = load(submission.folder / "rubric.yaml")
    assert problems == []
    return rubric


def published(hub: MiniHub, folder: Path, **answers: Any) -> tuple[Submission, str]:
    """Return a submission, and the commit it was published at."""
    submission = load_submission(make_submission(folder, **answers))
    problems, plan = prepare(submission)
    assert problems == []
    assert plan is not None
    signed_in = SignedIn(hub.add_user("ada"), "token")
    return submission, push(submission, plan, hub.url, signed_in).commit


def gatherer(hub: MiniHub, commit_timeout: float = 0.0) -> Gatherer:
    client = HubClient(hub.url, waits=(0.0,))
    return Gatherer(all_queries(), client, client, commit_timeout)


def paths(hub: MiniHub) -> list[str]:
    return [seen.path for seen in hub.requests]


def test_the_budget_of_one_submission_in_a_class(tmp_path: Path) -> None:
    """Two API calls and two downloads, once the shared facts are there."""
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        asks = gatherer(hub)
        rubric = rubric_of(submission)
        asks.gather(submission.answers, rubric, commit)
        hub.requests.clear()
        again = asks.gather(submission.answers, rubric, commit)
        api = [path for path in paths(hub) if path.startswith("/api/")]
        downloads = [path for path in paths(hub) if "/resolve/" in path]
        assert (len(api), len(downloads)) == (2, 2)
        assert again.requests == len(hub.requests) == 4
        assert again[TRUE_COUNT] == counted(7)
        assert isinstance(again[DATASET_CARD], Found)


def test_the_whole_evidence_of_a_good_submission(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        found = gatherer(hub).gather(submission.answers, rubric_of(submission), commit)
        facts = {query: found[query] for query in all_queries() if is_of_the_lab(query.key)}
        assert all(isinstance(fact, Found) for fact in facts.values()), facts
        assert evidence.value(found[REPO]).commit == commit
        assert evidence.loads(json.dumps(evidence.to_json(found)).encode(), all_queries()) == found


def test_grading_reads_the_pinned_commit_and_not_the_newest(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        token = hub.add_user("ada")
        api = HubClient(hub.url, token).api
        card = b"---\nlicense: mit\n---\nnew"
        api.upload_file(
            repo_id="ada/course-feedback", path_in_repo="README.md", path_or_fileobj=card
        )
        asks = gatherer(hub)
        rubric = rubric_of(submission)
        pinned = asks.gather(submission.answers, rubric, commit)
        newest = asks.gather(submission.answers, rubric)
        assert evidence.value(pinned[REPO]).commit == commit
        assert "course" in evidence.value(pinned[CARD])
        assert evidence.value(newest[CARD]) == card.decode()


def test_a_commit_that_is_not_there_yet_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=waits.append)
    monkeypatch.setattr(gather, "time", clock)
    with MiniHub() as hub:
        submission, _ = published(hub, tmp_path)
        asks = gatherer(hub, commit_timeout=20.0)
        found = asks.gather(submission.answers, rubric_of(submission), WRONG_COMMIT)
        assert found[REPO] == Missing("revision")
        assert waits == [2.0, 4.0, 8.0, 16.0]
        # A name is there or not.
        found = asks.gather(submission.answers, rubric_of(submission), "refs/pr/1")
        assert found[REPO] == Missing("revision")
        assert len(waits) == 4


BLANK: list[tuple[dict[str, Any], set[str]]] = [
    ({"c1": {"vocab_size": None}}, set()),
    ({"c1": {"activation_function": None}}, set()),
    ({"c1": {"activation_function": None, "vocab_size": None}}, {"c1.config"}),
    ({"c1": {"activation_function": None, "vocab_size": "many"}}, {"c1.config"}),
    ({"c2": {"count": None}}, {"c2.count"}),
    ({"c2": {"date": None}}, set()),
    ({"c3": {"model_id": None}}, {"c3.model"}),
    ({"c6": {"dataset_id": None}}, {"c6.dataset"}),
    ({"c6": {"tasks": None, "languages": None}}, set()),
    ({"c6": {"tasks": None, "splits": []}}, set()),
    ({"c6": {"tasks": None, "languages": None, "splits": []}}, {"c6.dataset"}),
]


@pytest.mark.parametrize(("blank", "left_out"), BLANK)
def test_nothing_is_asked_for_an_answer_that_is_blank(
    tmp_path: Path, blank: dict[str, Any], left_out: set[str]
) -> None:
    with MiniHub() as hub:
        submission = load_submission(make_submission(tmp_path, model_bytes=b"x", **blank))
        found = gatherer(hub).gather(submission.answers, rubric_of(submission))
        asked = {query.key for query in found.records if is_of_the_lab(query.key)}
        assert asked == {"c1.config", "c2.count", "c3.model", "c4.repo", "c6.dataset"} - left_out


def test_where_everything_is_blank_the_hub_is_asked_nothing(tmp_path: Path) -> None:
    blank: dict[str, Any] = {
        "repo_id": None,
        "c1": {"activation_function": None, "vocab_size": None},
        "c2": {"count": None},
        "c3": {"model_id": None},
        "c6": {"dataset_id": None},
    }
    with MiniHub() as hub:
        submission = load_submission(make_submission(tmp_path, model_bytes=b"x", **blank))
        found = gatherer(hub).gather(submission.answers, rubric_of(submission))
        assert (found.requests, len(hub.requests)) == (0, 0)
        assert {query.key for query in found.records if is_of_the_lab(query.key)} == set()


def test_a_repo_id_that_is_none_is_no_request(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission = load_submission(make_submission(tmp_path, repo_id="https://example.org/a/b"))
        found = gatherer(hub).gather(submission.answers, rubric_of(submission))
        assert found[REPO] is None
        assert [path for path in paths(hub) if "a/b" in path] == []


def test_a_model_whose_card_is_silent_is_asked_of_the_api(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission = load_submission(
            make_submission(tmp_path, c3={"model_id": "tour-lab/ner-small-en"})
        )
        found = gatherer(hub).gather(submission.answers, rubric_of(submission))
        model = evidence.value(found[MODEL])
        assert model.task == "token-classification"
        assert "/api/models/tour-lab/ner-small-en" in paths(hub)


def test_both_ways_of_counting_agree() -> None:
    with MiniHub() as hub:
        client = HubClient(hub.url)
        task = "token-classification"
        listed = list(client.api.list_models(pipeline_tag=task, filter="en"))
        fact = client.call(lambda: test_c2_count.count(client, task, "en"))
        assert fact == counted(len(listed))


def test_a_fault_is_not_kept_for_the_class(tmp_path: Path) -> None:
    with MiniHub() as hub:
        submission, commit = published(hub, tmp_path)
        asks = gatherer(hub)
        with faulty_hub(says(500)) as broken:
            asks.facts = HubClient(broken.url, waits=())
            first = asks.gather(submission.answers, rubric_of(submission), commit)
        asks.facts = asks.repos
        second = asks.gather(submission.answers, rubric_of(submission), commit)
        assert first[CONFIG] == Unreachable("HTTP 500")
        assert isinstance(second[CONFIG], Found)


def test_facts_and_the_repo_may_live_on_different_hubs(tmp_path: Path) -> None:
    """As in a rehearsal: the repo on this machine, the facts wherever they are."""
    with MiniHub() as hub, faulty_hub(says(503)) as down:
        submission, commit = published(hub, tmp_path)
        asks = Gatherer(
            all_queries(), HubClient(down.url, waits=()), HubClient(hub.url), commit_timeout=0.0
        )
        found = asks.gather(submission.answers, rubric_of(submission), commit)
        unreachable: Fact[Any] = Unreachable("HTTP 503")
        assert (found[CONFIG], found[TRUE_COUNT], found[MODEL], found[DATASET_CARD]) == (
            unreachable,
        ) * 4
        assert evidence.value(found[REPO]).commit == commit
