"""Reporters: what people and tools read, and that hostile text stays text."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from checks.artifacts.faults import Fault
from checks.artifacts.report import Look
from checks.grading.report import Report
from checks.grading.when import NOT_KNOWN, HandedIn, Source
from checks.hub.facts import Found, Missing, Unreachable
from checks.reporters import github, labels, terminal
from checks.rubric import TITLE, Rubric
from checks.translations import languages
from tests.facts import ANSWERS, graded, told

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
        artifacts=Found((Look(HOSTILE, HOSTILE, (Fault("pointer", HOSTILE),)),)),
    )
    return dataclasses.replace(report, title=HOSTILE, repo_id=HOSTILE)


def test_the_scorecard_has_a_line_a_check_and_what_to_do_next(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"c2.count": "3"}, model=Unreachable("HTTP 503"))
    card = terminal.scorecard(report, "en")
    for result in report.results:
        assert len(re.findall(rf"^  \S {re.escape(result.check.id)} ", card, re.MULTILINE)) == 1
    assert "  ✗ c2.count" in card
    assert "→ On https://hub.example/models set both filters" in card
    assert "  ? c3.model" in card
    assert "–/10" in card
    assert "80 + 10 open / 100\n" in card
    assert "Provisional, not a grade yet: 10 points are still open (c3.model)." in card


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
    assert f"\n  {bar} " in terminal.scorecard(report_of(tmp_path, **changes), "en")


def test_colours_are_for_terminals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_of(tmp_path)
    assert "\x1b" not in terminal.scorecard(report, "en")
    assert "\x1b[32m✓\x1b[0m" in terminal.scorecard(report, "en", color=True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.wants_color()


def test_a_terminal_says_how_wide_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "93")
    assert terminal.columns() == 93
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    assert terminal.columns() is None


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(
    tmp_path: Path, lang: str, width: int
) -> None:
    answers = {"c1.activation_function": None, "c2.count": "3", "c6.splits": "[train]"}
    report = report_of(tmp_path, answers, model=Missing("repo"), artifacts=Unreachable("HTTP 503"))
    whole = terminal.scorecard(report, lang)
    card = terminal.scorecard(report, lang, width=width)
    assert card.split() == whole.split()
    assert max(map(cell_len, whole.splitlines())) > width
    assert max(map(cell_len, card.splitlines())) <= width
    assert not [line for line in card.splitlines() if line != line.rstrip()]


def test_what_is_told_of_a_check_is_below_its_title_and_further_in(tmp_path: Path) -> None:
    card = terminal.scorecard(report_of(tmp_path, {"c2.count": "3"}), "en", width=80)
    lines = card.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  ✗ c2.count "))
    assert lines[at : at + 2] == [
        "  ✗ c2.count        0/10  The count is near the Hub's own, and says on which day",
        "                          it was read — not yet",
    ]
    assert lines[at + 2].startswith("      answers.yaml:")
    hint = next(number for number, line in enumerate(lines) if line.startswith("        → "))
    assert lines[hint + 1].startswith("          ")


def test_the_score_is_said_first_and_last(tmp_path: Path) -> None:
    card = terminal.scorecard(report_of(tmp_path, count=Unreachable("HTTP 503")), "en")
    assert card.splitlines()[2] == "90 + 10 open / 100"
    assert card.splitlines()[-2].endswith(" 90 + 10 open / 100")


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


PACKED = Found((Look("model.joblib", "zstd", (Fault("packed"),)),))


@pytest.mark.parametrize(
    ("facts", "points", "check"),
    [
        ({"count": Unreachable("HTTP 503")}, "90 + 10 open / 100", "c2.count"),
        ({"artifacts": PACKED}, "90 + 10 open / 100", "c4.artifact"),
    ],
)
def test_a_provisional_report_says_so_wherever_a_number_stands(
    tmp_path: Path, facts: dict[str, Any], points: str, check: str
) -> None:
    report = report_of(tmp_path, **facts)
    for lang, title in (("en", "Not graded yet"), ("ko", "아직 채점되지 않음")):
        (line,) = github.notices(report, lang)
        assert line.startswith(f"::warning title={title}::")
    words = "Provisional, not a grade yet: 10 points are still open"
    for text in (
        terminal.scorecard(report, "en"),
        github.summary(report, "en"),
        *github.notices(report, "en"),
    ):
        assert points in text
        assert f"{words} ({check}). What is won already reaches the pass mark (60 points)." in text
        assert "Passed" not in text
    data = report.to_json()
    assert (data["provisional"], data["points"], data["open_points"]) == (True, 90, 10)


def test_what_is_blank_and_what_stands_above_are_a_line_a_challenge(tmp_path: Path) -> None:
    report = report_of(tmp_path / "a", dict.fromkeys(key for key in ANSWERS if "c6" in key))
    card = terminal.scorecard(report, "en")
    line = "  · c6.tasks, c6.languages, c6.splits   0/15  not answered yet\n"
    places = ", ".join(f"answers.yaml:{line}:3" for line in (12, 13, 14, 15))
    assert f"{line}      {places}\n        → Write your answer here" in card
    report = report_of(tmp_path / "b", repo=Missing("repo"))
    card = terminal.scorecard(report, "en")
    assert card.count("→") == 1
    assert "  ✗ c4.live         0/10  The live repo is public" in card
    again = "for the same reason, C4-REPO above"
    assert f"\n  ✗ c4.artifact, c4.lfs, c4.card   0/30  {again}\n" in card
    assert f"\n  ✗ c5.widget, c5.found   0/15  {again}\n" in card
    summary = github.summary(report, "en")
    assert summary.count("C4-REPO") == 1
    assert "**`c4.live`**, **`c4.artifact`**, **`c4.lfs`**, **`c4.card`**, " in summary


DUE = datetime.fromisoformat("2026-10-01T23:59:00+09:00")
MINUTE = timedelta(minutes=1)
HANDED_IN: list[tuple[HandedIn, int, str]] = [
    (HandedIn("5a", DUE, Source.GITHUB), 0, ""),
    (HandedIn("5a", DUE, Source.GRADER), 0, ""),
    (
        HandedIn("5a", DUE, Source.COMMIT),
        0,
        " On time: due 2026-10-01 23:59:00+09:00, handed in 2026-10-01 23:59:00+09:00 "
        "(the commit's own date, which anybody can set).",
    ),
    (
        HandedIn("5a", (DUE + MINUTE).astimezone(UTC), Source.GITHUB),
        0,
        " Late: due 2026-10-01 23:59:00+09:00, handed in 2026-10-02 00:00:00+09:00 "
        "(GitHub's time of the push).",
    ),
    (
        HandedIn("5a", DUE + MINUTE, Source.GITHUB),
        15,
        " Late: due 2026-10-01 23:59:00+09:00, handed in 2026-10-02 00:00:00+09:00 (GitHub's time "
        "of the push). Lateness costs 15 % of the points: 95 become 80.75.",
    ),
    (
        NOT_KNOWN,
        0,
        " Whether this is late (due 2026-10-01 23:59:00+09:00) is not known: the folder has no "
        "commits that tell.",
    ),
]


@pytest.mark.parametrize(("handed_in", "percent", "sentences"), HANDED_IN)
def test_the_scorecard_says_when_it_was_handed_in_and_how_that_is_known(
    tmp_path: Path, handed_in: HandedIn, percent: int, sentences: str
) -> None:
    report = dataclasses.replace(
        report_of(tmp_path, {"c1.vocab_size": "3"}),
        due=DUE,
        handed_in=handed_in,
        penalty_percent=percent,
    )
    assert labels.verdict(report, "en") == f"Passed (the pass mark is 60 points).{sentences}"
    points = "80.75" if percent else "95"
    assert f"{points} / 100\n" in terminal.scorecard(report, "en")
    assert f": {points} / 100\n" in github.summary(report, "en")
    first, second = github.notices(report, "en")
    assert first.endswith(f"Points {points}/100")
    assert second.endswith(f'{{"totalPoints":{points},"maxPoints":100}}')


@pytest.mark.parametrize(
    ("points", "written"),
    [(72, "72"), (72.5, "72.5"), (72.25, "72.25"), (0, "0"), (100, "100"), (12_345.67, "12345.67")],
)
def test_points_are_written_whole_where_they_are(points: float, written: str) -> None:
    assert labels.number(points) == written


def test_at_most_ten_lines_are_marked(tmp_path: Path) -> None:
    blank = dict.fromkeys(key for key in ANSWERS if "." in key)
    report = report_of(tmp_path, blank, card=Found("---\nlicense:\n---\n"))
    problems = {told_[:2] for result in report.results for told_ in told(result)}
    assert len([place for _, place in problems if place]) > 10
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
    bad = dataclasses.replace(good, pass_mark=1.01)
    assert labels.verdict(bad, "en").startswith("Not passed yet (the pass mark is 101 points).")
    assert "합격선" in labels.verdict(bad, "ko")
