"""What git has is what counts: line ends, ignored files, edits on the Hub, repositories inside."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd

from checks.assignment import assignment_in
from tests.stories.classroom import Classroom, Student
from tests.submissions import trained_model
from tests.workflow.repository import git

TEXTS = ("README.md", "train.py", ".gitattributes")


def with_crlf(student: Student) -> None:
    """Save the texts of the model folder as an editor on Windows does."""
    for name in TEXTS:
        path = f"model_repo/{name}"
        student.write(path, student.read(path).replace("\n", "\r\n"))


def on_the_hub(student: Student, name: str) -> bytes:
    path = student.api.hf_hub_download(student.repo_id, name, force_download=True)
    return Path(path).read_bytes()


def files_there(student: Student) -> set[str]:
    return set(student.api.list_repo_files(student.repo_id))


def line_in_card(student: Student) -> None:
    """Paste the assignment's line into the card, as who publishes by hand is told to."""
    line = assignment_in(student.folder).card_line
    student.write("model_repo/README.md", f"{student.read('model_repo/README.md')}\n{line}\n")


def upload(student: Student) -> None:
    """Upload the files of the model folder on the Hub's website, bytes as they are here."""
    student.api.create_repo(student.repo_id)
    folder = student.folder / "model_repo"
    files = [CommitOperationAdd(path.name, path) for path in sorted(folder.iterdir())]
    student.api.create_commit(student.repo_id, files, commit_message="Upload files")


# The table: however it is published and however it is cloned, it is the same work.


def from_linux(student: Student) -> None:
    student.commit()
    student.push()
    assert student.publish().code == 0


def from_windows(student: Student) -> None:
    student.git_config("core.autocrlf", "true")
    with_crlf(student)
    from_linux(student)


def from_windows_without_autocrlf(student: Student) -> None:
    """Write CRLF, which is then committed as such, there being no rule for line ends."""
    with_crlf(student)
    from_linux(student)


def by_github(student: Student) -> None:
    student.commit()
    run = student.push_and_run()
    assert run.grade is not None
    assert run.grade.points == 100


def by_github_from_windows(student: Student) -> None:
    student.git_config("core.autocrlf", "true")
    with_crlf(student)
    by_github(student)


def in_the_browser(student: Student) -> None:
    line_in_card(student)
    student.commit()
    student.push()
    upload(student)


def in_the_browser_on_windows(student: Student) -> None:
    student.git_config("core.autocrlf", "true")
    line_in_card(student)
    with_crlf(student)
    student.commit()
    student.push()
    upload(student)
    assert b"\r\n" in on_the_hub(student, "README.md")


def by_git_push(student: Student) -> None:
    """Push to the Hub with git and git-lfs, as the Hub's own documentation says."""
    line_in_card(student)
    student.commit()
    student.push()
    student.api.create_repo(student.repo_id)
    address = f"{student.classroom.hub.url}/{student.repo_id}"
    access = address.replace("://", f"://{student.hub_name}:{student.token}@")
    clone = student.home / "hub"
    student.git("clone", "--quiet", access, str(clone))
    shutil.copytree(student.folder / "model_repo", clone, dirs_exist_ok=True)
    for words in (
        ("lfs", "install", "--local"),
        ("add", "--all"),
        ("-c", f"user.name={student.hub_name}", "commit", "--quiet", "-m", "My model"),
        ("push", "--quiet"),
    ):
        student.git("-C", str(clone), *words)


WAYS: list[Callable[[Student], None]] = [
    from_linux,
    from_windows,
    from_windows_without_autocrlf,
    by_github,
    by_github_from_windows,
    in_the_browser,
    in_the_browser_on_windows,
    by_git_push,
]


@pytest.mark.git_lfs
@pytest.mark.sampled(3)
@pytest.mark.parametrize("publish", WAYS, ids=lambda way: way.__name__)
def test_all_ways_to_publish_are_worth_the_same(
    publish: Callable[[Student], None], classroom: Classroom, ana: Student
) -> None:
    """Ana's work is worth 100 however it got there, and on whatever system it is graded.

    Nobody reads that something differs, since nothing does but line ends.
    """
    # Without its own rule for line ends, as a copy of an older template.
    (ana.folder / ".gitattributes").unlink()
    ana.answer()
    ana.build_model()
    publish(ana)
    clone = classroom.clone(ana, autocrlf="true")
    assert b"\r\n" in (clone / "model_repo/train.py").read_bytes()
    for folder in (
        classroom.clone(ana, autocrlf="false"),
        clone,
        classroom.download_zip(ana, autocrlf="false"),
        classroom.download_zip(ana, autocrlf="true"),
    ):
        grade = classroom.grade(folder)
        assert (grade.points, grade.codes("c4.live")) == (100, []), grade.text
        assert "GRADE-UNCOMMITTED" not in grade.text


def test_ana_publishes_from_windows_and_is_graded_on_linux(
    classroom: Classroom, ana: Student
) -> None:
    """Ana's Windows has CRLF in its files; what goes public is what git commits, with LF."""
    (ana.folder / ".gitattributes").unlink()
    ana.git_config("core.autocrlf", "true")
    ana.answer()
    ana.build_model()
    with_crlf(ana)
    ana.commit()
    ana.push()
    assert ana.publish().code == 0
    for name in TEXTS:
        assert b"\r" not in on_the_hub(ana, name)
    assert ana.publish().out.count("is up to date") == 1
    assert classroom.grade(classroom.clone(ana)).points == 100


def test_a_clone_on_windows_has_the_line_ends_of_the_hub(
    classroom: Classroom, ana: Student
) -> None:
    """The assignment's own rule gives every system LF, so that nothing is to be converted."""
    ana.do_everything()
    ana.push()
    clone = classroom.clone(ana, autocrlf="true")
    for name in ("answers.yaml", *(f"model_repo/{text}" for text in TEXTS)):
        assert b"\r" not in (clone / name).read_bytes()


def test_ana_clones_again_on_windows_and_publishes_nothing_new(ana: Student) -> None:
    """Ana published from Linux and sits at a Windows now: the same content is no commit."""
    (ana.folder / ".gitattributes").unlink()
    ana.do_everything()
    ana.push()
    assert ana.publish().code == 0
    ana.git_config("core.autocrlf", "true")
    ana.clone()
    assert "\r\n" in ana.read("model_repo/train.py")
    done = ana.publish()
    assert (done.code, "is up to date" in done.out) == (0, True)
    assert ana.grade().points == 100


def test_ana_corrects_a_sentence_on_the_website(classroom: Classroom, ana: Student) -> None:
    """After the run Ana edits her card on the Hub. Her teacher reads of it, and gives 100."""
    ana.do_everything()
    run = ana.push_and_run()
    assert run.grade is not None
    assert run.grade.points == 100
    edited = on_the_hub(ana, "README.md") + b"\nOne more sentence about its limits.\n"
    ana.api.upload_file(repo_id=ana.repo_id, path_in_repo="README.md", path_or_fileobj=edited)
    grade = classroom.grade(classroom.clone(ana))
    assert (grade.code, grade.points) == (0, 100)
    assert grade.codes("c4.live") == ["C4-DIFFERS"]
    assert "README.md on the Hub is not the same as in your folder" in grade.text
    assert "This costs nothing." in grade.text


def test_ana_pushes_an_answer_after_an_edit_on_the_website(ana: Student) -> None:
    """Ana adds the licence on the Hub, and later corrects an answer here. Her edit is not undone.

    When she changes the card here, too, the folder's is published.
    """
    ana.do_everything()
    ana.replace("model_repo/README.md", "license: mit\n", "")
    ana.commit()
    run = ana.push_and_run()
    assert run.grade is not None
    assert run.grade.codes("c4.card") == ["C4-LICENSE"]
    edited = on_the_hub(ana, "README.md").replace(b"---\n", b"---\nlicense: mit\n", 1)
    ana.api.upload_file(repo_id=ana.repo_id, path_in_repo="README.md", path_or_fileobj=edited)
    ana.replace("answers.yaml", "vocab_size: 18432", "vocab_size: 18,432")
    ana.commit()
    run = ana.push_and_run()
    assert "Edited on the Hub since, and left as it is there: README.md" in run.publish.out
    assert "is up to date" in run.publish.out
    assert run.grade is not None
    assert (run.grade.code, run.grade.points) == (0, 100)
    assert on_the_hub(ana, "README.md") == edited
    ana.replace("model_repo/README.md", "---\n\n#", "---\n\nMine.\n\n#")
    ana.commit()
    assert "Published 1 file(s)" in ana.push_and_run().publish.out
    assert b"license: mit" not in on_the_hub(ana, "README.md")


def test_ana_gates_her_repo(classroom: Classroom, ana: Student) -> None:
    """Ana asks visitors to sign in. She reads that it has to be open, and where the switch is."""
    ana.do_everything()
    ana.push_and_run()
    ana.api.update_repo_settings(ana.repo_id, gated="manual")
    grade = classroom.grade(classroom.clone(ana))
    assert (grade.code, grade.points) == (1, 45)
    assert (grade.outcome("c4.live"), grade.codes("c4.live")) == ("failed", ["C4-CLOSED"])


def test_ana_deletes_the_model_on_the_website(classroom: Classroom, ana: Student) -> None:
    """What is gone from the Hub is not graded there: no model, no points for it."""
    ana.do_everything()
    ana.push_and_run()
    ana.api.delete_file("model.joblib", ana.repo_id)
    grade = classroom.grade(classroom.clone(ana))
    assert grade.outcome("c4.live") == "passed"
    assert grade.codes("c4.live") == ["C4-MISSING"]
    assert grade.outcome("c4.artifact") == "failed"


def test_ana_gives_her_model_another_name(ana: Student) -> None:
    """The old file goes from the Hub with the next publish; what she put there by hand stays."""
    ana.do_everything()
    assert ana.publish().code == 0
    ana.api.upload_file(repo_id=ana.repo_id, path_in_repo="notes.md", path_or_fileobj=b"mine\n")
    (ana.folder / "model_repo/model.joblib").rename(ana.folder / "model_repo/feedback.joblib")
    done = ana.publish()
    assert done.code == 0
    assert "Published 1 file(s)" in done.out
    assert "There already, and the same: .gitattributes, README.md, train.py" in done.out
    assert "Deleted on the Hub, no longer in model_repo/: model.joblib" in done.out
    assert "Also there, and left alone: notes.md" in done.out
    assert files_there(ana) == {*TEXTS, "feedback.joblib", "notes.md"}
    assert ana.publish().out.count("is up to date") == 1
    ana.commit()
    assert ana.grade().points == 100


def test_ana_has_a_gitignore_on_the_hub(ana: Student) -> None:
    """Its rules are about her own pushes there, and hold back nothing that she publishes."""
    ana.do_everything()
    assert ana.publish().code == 0
    ana.api.upload_file(repo_id=ana.repo_id, path_in_repo=".gitignore", path_or_fileobj=b"*.txt\n")
    ana.write("model_repo/labels.txt", "praise\ncomplaint\n")
    assert "Published 1 file(s)" in ana.publish().out
    assert "labels.txt" in files_there(ana)
    assert "is up to date" in ana.publish().out


@pytest.mark.parametrize("is_git", [True, False], ids=["git", "zip"])
def test_ana_keeps_her_data_to_herself(ana: Student, is_git: bool) -> None:
    """What .gitignore names is in no commit, so it does not go public, and that is said."""
    ana.do_everything()
    ana.write("model_repo/.gitignore", "interviews.csv\n")
    ana.write("model_repo/interviews.csv", "name,answer\n")
    ana.write("model_repo/.env", "KEY=1\n")
    if not is_git:
        shutil.rmtree(ana.folder / ".git")
    done = ana.publish()
    assert done.code == 0
    assert files_there(ana) == {*TEXTS, "model.joblib"}
    assert "1 file(s) of model_repo/ are not published, because git ignores them" in done.err
    assert "interviews.csv" in done.err
    dry = ana.publish("--dry-run").out.splitlines()
    assert [line.split() for line in dry if "stays" in line] == [
        ["stays", name] for name in (".env", ".gitignore", "interviews.csv")
    ]


def test_ana_ignores_what_she_had_published(ana: Student) -> None:
    """The next publish takes it from the Hub's newest commit; her own file stays."""
    ana.do_everything()
    ana.write("model_repo/interviews.csv", "name,answer\n")
    assert ana.publish().code == 0
    ana.write(".gitignore", ana.read(".gitignore") + "interviews.csv\n")
    done = ana.publish()
    assert "Deleted on the Hub, no longer in model_repo/: interviews.csv" in done.out
    assert "file(s) to" not in done.out  # that it published any
    assert "is up to date" not in done.out
    assert "interviews.csv" not in files_there(ana)
    assert ana.read("model_repo/interviews.csv") == "name,answer\n"


def test_ana_ignores_her_model(ana: Student) -> None:
    """A rule for all of joblib keeps the model out of every commit: lint and publish name it."""
    ana.answer()
    ana.write(".gitignore", ana.read(".gitignore") + "*.joblib\n")
    ana.build_model()
    ana.commit()
    lint = ana.lint()
    assert "model_repo/model.joblib:1:1: C4-IGNORED warning" in lint.text
    done = ana.publish()
    assert done.code == 1
    assert "C4-IGNORED model_repo/model.joblib is in no commit" in done.text
    command = re.search("`git (check-ignore .*?)`", done.text)
    assert command is not None
    assert "*.joblib" in ana.git(*shlex.split(command[1])).out
    assert ana.grade().outcome("c4.artifact") == "failed"


def test_ana_changes_only_an_answer(ana: Student) -> None:
    """Her second push makes no commit on the Hub, and is graded all the same."""
    ana.answer(c1={"vocab_size": 3})
    ana.build_model()
    ana.commit()
    first = ana.push_and_run()
    assert first.grade is not None
    assert first.grade.points == 95
    ana.answer()
    ana.commit("The right number")
    second = ana.push_and_run()
    assert second.grade is not None
    assert second.grade.points == 100
    assert second.grade.report["commit"] == first.grade.report["commit"]
    assert "is up to date" in second.publish.out


def test_ana_grades_before_she_commits(ana: Student) -> None:
    """Ana reads what is right by now, and that part of it is not handed in yet."""
    ana.do_everything()
    assert ana.publish().code == 0
    ana.answer(c1={"vocab_size": 3})
    ana.write("model_repo/notes.md", "New.\n")
    grade = ana.grade()
    assert grade.points == 95
    assert "GRADE-UNCOMMITTED note: 2 file(s)" in grade.text
    assert "answers.yaml, model_repo/notes.md" in grade.text
    ana.commit()
    assert "GRADE-UNCOMMITTED" not in ana.grade().text


def test_ben_clones_his_hub_repo_into_the_assignment(classroom: Classroom) -> None:
    """Ben follows the Hub's own guide inside his assignment. He is told, by the path of its .git.

    What he pushed to the Hub is graded; what he then does as he is told loses nothing.
    """
    ben = classroom.student("ben")
    ben.answer()
    ben.build_model()
    line_in_card(ben)
    upload(ben)
    model = ben.folder / "model_repo"
    for words in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("commit", "--quiet", "-m", "Weeks of work"),
    ):
        git(model, "-c", "user.name=Ben", "-c", "user.email=ben@example.org", *words)
    rehearsal = ben.tour("rehearse", "--lang", "en", HF_ENDPOINT=classroom.hub.url)
    for done in (ben.lint(), ben.publish(), rehearsal):
        assert done.code == 1
        assert "model_repo:1:1: ATTR-NESTED model_repo is a git repository of its own" in done.text
        assert "model_repo/.git" in done.text
        assert not re.search(r"delete|remove|\brm (?!--cached)", done.text)
    ben.git("-c", "advice.addEmbeddedRepo=false", "add", "--all")
    ben.git("commit", "--quiet", "--no-verify", "--message=My work")
    ben.push()
    fresh = classroom.clone(ben)
    assert list((fresh / "model_repo").iterdir()) == []
    grade = classroom.grade(fresh)
    assert (grade.points, grade.codes("c4.live")) == (100, ["C4-NESTED"])
    runner = classroom.run_workflow(ben)
    assert "ATTR-NESTED" in runner.lint.text
    assert "ATTR-NESTED" in runner.publish.text

    advice = next(text for text in ben.lint().text.split("\nmodel_repo") if "ATTR-NESTED" in text)
    (model / ".git").rename(ben.home / "kept")
    for command in dict.fromkeys(re.findall("`git (.*?)`", advice)):
        ben.git(*shlex.split(command))
    ben.commit("As I was told")
    ben.push()
    assert ben.lint().code == 0
    assert "Weeks of work" in git(ben.home, "--git-dir=kept", "log")
    grade = classroom.grade(classroom.clone(ben))
    assert (grade.points, grade.codes("c4.live")) == (100, [])


def test_ana_hands_in_an_empty_folder(classroom: Classroom, ana: Student) -> None:
    """What is on the Hub under her name is not enough without a submission of it."""
    ana.do_everything()
    ana.push_and_run()
    shutil.rmtree(ana.folder / "model_repo")
    ana.commit("Tidy up")
    ana.push()
    grade = classroom.grade(classroom.clone(ana))
    assert grade.codes("c4.live") == ["C4-FOLDER"]
    assert grade.outcome("c4.live") == "failed"


def test_a_teacher_keeps_the_class_in_a_repository_of_their_own(
    classroom: Classroom, ana: Student
) -> None:
    """Zips lie in a folder that the teacher's own repository ignores: that is not Ana's rule."""
    ana.do_everything()
    ana.push_and_run()
    folder = classroom.download_zip(ana)
    around = folder.parent
    git(around, "init", "--quiet")
    (around / ".gitignore").write_text("*\n")
    grade = classroom.grade(folder)
    assert (grade.points, grade.codes("c4.live")) == (100, [])
    assert "GRADE-UNCOMMITTED" not in grade.text


def test_ana_checks_out_only_a_part(ana: Student) -> None:
    """A sparse checkout lacks files on purpose: they are not gone, and nothing is deleted."""
    ana.do_everything()
    ana.write("model_repo/data/more.md", "More.\n")
    ana.commit()
    assert ana.publish().code == 0
    ana.git("sparse-checkout", "set", "--no-cone", "/*", "!/model_repo/data/")
    assert not (ana.folder / "model_repo/data").exists()
    assert "is up to date" in ana.publish().out
    assert "data/more.md" in files_there(ana)
    assert "GRADE-UNCOMMITTED" not in ana.grade().text


def test_ana_moves_her_model_into_a_subfolder(ana: Student) -> None:
    """The Hub follows the folder; lint, publish and grade say the same of it."""
    ana.do_everything()
    assert ana.publish().code == 0
    ana.write("model_repo/models/model.joblib", trained_model())
    (ana.folder / "model_repo/model.joblib").unlink()
    ana.commit()
    said = [code for code in ("C4-ARTIFACT", "C4-PLACE", "C4-FORMAT") if code in ana.lint().text]
    done = ana.publish()
    assert "Deleted on the Hub, no longer in model_repo/: model.joblib" in done.out
    grade = ana.grade()
    assert [code for code in said if code in done.text] == said
    assert (grade.outcome("c4.artifact") == "passed") == (not said)
