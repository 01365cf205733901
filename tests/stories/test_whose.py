"""Whose work it is: borrowed folders, pull requests, and honest students in a muddle."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from checks.assignment import assignment_in
from minihub.names import RepoKey
from minihub.testing import Issuer, Job, trust
from tests.stories.classroom import CLASS, Classroom, Grade, Run, Student


@pytest.fixture
def ben(classroom: Classroom) -> Student:
    return classroom.student("ben")


@pytest.fixture
def published(ana: Student) -> Student:
    """Ana, who has published from her own machine and pushed."""
    ana.do_everything()
    assert ana.publish().code == 0
    ana.push()
    return ana


def borrow(ben: Student, ana: Student) -> None:
    """Take somebody's folder, user name and repo, and commit all as one's own."""
    shutil.copytree(ana.folder / "model_repo", ben.folder / "model_repo")
    ben.answer(username=ana.hub_name, repo_id=ana.repo_id)
    ben.commit()


def live(grade: Grade | None) -> tuple[str, list[str]]:
    """Return how c4.live ended, and what it told; that folder and Hub differ costs nothing."""
    assert grade is not None
    codes = [code for code in grade.codes("c4.live") if code != "C4-DIFFERS"]
    return grade.outcome("c4.live"), codes


def points(run: Run) -> int:
    assert run.publish.code == 0, run.publish.text
    assert run.grade, run.publish.text
    return run.grade.points


def messages(student: Student) -> list[str]:
    """Return the messages of the commits on the Hub, the newest first."""
    found = student.api.list_repo_commits(student.repo_id)
    return [f"{one.title}\n{one.message}" for one in found]


def line_in(text: str) -> str:
    """Return the line for the card that a message shows."""
    start = text.index("<!-- hub-tour:")
    return text[start : text.index("-->", start) + 3]


# Borrowed


def test_ben_copies_anas_folder_and_names(
    published: Student, ben: Student, classroom: Classroom
) -> None:
    """Ben commits Ana's model_repo/ and her names, and pushes.

    His own workflow may not write the line to her repo, and says so. By every grade the repo is
    another's: it costs the points of challenges 4 and 5. Ana keeps hers.
    """
    borrow(ben, published)
    run = ben.push_and_run()
    assert run.publish.code == 1
    assert "PUB-OWNER" in run.publish.text
    assert live(run.grade) == ("failed", ["C4-OTHERS"])
    by_teacher = classroom.grade(classroom.clone(ben))
    assert live(by_teacher) == ("failed", ["C4-OTHERS"])
    assert by_teacher.points == 45
    assert "Is the model a classmate's?" in by_teacher.text
    assert classroom.grade(classroom.clone(published)).points == 100


def test_ben_clones_anas_repo_on_the_hub_and_pushes_it_as_his(
    published: Student, ben: Student, classroom: Classroom
) -> None:
    """Ben pushes Ana's history to a repo of his own: her line is in it, so a person looks.

    That is so before he publishes (nothing binds it to him), and after (two are bound).
    """
    ben.api.create_repo(ben.repo_id)
    url = classroom.hub.url.replace("://", f"://ben:{ben.token}@")
    ben.git("clone", "--quiet", f"{classroom.hub.url}/{published.repo_id}", "stolen")
    ben.folder /= "stolen"
    ben.git("push", "--quiet", "--force", f"{url}/{ben.repo_id}", "main")
    ben.folder = ben.folder.parent
    shutil.copytree(published.folder / "model_repo", ben.folder / "model_repo")
    ben.answer()
    ben.commit()
    ben.push()
    assert live(classroom.grade(classroom.clone(ben))) == ("needs_review", ["C4-LINE"])
    assert live(ben.push_and_run().grade) == ("needs_review", ["C4-TWO"])


def test_the_teacher_judges_saved_evidence(
    published: Student, ben: Student, classroom: Classroom, tmp_path: Path
) -> None:
    """What was found is kept, with its place and author, and tells the same without the Hub."""
    borrow(ben, published)
    ben.push()
    for student, outcome in ((ben, "failed"), (published, "passed")):
        folder, saved = classroom.clone(student), str(tmp_path / f"{student.hub_name}.json")
        asked = classroom.grade(folder, "--save-evidence", saved)
        again = classroom.grade(folder, "--evidence", saved, HF_ENDPOINT="http://127.0.0.1:9")
        assert live(asked) == live(again)
        assert again.outcome("c4.live") == outcome
        facts = json.loads(Path(saved).read_text())["hub"]["facts"]
        (line,) = facts["c4.bindings"]["fact"]["value"]
        assert line["authors"] == [published.hub_name]
        assert line["place"] == published.api.list_repo_commits(published.repo_id)[0].commit_id


# Pull requests


def request_pull(ben: Student, ana: Student, path: str, text: str, message: str) -> None:
    """Open pull request 1 in Ana's repo: the Hub has its commit at refs/pr/1.

    The embedded Hub has no pull requests, so this is done in its folder with git.
    """
    folder = ben.classroom.hub.store.git_folder(RepoKey("model", ana.repo_id))
    ben.git("clone", "--quiet", str(folder), "request")
    ben.folder /= "request"
    ben.write(path, text)
    ben.git("add", "--all")
    ben.git("commit", "--quiet", f"--author={ben.hub_name} <b@example.org>", f"--message={message}")
    ben.git("push", "--quiet", "origin", "HEAD:refs/pr/1")
    ben.folder = ben.folder.parent


def merge(ana: Student, ben: Student, how: str) -> None:
    """Merge pull request 1: `squash`, as the Hub's button does, or `git`, with both commits."""
    hub = ana.classroom.hub
    folder = hub.store.git_folder(RepoKey("model", ana.repo_id))
    ana.git("clone", "--quiet", str(folder), f"merged-{how}")
    home, ana.folder = ana.folder, ana.folder / f"merged-{how}"
    ana.git("fetch", "--quiet", "origin", "refs/pr/1")
    message = ana.git("log", "-1", "--format=%B", "FETCH_HEAD").out
    if how == "git":
        ana.git("commit", "--quiet", "--allow-empty", "--message=In between")
        ana.git("merge", "--quiet", "--no-ff", "--message=Merge", "FETCH_HEAD")
    else:
        ana.git("merge", "--quiet", "--squash", "FETCH_HEAD")
        both = f"{message}\n\nCo-authored-by: {ben.hub_name} <b@example.org>"
        author = f"--author={ana.hub_name} <a@example.org>"
        ana.git("commit", "--quiet", author, f"--message={both}")
    url = hub.url.replace("://", f"://ana:{ana.token}@")
    ana.git("push", "--quiet", f"{url}/{ana.repo_id}", "HEAD:main")
    ana.folder = home


def line_of(student: Student) -> str:
    """Return the line that `tour start` shows a student for the card."""
    return assignment_in(student.folder, {}).card_line


def test_ben_opens_a_pull_request_with_his_line(
    published: Student, ben: Student, classroom: Classroom
) -> None:
    """Ben's line is at refs/pr/1 of Ana's repo. It is no commit of main, so nobody is graded by it.

    Not even where somebody passes the revision in.
    """
    borrow(ben, published)
    ben.push()
    card = published.read("model_repo/README.md") + line_of(ben)
    request_pull(ben, published, "README.md", card, f"Publish\n\n{line_of(ben)}")
    clone = classroom.clone(ben)
    assert live(classroom.grade(clone)) == ("failed", ["C4-OTHERS"])
    pulled = classroom.grade(clone, "--revision", "refs/pr/1")
    assert live(pulled) == ("failed", ["C4-REVISION"])
    assert pulled.points == 45
    assert classroom.grade(classroom.clone(published)).points == 100


@pytest.mark.parametrize("how", ["squash", "git"])
def test_ana_merges_bens_pull_request(
    published: Student, ben: Student, classroom: Classroom, how: str
) -> None:
    """Ana merges a friendly looking change, in whose message and card is Ben's line.

    Ben gets nothing for it. Ana loses nothing: at most a person looks, where she merged with git
    and the Hub shows a commit by Ben alone.
    """
    borrow(ben, published)
    ben.push()
    card = published.read("model_repo/README.md") + line_of(ben)
    request_pull(ben, published, "README.md", card, f"Fix a typo\n\n{line_of(ben)}")
    merge(published, ben, how)
    assert live(classroom.grade(classroom.clone(ben))) == ("failed", ["C4-OTHERS"])
    anas = classroom.grade(classroom.clone(published))
    expected = ("passed", []) if how == "squash" else ("needs_review", ["C4-TWO"])
    assert live(anas) == expected
    assert anas.report["points"] + anas.report["open_points"] == 100


@pytest.mark.parametrize("how", ["squash", "git"])
def test_ana_uploads_in_the_browser_and_merges_bens_pull_request(
    ana: Student, ben: Student, classroom: Classroom, how: str
) -> None:
    """Nothing but her card says whose Ana's repo is, and Ben's change puts his line in its place.

    He does not get her points, and she does not lose them: a person looks.
    """
    ana.do_everything()
    ana.push()
    upload(ana, card_line=line_of(ana))
    assert classroom.grade(classroom.clone(ana)).points == 100
    borrow(ben, ana)
    ben.push()
    card = ana.read("model_repo/README.md").replace(line_of(ana), line_of(ben))
    request_pull(ben, ana, "README.md", card, "Fix a typo")
    merge(ana, ben, how)
    assert live(classroom.grade(classroom.clone(ben))) == ("needs_review", ["C4-AUTHOR"])
    assert live(classroom.grade(classroom.clone(ana))) == ("needs_review", ["C4-LINE"])


def test_anas_workflow_signs_in_without_a_token(ana: Student, classroom: Classroom) -> None:
    """The Hub trusts her workflow, and calls what it writes [OIDC]: that binds as she does."""
    ana.do_everything()
    ana.api.create_repo(ana.repo_id)
    with Issuer(Job(ana.github, "main", "classroom.yml")) as issuer:
        claims = {"repository": ana.github, "branch": "main", "workflow": "classroom.yml"}
        trust(classroom.hub, ana.repo_id, issuer=issuer.url, **claims)
        run = ana.push_and_run(HF_TOKEN="", **issuer.environment)
    assert points(run) == 100
    assert ana.api.list_repo_commits(ana.repo_id)[0].authors == ["[OIDC]"]
    assert classroom.grade(classroom.clone(ana)).points == 100


# In the browser, or by git


def upload(student: Student, card_line: str = "") -> None:
    """Upload model_repo/ in the browser, with a line at the end of the card."""
    student.api.create_repo(student.repo_id, exist_ok=True)
    card = student.read("model_repo/README.md")
    student.write("model_repo/README.md", f"{card}\n{card_line}\n" if card_line else card)
    student.api.upload_folder(repo_id=student.repo_id, folder_path=student.folder / "model_repo")


def test_ana_uploads_in_the_browser(ana: Student, classroom: Classroom) -> None:
    """Ana uploads her files on the Hub's website. Her grade shows the line to put into the card.

    She does so on the website, and everything passes, also in her teacher's clone.
    """
    ana.do_everything()
    ana.push()
    upload(ana)
    grade = ana.grade()
    assert (grade.points, grade.report["open_points"]) == (90, 10)
    assert live(grade) == ("needs_review", ["C4-LINE"])
    upload(ana, card_line=line_in(grade.text))
    assert ana.grade().points == 100
    assert classroom.grade(classroom.clone(ana)).points == 100


def test_ana_uploads_in_the_browser_and_publishes_later(ana: Student) -> None:
    """The files are there already, so publishing makes a commit that only brings the line."""
    ana.do_everything()
    upload(ana)
    done = ana.publish()
    assert done.code == 0
    assert "has the same files already" in done.out
    assert ana.grade().points == 100
    assert ana.publish().out.count("is up to date") == 1
    assert len([text for text in messages(ana) if "hub-tour:" in text]) == 1


def test_ana_pushes_with_git_under_her_own_name(ana: Student, classroom: Classroom) -> None:
    """Ana's git calls her Ana, and the Hub does not know that this is her account.

    Nobody but her can push there, so the line in her card binds, for her and for her teacher.
    """
    ana.do_everything()
    ana.push()
    ana.api.create_repo(ana.repo_id)
    url = classroom.hub.url.replace("://", f"://ana:{ana.token}@")
    ana.git("lfs", "install")
    ana.git("clone", "--quiet", f"{url}/{ana.repo_id}", "hub")
    home, ana.folder = ana.folder, ana.folder / "hub"
    card = (home / "model_repo/README.md").read_text("utf-8")
    shutil.copytree(home / "model_repo", ana.folder, dirs_exist_ok=True)
    ana.folder = home
    ana.write("hub/README.md", card + line_of(ana))
    ana.folder = home / "hub"
    ana.git("add", "--all")
    ana.git("commit", "--quiet", "--message=My model")
    ana.git("push", "--quiet", "origin", "main")
    ana.folder = home
    shutil.rmtree(home / "hub")
    grade = ana.grade()
    assert (live(grade), grade.points) == (("passed", []), 100)
    assert ana.publish().code == 0
    assert classroom.grade(classroom.clone(ana)).points == 100


# Names that change


def rename_on_github(student: Student, new: str) -> None:
    """Rename a student's repository on GitHub; the clone on their machine keeps the old name."""
    old = student.github.partition("/")[2]
    (student.classroom.github / f"{old}.git").rename(student.classroom.github / f"{new}.git")
    student.github = f"{CLASS}/{new}"
    student.git("remote", "set-url", "--push", "origin", f"https://github.com/{student.github}.git")


def test_ana_renames_her_repository(ana: Student, classroom: Classroom) -> None:
    """GitHub's number for it stays, and is in the line that a workflow writes.

    The next push writes the new name beside it though no file has changed, and nobody loses a
    point, neither in her workflow nor in her teacher's clone.
    """
    ana.do_everything()
    number = "4711"
    first = ana.push_and_run(GITHUB_REPOSITORY_ID=number)
    assert points(first) == 100
    rename_on_github(ana, "tour-ana-better")
    before = len(messages(ana))
    run = ana.push_and_run(GITHUB_REPOSITORY_ID=number)
    assert "has the same files already" in run.publish.out
    assert points(run) == 100
    assert classroom.grade(classroom.clone(ana)).points == 100
    ana.push_and_run(GITHUB_REPOSITORY_ID=number)
    assert len(messages(ana)) == before + 1


def test_ana_renames_her_repository_and_does_not_publish_again(
    published: Student, classroom: Classroom
) -> None:
    """The teacher's clone has a name that the Hub does not: the message says what happened.

    Ana publishes once more. Now there are two names, which a person has to connect.
    """
    rename_on_github(published, "tour-ana-late")
    grade = classroom.grade(classroom.clone(published))
    assert live(grade) == ("failed", ["C4-OTHERS"])
    assert "your repository on GitHub was renamed" in grade.text
    assert live(published.push_and_run().grade) == ("needs_review", ["C4-TWO"])


def test_ana_makes_her_copy_again_with_the_same_name(ana: Student, classroom: Classroom) -> None:
    """Ana deletes her repository on GitHub and accepts the assignment again: another number."""
    ana.do_everything()
    ana.push_and_run(GITHUB_REPOSITORY_ID="1")
    run = ana.push_and_run(GITHUB_REPOSITORY_ID="2")
    assert points(run) == 100
    assert classroom.grade(classroom.clone(ana)).points == 100


def test_ana_goes_on_with_another_account_of_github(ana: Student) -> None:
    """Neither name nor number is the same: a person looks, and nothing is lost meanwhile."""
    ana.do_everything()
    ana.push_and_run(GITHUB_REPOSITORY_ID="1")
    moved = {"GITHUB_REPOSITORY": "ana-new/tour", "GITHUB_REPOSITORY_ID": "2"}
    run = ana.push_and_run(**moved)
    assert live(run.grade) == ("needs_review", ["C4-TWO"])
    assert run.grade
    assert run.grade.report["open_points"] == 10


def test_ben_begins_with_anas_card_in_a_repo_of_his_own(
    ana: Student, ben: Student, classroom: Classroom
) -> None:
    """Ben takes Ana's card, with her line, as a model for his own: a person looks.

    He takes her line out as the hint says, publishes again, and all is well.
    """
    ana.do_everything()
    line = line_of(ana)
    ben.do_everything()
    card = ben.read("model_repo/README.md")
    ben.write("model_repo/README.md", f"{card}\n{line}\n")
    ben.commit()
    run = ben.push_and_run()
    assert live(run.grade) == ("needs_review", ["C4-TWO"])
    assert run.grade
    assert "take it out" in run.grade.text
    ben.write("model_repo/README.md", card)
    ben.commit()
    ben.push_and_run()
    assert classroom.grade(classroom.clone(ben)).points == 100


def test_two_lines_in_one_card(ana: Student, ben: Student) -> None:
    """Ana puts Ben's line beside her own: a person looks."""
    ana.do_everything()
    upload(ana, card_line=f"{line_of(ana)}\n{line_of(ben)}")
    assert live(ana.grade()) == ("needs_review", ["C4-TWO"])


# What is public, and what has no name


def test_nothing_that_is_public_names_class_or_repository(ana: Student) -> None:
    """Ana's repository is private: what her workflow writes to the Hub has hashes in it alone."""
    ana.do_everything()
    ana.push_and_run()
    newest = messages(ana)[0]
    title, *lines = newest.splitlines()
    assert title == "Publish from a tour of the Hub"
    assert [line.partition(": ")[0] for line in lines[:2]] == ["hub-tour", "source"]
    assert not any(name in newest for name in (CLASS, "tour-ana", "github"))


def test_the_teacher_grades_a_zip(published: Student, classroom: Classroom) -> None:
    """A downloaded zip does not say whose it is: the owner decides, and the report says so."""
    grade = classroom.grade(classroom.download_zip(published))
    assert (grade.points, grade.report["bound"]) == (100, False)
    assert "does not say which repository it is" in grade.text
    clone = classroom.grade(classroom.clone(published))
    assert (clone.points, clone.report["bound"]) == (100, True)
    assert "does not say which repository it is" not in clone.text


# The class's organisation on the Hub


@pytest.fixture
def in_organisation(ana: Student, ben: Student, classroom: Classroom) -> str:
    """Return the name of the class's organisation, which every rubric names."""
    name = f"class-{ana.hub_name}"
    classroom.hub.add_organization(name, ana.hub_name, ben.hub_name)
    for student in (ana, ben):
        rubric = student.read("rubric.yaml")
        student.write("rubric.yaml", f"{rubric}hub_organization: {name}\n")
    return name


def test_ana_publishes_into_the_classs_organisation(
    ana: Student,
    ben: Student,
    classroom: Classroom,
    in_organisation: str,
) -> None:
    """`tour start` proposes a repo there, lint accepts it, publishing makes it, and it is Ana's.

    Ben, who may write there too, names it as his: his workflow's line makes it two, and a person
    looks at both.
    """
    started = ana.tour("start", "--lang", "en", "--username", ana.hub_name)
    assert started.code == 0, started.text
    ana.repo_id = f"{in_organisation}/{ana.hub_name}-my-first-model"
    assert line_in(started.out) == line_of(ana)
    assert f"repo_id: {ana.repo_id}" in ana.read("answers.yaml")
    ana.do_everything()
    assert ana.lint().code == 0
    assert "100 / 100" in ana.tour("rehearse", "--lang", "en", HF_ENDPOINT=classroom.hub.url).out
    run = ana.push_and_run()
    assert points(run) == 100
    assert classroom.grade(classroom.clone(ana)).points == 100
    shutil.copytree(ana.folder / "model_repo", ben.folder / "model_repo")
    ben.answer(repo_id=ana.repo_id)
    ben.commit()
    ben.push()
    # Ben has not published: the line is Ana's.
    assert live(classroom.grade(classroom.clone(ben))) == ("needs_review", ["C4-LINE"])
    assert live(ben.push_and_run().grade) == ("needs_review", ["C4-TWO"])


def test_a_zip_from_the_organisation_is_looked_at(
    ana: Student, classroom: Classroom, in_organisation: str
) -> None:
    """The owner says nothing there, and the zip has no name."""
    ana.repo_id = f"{in_organisation}/ana-model"
    ana.do_everything()
    ana.push_and_run()
    grade = classroom.grade(classroom.download_zip(ana))
    assert live(grade) == ("needs_review", ["C4-NAME"])


def test_without_the_rubrics_word_an_organisation_is_somebody_else(
    ana: Student, in_organisation: str
) -> None:
    """The same repo in a class whose rubric names no organisation."""
    ana.write("rubric.yaml", ana.read("rubric.yaml").replace("hub_organization", "# no"))
    ana.answer(repo_id=f"{in_organisation}/ana-model")
    done = ana.lint()
    assert "ANS-OWNER" in done.text
