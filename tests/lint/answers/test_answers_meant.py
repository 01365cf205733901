"""What a student probably meant, and that what grading accepts is never called wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.challenges.test_c1_config import VOCAB_SIZE
from checks.challenges.test_c2_count import DAY
from checks.challenges.test_c6_dataset import SPLITS
from checks.hubspec.names import is_repo_id
from checks.lint.answers.linter import lint_answers
from checks.lint.answers.reading import parse_answers
from checks.lint.suggest.closest import suggest_repo_id
from checks.lint.suggest.values import suggest_date, suggest_number
from checks.messages import TOKEN, Problem, render
from checks.submission import Answer, Answers
from checks.textfile import LINE_BREAK
from tests.paths import scratch


def lint(folder: Path, text: str | bytes) -> list[Problem]:
    path = folder / "answers.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return lint_answers(path, "answers.yaml")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("about 500", 500),
        ("1,234 models", 1234),
        ("1234개", 1234),
        ("50k", 50_000),
        ("1.5k", 1500),
        ("1.5 million", 1_500_000),
        ("5만", 50_000),
        ("2천", 2000),
        ("fifty thousand", 50_000),
        ("one hundred and twenty-three", 123),
        ("two hundred thousand", 200_000),
        ("Zero", 0),
        ("1.23", None),
        ("1.2345k", None),
        ("-5", None),
        ("3 or 4", None),
        ("a few", None),
        ("hundred", None),
        ("and", None),
        ("", None),
        ("9" * 30, None),
        ("٣", None),
    ],
)
def test_numbers_that_were_meant(text: str, number: int | None) -> None:
    assert suggest_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "2026/09/01",
        "2026.9.1",
        "2026. 9. 1.",
        "2026-9-1",
        "1.9.2026",
        "Sep 1, 2026",
        "1st of September 2026",
        "2026년 9월 1일",
        "2026-09-01 10:00:00",
        "2026-09-01T10:00:00Z",
    ],
)
def test_days_that_were_meant(text: str) -> None:
    assert suggest_date(text) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "3/4/2026",
        "2026",
        "2026-13-45",
        "31.2.2026",
        "today",
        "1.9.26",
        "2026 2027 1",
        "",
        "May 2026",
    ],
)
def test_days_that_could_be_others(text: str) -> None:
    assert suggest_date(text) is None


def test_a_day_before_a_slash_month_is_told_apart() -> None:
    assert suggest_date("31/8/2026") == suggest_date("8/31/2026") == date(2026, 8, 31)


@pytest.mark.parametrize(
    "text",
    [
        "https://huggingface.co/ada/x",
        "http://www.huggingface.co/ada/x/",
        "//hf.co/ada/x",
        "hf.co/ada/x/tree/main",
        "https://huggingface.co/datasets/ada/x/viewer/default/train?row=3",
        "https://huggingface.co//spaces/ada/x#top",
        "datasets/ada/x",
        "/datasets/ada/x/",
        "@ada/x",
        "ada/x/",
        "ada//x",
        "ada\\x",
        "<ada/x>",
        "`ada/x`",
    ],
)
def test_the_id_in_an_address(text: str) -> None:
    assert suggest_repo_id(text) == "ada/x"


@pytest.mark.parametrize("value", ["USERNAME", "username", "YOUR_USERNAME", "your-name"])
def test_a_placeholder_that_could_be_a_name_is_a_warning(tmp_path: Path, value: str) -> None:
    (problem,) = [p for p in lint(tmp_path, f"username: {value}\n") if p.severity != "note"]
    assert (problem.code, problem.severity) == ("ANS-PLACEHOLDER", "warning")


@pytest.mark.parametrize("value", ["'<your name>'", "'???'", '"..."'])
def test_a_placeholder_that_could_not_is_an_error(tmp_path: Path, value: str) -> None:
    errors = [p.code for p in lint(tmp_path, f"username: {value}\n") if p.severity == "error"]
    assert errors == ["ANS-USERNAME"]


def test_a_placeholder_owns_nothing(tmp_path: Path) -> None:
    text = "username: USERNAME\nrepo_id: ada/x\n"
    assert {p.code for p in lint(tmp_path, text)} - {"ANS-BLANK"} == {"ANS-PLACEHOLDER"}


@pytest.mark.parametrize(
    "text",
    [
        "username: ' ada '\nrepo_id: ' ada/x '\n",
        "username: _ada.l_\nrepo_id: _ada.l_/x\n",
        "c1: {activation_function: '`relu`', vocab_size: +5}\n",
        "c1: {activation_function: 'RELU ', vocab_size: 500.0}\n",
        "c2: {count: ' 1 234 ', date: ' 2026-09-01 '}\n",
        "c6: {tasks: [automatic speech recognition], splits: 'train, test'}\n",
        "c6: {tasks: ['automatic-speech-recognition', '']}\n",
    ],
)
def test_what_a_kind_teacher_takes_is_not_wrong(tmp_path: Path, text: str) -> None:
    assert {p.code for p in lint(tmp_path, text)} <= {"ANS-BLANK", "ANS-COMMAS", "ANS-READ"}


texts = st.one_of(
    st.text("0123456789 ,._'+x:-kK만eE", max_size=8),
    st.sampled_from(["2026-09-01", "2026-9-1", " 2026-09-01", "2026-09-01 10:00:00", "1,234"]),
    st.integers(0, 10**13).map(str),
    st.text(max_size=10),
)
scalars = st.one_of(texts.map(repr), texts, st.sampled_from(["yes", "~", "[]", "{}", "[a, b]"]))


def _is_accepted(answer: Answer[Any]) -> bool:
    return not answer.blank and answer.value is not None


@given(number=scalars, day=scalars, splits=scalars)
def test_what_grading_reads_is_not_called_wrong(
    tmp_path_factory: pytest.TempPathFactory, number: str, day: str, splits: str
) -> None:
    text = f"c1:\n  vocab_size: {number}\nc2:\n  date: {day}\nc6:\n  splits: {splits}\n"
    read = Answers(parse_answers(text, "answers.yaml"))
    wrong = {
        p.fields.get("key")
        for p in lint(scratch(tmp_path_factory.getbasetemp(), "answers"), text)
        if p.severity == "error" and p.code != "ANS-LONG"
    }
    wrong |= {path[-1] for path in read.file.unread}
    if set(read.file.fields) != {"c1", "c2", "c6"}:
        return
    for answer, key in ((read[DAY], "date"), (read[SPLITS], "splits")):
        assert not (_is_accepted(answer) and key in wrong)
        assert answer.blank or _is_accepted(answer) or key in wrong
    assert not (_is_accepted(read[VOCAB_SIZE]) and "vocab_size" in wrong)
    assert read[VOCAB_SIZE].blank or _is_accepted(read[VOCAB_SIZE]) or "vocab_size" in wrong


LINES = (
    b"username: repo_id c1 c2\n  vocab_size: - [] {} , # & * ! | > ' \" % @ ` \t \r \x00 \xff "
    b"\xea\xb0\x80"
)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.sampled_from(LINES.split(b" ")), max_size=40).map(b" ".join),
        st.lists(st.sampled_from(LINES.split(b" ")), max_size=40).map(b"\n".join),
    )
)
def test_no_bytes_stop_the_linter(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    rows = LINE_BREAK.split(data.decode("utf-8", "replace").removeprefix("\ufeff"))
    for problem in lint(scratch(tmp_path_factory.getbasetemp(), "answers"), data):
        assert problem.place is not None
        assert 1 <= problem.place.line <= len(rows)
        assert 1 <= problem.place.col <= len(rows[problem.place.line - 1]) + 1
        assert not TOKEN.search(render(problem, "en") + render(problem, "ko"))


@given(st.text(max_size=60))
def test_every_guess_is_an_id(text: str) -> None:
    assert is_repo_id(suggest_repo_id(text))
    assert (suggest_number(text) or 0) >= 0
    assert suggest_date(text) is None or isinstance(suggest_date(text), date)
