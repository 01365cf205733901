"""Gradings of two submissions, one right and one wrong, on a Hub that fails at random.

What fails, where, how often: a seed decides. The same seed asks for the same faults; which request
meets them also depends on the order in which threads ask.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import CommitOperationAdd, HfApi

from checks.challenges import all_checks, all_queries
from checks.commands.publish import prepare, push
from checks.grading.judge import judge
from checks.grading.report import Report
from checks.hub.client import HubClient
from checks.hub.gather import Gatherer
from checks.hub.sign_in import SignedIn
from checks.rubric import load as load_rubric
from checks.submission import Submission, load
from minihub.testing import FaultyHub
from minihub.testing.faults import Answer, Cut, Fault, Limited, Page, Reset, Status
from tests.submissions import make_submission

PATHS = (
    *("*", "/api/*", "/api/models", "/models-json", "/api/models/ada/*", "*/commits/*"),
    *("*/resolve/*", "*/config.json", "*/README.md", "*/model.joblib", "/datasets/*"),
)
BODIES = ("{}", "[]", "null", '"x"', "0", "x", "", '[{"id": "ada/x"}]', '{"error": "no"}', "<html>")
KINDS = ("application/json", "text/plain")
WORDS = "This page is blocked. Ask your school."


def fault(dice: random.Random) -> Fault:
    """Return what a Hub, a network or a school's filter may do."""
    return dice.choice(
        (
            lambda: Limited(dice.choice((1, 60, 300))),
            lambda: Status(dice.choice((408, 425, 500, 502, 503, 504, 520, 529))),
            lambda: Reset(),
            lambda: Cut(dice.choice((None, 0, 1, 10, 200))),
            lambda: Page(dice.choice((200, 403, 404, 451, 502, 511))),
            lambda: Answer(200, WORDS, "text/plain"),
            lambda: Answer(200, dice.choice(BODIES), dice.choice(KINDS)),
            lambda: Answer(dice.choice((404, 403, 410)), dice.choice(BODIES), "text/plain"),
            lambda: _of_the_hub(),
        )
    )()


def _of_the_hub() -> Answer:
    """Return a 404 of the Hub's own for a file, which the same Hub lists."""
    return Answer(404, "Entry not found", "text/plain", {"X-Error-Code": "EntryNotFound"})


@dataclass(frozen=True)
class Live:
    """A submission whose model is live, at a commit."""

    submission: Submission
    commit: str


@contextmanager
def hub_with_both(folder: Path) -> Iterator[tuple[FaultyHub, Live, Live]]:
    """Run a Hub with a submission that is right in all, and one that is wrong in all."""
    with FaultyHub() as hub:
        right = _publish(hub, make_submission(folder / "right", repo_id="ada/right"))
        wrong = make_submission(
            folder / "wrong",
            repo_id="ada/wrong",
            c1={"activation_function": "relu", "vocab_size": 3},
            c2={"count": 700},
            c3={"model_id": "acme-speech/wav2vec2-english"},
            c6={"tasks": ["fill-mask"], "languages": 3, "splits": ["a", "b", "c"]},
        )
        yield hub, right, _upload(hub, wrong)


def _upload(hub: FaultyHub, folder: Path) -> Live:
    """Upload in the browser what `tour publish` would refuse: no model, and a card without text."""
    submission = load(folder)
    model = folder / "model_repo"
    (model / "README.md").write_text("---\ntags: [mine]\n---\n# A model\n")
    (model / "model.joblib").write_text("This is where my model will be.\n")
    (model / "notes.bin").write_bytes(bytes(1000))
    api = HfApi(hub.url, hub.add_user("ada"))
    api.create_repo("ada/wrong")
    files = ("README.md", "model.joblib", "notes.bin")
    added = [CommitOperationAdd(name, (model / name).read_bytes()) for name in files]
    return Live(submission, api.create_commit("ada/wrong", added, commit_message="mine").oid)


def _publish(hub: FaultyHub, folder: Path) -> Live:
    submission = load(folder)
    problems, plan = prepare(submission)
    assert plan is not None, problems
    return Live(
        submission, push(submission, plan, hub.url, SignedIn(hub.add_user("ada"), "token")).commit
    )


def grade(hub: FaultyHub, live: Live, commit: str | None) -> Report:
    """Return the report of a submission, without waiting long for anything."""
    rubric, _ = load_rubric(live.submission.folder / "rubric.yaml")
    client = HubClient(hub.url, waits=(0.0, 0.0))
    gatherer = Gatherer(all_queries(), client, client, commit_timeout=0.2)
    evidence = gatherer.gather(live.submission.answers, rubric, commit)
    return judge(all_checks(), live.submission, evidence, rubric)


def _lag_behind(hub: FaultyHub, dice: random.Random) -> None:
    """Let the search find nothing, or everything; or a dataset's card have been emptied."""
    nothing: dict[str, object] = {"models": [], "numTotalItems": dice.choice((0, 2_400_000))}
    share = dice.choice((0.5, 1.0))
    hub.faults.add(Answer(200, json.dumps(nothing)), path="/models-json", share=share)
    hub.faults.add(Answer(200, "[]"), path="/api/models", share=share)
    hub.faults.add(Answer(200, "---\n---\n", "text/plain"), path="/datasets/*", share=share)


def run(hub: FaultyHub, live: Live, seed: int) -> tuple[Report, list[object]]:
    """Return the report of a grading under the faults of a seed, and these."""
    dice = random.Random(seed)  # noqa: S311
    hub.faults.clear()
    hub.faults.seed(seed)
    if dice.random() < 0.1:
        _lag_behind(hub, dice)
    for _ in range(dice.choice((1, 1, 2, 3))):
        hub.faults.add(
            fault(dice),
            path=dice.choice(PATHS),
            times=dice.choice((1, 2, 3, None)),
            share=dice.choice((0.2, 0.5, 1.0)),
        )
    rules: list[object] = list(hub.faults.rules)
    report = grade(hub, live, dice.choice((live.commit, None)))
    hub.faults.clear()
    return report, rules
