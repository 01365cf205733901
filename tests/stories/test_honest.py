"""Students who do everything right."""

from __future__ import annotations

from tests.stories.classroom import Classroom, Student


def test_ana_does_everything_and_pushes(ana: Student) -> None:
    """Ana answers, trains, commits and pushes; the workflow publishes and gives 100."""
    ana.do_everything()
    run = ana.push_and_run()
    assert run.lint.code == 0, run.lint.text
    assert run.publish.code == 0, run.publish.text
    assert run.grade is not None
    assert (run.grade.code, run.grade.points) == (0, 100), run.grade.text


def test_ana_publishes_from_her_own_machine(ana: Student, classroom: Classroom) -> None:
    """Ana publishes with her token, grades herself, and the teacher sees the same 100."""
    ana.do_everything()
    assert ana.publish().code == 0
    assert ana.grade().points == 100
    ana.push()
    assert classroom.grade(classroom.clone(ana)).points == 100


def test_ana_gets_one_answer_wrong(ana: Student) -> None:
    """Ana writes another number at challenge 1 and loses its 5 points, and no other."""
    ana.do_everything()
    ana.answer(c1={"vocab_size": 50257})
    ana.commit()
    run = ana.push_and_run()
    assert run.grade is not None
    assert run.grade.points == 95
    assert run.grade.outcome("c1.vocabulary") == "failed"
