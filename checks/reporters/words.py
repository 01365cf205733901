"""The few words that reporters share, in both languages."""

from __future__ import annotations

from checks.grading.check import Outcome
from checks.grading.report import Report, Result
from checks.messages import Lang

OUTCOMES: dict[Outcome, dict[Lang, str]] = {
    Outcome.PASSED: {"en": "passed", "ko": "통과"},
    Outcome.FAILED: {"en": "not yet", "ko": "아직"},
    Outcome.NOT_GRADABLE: {"en": "not gradable", "ko": "채점 불가"},
    Outcome.NEEDS_REVIEW: {"en": "needs review", "ko": "선생님 확인 필요"},
}
MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.NOT_GRADABLE: "?",
    Outcome.NEEDS_REVIEW: "!",
}
CHALLENGE: dict[Lang, str] = {"en": "Challenge", "ko": "챌린지"}
BLANK: dict[Lang, str] = {"en": "not answered yet", "ko": "아직 답하지 않음"}
_VERDICTS: dict[str, dict[Lang, str]] = {
    "provisional": {
        "en": "Provisional: something could not be checked, so this is not a grade yet. "
        "Run it again in a few minutes.",
        "ko": "잠정 결과입니다. 확인하지 못한 항목이 있어 아직 점수가 아닙니다. 몇 분 뒤 다시 "
        "실행하세요.",
    },
    "passed": {
        "en": "Passed (the pass mark is {mark} points).",
        "ko": "합격입니다 (합격선 {mark}점).",
    },
    "failed": {
        "en": "Not passed yet (the pass mark is {mark} points). You can push again as often as "
        "you like.",
        "ko": "아직 합격선({mark}점)에 이르지 못했습니다. 몇 번이든 다시 push 할 수 있습니다.",
    },
}
_OPEN: dict[Lang, str] = {"en": "{points} points still open", "ko": "{points}점 미정"}
_LATE: dict[Lang, str] = {"en": "Late: after the due date.", "ko": "지각: 마감 이후 제출입니다."}


def verdict(report: Report, lang: Lang) -> str:
    """The sentence at the end."""
    kind = "provisional" if report.provisional else "passed" if report.passed else "failed"
    mark = f"{report.pass_mark * report.max_points:g}"
    late = f" {_LATE[lang]}" if report.late else ""
    return _VERDICTS[kind][lang].format(mark=mark) + late


def total(report: Report, lang: Lang) -> str:
    """`55 / 100`, and how much is open."""
    more = f" ({_OPEN[lang].format(points=report.open_points)})" if report.open_points else ""
    return f"{report.points} / {report.max_points}{more}"


def state(result: Result, lang: Lang) -> str:
    """How a check ended; a blank answer looks different from a wrong one."""
    if is_blank(result):
        return BLANK[lang]
    return OUTCOMES[result.outcome][lang]


def is_blank(result: Result) -> bool:
    return bool(result.problems) and all(p.code == "GRADE-BLANK" for p in result.problems)


def points(result: Result) -> str:
    """`5/5`; `–/5` while it is open."""
    return f"{'–' if result.open else result.points}/{result.max_points}"


def challenge_of(result: Result) -> str:
    """`4` of `c4.lfs`."""
    return result.check.id.partition(".")[0].removeprefix("c")
