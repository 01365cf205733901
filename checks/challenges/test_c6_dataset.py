"""Challenge 6: read a dataset's card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from checks.grading.check import check, unanswered
from checks.grading.compare import word, words
from checks.hub import cards
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Missing, Query
from checks.messages import Message, Problem
from checks.questions import ID_PATTERNS, NUMBER, REPO_ID, WORDS, Question, Section, Setting
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
WRONG_TASKS = Message(
    "C6-TASKS",
    "{written} is not the list of tasks on that dataset's card.",
    hint="They stand at the top of the dataset's page after “Tasks:”. Name all of them and no "
    "other.",
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
    hint="Read the part “Data Splits” of its card, and use the names that stand there.",
)
MISSING_SPLIT = Message(
    "C6-SPLITS",
    "{written} leaves out at least one split that models are trained or measured with.",
    hint="Read the part “Data Splits” of its card again.",
)

_REQUIRED = {"train", "validation", "test"}
_OTHER_NAMES = {"dev": "validation", "valid": "validation", "training": "train", "testing": "test"}


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What a dataset's card says. `configurations` counts those it lists, 0 where it lists none."""

    id: str
    tasks: tuple[str, ...]
    languages: tuple[str, ...]
    configurations: int
    splits: tuple[str, ...]


def dataset(client: HubClient, dataset_id: str) -> DatasetFacts:
    """Return what a dataset's card says of its tasks, languages, configurations and splits."""
    return facts_of(dataset_id, _metadata(client, dataset_id))


def _metadata(client: HubClient, dataset_id: str) -> Mapping[str, Any]:
    max_bytes = cards.MAX_DATASET_CARD_BYTES
    return cards.metadata(
        client.first_bytes(dataset_id, "README.md", max_bytes=max_bytes, kind="dataset")
    )


def facts_of(dataset_id: str, card: Mapping[str, Any]) -> DatasetFacts:
    """Return what a card's front matter says."""
    infos, configs = cards.mappings(card.get("dataset_info")), cards.mappings(card.get("configs"))
    names = {str(one["config_name"]) for one in (*infos, *configs) if one.get("config_name")}
    splits = [
        *(split.get("name") for info in infos for split in cards.mappings(info.get("splits"))),
        *(split.get("split") for one in configs for split in cards.mappings(one.get("data_files"))),
    ]
    return DatasetFacts(
        id=dataset_id,
        tasks=tuple(cards.strings(card.get("task_categories"))),
        languages=tuple(cards.strings(card.get("language") or card.get("languages"))),
        configurations=len(names),
        splits=tuple(dict.fromkeys(split for split in splits if isinstance(split, str))),
    )


def _reads(part: Callable[[Mapping[str, Any]], object]) -> Callable[[HubClient, Rubric], object]:
    """Return what a student does who reads a part of the first dataset's card that counts."""
    return lambda client, rubric: part(_metadata(client, rubric[DATASET_IDS][0]))


SECTION = Section(
    "c6",
    answers="Challenge 6. Find Common Voice. Which dataset did you read (OWNER/NAME), and what "
    "does its\ncard say: the tasks it serves, how many languages, which splits? Lists go in "
    "brackets,\nwith commas: [first, second]",
    rubric="Challenge 6: the datasets that count as the right one. `*` stands for any characters.",
)
DATASET_IDS = Setting(
    "c6.dataset_ids",
    ID_PATTERNS,
    ["legacy-datasets/common_voice", "mozilla-foundation/common_voice_*", "fsicoli/common_voice_*"],
    "The datasets that count as the right one for challenge 6; * stands for any characters.",
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
CARD = Query("c6.dataset", dataset, (DATASET,))


@check("c6.tasks", points=5)
def test_tasks(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The tasks are those on the dataset's card."""
    yield from _dataset_problems(answers, evidence, rubric)
    answer = answers[TASKS]
    if answer.value is None:
        yield unanswered(answers, TASKS)
    elif dataset := _dataset(answers, evidence, rubric):
        if not dataset.tasks:
            yield EMPTY_CARD.about(answers[DATASET].place, written=dataset.id)
        elif words(answer.value) != words(dataset.tasks):
            yield WRONG_TASKS.about(answer.place, written=answer.raw)


@check("c6.languages", points=5)
def test_languages(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The number of languages is the card's, by its codes or its configurations."""
    yield from _dataset_problems(answers, evidence, rubric)
    answer = answers[LANGUAGES]
    if answer.value is None:
        yield unanswered(answers, LANGUAGES)
    elif dataset := _dataset(answers, evidence, rubric):
        truths = {len(dataset.languages), dataset.configurations} - {0}
        if not truths:
            yield EMPTY_CARD.about(answers[DATASET].place, written=dataset.id)
        elif answer.value not in truths:
            yield WRONG_LANGUAGES.about(answer.place, written=answer.raw)


@check("c6.splits", points=5)
def test_splits(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The splits are the card's, and none that matters is left out."""
    yield from _dataset_problems(answers, evidence, rubric)
    answer = answers[SPLITS]
    if answer.value is None:
        yield unanswered(answers, SPLITS)
    elif dataset := _dataset(answers, evidence, rubric):
        if not dataset.splits:
            yield EMPTY_CARD.about(answers[DATASET].place, written=dataset.id)
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
    """Yield what is wrong with the dataset's id itself."""
    answer = answers[DATASET]
    if answer.value is None:
        yield unanswered(answers, DATASET)
    elif not _counts(answer.value, rubric):
        ids = ", ".join(rubric[DATASET_IDS])
        yield OTHER_DATASET.about(answer.place, written=answer.raw, ids=ids)
    elif isinstance(evidence[CARD], Missing):
        yield NO_DATASET.about(answer.place, written=answer.raw)


def _dataset(answers: Answers, evidence: Evidence, rubric: Rubric) -> DatasetFacts | None:
    """Return the dataset's facts; None where `_dataset_problems` has something to say."""
    if any(True for _ in _dataset_problems(answers, evidence, rubric)):
        return None
    return value(evidence[CARD])


def _counts(dataset_id: str, rubric: Rubric) -> bool:
    """Return whether this is one of the datasets that are asked about. Case does not count."""
    patterns = (pattern.casefold() for pattern in rubric[DATASET_IDS])
    return any(fnmatchcase(dataset_id.casefold(), pattern) for pattern in patterns)
