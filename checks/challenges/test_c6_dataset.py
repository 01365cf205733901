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
    en="{written} is not the dataset that this challenge is about.",
    ko="{written}은(는) 이 챌린지에서 묻는 데이터셋이 아닙니다.",
    hint_en="Search for Common Voice among the datasets. These count: {ids}.",
    hint_ko="데이터셋에서 Common Voice를 검색하세요. 인정되는 것: {ids}.",
)
NO_DATASET = Message(
    "C6-DATASET",
    en="The Hub has no public dataset card for {written}.",
    ko="Hub에 {written}의 공개 데이터셋 카드가 없습니다.",
    hint_en="Mozilla moved Common Voice in 2025, and some versions are gone. Open another one, "
    "and copy its id from the top of its page.",
    hint_ko="Mozilla가 2025년에 Common Voice를 옮겨서 없어진 버전이 있습니다. 다른 버전을 열고 "
    "페이지 맨 위의 id를 옮기세요.",
)
EMPTY_CARD = Message(
    "C6-EMPTY",
    en="The card of {written} says nothing about this.",
    ko="{written}의 카드에는 이 내용이 없습니다.",
    hint_en="Some versions were emptied when Mozilla moved them. Read another version's card.",
    hint_ko="Mozilla가 옮기면서 비운 버전이 있습니다. 다른 버전의 카드를 읽으세요.",
)
TASKS = Message(
    "C6-TASKS",
    en="{written} is not the list of tasks on that dataset's card.",
    ko="{written}은(는) 그 데이터셋 카드의 태스크 목록과 다릅니다.",
    hint_en="They stand at the top of the dataset's page after “Tasks:”. Name all of them and no "
    "other.",
    hint_ko="데이터셋 페이지 맨 위 “Tasks:” 뒤에 있습니다. 빠짐없이, 다른 것 없이 쓰세요.",
)
LANGUAGES = Message(
    "C6-LANGUAGES",
    en="{written} is not the number of languages of that dataset.",
    ko="{written}은(는) 그 데이터셋의 언어 수가 아닙니다.",
    hint_en="Count those after “Languages:” on the dataset's page (“+ N” opens the rest), or the "
    "choices under “Subset”.",
    hint_ko="데이터셋 페이지의 “Languages:” 뒤(“+ N”을 누르면 모두 보입니다) 또는 “Subset”의 "
    "항목을 세어 보세요.",
)
UNKNOWN_SPLIT = Message(
    "C6-SPLIT",
    en="{split} is not a split of that dataset.",
    ko="{split}은(는) 그 데이터셋의 스플릿이 아닙니다.",
    hint_en="Read the part “Data Splits” of its card, and use the names that stand there.",
    hint_ko="카드의 “Data Splits” 부분을 읽고 거기 적힌 이름을 쓰세요.",
)
MISSING_SPLIT = Message(
    "C6-SPLITS",
    en="{written} leaves out at least one split that models are trained or measured with.",
    ko="{written}에는 모델을 학습하거나 평가할 때 쓰는 스플릿이 하나 이상 빠져 있습니다.",
    hint_en="Read the part “Data Splits” of its card again.",
    hint_ko="카드의 “Data Splits” 부분을 다시 읽어 보세요.",
)

_REQUIRED = {"train", "validation", "test"}
_OTHER_NAMES = {"dev": "validation", "valid": "validation", "training": "train", "testing": "test"}


@check("c6.tasks", points=5, ko="데이터셋의 태스크가 카드와 같습니다")
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


@check("c6.languages", points=5, ko="데이터셋의 언어 수가 카드와 같습니다")
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


@check("c6.splits", points=5, ko="데이터셋의 스플릿이 카드와 같고, 중요한 것이 빠지지 않았습니다")
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
