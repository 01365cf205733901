"""Challenge 6: read a dataset's card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from checks.grading.check import check, unanswered
from checks.grading.compare import word, words
from checks.grading.world import absent, judged_by_day, rubric_fault
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.dataset_cards import DatasetFacts, dataset, metadata
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Fact, Missing, NotGradableError, Query
from checks.messages import Message, Phrase, Problem
from checks.questions import ID_PATTERNS, NUMBER, REPO_ID, WORDS, Kind, Question, Section, Setting
from checks.rubric import Rubric
from checks.submission import Answer, Answers

T = TypeVar("T")

OTHER_DATASET = Message(
    "C6-OTHER",
    "{written} is not the dataset that this challenge is about.",
    hint="Search the datasets for one of these, which count: {ids}.",
)
NO_DATASET = Message(
    "C6-DATASET",
    "The Hub has no public dataset {written}.",
    hint="Datasets are moved, renamed and deleted. Open another one that counts, and copy its "
    "id from the top of its page.",
)
NO_CARD = Message(
    "C6-CARD",
    "The card of {written} cannot be read now ({reason}). It costs no points, and wins none.",
    hint="Some versions were closed or emptied when Mozilla moved them. Read another version's "
    "card, write its id and what it says.",
    severity="note",
)
WRONG_TASKS = Message(
    "C6-TASKS",
    "{written} is not the list of tasks on that dataset's card.",
    hint="They are at the top of the dataset's page after “Tasks:”. Name all of them and no other.",
)
WRONG_LANGUAGES = Message(
    "C6-LANGUAGES",
    "{written} is not the number of languages of that dataset.",
    hint="Count those after “Languages:” on the dataset's page (“+ N” opens the rest), or the "
    "choices under “Subset”.",
)
UNKNOWN_SPLIT = Message(
    "C6-SPLIT",
    "{split} is not a split of that dataset.",
    hint="Read the part “Data Splits” of its card, and use the names that it gives.",
)
FEW_SPLITS = Message(
    "C6-SPLITS",
    "{written} names too few of that dataset's splits.",
    hint="Name at least {least}, or all where there are fewer. Read the part “Data Splits” of its "
    "card again.",
)

_OTHER_NAMES = {"dev": "validation", "valid": "validation", "training": "train", "testing": "test"}
"""What people call a split, and what cards do: dev is the same split as validation."""

_Words = tuple[str, ...]
_Told = list[Problem] | None
"""What is wrong with an answer; None where the card says nothing about it."""


def _reads(part: Callable[[Mapping[str, Any]], object]) -> Callable[[HubClient, Rubric], object]:
    """Return what a student does who reads a part of the first dataset's card that counts."""
    return lambda client, rubric: part(metadata(client, rubric[DATASET_IDS][0]))


SECTION = Section(
    "c6",
    answers="Challenge 6. Find the dataset {c6.name}. Which one did you read (OWNER/NAME), and "
    "what\ndoes its card say: the tasks it serves, how many languages, and which splits? Name at\n"
    "least {c6.splits_at_least} splits, or all if there are fewer. Lists go in brackets, with "
    "commas:\n[first, second]",
    rubric="Challenge 6: the datasets that count as the right one (`*` means any characters), and "
    "how\nmany of its splits an answer has to name.",
)
DATASET_IDS = Setting(
    "c6.dataset_ids",
    ID_PATTERNS,
    ["legacy-datasets/common_voice", "mozilla-foundation/common_voice_*", "fsicoli/common_voice_*"],
    "The datasets that count as the right one for challenge 6; * means any characters.",
)
SPLITS_AT_LEAST: Setting[int] = Setting(
    "c6.splits_at_least",
    Kind("count", int, {"type": "integer", "minimum": 1, "maximum": 100}),
    3,
    "How many of the dataset's splits an answer has to name, or all if it has fewer.",
)
DATASET = Question(
    "c6.dataset_id",
    REPO_ID,
    "The dataset whose card you read, as OWNER/NAME.",
    demo=lambda _client, rubric: rubric[DATASET_IDS][0],
)
TASKS = Question(
    "c6.tasks",
    WORDS,
    "The tasks it serves, as [task, task].",
    demo=_reads(lambda card: card["task_categories"]),
)
LANGUAGES = Question(
    "c6.languages",
    NUMBER,
    "How many languages it has.",
    demo=_reads(lambda card: len(card["language"])),
)
SPLITS = Question(
    "c6.splits",
    WORDS,
    "Its splits, as [split, split].",
    demo=_reads(lambda card: [split["name"] for split in card["dataset_info"][0]["splits"]]),
)
CARD = Query(
    "c6.dataset",
    dataset,
    (DATASET,),
    only_for=(TASKS, LANGUAGES, SPLITS),
    size=lambda fact: len(fact.tasks) + len(fact.languages) + len(fact.splits),
)


@check("c6.tasks", points=5)
def test_tasks(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The tasks are those on the dataset's card."""

    def problems(answer: Answer[_Words], written: _Words, dataset: DatasetFacts) -> _Told:
        if not dataset.tasks:
            return None
        right = words(written) == words(dataset.tasks)
        return [] if right else [WRONG_TASKS.about(answer.place, written=answer.raw)]

    yield from _judged(answers, evidence, rubric, TASKS, problems)


@check("c6.languages", points=5)
def test_languages(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The number of languages is the card's, by its codes or its configurations."""

    def problems(answer: Answer[int], written: int, dataset: DatasetFacts) -> _Told:
        truths = {len(dataset.languages), dataset.configurations} - {0}
        if not truths:
            return None
        right = written in truths
        return [] if right else [WRONG_LANGUAGES.about(answer.place, written=answer.raw)]

    yield from _judged(answers, evidence, rubric, LANGUAGES, problems)


@check("c6.splits", points=5)
def test_splits(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The splits are the card's, and as many as the rubric asks for."""
    asked = rubric[SPLITS_AT_LEAST]

    def problems(answer: Answer[_Words], written: _Words, dataset: DatasetFacts) -> _Told:
        if not dataset.splits:
            return None
        there = {_split(name) for name in dataset.splits}
        named = {_split(name): name for name in written}
        unknown = sorted(named.keys() - there)
        found = [UNKNOWN_SPLIT.about(answer.place, split=named[name]) for name in unknown]
        if len(there & named.keys()) < min(asked, len(there)):
            found.append(FEW_SPLITS.about(answer.place, written=answer.raw, least=asked))
        return found

    yield from _judged(answers, evidence, rubric, SPLITS, problems)


def _split(name: str) -> str:
    return _OTHER_NAMES.get(word(name), word(name))


def _judged(
    answers: Answers,
    evidence: Evidence,
    rubric: Rubric,
    question: Question[T],
    wrong: Callable[[Answer[T], T, DatasetFacts], _Told],
) -> Iterator[Problem]:
    """Yield what is wrong with the dataset's id, then with an answer about its card.

    `wrong` returns None where the card says nothing about it.
    """
    id_problems = list(_id_problems(answers, rubric))
    yield from id_problems
    answer, written = answers[question], answers[question].value
    if written is None:
        yield unanswered(answers, question)
        return
    if id_problems:
        return

    def problems(fact: Fact[DatasetFacts] | None) -> Iterator[Problem]:
        if isinstance(fact, Missing):
            yield _gone(fact, answers, evidence, rubric)
            return
        told = wrong(answer, written, value(fact))
        if told is None:
            raise _unreadable(reasons.EMPTY, answers, rubric)
        yield from told

    yield from judged_by_day(evidence, CARD, problems)


def _id_problems(answers: Answers, rubric: Rubric) -> Iterator[Problem]:
    answer = answers[DATASET]
    if answer.value is None:
        yield unanswered(answers, DATASET)
    elif not _counts(answer.value, rubric[DATASET_IDS]):
        ids = ", ".join(rubric[DATASET_IDS])
        yield OTHER_DATASET.about(answer.place, written=answer.raw, ids=ids)


def _gone(fact: Missing, answers: Answers, evidence: Evidence, rubric: Rubric) -> Problem:
    """Return what is told where the Hub has no such dataset: a slip, or it has gone.

    Raises:
        NotGradableError: it is there and its card is not for the public, or it is not there and the
            rubric names this very one.
    """
    answer = answers[DATASET]
    if fact.reason not in ("repo", "id") or _is_named(answer, rubric):
        raise _unreadable(reasons.reason_of(fact), answers, rubric)
    return absent(NO_DATASET.about(answer.place, written=answer.raw), fact, evidence, rubric)


def _unreadable(reason: Phrase | str, answers: Answers, rubric: Rubric) -> NotGradableError:
    """Return what to raise where a dataset's card does not say what was asked."""
    answer = answers[DATASET]
    if _is_named(answer, rubric):
        return rubric_fault(DATASET_IDS, answer.raw, reason)
    return NotGradableError(NO_CARD.about(answer.place, written=answer.raw, reason=reason))


def _is_named(answer: Answer[str], rubric: Rubric) -> bool:
    """Return whether the rubric names this very dataset, not only some that are called like it."""
    return _counts(str(answer.value), [name for name in rubric[DATASET_IDS] if "*" not in name])


def _counts(dataset_id: str, patterns: Iterable[str]) -> bool:
    """Return whether this is one of the datasets that are asked about. Case does not count."""
    name = dataset_id.casefold()
    return any(fnmatchcase(name, pattern.casefold()) for pattern in patterns)
