"""Challenge 6: read a dataset's card."""

from __future__ import annotations

from collections.abc import Iterator

from checks.grading.check import check, unanswered
from checks.grading.compare import word, words
from checks.hub.evidence import DatasetFacts, Evidence, value
from checks.hub.facts import Missing
from checks.messages import Message, Problem
from checks.rubric import Rubric
from checks.submission import Answers

OTHER_DATASET = Message(
    "C6-OTHER",
    "{written} is not the dataset that this challenge is about.",
    hint="Search for Common Voice among the datasets. These count: {ids}.",
)
NO_DATASET = Message(
    "C6-DATASET",
    "The Hub has no public dataset card for {written}.",
    hint="Mozilla moved Common Voice in 2025, and some versions are gone. Open another one, "
    "and copy its id from the top of its page.",
)
EMPTY_CARD = Message(
    "C6-EMPTY",
    "The card of {written} says nothing about this.",
    hint="Some versions were emptied when Mozilla moved them. Read another version's card.",
)
TASKS = Message(
    "C6-TASKS",
    "{written} is not the list of tasks on that dataset's card.",
    hint="They stand at the top of the dataset's page after “Tasks:”. Name all of them and no "
    "other.",
)
LANGUAGES = Message(
    "C6-LANGUAGES",
    "{written} is not the number of languages of that dataset.",
    hint="Count those after “Languages:” on the dataset's page (“+ N” opens the rest), or the "
    "choices under “Subset”.",
)
UNKNOWN_SPLIT = Message(
    "C6-SPLIT",
    "{split} is not a split of that dataset.",
    hint="Read the part “Data Splits” of its card, and use the names that stand there.",
)
MISSING_SPLIT = Message(
    "C6-SPLITS",
    "{written} leaves out at least one split that models are trained or measured with.",
    hint="Read the part “Data Splits” of its card again.",
)

_REQUIRED = {"train", "validation", "test"}
_OTHER_NAMES = {"dev": "validation", "valid": "validation", "training": "train", "testing": "test"}


@check("c6.tasks", points=5)
def test_tasks(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The tasks are those on the dataset's card."""
    yield from _dataset_problems(answers, evidence, rubric)
    answer = answers.tasks
    if answer.value is None:
        yield unanswered(answers, answer, "list")
    elif dataset := _dataset(answers, evidence, rubric):
        if not dataset.tasks:
            yield EMPTY_CARD.about(answers.dataset_id.place, written=dataset.id)
        elif words(answer.value) != words(dataset.tasks):
            yield TASKS.about(answer.place, written=answer.raw)


@check("c6.languages", points=5)
def test_languages(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The number of languages is the card's, by its codes or its configurations."""
    yield from _dataset_problems(answers, evidence, rubric)
    answer = answers.languages
    if answer.value is None:
        yield unanswered(answers, answer, "number")
    elif dataset := _dataset(answers, evidence, rubric):
        truths = {len(dataset.languages), dataset.configurations} - {0}
        if not truths:
            yield EMPTY_CARD.about(answers.dataset_id.place, written=dataset.id)
        elif answer.value not in truths:
            yield LANGUAGES.about(answer.place, written=answer.raw)


@check("c6.splits", points=5)
def test_splits(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The splits are the card's, and none that matters is left out."""
    yield from _dataset_problems(answers, evidence, rubric)
    answer = answers.splits
    if answer.value is None:
        yield unanswered(answers, answer, "list")
    elif dataset := _dataset(answers, evidence, rubric):
        if not dataset.splits:
            yield EMPTY_CARD.about(answers.dataset_id.place, written=dataset.id)
            return
        there = {_split(name) for name in dataset.splits}
        named = {_split(name): name for name in answer.value}
        for name in sorted(named.keys() - there):
            yield UNKNOWN_SPLIT.about(answer.place, split=named[name])
        if (_REQUIRED & there) - named.keys():
            yield MISSING_SPLIT.about(answer.place, written=answer.raw)


def _split(name: str) -> str:
    return _OTHER_NAMES.get(word(name), word(name))


def _dataset_problems(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """What is wrong with the dataset's id itself."""
    answer = answers.dataset_id
    if answer.value is None:
        yield unanswered(answers, answer)
    elif not rubric.takes_dataset(answer.value):
        ids = ", ".join(rubric.dataset_ids)
        yield OTHER_DATASET.about(answer.place, written=answer.raw, ids=ids)
    elif isinstance(evidence.dataset, Missing):
        yield NO_DATASET.about(answer.place, written=answer.raw)


def _dataset(answers: Answers, evidence: Evidence, rubric: Rubric) -> DatasetFacts | None:
    """The dataset's facts; None where its id is wrong, which `_dataset_problems` has said."""
    if any(True for _ in _dataset_problems(answers, evidence, rubric)):
        return None
    found: DatasetFacts = value(evidence.dataset)
    return found
