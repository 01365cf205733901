"""What makes a function a check."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from checks.challenges import modules
from checks.grading.check import INPUTS, Check, Outcome, check, checks_in, unanswered
from checks.lint.answers.reading import parse_answers
from checks.messages import Phrase, Problem
from checks.questions import NUMBER, Kind, Question
from checks.submission import Answers


def made(function: Any, check_id: str = "c9.test", **options: Any) -> Check:
    found: Check = check(check_id, **{"points": 7, **options})(function).check  # type: ignore[attr-defined]
    return found


def test_a_check_is_made_from_a_function() -> None:
    def holds(rubric: Any, answers: Any) -> Iterator[Problem]:  # noqa: ARG001
        """Hold. Twice."""
        yield from ()

    assert made(holds, needs="c8.test") == Check(
        id="c9.test",
        points=7,
        title="Hold. Twice",
        function=holds,
        inputs=("rubric", "answers"),
        needs="c8.test",
    )
    assert made(holds).needs is None
    assert made(holds).ground is None
    assert made(holds).ground_inputs == ()
    assert Check("c9.test", 7, "Hold", holds, ()).needs is None


def test_a_check_may_have_a_ground() -> None:
    def ground(evidence: Any, answers: Any) -> Iterator[Problem]:  # noqa: ARG001
        yield from ()

    marked = made(lambda rubric: iter(()), ground=ground)  # noqa: ARG005
    assert (marked.inputs, marked.ground) == (("rubric",), ground)
    assert marked.ground_inputs == ("evidence", "answers")


def test_a_title_loses_its_full_stop_alone() -> None:
    def holds() -> Iterator[Problem]:
        """Hold in TEX."""
        yield from ()

    assert made(holds).title == "Hold in TEX"


def test_without_a_docstring_there_is_no_title() -> None:
    assert made(lambda: iter(())).title == ""


def test_a_title_is_translated() -> None:
    from tests.facts import CHECKS

    count = CHECKS["c2.count"]
    assert count.title_in("en") == count.title
    assert count.title_in("ko") == "모델 수가 허용 오차 안에 있고, 읽은 날짜가 있습니다"


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_a_check_may_ask_for_what_there_is(name: str) -> None:
    function: Any = eval(f"lambda {name}: None")  # noqa: S307
    assert made(function).inputs == (name,)


def test_a_check_may_ask_for_nothing_else() -> None:
    with pytest.raises(TypeError) as error:
        made(lambda answers, network: None)  # noqa: ARG005
    assert str(error.value) == (
        "check c9.test asks for {'network'}; "
        "it may ask for ['answers', 'evidence', 'rubric', 'submission']"
    )


def test_a_ground_may_ask_for_nothing_else() -> None:
    with pytest.raises(TypeError) as error:
        made(lambda answers: None, ground=lambda clock: None)  # noqa: ARG005
    assert str(error.value).startswith("check c9.test asks for {'clock'}; ")


def test_a_new_challenge_is_found_by_its_functions() -> None:
    def one() -> Any:
        """One."""

    def two() -> Any:
        """Two."""

    def no_check() -> None:
        pass

    marked = SimpleNamespace(
        a=check("c9.two", points=1)(two), b=no_check, c=check("c7.one", points=3)(one)
    )
    named_so = SimpleNamespace(d=SimpleNamespace(check="yes"))
    assert [found.id for found in checks_in([named_so, marked])] == ["c9.two", "c7.one"]


def test_every_check_has_both_titles_and_an_id_of_its_challenge() -> None:
    found = checks_in(modules())
    for one in found:
        assert one.title
        assert not one.title.endswith(".")
        assert any("가" <= char <= "힣" for char in one.title_in("ko"))
        module = one.function.__module__.rpartition(".")[2]
        assert module.startswith(f"test_{one.id.partition('.')[0]}_")
    assert len({one.id for one in found}) == len(found)


def test_the_outcomes_have_the_names_that_reports_have() -> None:
    assert [str(outcome) for outcome in Outcome] == [
        "passed",
        "failed",
        "not_gradable",
        "needs_review",
    ]


NO_SUCH: Kind[str] = Kind("roman", lambda _: None, {}, Phrase("answer number", "a whole number"))
SIZE = Question("c1.vocab_size", NUMBER, "")
UNANSWERED: list[tuple[str, Question[Any], tuple[str, str, dict[str, str]]]] = [
    ("- a\n", SIZE, ("ANS-TOP", "f:1:1", {})),
    (
        "c1:\n  vocab_size:7\n",
        SIZE,
        ("Y-SPACE", "f:2:14", {"mark": ":", "example": "vocab_size: …"}),
    ),
    ("c1:\n  vocab_size:\n", SIZE, ("GRADE-BLANK", "f:2:3", {})),
    ("vocab_size: 7\n", SIZE, ("ANS-PLACE", "f:1:1", {"key": "vocab_size", "group": "c1"})),
    (
        "c1:\n  vocab_size: ten\n",
        SIZE,
        ("ANS-DIGITS", "f:2:15", {"key": "vocab_size", "value": "ten", "near": "10"}),
    ),
    (
        "c1:\n  vocab_size: 7\n",
        Question("c1.vocab_size", NO_SUCH, ""),
        ("GRADE-FORM", "f:2:15", {"written": "7", "expected": "a whole number"}),
    ),
    (
        "c6:\n  tasks: [a， b, no]\n",
        Question("c6.tasks", NO_SUCH, ""),
        ("ANS-LIST", "f:2:10", {"key": "tasks"}),
    ),
    (
        "c6:\n  tasks: [a， b, 'c']\n",
        Question("c6.tasks", NO_SUCH, ""),
        ("GRADE-FORM", "f:2:10", {"written": "a， b, c", "expected": "a whole number"}),
    ),
]


@pytest.mark.parametrize(("text", "question", "problem"), UNANSWERED)
def test_why_there_is_no_answer_to_judge(
    text: str, question: Question[Any], problem: tuple[str, str, dict[str, str]]
) -> None:
    found = unanswered(Answers(parse_answers(text, "f")), question)
    fields = {
        name: value.text("en") if isinstance(value, Phrase) else value
        for name, value in found.fields.items()
    }
    assert (found.code, str(found.place), fields) == problem
