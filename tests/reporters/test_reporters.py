"""Reporters: what people and tools read, and that hostile text stays text."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from checks.grading.report import Report
from checks.hub.facts import Found, Missing, Unreachable
from checks.hub.queries import ArtifactFacts
from checks.reporters import github, labels, terminal
from checks.rubric import TITLE, Rubric
from checks.translations import languages
from tests.facts import ANSWERS, graded

HOSTILE = "x\n::error::y\r##[group]z\x1b[31m|`<script>*_@ada"


def report_of(folder: Path, answers: dict[str, str | None] | None = None, **changes: Any) -> Report:
    return graded(folder, answers, **changes)


def hostile_report(folder: Path) -> Report:
    answers: dict[str, str | None] = dict.fromkeys(
        ("c1.activation_function", "c3.model_id", "c6.splits", "c6.dataset_id"),
        json.dumps(HOSTILE),
    )
    report = report_of(
        folder,
        answers,
        model=Missing("id"),
        artifact=Found(ArtifactFacts(HOSTILE, "pointer", (HOSTILE,))),
    )
    return dataclasses.replace(report, title=HOSTILE, repo_id=HOSTILE)


def test_the_scorecard_has_a_line_a_check_and_what_to_do_next(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"c2.count": "3"}, model=Unreachable("HTTP 503"))
    card = terminal.scorecard(report, "en")
    for result in report.results:
        assert len(re.findall(rf"^  \S {re.escape(result.check.id)} ", card, re.MULTILINE)) == 1
    assert "  ✗ c2.count" in card
    assert "→ On https://huggingface.co/models set both filters" in card
    assert "  ? c3.model" in card
    assert "–/10" in card
    assert "80 / 100 (10 points still open)" in card
    assert "Provisional" in card


def test_a_blank_answer_looks_different_from_a_wrong_one(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"c1.activation_function": None, "c1.vocab_size": "3"})
    card = terminal.scorecard(report, "en")
    assert "  · c1.activation" in card
    assert "not answered yet" in card
    assert "  ✗ c1.vocabulary" in card


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        ({}, "█" * 40),
        ({"repo": Missing("repo")}, "█" * 18 + "·" * 22),
        ({"repo": Unreachable("x")}, "█" * 18 + "░" * 22),
    ],
)
def test_the_bar(tmp_path: Path, changes: dict[str, Any], bar: str) -> None:
    """100, 45 and 45 of 100 points, the rest lost or open."""
    assert f"  {bar}  " in terminal.scorecard(report_of(tmp_path, **changes), "en")


def test_colours_are_for_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_of(tmp_path)
    assert "\x1b" not in terminal.scorecard(report, "en")
    assert "\x1b[32m✓\x1b[0m" in terminal.scorecard(report, "en", color=True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.wants_color()


def test_the_title_is_translated_unless_it_is_the_teachers_own(tmp_path: Path) -> None:
    assert Rubric()[TITLE] == labels.TITLE.english
    report = report_of(tmp_path)
    assert terminal.scorecard(report, "en").startswith("A Tour through the Hugging Face Hub\n")
    assert terminal.scorecard(report, "ko").startswith("허깅페이스 Hub 둘러보기\n")
    assert github.summary(report, "ko").startswith("### 허깅페이스 Hub 둘러보기: ")
    own = dataclasses.replace(report, title="Lab 3")
    assert terminal.scorecard(own, "ko").startswith("Lab 3\n")


def test_korean_has_no_english_sentence_of_ours(tmp_path: Path) -> None:
    for number, fact in enumerate((Missing("repo"), Unreachable("no answer in 10 s"), None)):
        report = report_of(tmp_path / str(number), repo=fact, count=fact)
        for line in terminal.scorecard(report, "ko").splitlines()[2:]:
            if len(line.split()) > 4:
                assert re.search("[가-힣]", line), line
            assert not re.search(r" \([a-z ]+\)", line), line


def test_the_classroom_notices_are_as_their_readers_want_them(tmp_path: Path) -> None:
    lines = list(github.notices(report_of(tmp_path, model=Missing("repo")), "en"))
    assert lines == [
        "::notice title=Autograding complete::Points 90/100",
        '::notice title=Autograding report::{"totalPoints":90,"maxPoints":100}',
    ]


def test_a_provisional_report_gives_no_score_away(tmp_path: Path) -> None:
    report = report_of(tmp_path, count=Unreachable("HTTP 503"))
    for lang, title in (("en", "Not graded yet"), ("ko", "아직 채점되지 않음")):
        (line,) = github.notices(report, lang)
        assert line.startswith(f"::warning title={title}::")


def test_at_most_ten_lines_are_marked(tmp_path: Path) -> None:
    report = report_of(tmp_path, dict.fromkeys(ANSWERS))
    problems = [problem for result in report.results for problem in result.problems]
    assert len([problem for problem in problems if problem.place]) > 10
    marked = list(github.line_annotations(report, "en"))
    assert [line.split(" ")[0] for line in marked[:-1]] == ["::error"] * 10
    assert marked[-1].startswith("GitHub shows 10 of a kind beside the lines; ")
    assert marked[0].startswith("::error file=answers.yaml,line=4,col=3,title=GRADE-BLANK::")


def test_the_summary_is_a_table(tmp_path: Path) -> None:
    report = report_of(tmp_path, model=Missing("repo"))
    text = github.summary(report, "en")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + len(report.results)
    assert len({row.count(" | ") for row in rows if "---" not in row}) == 1
    assert "#### What to do next" in text


def test_a_summary_that_github_would_drop_is_cut_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github, "MAX_SUMMARY", 500)
    text = github.summary(report_of(tmp_path), "en")
    assert len(text.encode()) < 500
    assert "100 / 100" in text


@pytest.mark.parametrize("lang", languages())
def test_hostile_text_is_no_command_and_no_markup(tmp_path: Path, lang: Any) -> None:
    report = hostile_report(tmp_path)
    log = [
        terminal.scorecard(report, lang),
        *github.log(report),
        *github.line_annotations(report, lang),
        *github.notices(report, lang),
    ]
    ours = ("::group::report.json", "::endgroup::", "::error file=", "::notice title=Autograding ")
    for line in "\n".join(log).splitlines():
        assert "\x1b" not in line
        assert "\r" not in line
        assert "##[" not in line
        assert not line.lstrip().startswith("::") or line.startswith(ours)
    summary = github.summary(report, lang)
    assert "<script>" not in summary
    assert not re.search(r"(?<!\\)@ada", summary)
    rows = [line for line in summary.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + len(report.results)


def test_the_log_holds_the_report_as_json(tmp_path: Path) -> None:
    report = hostile_report(tmp_path)
    first, body, last = github.log(report)
    assert (first, last) == ("::group::report.json", "::endgroup::")
    assert json.loads(body) == report.to_json()


def test_the_words_of_the_end(tmp_path: Path) -> None:
    good = report_of(tmp_path / "a")
    assert labels.verdict(good, "en") == "Passed (the pass mark is 60 points)."
    bad = dataclasses.replace(good, pass_mark=1.01, late=True)
    assert labels.verdict(bad, "en").startswith("Not passed yet (the pass mark is 101 points).")
    assert labels.verdict(bad, "en").endswith("Late: after the due date.")
    assert "합격선" in labels.verdict(bad, "ko")
