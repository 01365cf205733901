"""The first hour: setting up, git's own wishes, and names."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.stories.classroom import Student
from tests.wheels import OFFLINE


def names_in(student: Student) -> list[str]:
    lines = student.read("answers.yaml").splitlines()
    return [line for line in lines if line.startswith(("username:", "repo_id:"))]


@pytest.fixture
def downloaded(ana: Student) -> Student:
    """Ana with the files alone, as from a zip: no git, and so no hooks to prepare."""
    shutil.rmtree(ana.folder / ".git")
    return ana


@pytest.mark.slow
def test_minji_has_never_used_git(ana: Student) -> None:
    """Minji's git knows no name. `tour start` gives the two lines that help, before she commits."""
    (ana.home / "gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    done = ana.tour("start", "--username", "minji", "--lang", "en", **OFFLINE)
    assert done.code == 0
    assert 'git config --global user.name "' in done.out
    assert 'git config --global user.email "' in done.out
    ana.git("add", "--all")
    assert ana.git("commit", "-m", "x", "--no-verify", check=False).code == 128
    for line in done.out.splitlines():
        if line.startswith("  git config"):
            ana.run("sh", "-c", line)
    assert ana.git("commit", "-m", "x", "--no-verify", check=False).code == 0
    assert "git config" not in ana.tour("start", "--lang", "en", **OFFLINE).out


def test_ana_copies_the_example_name(ana: Student) -> None:
    """Ana types YOUR-NAME as the handout has it: refused, with nothing made."""
    done = ana.tour("start", "--username", "YOUR-NAME", "--lang", "en")
    assert done.code == 1
    assert "START-PLACEHOLDER YOUR-NAME is the example, not a name." in done.err
    assert not (ana.folder / "model_repo").exists()
    assert names_in(ana) == ["username:", "repo_id:"]


def test_ana_corrects_her_name_by_starting_again(downloaded: Student) -> None:
    """Ana has mistyped her name, starts again with the right one, and reads that it changed."""
    downloaded.tour("start", "--username", "anna", "--lang", "en")
    downloaded.write("model_repo/README.md", "mine")
    done = downloaded.tour("start", "--username", "ana", "--lang", "en")
    assert done.code == 0
    assert "answers.yaml: username is now ana (it was anna)" in done.out
    assert "repo_id is now ana/my-first-model (it was anna/my-first-model)" in done.out
    assert names_in(downloaded) == ["username: ana", "repo_id: ana/my-first-model"]
    assert downloaded.read("model_repo/README.md") == "mine"


def test_ana_keeps_a_repo_that_is_not_under_her_old_name(downloaded: Student) -> None:
    """Her repo is her class's; another user name does not take it along."""
    downloaded.replace("answers.yaml", "\nusername:\n", "\nusername: anna  # me\n")
    downloaded.replace("answers.yaml", "\nrepo_id:\n", "\nrepo_id: our-class/ana # shared\n")
    done = downloaded.tour("start", "--username", "ana", "--lang", "en")
    assert names_in(downloaded) == ["username: ana # me", "repo_id: our-class/ana # shared"]
    assert "repo_id is now" not in done.out


def test_ana_starts_twice_with_one_name(downloaded: Student) -> None:
    """The second start changes no byte of her answers, and says nothing of them."""
    downloaded.tour("start", "--username", "ana", "--lang", "en")
    before = downloaded.read("answers.yaml")
    done = downloaded.tour("start", "--username", "ana", "--lang", "en")
    assert downloaded.read("answers.yaml") == before
    assert "is now" not in done.out


@pytest.mark.slow
def test_ana_starts_and_commits_without_internet(ana: Student) -> None:
    """The hooks run in the environment that she has: nothing is fetched, not even once."""
    ana.environ |= OFFLINE | {"PRE_COMMIT_HOME": str(ana.home / "pre-commit")}
    done = ana.tour("start", "--username", "ana", "--lang", "en")
    assert "Installed the hooks" in done.out, done.text
    ana.environ["PATH"] = os.environ["PATH"]
    ana.replace("answers.yaml", "\n  vocab_size:\n", "\n  vocab_size: many\n")
    ana.git("add", "--all")
    stopped = ana.git("commit", "-m", "My answers", check=False)
    assert stopped.code == 1
    assert "ANS-NUMBER" in stopped.text
    ana.replace("answers.yaml", "vocab_size: many", "vocab_size: 18432")
    ana.git("add", "--all")
    assert ana.git("commit", "-m", "My answers").code == 0


def test_ana_has_hooks_of_her_own(ana: Student) -> None:
    """git's setting for them is hers; the reason is given, and what checks the same."""
    ana.git("config", "core.hooksPath", "mine")
    done = ana.tour("start", "--lang", "en")
    assert done.code == 0
    assert "No hooks were installed ([ERROR] Cowardly refusing" in done.out
    assert "`core.hooksPath`" in done.out
    assert "`tour lint` checks the same" in done.out
