"""Challenge 2: count models with two filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Literal

from huggingface_hub import ModelInfo
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

from checks.grading.check import check, unanswered
from checks.grading.world import judged_by_day
from checks.hub import reasons
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Fact, NotGradableError, Query
from checks.hub.kept import alike
from checks.hub.session import HubDownError, get_session
from checks.messages import Message, Problem
from checks.questions import (
    DATE,
    LANGUAGE_CODE,
    NUMBER,
    PERCENT,
    TASK_ID,
    Question,
    Section,
    Setting,
)
from checks.rubric import Rubric
from checks.submission import Answers

WRONG_COUNT = Message(
    "C2-COUNT",
    "{written} is too far from the number of models that the Hub counts today.",
    hint="On {endpoint}/models set both filters, the task {task} under “Tasks” and "
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

PAGE = 1000
"""Models on one page of the API's list."""
MAX_LISTED = 50 * PAGE
"""Models that are counted one by one, a request a page; a list that goes on is no count."""
MAX_MODELS = 500_000
"""What the models page may say of one task and language; all models together are far more."""


@dataclass(frozen=True, slots=True)
class CountFacts:
    """Two counts of the same models, and which of them was believed (None: neither).

    `website` is the number on the models page, None where it shows none. `listed` counts the
    API's list: all of it where `complete`, else as far as it was read.
    """

    website: int | None
    listed: int
    complete: bool
    believed: Literal["website", "list"] | None

    @property
    def total(self) -> int | None:
        """Return the number that was believed."""
        match self.believed:
            case "website":
                return self.website
            case "list":
                return self.listed
        return None


@dataclass(frozen=True, slots=True)
class _Page:
    """What the models page shows: a number, and the models that come first."""

    total: int
    ids: tuple[str, ...]


def count(client: HubClient, task: str, language: str) -> CountFacts:
    """Return how many models have a task and a language, by the models page and by the API's list.

    The page's number is what a student reads, and nobody has documented where it comes from: it
    may be about something else one day. So the first page of the list, of the same filters in the
    same order, must show the same models. Where it does not, the list is counted to its end. This
    costs one request each; the list to its end one for each 1,000 models. With a token, both know
    private models of its owner, too; those that are listed are taken off. A count of 0 is never
    believed: a search that lags behind says so, too, and nobody asks for models that there are not.
    """
    page = _models_page(client, task, language)
    models = client.api.list_models(
        pipeline_tag=task,
        filter=language,
        sort="downloads",
        expand=["pipeline_tag", "private", "tags"],
    )
    first = list(islice(models, PAGE))
    hidden, complete = sum(bool(one.private) for one in first), len(first) < PAGE
    listed, website = len(first) - hidden, page.total - hidden if page else None
    if not first or not _is_filtered(first, task, language):
        return CountFacts(website, listed, complete, None)
    if page and _agree(page, [model.id for model in first], complete):
        return CountFacts(website, listed, complete, "website")
    rest = [bool(one.private) for one in islice(models, MAX_LISTED - len(first))]
    listed, complete = listed + rest.count(False), len(first) + len(rest) < MAX_LISTED
    return CountFacts(website, listed, complete, "list" if listed and complete else None)


def _models_page(client: HubClient, task: str, language: str) -> _Page | None:
    """Ask `/models-json`, which the website uses for itself; None where it gives no number.

    Raises:
        HubDownError: it asks to wait, which would cost the list many more requests.
    """
    params = {"pipeline_tag": task, "language": language, "sort": "downloads", "withCount": "true"}
    try:
        answer = get_session().get(
            f"{client.endpoint}/models-json",
            params=params,
            headers=build_hf_headers(token=client.token),
        )
        hf_raise_for_status(answer)
        match answer.json():
            case {"numTotalItems": int(total), "models": list(models)}:
                return _Page(total, tuple(str(model["id"]) for model in models))
    except HfHubHTTPError as error:
        if client.may_drop_token(error):
            raise  # Then all is asked again, without a token.
    except (ValueError, KeyError, TypeError):
        pass
    except HubDownError as fault:
        if fault.wait != 0:
            raise
    return None


def _is_filtered(models: Sequence[ModelInfo], task: str, language: str) -> bool:
    """Return whether a list has heeded both filters; a few of its entries may be out of date."""
    fit = [one for one in models if one.pipeline_tag == task and language in (one.tags or ())]
    return 10 * len(fit) >= 9 * len(models)


def _agree(page: _Page, listed: Sequence[str], complete: bool) -> bool:
    """Return whether the models page is about the models that are listed."""
    both = len(set(page.ids) & set(listed))
    if 10 * both < 9 * len(page.ids) or bool(page.ids) != bool(page.total):
        return False
    return alike(page.total, len(listed)) if complete else len(listed) <= page.total <= MAX_MODELS


SECTION = Section(
    "c2",
    answers="Challenge 2. How many models are there for the task {c2.task_name} and the language\n"
    "{c2.language_name}, and on which day did you look (year-month-day, as 2026-09-01)?",
    rubric="Challenge 2 counts the models with this task and language. An answer passes when it "
    "is within `tolerance_percent` of the count on the day of grading: the number grows every day.",
)
TASK = Setting("c2.task", TASK_ID, "token-classification", "The task whose models are counted.")
LANGUAGE = Setting(
    "c2.language", LANGUAGE_CODE, "en", "The language of the models that are counted."
)
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
TRUE_COUNT = Query(
    "c2.count", count, (TASK, LANGUAGE), only_for=(COUNT,), size=lambda fact: fact.total or 0
)


@check("c2.count", points=10)
def test_count(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The count is near the Hub's own, and says on which day it was read."""
    answer = answers[COUNT]
    if answer.value is None:
        yield unanswered(answers, COUNT)
        return
    yield from _day_problems(answers, evidence)
    written = answer.value

    def problems(fact: Fact[CountFacts] | None) -> Iterator[Problem]:
        truth = value(fact).total
        if truth is None:
            raise NotGradableError(reasons.COUNTS if value(fact).listed else reasons.NO_MODELS)
        # Rounded, since 0.29 x 100 is less than 29 in floating point.
        if abs(written - truth) > round(rubric[TOLERANCE] * truth, 6):
            yield WRONG_COUNT.about(
                answer.place,
                written=answer.raw,
                task=rubric[TASK],
                language=rubric[LANGUAGE],
                endpoint=evidence.facts_endpoint,
            )

    yield from judged_by_day(evidence, TRUE_COUNT, problems, answers[DAY].value)


def _day_problems(answers: Answers, evidence: Evidence) -> Iterator[Problem]:
    day = answers[DAY]
    if day.value is None:
        yield NO_DATE.about(day.place) if day.blank else unanswered(answers, DAY)
        return
    # A day further on already, somewhere east of UTC.
    gathered = date.fromisoformat(evidence.gathered_at[:10])
    if (day.value - gathered).days > 1:
        yield FUTURE.about(day.place, written=day.raw)
