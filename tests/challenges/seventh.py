"""Challenge 7: find a Space by the way it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.grading.check import check, unanswered
from checks.hub.client import HubClient
from checks.hub.evidence import Evidence, value
from checks.hub.facts import Missing, Query
from checks.messages import Message, Problem
from checks.questions import REPO_ID, WORD, Question, Section, Setting
from checks.rubric import Rubric
from checks.submission import Answers

NO_SPACE = Message(
    "C7-SPACE",
    "The Hub has no public Space {written}.",
    hint="Copy the id from the top of the Space's page: OWNER/NAME.",
)
OTHER_SDK = Message(
    "C7-SDK",
    "{written} is not made with {sdk}.",
    hint="On https://huggingface.co/spaces open another one, then its files, then README.md.",
)


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """What a Space is made with; None where the Hub does not say."""

    id: str
    sdk: str | None


def space(client: HubClient, space_id: str) -> SpaceFacts:
    """Return what the Hub says of a Space."""
    info = client.api.space_info(space_id)
    return SpaceFacts(info.id, info.sdk)


SECTION = Section(
    "c7",
    answers="Challenge 7. A Space that is a static page. Any you like, as OWNER/NAME.",
    rubric="Challenge 7 wants a Space that is made with this.",
)
SDK = Setting("c7.sdk", WORD, "static", "What the Space of challenge 7 is made with.")
SPACE_ID = Question(
    "c7.space_id",
    REPO_ID,
    "Any such Space, as OWNER/NAME.",
    demo=lambda client, rubric: next(
        one.id for one in client.api.list_spaces(full=True) if one.sdk == rubric[SDK]
    ),
)
SPACE = Query("c7.space", space, (SPACE_ID,))


@check("c7.space", points=10)
def test_space(answers: Answers, evidence: Evidence, rubric: Rubric) -> Iterator[Problem]:
    """The Space is on the Hub, and made with what was asked for."""
    answer = answers[SPACE_ID]
    if answer.value is None:
        yield unanswered(answers, SPACE_ID)
        return
    fact = evidence[SPACE]
    if isinstance(fact, Missing):
        yield NO_SPACE.about(answer.place, written=answer.raw)
    elif value(fact).sdk != rubric[SDK]:
        yield OTHER_SDK.about(answer.place, written=answer.raw, sdk=rubric[SDK])
