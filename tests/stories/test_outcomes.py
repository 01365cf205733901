"""What ends how: open points, exit codes, folders that are none, and the teacher's own slips."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checks.digests import digest
from tests.paths import ROOT
from tests.stories.classroom import Classroom, Student, graded
from tests.stories.machine import Done
from tests.workflow.repository import git

RUNS_A_PROGRAM = b"cos\nsystem\n(S'true'\ntR."
"""A pickle that would run a program when it is loaded. Nobody loads it."""
NOWHERE = "http://127.0.0.1:1"


def set_rubric(student: Student, text: str) -> None:
    student.write("rubric.yaml", student.read("rubric.yaml") + text)


# Open


@pytest.mark.parametrize(("mark", "code"), [(60, 0), (90, 0), (91, 3)])
def test_dan_hands_in_a_model_that_a_person_should_look_at(
    ana: Student, mark: int, code: int
) -> None:
    """90 points are his, 10 are open. No host is given a number; red only where these decide."""
    ana.do_everything()
    ana.write("model_repo/model.joblib", RUNS_A_PROGRAM)
    set_rubric(ana, f"pass_mark: {mark}\n")
    ana.commit()
    run = ana.push_and_run()
    grade = run.grade
    assert grade
    assert (grade.outcome("c4.artifact"), grade.code) == ("needs_review", code), grade.text
    assert (grade.report["points"], grade.report["open_points"]) == (90, 10)
    assert grade.report["provisional"] is True
    assert "Autograding" not in grade.text
    assert "::warning title=Not graded yet::90 + 10 open / 100. Provisional" in grade.text
    assert "90 + 10 open / 100" in run.summary
    assert "Provisional, not a grade yet: 10 points are still open (c4.artifact)." in run.summary


def test_emil_fails_whatever_a_person_says(ana: Student) -> None:
    """A few points are won, ten are open, and they would not be enough: exit 1."""
    ana.answer(c1=dict.fromkeys(("activation_function", "vocab_size")), c3={"model_id": None})
    ana.build_model(card="---\nlicense: mit\n---\n")
    ana.write("model_repo/model.joblib", RUNS_A_PROGRAM)
    set_rubric(ana, "pass_mark: 95\n")
    ana.commit()
    grade = ana.push_and_run().grade
    assert grade
    assert (grade.outcome("c4.artifact"), grade.code) == ("needs_review", 1), grade.text


def test_the_hub_is_down_when_ana_is_graded(ana: Student) -> None:
    """All is open, each challenge says why in one line, and nobody tells her to fix c4.live."""
    ana.do_everything()
    grade = ana.grade(HF_ENDPOINT=NOWHERE)
    assert grade.code == 3
    assert (grade.report["points"], grade.report["open_points"]) == (0, 100)
    assert {one["outcome"] for one in grade.report["results"]} == {"not_gradable"}
    assert "? c4.live, c4.artifact, c4.lfs, c4.card" in grade.text
    assert "Fix c4.live" not in grade.text
    assert grade.text.count("→") == 1


def test_fay_has_not_published_yet(ana: Student) -> None:
    """One thing is wrong, and it is said once."""
    ana.do_everything()
    grade = ana.grade()
    assert (grade.points, grade.code) == (45, 1)
    assert grade.codes("c4.live") == grade.codes("c5.found") == ["C4-REPO"]
    assert grade.text.count("→") == 2  # the second is where to go from here
    assert "c5.widget, c5.found" in grade.text


def test_the_class_does_not_grade_whether_it_is_live(ana: Student) -> None:
    """`c4.live: 0`: the other checks are judged without it, and its name is never said."""
    ana.do_everything()
    set_rubric(ana, "points:\n  c4.live: 0\n")
    ana.commit()
    before = ana.grade()
    assert (before.points, before.report["max_points"]) == (45, 90)
    assert "c4.live" not in before.text
    assert "C4-REPO" in before.text
    grade = ana.push_and_run().grade
    assert grade
    assert (grade.points, grade.report["max_points"], grade.code) == (90, 90, 0)


def test_publishing_never_ended_and_what_is_live_is_not_graded(ana: Student) -> None:
    """What is live is hers already: whoever brought it there, it counts. Else it is open."""
    ana.do_everything()
    set_rubric(ana, "points:\n  c4.live: 0\n")
    ana.commit()
    assert ana.publish().code == 0
    assert ana.grade("--unpublished").points == 90
    ana.write("model_repo/notes.md", "New, and not on the Hub.\n")
    ana.commit()
    grade = ana.grade("--unpublished")
    assert (grade.code, grade.points, grade.report["open_points"]) == (3, 45, 45)


def test_gil_names_a_repo_of_somebody_elses(ana: Student, classroom: Classroom) -> None:
    """Nothing on it is his, so nothing on it earns points, and there is one thing to fix."""
    ana.do_everything()
    assert ana.publish().code == 0
    gil = classroom.student("gil")
    gil.do_everything()
    gil.answer(repo_id=ana.repo_id)
    grade = gil.grade()
    assert grade.points == 45
    assert grade.codes("c4.live") == grade.codes("c4.card") == ["C4-OWNER"]


# Folders


def refused(done: Done, folder: Path) -> str:
    """Return what was said, where nothing was graded and no report was written."""
    assert done.code == 2, done.text
    assert not list(folder.rglob("report.json"))
    assert "/ 100" not in done.text
    return done.err


def test_the_teacher_grades_the_folder_of_all_clones(ana: Student, classroom: Classroom) -> None:
    """She is told that the submissions are one below, and how to name one."""
    clone = classroom.clone(ana, name="ana")
    classroom.clone(ana, name="ben")
    classroom.teacher.folder = clone.parent
    said = refused(classroom.teacher.tour("grade", "--lang", "en"), clone.parent)
    assert "FOLDER-ABOVE" in said
    assert "2 of its folders do: ana, ben." in said


def test_a_clone_failed_and_the_loop_went_on(classroom: Classroom) -> None:
    """An empty folder is no student with 0 points."""
    for name in ("nothing", "no-commits"):
        folder = classroom.folder / "clones" / name
        folder.mkdir(parents=True)
    classroom.teacher.folder = folder
    classroom.teacher.git("init", "--quiet")
    for name in ("nothing", "no-commits"):
        classroom.teacher.folder = classroom.folder
        done = classroom.teacher.tour("grade", f"clones/{name}", "--lang", "en")
        said = refused(done, classroom.folder)
        assert "FOLDER-EMPTY" in said
        assert "Clone the repository again." in said


def test_hana_is_in_model_repo(ana: Student) -> None:
    """After `cd model_repo` she grades: she is told the folder to name."""
    ana.do_everything()
    top, ana.folder = ana.folder, ana.folder / "model_repo"
    for command in ("grade", "rehearse"):
        said = refused(ana.tour(command, "--lang", "en"), top)
        assert "FOLDER-INSIDE" in said
        assert f"Name the folder that holds answers.yaml: {top.resolve()}" in said


def test_ivo_has_windows_hide_the_ending(ana: Student) -> None:
    """He has answers.yaml.txt and a model: he is told to rename it, and has no 0 points."""
    ana.do_everything()
    (ana.folder / "answers.yaml").rename(ana.folder / "answers.yaml.txt")
    said = refused(ana.tour("grade", "--lang", "en"), ana.folder)
    assert "Give answers.yaml.txt the name answers.yaml." in said


def test_june_has_only_just_cloned(ana: Student) -> None:
    """Blank answers and no model folder yet are a submission at its beginning: graded, 0 points."""
    grade = ana.grade()
    assert (grade.code, grade.points, grade.report["max_points"]) == (1, 0, 100)


def test_the_teacher_names_any_other_folder(classroom: Classroom) -> None:
    folder = classroom.folder / "photos"
    folder.mkdir()
    (folder / "cat.txt").write_text("miaow")
    said = refused(classroom.teacher.tour("grade", str(folder), "--lang", "en"), folder)
    assert "FOLDER-NONE" in said


# The teacher's own slips


def test_the_teacher_mistypes_the_rubrics_name(ana: Student, classroom: Classroom) -> None:
    """Nothing is graded by other rules than hers without a word. The same for the evidence."""
    clone = classroom.clone(ana)
    for option in ("--rubric", "--evidence"):
        for words in ([], ["--pytest"]):
            done = classroom.teacher.tour(
                "grade", str(clone), option, "rubrik.yaml", "--lang", "en", *words
            )
            said = refused(done, classroom.folder)
            assert f"There is no file rubrik.yaml, which {option} names." in said


def test_the_teachers_rubric_is_korean(ana: Student, classroom: Classroom) -> None:
    """The language is that of the rubric that is named, not that of the student's."""
    clone = classroom.clone(ana)
    rubric = classroom.teacher.home / "rubric.yaml"
    shutil.copy(clone / "rubric.yaml", rubric)
    rubric.write_text("language: ko\n" + rubric.read_text().replace("language:", "# language:"))
    classroom.teacher.folder = classroom.teacher.home
    done = classroom.teacher.tour("grade", str(clone), "--rubric", "rubric.yaml")
    assert "아직 답하지 않음" in done.out, done.text


def test_a_student_gives_herself_all_points_for_one_answer(
    ana: Student, classroom: Classroom
) -> None:
    """Her own run goes by her rubric; a teacher's goes by the teacher's, and says which it was."""
    ana.answer()
    mine = ana.read("rubric.yaml")
    set_rubric(ana, "points:\n  c1.activation: 1000\nlanguage: ko\n")
    ana.commit()
    ana.push()
    clone = classroom.clone(ana)
    own = ana.grade()
    assert own.points >= 1000
    path = classroom.teacher.folder / "rubric.yaml"
    path.write_text(mine)
    grade = graded(classroom.teacher, str(clone))
    assert grade.report["max_points"] == 100
    assert grade.report["rubric"] == {"digest": digest(mine.encode())}
    assert grade.report["rubric"] != own.report["rubric"]
    assert digest(mine.encode())[: len("sha256:") + 12] in grade.text
    path.unlink()
    shipped = graded(classroom.teacher, str(clone))
    assert shipped.report["rubric"] == {"digest": digest((ROOT / "rubric.yaml").read_bytes())}


def test_the_teacher_is_told_what_ben_changed(ana: Student, classroom: Classroom) -> None:
    """Facts, at the end of her scorecard; Ben himself, and an honest student, see none."""
    ana.do_everything()
    ana.publish()
    ana.push()
    honest = classroom.grade(classroom.clone(ana))
    assert (honest.points, honest.report["facts"]) == (100, [])
    assert honest.points == classroom.grade(classroom.clone(ana, autocrlf="true")).points
    assert classroom.grade(classroom.clone(ana, autocrlf="true")).report["facts"] == []
    workflow = ana.read(".github/workflows/classroom.yml")
    ana.write(".github/workflows/classroom.yml", workflow + "# mine\n# more\n")
    ana.write("conftest.py", "print('hello')\n")
    ana.commit()
    clone = classroom.clone(ana)
    ana.push()
    git(clone, "config", f"url.{classroom.github}/.insteadOf", "https://github.com/autumn-class/")
    git(clone, "fetch", "--quiet", "origin")
    ana.git("commit", "--quiet", "--amend", "--no-verify", "--message=Again")
    ana.git("push", "--quiet", "--force", "origin", "main")
    git(clone, "pull", "--quiet", "--force", "--rebase", "origin", "main")
    ana.api.upload_file(path_or_fileobj=b"x", path_in_repo="more.md", repo_id=ana.repo_id)
    told = classroom.grade(clone)
    assert [(one["code"], one["file"]) for one in told.report["facts"]] == [
        ("SEEN-CHANGED", ".github/workflows/classroom.yml"),
        ("SEEN-ADDED", "conftest.py"),
        ("SEEN-REPLACED", None),
        ("SEEN-SINCE", None),
    ]
    assert "classroom.yml is not as in this grader (+2 −0 lines)." in told.text
    assert told.points == 100
    own = ana.grade()
    assert "SEEN-" not in own.text
    assert [one["code"] for one in own.report["facts"]][:2] == ["SEEN-CHANGED", "SEEN-ADDED"]


def test_ben_names_a_commit_that_is_not_the_newest(ana: Student, classroom: Classroom) -> None:
    """His workflow passes on an older one of his own. It is graded, and the report says so."""
    ana.do_everything()
    ana.publish()
    first = ana.api.model_info(ana.repo_id).sha or ""
    ana.write("model_repo/README.md", ana.read("model_repo/README.md") + "\nMore.\n")
    ana.commit()
    ana.publish()
    ana.push()
    clone = classroom.clone(ana)
    assert classroom.grade(clone).report["facts"] == []
    told = classroom.grade(clone, "--revision", first)
    assert told.report["commit"] == first
    [fact] = told.report["facts"]
    assert fact["code"] == "SEEN-SINCE"
    assert f"Graded is the commit {first[:12]}" in told.text


def test_the_teacher_breaks_the_rubric_and_a_student_pushes(ana: Student) -> None:
    """The student's grade is open and not 0, at the rubric's line, and says whose file it is."""
    ana.do_everything()
    set_rubric(ana, "pass_mark: sixty\nlate_percent_per_day: 10%\npoints:\n  c9.nothing: 5\n")
    ana.commit()
    grade = ana.push_and_run().grade
    assert grade
    assert (grade.code, grade.report) == (3, {})
    assert "RUB-FORM pass_mark cannot be sixty." in grade.text
    assert "Write a number from 0 to 100, without a percent sign, for example: 60" in grade.text
    assert "RUB-FORM late_percent_per_day cannot be 10%." in grade.text
    assert "RUB-CHECK There is no check c9.nothing." in grade.text
    assert "show these lines to your teacher" in grade.text


def test_the_teacher_lints_the_rubric_before_she_gives_it_out(ana: Student) -> None:
    """`tour lint` knows it by name, and looks at it wherever there is one."""
    assert ana.lint("rubric").code == 0
    set_rubric(ana, "duee: tomorrow\n")
    for words in (["rubric"], ["rubric", "rubric.yaml"], []):
        done = ana.lint(*words)
        assert done.code == 1
        assert "RUB-KEY The rubric has no setting duee." in done.out
        assert "Perhaps you mean due." in done.out
    (ana.folder / "rubric.yaml").unlink()
    assert "rubric" not in ana.lint().out
