"""A small world for tests of the grade: what a student wrote, and what the Hub has.

The two are written down apart from each other, down to the hashes, so that a comparison of them
can come out wrong. True values are unlike anything that a student would write by chance.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.artifacts.report import Look
from checks.challenges import all_checks
from checks.challenges import test_c1_config as c1
from checks.challenges import test_c2_count as c2
from checks.challenges import test_c3_model as c3
from checks.challenges import test_c6_dataset as c6
from checks.grading import saved
from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.grading.report import Report, Result
from checks.grading.when import NO_CLOCK
from checks.hub.bindings import BINDINGS
from checks.hub.dataset_cards import DatasetFacts
from checks.hub.evidence import Evidence, Record, Seen, asked_about
from checks.hub.facts import Fact, Found, Query
from checks.hub.queries import ARTIFACTS, CARD, REPO, RepoFacts, RepoFile
from checks.messages import Phrase
from checks.rubric import Rubric
from checks.submission import Submission, load
from checks.translations import languages
from tests.submissions import OTHERS, is_of_the_lab

ACTIVATION = "swizzle_lu"
VOCABULARY = 918_273
COUNT = 777_123
TASKS = ("dialect-sorting", "accent-ranking")
LANGUAGES = tuple(f"q{letter}" for letter in "abcdefghijk")
CONFIGURATIONS = 4_711
SPLITS = ("train", "validation", "test", "leftover")
RUBRIC = Rubric(settings={"c6.dataset_ids": ["tour-lab/*"]}, points=OTHERS)

ANSWERS = {
    "username": "ada",
    "repo_id": "ada/course-feedback",
    "c1.activation_function": "swizzle_lu",
    "c1.vocab_size": "918273",
    "c2.count": "777123",
    "c2.date": "2026-09-01",
    "c3.model_id": "somebody/asr-es",
    "c6.dataset_id": "tour-lab/many-voices",
    "c6.tasks": "[dialect-sorting, accent-ranking]",
    "c6.languages": "11",
    "c6.splits": "[train, validation, test, leftover]",
}
"""The true answers, as YAML, by their keys."""
README = """---
license: mit
language: en
library_name: sklearn
pipeline_tag: text-classification
tags: [hub-tour]
widget:
  - text: The labs were clear and I learned a lot.
    example_title: Praise
---

# Course feedback

## What it does

Reads one English sentence about a course and says whether it is praise or a complaint.
Sixteen sentences are very few: it has never seen irony.
"""
A_PICKLE = b"\x80\x04N."
FOLDER = {
    ".gitattributes": b"*.joblib filter=lfs diff=lfs merge=lfs -text\n",
    "README.md": README.encode(),
    "model.joblib": A_PICKLE,
    "train.py": b"print('trained')\n",
}
"""The student's model folder."""
# What git and sha256sum say of the same files. The Hub names an LFS file's blob by its pointer,
# and has rules of its own in .gitattributes.
LIVE_FILES = (
    RepoFile(".gitattributes", 1519, "a6344aac8c09253b3b630fb776ae94478aa0275b", None),
    RepoFile("README.md", 374, "428425309a938be4b6684ce788c4e19ac83de759", None),
    RepoFile(
        "model.joblib",
        4,
        "c81828286d7daf9437a6fdf1002656c7223d1a31",
        "9c298d589a2158eb513cb52191144518a2acab2cb0c04f1df14fca0f712fa4a1",
    ),
    RepoFile("train.py", 17, "c4be22f728a3d05607d10e08739db28ade20aaba", None),
)
LIVE = RepoFacts(
    id="ada/course-feedback",
    commit="c0ffee" * 6 + "c0ff",
    tags=("sklearn", "joblib", "en"),
    task="text-classification",
    library="joblib",
    files=LIVE_FILES,
)
QUERIES: dict[str, Query[Any]] = {
    "config": c1.CONFIG,
    "count": c2.TRUE_COUNT,
    "model": c3.MODEL,
    "repo": REPO,
    "bindings": BINDINGS,
    "card": CARD,
    "artifacts": ARTIFACTS,
    "dataset": c6.CARD,
}


def counted(total: int) -> Found[c2.CountFacts]:
    """Return a count in which the models page and the list agree."""
    return Found(c2.CountFacts(total, total, True, "website"))


DATASET = DatasetFacts("tour-lab/many-voices", TASKS, LANGUAGES, CONFIGURATIONS, SPLITS)
FACTS: dict[str, Fact[Any]] = {
    "config": Found(
        c1.ConfigFacts({"activation_function": ACTIVATION}, {"vocab_size": VOCABULARY})
    ),
    "count": counted(COUNT),
    "model": Found(c3.ModelFacts("somebody/asr-es", "automatic-speech-recognition", ("es",))),
    "repo": Found(LIVE),
    "bindings": Found(()),
    "card": Found(README),
    "artifacts": Found((Look("model.joblib", "pickle"),)),
    "dataset": Found(DATASET),
}
"""What the Hub says, by the names in `QUERIES`."""

CHECKS = {check.id: check for check in all_checks() if is_of_the_lab(check.id)}

Told = tuple[str, str, dict[str, str]]
"""A problem: its code, its place, and what fills its message."""
Ending = tuple[Outcome, int, list[Told]]
"""How a check ended: its outcome, the points, and what is told."""


@dataclasses.dataclass(frozen=True)
class Kept:
    """A fact, with what this grader saw before it."""

    fact: Fact[Any]
    earlier: tuple[Seen[Any], ...]


def at(day: int, value: Any) -> Seen[Any]:
    """Return what the Hub said at noon of a day in August 2026, in UTC."""
    return Seen(datetime(2026, 8, day, 12, tzinfo=UTC), value)


def on_day(day: int) -> Told:
    """What is told where an answer was right on that day of August."""
    return ("GRADE-DAY", "", {"day": f"2026-08-{day:02}"})


def failed(*problems: Told) -> Ending:
    """No points, and these problems."""
    return Outcome.FAILED, 0, list(problems)


def passed(points: int) -> Ending:
    """All points, and nothing to say."""
    return Outcome.PASSED, points, []


HELPS = {
    "not asked": "GRADE-SAVED",
    "the Hub has no such repo": "GRADE-TEACHER",
    "there is no such file": "GRADE-TEACHER",
    "access has to be granted": "GRADE-TEACHER",
    "config.json has no activation_function": "GRADE-TEACHER",
    "config.json has no vocab_size": "GRADE-TEACHER",
    "the models page and the list of models tell two numbers": "GRADE-TEACHER",
    "the search finds no model with this task and language": "GRADE-TEACHER",
}
"""The code that says what helps, where waiting does not."""


def told_open(reason: str) -> list[Told]:
    """Return what is told where nobody could say, for this reason."""
    return [(HELPS.get(reason, "GRADE-OPEN"), "", {"reason": reason})]


def left_open(reason: str) -> Ending:
    """No points yet, since nobody could say."""
    return Outcome.NOT_GRADABLE, 0, told_open(reason)


def answers_yaml(changes: Mapping[str, str | None] | None = None) -> str:
    """answers.yaml with the true answers, but for the changes; None leaves one blank."""
    lines, group = [], ""
    for key, value in {**ANSWERS, **(changes or {})}.items():
        *outer, name = key.split(".")
        if outer and outer[0] != group:
            group = outer[0]
            lines.append(f"{group}:")
        lines.append(f"{'  ' * len(outer)}{name}:" + (f" {value}" if value is not None else ""))
    return "\n".join(lines) + "\n"


def place(key: str, *, blank: bool = False) -> str:
    """Where answers.yaml has an answer, or its key where there is none."""
    name = key.rpartition(".")[2]
    for number, line in enumerate(answers_yaml().splitlines(), 1):
        start = line.find(f"{name}: ")
        if start >= 0:
            return f"answers.yaml:{number}:{start + 1 + (0 if blank else len(name) + 2)}"
    raise KeyError(key)


def submission_in(
    folder: Path,
    answers: Mapping[str, str | None] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Submission:
    """Return a submission whose answers are true, but for the changes, with these model files."""
    folder.mkdir(exist_ok=True)
    (folder / "answers.yaml").write_text(answers_yaml(answers), "utf-8")
    (folder / "model_repo").mkdir()
    for name, data in (FOLDER if files is None else files).items():
        path = folder / "model_repo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return load(folder)


def evidence_for(
    submission: Submission,
    rubric: Rubric = RUBRIC,
    revision: str | None = None,
    **changes: Fact[Any] | Kept | None,
) -> Evidence:
    """Return what the Hub says of a submission; None where it was not asked."""
    return Evidence(
        gathered_at="2026-09-01T12:00:00Z",
        facts_endpoint="https://hub.example",
        endpoint="https://hub.example",
        requests=8,
        revision=revision,
        records={
            QUERIES[name]: _record(asked_about(QUERIES[name], submission.answers, rubric), fact)
            for name, fact in {**FACTS, **changes}.items()
            if fact is not None
        },
    )


def saved_grading(submission: Submission, rubric: Rubric = RUBRIC, **changes: Any) -> bytes:
    """Return the file of a grading by this evidence, at a time that nobody knows."""
    evidence = evidence_for(submission, rubric, **changes)
    return saved.dumps(submission, evidence, rubric, NO_CLOCK)


def _record(asked: tuple[str, ...], fact: Fact[Any] | Kept) -> Record[Any]:
    if isinstance(fact, Kept):
        return Record(asked, fact.fact, earlier=fact.earlier)
    return Record(asked, fact)


def graded(
    folder: Path,
    answers: Mapping[str, str | None] | None = None,
    rubric: Rubric = RUBRIC,
    files: Mapping[str, bytes] | None = None,
    **facts: Any,
) -> Report:
    """Return the report of such a submission."""
    submission = submission_in(folder, answers, files)
    return judge(
        list(CHECKS.values()), submission, evidence_for(submission, rubric, **facts), rubric
    )


def alone(
    check_id: str,
    folder: Path,
    answers: Mapping[str, str | None] | None = None,
    files: Mapping[str, bytes] | None = None,
    rubric: Rubric = RUBRIC,
    **facts: Any,
) -> Ending:
    """How one check ends, whatever becomes of those that it needs."""
    submission = submission_in(folder, answers, files)
    evidence = evidence_for(submission, rubric, **facts)
    (result,) = judge([CHECKS[check_id]], submission, evidence, rubric).results
    return result.outcome, result.points, told(result)


def live(**changes: Any) -> Found[RepoFacts]:
    """Return the live repo, but for the changes."""
    return Found(dataclasses.replace(LIVE, **changes))


def result_of(report: Report, check_id: str) -> Result:
    """How a check ended."""
    return next(result for result in report.results if result.check.id == check_id)


def told(result: Result) -> list[Told]:
    """Return what a result tells the student, once it was printed in every language."""
    for problem in result.problems:
        for lang in languages():
            assert not re.search(r"\{\w+\}", problem.text(lang) + problem.hint(lang))
    return [
        (
            problem.code,
            str(problem.place or ""),
            {name: _english(value) for name, value in problem.fields.items()},
        )
        for problem in result.problems
    ]


def _english(value: str | Phrase) -> str:
    return value.text("en") if isinstance(value, Phrase) else value
