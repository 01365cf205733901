"""The Hub's own models and datasets grow, change and go while a class is at work."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi

from checks.hub import kept
from minihub.routes import lists
from minihub.testing import FaultyHub, change_repo, delete_repo
from minihub.testing.faults import Status
from tests.stories.classroom import Classroom, Student

VOICES = "datasets/tour-lab/many-voices"
CHOICE = "acme-speech/whisper-pequeno-es"
C6 = ("c6.tasks", "c6.languages", "c6.splits")


@pytest.fixture
def hub() -> Iterator[FaultyHub]:
    """A Hub for each story, since each changes it."""
    with FaultyHub() as running:
        yield running


@pytest.fixture
def ana(classroom: Classroom) -> Student:
    """Ana, who has done everything right, and published it."""
    student = classroom.student("ana")
    student.do_everything()
    student.push()
    assert student.publish().code == 0
    return student


def as_owner(hub: FaultyHub, name: str = "tour-lab") -> HfApi:
    return HfApi(endpoint=hub.url, token=hub.add_user(name))


def upload(hub: FaultyHub, repo: str, path: str, text: str, kind: str = "model") -> None:
    """Write a file of somebody else's repo."""
    api = as_owner(hub, repo.partition("/")[0])
    api.create_repo(repo, repo_type=kind, exist_ok=True)
    api.upload_file(repo_id=repo, repo_type=kind, path_in_repo=path, path_or_fileobj=text.encode())


def grow(hub: FaultyHub, number: int) -> None:
    """Publish so many more English token classification models."""
    card = "---\npipeline_tag: token-classification\nlanguage: en\nlicense: mit\n---\n# Tagger\n"
    for one in range(number):
        upload(hub, f"newcomers/tagger-{one}", "README.md", card)


def set_rubric(student: Student, **settings: Any) -> None:
    """Have the teacher's rubric say something else: `c1={"model_id": "a/b"}`."""
    import yaml

    rubric = yaml.safe_load(student.read("rubric.yaml")) or {}
    student.write("rubric.yaml", yaml.safe_dump({**rubric, **settings}))


def move_back(facts: Path, days: int) -> None:
    """Make everything in a teacher's file so many days older."""
    lines = [json.loads(line) for line in facts.read_text().splitlines()]
    for line in lines:
        at = datetime.fromisoformat(line["at"]) - timedelta(days)
        line["at"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    facts.write_text("".join(json.dumps(line) + "\n" for line in lines))


# Challenge 2: how many models there are


def test_ana_counted_right_and_then_the_hub_grew(ana: Student, classroom: Classroom) -> None:
    """The teacher grades in week 1 and at the end of term; 7 models have become 20."""
    clone, facts = classroom.clone(ana), str(classroom.folder / "facts.jsonl")
    assert classroom.grade(clone, "--facts", facts).points == 100
    grow(classroom.hub, 13)  # type: ignore[arg-type]
    today = classroom.grade(clone)
    assert (today.points, today.codes("c2.count")) == (90, ["C2-COUNT"])
    later = classroom.grade(clone, "--facts", facts)
    assert (later.code, later.points, later.codes("c2.count")) == (0, 100, ["GRADE-DAY"])
    assert f"This was right on {datetime.now(UTC).date()}" in later.text


def test_ben_copies_a_number_that_was_right_before_he_answered(
    ana: Student, classroom: Classroom
) -> None:
    """The teacher's file has 7 from the week before; Ben writes 7 today, when there are 20."""
    facts = classroom.folder / "facts.jsonl"
    classroom.grade(classroom.clone(ana), "--facts", str(facts))
    grow(classroom.hub, 13)  # type: ignore[arg-type]
    move_back(facts, 7)
    ben = classroom.student("ben")
    ben.do_everything()
    ben.push()
    ben.publish()
    grade = classroom.grade(classroom.clone(ben), "--facts", str(facts))
    assert (grade.points, grade.codes("c2.count")) == (90, ["C2-COUNT"])


def test_ana_corrects_another_answer_after_the_hub_grew(ana: Student, classroom: Classroom) -> None:
    """Her count was committed in week 1 and has stayed; a correction elsewhere does not date it."""
    facts = str(classroom.folder / "facts.jsonl")
    classroom.grade(classroom.clone(ana), "--facts", facts)
    grow(classroom.hub, 13)  # type: ignore[arg-type]
    ana.answer(c1={"vocab_size": 18_432}, c6={"languages": "12"})
    ana.write("notes.txt", "One more look.\n")
    ana.commit()
    ana.push()
    assert classroom.grade(classroom.clone(ana), "--facts", facts).points == 100


def test_a_downloaded_zip_knows_no_day(ana: Student, classroom: Classroom) -> None:
    """Without commits nobody knows since when the answer is there: it is judged by today."""
    facts = str(classroom.folder / "facts.jsonl")
    classroom.grade(classroom.clone(ana), "--facts", facts)
    grow(classroom.hub, 13)  # type: ignore[arg-type]
    grade = classroom.grade(classroom.download_zip(ana), "--facts", facts)
    assert grade.codes("c2.count") == ["C2-COUNT"]


@pytest.mark.parametrize("tags", [{}, {"language": "spoken:{}"}], ids=["ignored", "renamed"])
def test_the_website_forgets_its_filter_for_languages(
    ana: Student, monkeypatch: pytest.MonkeyPatch, tags: dict[str, str]
) -> None:
    """Its number is about all languages, or about none; nobody in the class loses 10 points."""
    monkeypatch.setattr(lists, "WEB_TAGS", tags)
    saved = ana.home / "evidence.json"
    assert ana.grade("--save-evidence", str(saved)).points == 100
    count = json.loads(saved.read_text())["hub"]["facts"]["c2.count"]["fact"]["value"]
    assert (count["believed"], count["listed"], count["website"] == 7) == ("list", 7, False)


def test_the_website_no_longer_has_its_number(ana: Student, hub: FaultyHub) -> None:
    """The models page is down for good; the models are counted one by one."""
    hub.faults.add(Status(503), path="/models-json")
    assert ana.grade().points == 100


# Challenge 1: the model of the rubric


def test_a_teacher_asks_about_a_bert(ana: Student, hub: FaultyHub) -> None:
    """Its config.json calls the activation function hidden_act, which is what the hint names."""
    config = json.dumps({"hidden_act": "gelu", "vocab_size": 30_522})
    upload(hub, "tour-lab/small-bert", "config.json", config)
    set_rubric(ana, c1={"model_id": "tour-lab/small-bert"})
    ana.answer(c1={"activation_function": "GELU", "vocab_size": 30_522})
    assert ana.grade().points == 100
    ana.answer(c1={"activation_function": "relu", "vocab_size": 30_522})
    wrong = ana.grade()
    assert (wrong.points, wrong.codes("c1.activation")) == (95, ["C1-ACTIVATION"])
    assert "the key hidden_act." in wrong.text
    assert "gelu" not in wrong.text.lower()


def test_a_teacher_asks_about_a_model_without_an_activation_function(ana: Student) -> None:
    """The teacher is told under which key of the rubric; the students' points stay open."""
    set_rubric(ana, c1={"model_id": "tour-lab/ner-small-en"})
    ana.answer(c1={"vocab_size": 24_576})
    grade = ana.grade()
    assert (grade.code, grade.points, grade.report["open_points"]) == (3, 95, 5)
    assert "rubric.yaml:1:1: GRADE-RUBRIC" in grade.text
    assert "names tour-lab/ner-small-en under c1.model_id" in grade.text


# Challenge 3: the model that a student chose


def test_the_model_that_ana_chose_is_deleted_before_the_regrade(
    ana: Student, classroom: Classroom, hub: FaultyHub
) -> None:
    """With what the teacher's file has seen she keeps her points; without, a person looks."""
    set_rubric(ana, due="2099-01-01T00:00:00Z")
    ana.commit()
    ana.push()
    clone, facts = classroom.clone(ana), str(classroom.folder / "facts.jsonl")
    assert classroom.grade(clone, "--facts", facts).points == 100
    delete_repo(hub, CHOICE)
    kept_grade = classroom.grade(clone, "--facts", facts)
    assert (kept_grade.points, kept_grade.codes("c3.model")) == (100, ["GRADE-DAY"])
    # She herself can still choose another one.
    own = ana.grade()
    assert (own.outcome("c3.model"), own.codes("c3.model")) == ("failed", ["C3-MODEL"])
    set_rubric(ana, due="2026-01-01T00:00:00Z")
    late = ana.grade()
    assert (late.outcome("c3.model"), late.codes("c3.model")) == ("needs_review", ["C3-MODEL"])
    assert late.report["open_points"] == 10


# Challenge 6: the dataset


def test_the_dataset_of_the_rubric_is_deleted(ana: Student, hub: FaultyHub) -> None:
    """Nobody can read it any more: 15 points stay open, and the teacher is told once."""
    delete_repo(hub, VOICES)
    grade = ana.grade()
    assert (grade.code, grade.points, grade.report["open_points"]) == (3, 85, 15)
    assert [grade.codes(check) for check in C6] == [
        ["GRADE-RUBRIC"],
        ["GRADE-TEACHER"],
        ["GRADE-TEACHER"],
    ]
    assert "rubric.yaml names tour-lab/many-voices under c6.dataset_ids" in grade.text


def test_the_dataset_asks_for_access_since_ana_read_it(ana: Student, hub: FaultyHub) -> None:
    """Its card is for members now; what the card says, the Hub tells everybody all the same."""
    change_repo(hub, VOICES, gated="manual")
    assert ana.grade().points == 100


def test_the_dataset_is_emptied_after_ana_read_it(
    ana: Student, classroom: Classroom, hub: FaultyHub
) -> None:
    """Mozilla did so: she is told to read another version, and nothing is lost meanwhile."""
    set_rubric(ana, c6={"dataset_ids": ["tour-lab/many-*"]})
    ana.commit()
    ana.push()
    clone, facts = classroom.clone(ana), str(classroom.folder / "facts.jsonl")
    assert classroom.grade(clone, "--facts", facts).points == 100
    card = "---\nlicense: cc0-1.0\n---\nThis dataset has moved.\n"
    upload(hub, "tour-lab/many-voices", "README.md", card, "dataset")
    grade = ana.grade()
    assert (grade.points, grade.report["open_points"]) == (85, 15)
    assert [grade.codes(check) for check in C6] == [["C6-CARD"]] * 3
    assert "Read another version's card" in grade.text
    later = classroom.grade(clone, "--facts", facts)
    assert (later.points, later.codes("c6.splits")) == (100, ["GRADE-DAY"])


def test_cem_names_a_dataset_that_never_was(ana: Student) -> None:
    """The rubric's pattern fits its name; he gets no points for it, not even open ones."""
    set_rubric(ana, c6={"dataset_ids": ["tour-lab/many-*"]})
    ana.answer(c6={"dataset_id": "tour-lab/many-voices_99"})
    grade = ana.grade()
    assert (grade.points, grade.report["open_points"]) == (85, 0)
    assert [grade.codes(check) for check in C6] == [["C6-DATASET"]] * 3


# What stays on a disk


def test_dana_saves_evidence_before_she_has_answered_anything(
    classroom: Classroom, hub: FaultyHub
) -> None:
    """The file holds no answer that she has not given, and the Hub was asked for none."""
    dana = classroom.student("dana")
    dana.build_model()
    hub.requests.clear()
    saved = dana.home / "evidence.json"
    dana.grade("--save-evidence", str(saved))
    assert json.loads(saved.read_text())["hub"]["facts"] == {}
    assert list(hub.requests) == []
    assert not (dana.home / "huggingface/hub-tour").exists()


def test_a_student_grades_five_times_and_asks_for_the_world_once(
    ana: Student, hub: FaultyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the Hub said within a day is kept, for her alone, outside of the assignment."""
    monkeypatch.setattr(kept, "_HERE", frozenset())  # as if the Hub were on another machine
    for _ in range(5):
        assert ana.grade().points == 100
    asked = [seen.path.partition("?")[0] for seen in hub.requests]
    for path in ("/models-json", "/tour-lab/pocket-gpt/resolve/main/config.json"):
        assert asked.count(path) == 1
    (file,) = ana.home.glob("**/facts.jsonl")
    assert file == ana.home / "huggingface/hub-tour/facts.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ana.git("status", "--short").out.split() == []


def test_what_is_kept_makes_no_right_answer_wrong(
    ana: Student, hub: FaultyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Hub grows within the day; Ana counts again, and is right at once."""
    monkeypatch.setattr(kept, "_HERE", frozenset())
    assert ana.grade().points == 100
    grow(hub, 13)
    ana.answer(c2={"count": 20})
    assert ana.grade().points == 100
    hub.requests.clear()
    ana.answer(c2={"count": 900}, c3={"model_id": None})
    assert ana.grade().codes("c2.count") == ["C2-COUNT"]
    asked = [seen.path.partition("?")[0] for seen in hub.requests]
    assert asked.count("/models-json") == 1
    assert "/tour-lab/pocket-gpt/resolve/main/config.json" not in asked


def test_github_keeps_nothing(
    ana: Student, classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A runner is new each time, and other steps could have written there."""
    monkeypatch.setattr(kept, "_HERE", frozenset())
    run = ana.push_and_run()
    assert run.grade is not None
    assert run.grade.points == 100
    assert list(classroom.folder.glob("runner-*/**/facts.jsonl")) == []


def test_a_teacher_takes_no_facts_from_the_submission(ana: Student, classroom: Classroom) -> None:
    """A student could have committed that file."""
    clone = classroom.clone(ana)
    (clone / "facts.jsonl").write_text("")
    grade = classroom.grade(clone, "--facts", str(clone / "facts.jsonl"))
    assert (grade.code, grade.report) == (2, {})
    assert "GRADE-FACTS" in grade.text
    (classroom.folder / "folder").mkdir()
    grade = classroom.grade(clone, "--facts", str(classroom.folder / "folder"))
    assert (grade.code, "GRADE-FACTS" in grade.text) == (2, True)
