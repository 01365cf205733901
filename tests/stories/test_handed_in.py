"""When a submission was handed in: pushes, re-runs, bots, set dates, zips, and days that cost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.stories.classroom import Classroom, Grade, Student

DUE = datetime.fromisoformat("2024-10-01T23:59:00+09:00")
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def dated(student: Student, at: datetime) -> None:
    """Have the student's git write this time into commits."""
    student.environ |= dict.fromkeys(("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"), at.isoformat())


def begin(student: Student, due: datetime = DUE, **settings: object) -> None:
    """Have a copy of the template whose only commit is a week before the due date."""
    lines = [f'due: "{due.isoformat()}"', *(f"{key}: {value}" for key, value in settings.items())]
    student.write("rubric.yaml", student.read("rubric.yaml") + "\n".join(lines) + "\n")
    student.git("checkout", "--quiet", "--orphan", "copy")
    dated(student, due - 7 * DAY)
    student.commit("Initial commit")
    student.git("branch", "--quiet", "--force", "-M", "main")
    student.git("push", "--quiet", "--force", "origin", "main")


def hand_in(student: Student, at: datetime) -> str:
    """Do everything, and commit at this time; return the commit."""
    dated(student, at)
    student.answer()
    student.build_model()
    return student.commit()


def run(student: Student, pushed_at: datetime, *commits: str, bot: bool = False) -> Grade:
    """Return the grade of the workflow's run for a push with these commits."""
    event = {
        "repository": {"pushed_at": int(pushed_at.timestamp())},
        "commits": [{"id": commit, "distinct": True} for commit in commits],
        "sender": {"type": "Bot" if bot else "User"},
    }
    path = student.home / "event.json"
    path.write_text(json.dumps(event))
    grade = student.push_and_run(GITHUB_EVENT_PATH=str(path)).grade
    assert grade
    return grade


def test_ana_pushes_in_time_and_runs_it_again_a_month_later(ana: Student) -> None:
    """The Hub was down on the last evening. She presses “Re-run jobs” later, and is not late."""
    begin(ana, late_percent_per_day=10)
    commit = hand_in(ana, DUE - HOUR)
    grade = run(ana, DUE, commit)
    assert (grade.points, grade.report["late"]) == (100, False), grade.text
    assert grade.report["handed_in"] == {
        "commit": commit,
        "at": "2024-10-01T14:59:00Z",
        "known_by": "github",
    }
    assert "Late" not in grade.text


def test_ben_pushes_a_second_late(ana: Student) -> None:
    """A day has begun: 10 %. He reads by whose clock, and what it costs."""
    begin(ana, late_percent_per_day=10)
    grade = run(ana, DUE + SECOND, hand_in(ana, DUE - HOUR))
    assert (grade.points, grade.code) == (90, 0)
    assert grade.report["won_points"] == 100
    assert grade.report["late"] is True
    assert (
        "Late: due 2024-10-01 23:59:00+09:00, handed in 2024-10-01 23:59:01+09:00 "
        "(GitHub's time of the push). Lateness costs 10 % of the points: 100 become 90."
    ) in grade.text
    assert "::notice title=Autograding complete::Points 90/100" in grade.text


def test_ben_sets_his_commits_date_back(ana: Student) -> None:
    """His commit says an hour before the due date. GitHub saw it come two days after."""
    begin(ana)
    grade = run(ana, DUE + 2 * DAY, hand_in(ana, DUE - HOUR))
    assert (grade.report["late"], grade.report["handed_in"]["known_by"]) == (True, "github")
    assert grade.points == 100  # this rubric takes nothing off


def test_ben_calls_himself_a_bot(ana: Student) -> None:
    """The commit's author is `ben[bot]`. GitHub says that it was a person who pushed it."""
    begin(ana, late_percent_per_day=50)
    ana.git_config("user.name", "ben[bot]")
    grade = run(ana, DUE + HOUR, hand_in(ana, DUE + HOUR))
    assert (grade.points, grade.report["late"]) == (50, True)


def test_a_bot_pushes_after_anas_last_commit(ana: Student) -> None:
    """The host's app renews the workflow after the due date. Ana is as late as she was: not."""
    begin(ana, late_percent_per_day=10)
    mine = hand_in(ana, DUE - HOUR)
    ana.push()
    dated(ana, DUE + DAY)
    ana.write(".github/renewed.txt", "x\n")
    renewed = ana.commit("Renew the workflow")
    ana.write("model_repo/README.md", ana.read("model_repo/README.md") + "\n")
    tidied = ana.commit("Tidy up")
    grade = run(ana, DUE + DAY, renewed, tidied, bot=True)
    assert (grade.points, grade.report["late"]) == (100, False)
    assert grade.report["handed_in"]["commit"] == mine
    assert "On time: due" in grade.text
    assert "(the commit's own date, which anybody can set)" in grade.text


def test_the_teacher_corrects_the_rubric_of_anas_copy(ana: Student, classroom: Classroom) -> None:
    """A week later, in her repository: no change of hers, so she is not late."""
    begin(ana, late_percent_per_day=10)
    mine = hand_in(ana, DUE - HOUR)
    dated(ana, DUE + 7 * DAY)
    ana.replace("rubric.yaml", "late_percent_per_day: 10", "late_percent_per_day: 20")
    ana.commit("Correct the rubric")
    assert ana.publish().code == 0
    ana.push()
    report = classroom.grade(classroom.clone(ana)).report
    assert (report["late"], report["points"]) == (False, 100)
    assert report["handed_in"] == {
        "commit": mine,
        "at": "2024-10-01T13:59:00Z",
        "known_by": "commit",
    }


def test_ben_sets_a_date_before_the_assignment_was_given_out(
    ana: Student, classroom: Classroom
) -> None:
    """No commit is older than those before it: he is taken to have worked on the first day."""
    begin(ana)
    hand_in(ana, DUE - 400 * DAY)
    ana.push()
    report = classroom.grade(classroom.clone(ana)).report
    assert report["handed_in"]["at"] == "2024-09-24T14:59:00Z"


@pytest.mark.parametrize(
    ("late", "points"), [(-SECOND, 100), (0 * DAY, 100), (DAY, 90), (DAY + SECOND, 80)]
)
def test_cleo_is_graded_from_a_clone(
    ana: Student, classroom: Classroom, late: timedelta, points: int
) -> None:
    """The teacher has only the commit's own date, and each day that has begun costs 10 %."""
    begin(ana, late_percent_per_day=10)
    hand_in(ana, DUE + late)
    assert ana.publish().code == 0
    ana.push()
    grade = classroom.grade(classroom.clone(ana))
    assert (grade.points, grade.report["penalty_percent"]) == (points, 100 - points)
    assert "which anybody can set" in grade.text


def test_the_teacher_grades_a_zip(ana: Student, classroom: Classroom) -> None:
    """A zip has no times: the report says that it does not know, and takes nothing off."""
    begin(ana, late_percent_per_day=10)
    hand_in(ana, DUE + DAY)
    assert ana.publish().code == 0
    ana.push()
    grade = classroom.grade(classroom.download_zip(ana))
    assert (grade.points, grade.report["late"]) == (100, None)
    assert grade.report["handed_in"] == {"commit": None, "at": None, "known_by": None}
    assert "is not known: the folder has no commits that tell." in grade.text


def test_the_teacher_grades_a_zip_before_it_is_due(ana: Student, classroom: Classroom) -> None:
    """Whatever is there already is in time."""
    begin(ana, due=datetime.now(UTC) + 30 * DAY)
    report = classroom.grade(classroom.download_zip(ana)).report
    assert (report["late"], report["handed_in"]["known_by"]) == (False, "grader")
