"""Evidence for tests: a Hub whose true values are unlike anything a student would write."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from checks.challenges import test_c1_config as c1
from checks.challenges import test_c2_count as c2
from checks.challenges import test_c3_model as c3
from checks.challenges import test_c5_widget as c5
from checks.challenges import test_c6_dataset as c6
from checks.commands import demo_student
from checks.hub.evidence import Evidence, Record, asked_about, value
from checks.hub.facts import Fact, Found, Query
from checks.hub.queries import ARTIFACT, CARD, REPO, ArtifactFacts, RepoFacts, RepoFile
from checks.rubric import Rubric
from checks.submission import Submission, load
from tests.submissions import make_submission

ACTIVATION = "swizzle_lu"
VOCABULARY = 918_273
COUNT = 777_123
TASKS = ("dialect-sorting", "accent-ranking")
LANGUAGES = tuple(f"q{letter}" for letter in "abcdefghijk")
CONFIGURATIONS = 4_711
SPLITS = ("train", "validation", "test", "leftover")
RUBRIC = Rubric(settings={"c6.dataset_ids": ["tour-lab/*"]})
QUERIES: dict[str, Query[Any]] = {
    "config": c1.CONFIG,
    "count": c2.TRUE_COUNT,
    "model": c3.MODEL,
    "repo": REPO,
    "card": CARD,
    "artifact": ARTIFACT,
    "search": c5.SEARCH,
    "dataset": c6.CARD,
}
A_PICKLE = b"\x80\x04N."
TRUE_ANSWERS = {
    "c1": {"activation_function": ACTIVATION, "vocab_size": VOCABULARY},
    "c2": {"count": COUNT},
    "c3": {"model_id": "somebody/asr-es"},
    "c6": {"tasks": list(TASKS), "languages": len(LANGUAGES), "splits": list(SPLITS)},
}


def submission_in(folder: Path, **changes: Any) -> Submission:
    """A submission whose answers are true in this world, but for the changes."""
    answers = {key: {**value, **changes.pop(key, {})} for key, value in TRUE_ANSWERS.items()}
    return load(make_submission(folder, model_bytes=A_PICKLE, **answers, **changes))


def evidence_for(submission: Submission, rubric: Rubric = RUBRIC, **changes: Any) -> Evidence:
    """What this world's Hub says of a submission that was published as it is."""
    files = tuple(
        RepoFile(
            file.path,
            file.size,
            file.blob_id,
            file.sha256 if file.path.endswith(".joblib") else None,
        )
        for file in submission.files
    )
    repo = RepoFacts(
        id=submission.answers.repo_id.value or "ada/course-feedback",
        commit="c0ffee" * 6 + "c0ff",
        tags=("sklearn", "joblib", "en"),
        task="text-classification",
        library="sklearn",
        files=files,
    )
    facts: dict[str, Fact[Any] | None] = {
        "config": Found(c1.ConfigFacts(ACTIVATION, VOCABULARY)),
        "count": Found(COUNT),
        "model": Found(c3.ModelFacts("somebody/asr-es", "automatic-speech-recognition", ("es",))),
        "repo": Found(repo),
        "card": Found(demo_student.CARD),
        "artifact": Found(ArtifactFacts("model.joblib", "pickle", ())),
        "search": Found(True),
        "dataset": Found(
            c6.DatasetFacts("tour-lab/many-voices", TASKS, LANGUAGES, CONFIGURATIONS, SPLITS)
        ),
    }
    return Evidence(
        gathered_at="2026-09-01T12:00:00Z",
        facts_endpoint="https://hub.example",
        endpoint="https://hub.example",
        requests=8,
        revision=None,
        records={
            QUERIES[name]: Record(asked_about(QUERIES[name], submission.answers, rubric), fact)
            for name, fact in {**facts, **changes}.items()
            if fact is not None
        },
    )


def with_facts(evidence: Evidence, **changes: Fact[Any]) -> Evidence:
    """The same evidence, but for how these queries ended."""
    changed = {
        QUERIES[name]: Record(evidence.records[QUERIES[name]].asked, fact)
        for name, fact in changes.items()
    }
    return dataclasses.replace(evidence, records={**evidence.records, **changed})


def repo_with(evidence: Evidence, **changes: Any) -> Evidence:
    """The same evidence about a live repo that is different in this."""
    repo = dataclasses.replace(value(evidence[REPO]), **changes)
    return with_facts(evidence, repo=Found(repo))
