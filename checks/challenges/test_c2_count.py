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
    "{written} is too far from the number of models that the Hub counts today.",
    hint="On https://huggingface.co/models set both filters, the task {task} under “Tasks” and "
    "the language {language} under “Languages”, and copy the number beside “Models”.",
)
NO_DATE = Message(
    "C2-DATE",
    "The day on which you counted is missing. The number grows, so a count needs its day.",
    hint="Write the day after `date:`, as year-month-day, for example 2026-09-01.",
)
FUTURE = Message(
    "C2-FUTURE",
    "{written} has not come yet.",
    hint="Write the day on which you read the number.",
)


@check("c2.count", points=10)
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
