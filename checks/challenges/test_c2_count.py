"""Challenge 2: count models with two filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checks.grading.check import check, unanswered
from checks.hub.evidence import Evidence, value
from checks.messages import Message, Problem
from checks.rubric import Rubric
from checks.submission import Answers

COUNT = Message(
    "C2-COUNT",
    en="{written} is too far from the number of models that the Hub counts today.",
    ko="{written}은(는) 오늘 Hub가 세는 모델 수와 차이가 너무 큽니다.",
    hint_en="On https://huggingface.co/models set both filters, the task {task} under “Tasks” and "
    "the language {language} under “Languages”, and copy the number beside “Models”.",
    hint_ko="https://huggingface.co/models 에서 “Tasks”의 {task}, “Languages”의 {language} "
    "두 필터를 모두 켜고 “Models” 옆의 숫자를 옮기세요.",
)
NO_DATE = Message(
    "C2-DATE",
    en="The day on which you counted is missing. The number grows, so a count needs its day.",
    ko="세어 본 날짜가 없습니다. 숫자가 계속 늘어나므로 날짜가 필요합니다.",
    hint_en="Write the day after `date:`, as year-month-day, for example 2026-09-01.",
    hint_ko="`date:` 뒤에 2026-09-01처럼 연-월-일로 쓰세요.",
)
FUTURE = Message(
    "C2-FUTURE",
    en="{written} has not come yet.",
    ko="{written}은(는) 아직 오지 않은 날짜입니다.",
    hint_en="Write the day on which you read the number.",
    hint_ko="숫자를 읽은 날짜를 쓰세요.",
)


@check("c2.count", points=10, ko="모델 수가 허용 오차 안에 있고, 읽은 날짜가 있습니다")
def test_count(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The count is near the Hub's own, and says on which day it was read."""
    answer = answers.count
    if answer.value is None:
        yield unanswered(answers, answer, "number")
        return
    yield from _day_problems(answers, evidence)
    truth: int = value(evidence.count)
    if abs(answer.value - truth) > rubric.tolerance * truth:
        yield COUNT.about(
            answer.place,
            written=answer.raw,
            task=rubric.count_task,
            language=rubric.count_language,
        )


def _day_problems(answers: Answers, evidence: Evidence) -> Iterator[Problem]:
    day = answers.count_date
    if day.value is None:
        yield NO_DATE.about(day.place)
        return
    # A day further on already, somewhere east of UTC.
    gathered = date.fromisoformat(evidence.gathered_at[:10])
    if (day.value - gathered).days > 1:
        yield FUTURE.about(day.place, written=day.raw)
