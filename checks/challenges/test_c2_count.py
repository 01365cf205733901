"""Challenge 2: count models with two filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import hf_raise_for_status

from checks.grading.check import check, unanswered
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Query
from checks.hub.session import get_session
from checks.messages import Message, Problem
from checks.questions import DATE, NUMBER, PERCENT, WORD, Question, Section, Setting
from checks.rubric import Rubric
from checks.submission import Answers

WRONG_COUNT = Message(
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

MAX_MODELS = 200_000


def count(client: HubClient, task: str, language: str) -> int:
    """Return the number that the models page shows, else a count through the list's pages."""
    try:
        return _website_count(client, task, language)
    except (ValueError, KeyError, TypeError, HfHubHTTPError):
        models = client.api.list_models(pipeline_tag=task, filter=language, expand=["pipeline_tag"])
        return sum(1 for _ in islice(models, MAX_MODELS))


def _website_count(client: HubClient, task: str, language: str) -> int:
    """Ask `/models-json`, which the website uses for itself and nobody has documented."""
    answer = get_session().get(
        f"{client.endpoint}/models-json",
        params={"pipeline_tag": task, "language": language, "withCount": "true"},
    )
    hf_raise_for_status(answer)
    total = answer.json()["numTotalItems"]
    if not isinstance(total, int):
        raise ValueError
    return total


SECTION = Section(
    "c2",
    answers="Challenge 2. How many token classification models are there in English,\n"
    "and on which day did you look (year-month-day, as 2026-09-01)?",
    rubric="Challenge 2 counts the models with this task and language. An answer passes when it "
    "is within `tolerance_percent` of the count on the day of grading: the number grows every day.",
)
TASK = Setting("c2.task", WORD, "token-classification", "The task whose models are counted.")
LANGUAGE = Setting("c2.language", WORD, "en", "The language of the models that are counted.")
TOLERANCE = Setting(
    "c2.tolerance_percent",
    PERCENT,
    15,
    "How far an answer may be from the count on the day of grading, in percent of that count.",
)
COUNT = Question(
    "c2.count",
    NUMBER,
    "The number of models that the Hub's models page shows with both filters set.",
    demo=lambda client, rubric: sum(
        1 for _ in client.api.list_models(pipeline_tag=rubric[TASK], filter=rubric[LANGUAGE])
    ),
)
DAY = Question(
    "c2.date",
    DATE,
    "The day you read it, as 2026-09-01.",
    demo=lambda _client, _rubric: datetime.now(UTC).date().isoformat(),
)
TRUE_COUNT = Query("c2.count", count, (TASK, LANGUAGE))


@check("c2.count", points=10)
def test_count(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The count is near the Hub's own, and says on which day it was read."""
    answer = answers[COUNT]
    if answer.value is None:
        yield unanswered(answers, COUNT)
        return
    yield from _day_problems(answers, evidence)
    truth = value(evidence[TRUE_COUNT])
    # Rounded, since 0.29 x 100 is less than 29 in floating point.
    if abs(answer.value - truth) > round(rubric[TOLERANCE] * truth, 6):
        yield WRONG_COUNT.about(
            answer.place, written=answer.raw, task=rubric[TASK], language=rubric[LANGUAGE]
        )


def _day_problems(answers: Answers, evidence: Evidence) -> Iterator[Problem]:
    day = answers[DAY]
    if day.value is None:
        yield NO_DATE.about(day.place)
        return
    # A day further on already, somewhere east of UTC.
    gathered = date.fromisoformat(evidence.gathered_at[:10])
    if (day.value - gathered).days > 1:
        yield FUTURE.about(day.place, written=day.raw)
