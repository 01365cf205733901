"""Challenge 4, whose a live repo is: by its owner, and by the assignment that it is bound to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checks.grading.check import Outcome
from checks.grading.judge import judge
from checks.hub.bindings import Binding
from checks.hub.facts import Found, Missing, Unreachable
from checks.rubric import HUB_ORGANIZATION
from tests.facts import CHECKS, RUBRIC, Ending, Told, evidence_for, live, place, submission_in, told

REPO = place("repo_id")
NAME = "6617c1b841eba4a8"
"""The first 16 digits of `printf github.com/school/lab-ada | sha256sum`."""
NUMBER = "614e153c2f1d3c9e"
"""The same of `github.com/repository_id=123`."""
LINE = f"<!-- hub-tour: {NAME} -->"
OTHER, THIRD = "b" * 16, "c" * 16
PASSED: Ending = (Outcome.PASSED, 10, [])


def said(code: str, **fields: str) -> Told:
    return (code, REPO, {"repo": "ada/course-feedback", **fields})


def review(*problems: Told) -> Ending:
    return Outcome.NEEDS_REVIEW, 0, list(problems)


def failed(*problems: Told) -> Ending:
    return Outcome.FAILED, 0, list(problems)


OTHERS = failed(said("C4-OTHERS", line=LINE))
TWO = review(said("C4-TWO"))
NO_LINE = review(said("C4-LINE", line=LINE))


def unsure(authors: str) -> Ending:
    return review(said("C4-AUTHOR", authors=authors, username="ada"))


def by(*authors: str, hashes: tuple[str, ...] = (NAME,), where: str = "f" * 40) -> Binding:
    return Binding(where, authors, hashes)


def pushed(hashes: tuple[str, ...] = (NAME,)) -> Binding:
    return Binding("card", ("Ana Kim",), hashes, pushed=True)


def ending(
    folder: Path,
    *found: Binding,
    url: str = "https://github.com/school/lab-ada",
    username: str = "ada",
    organization: str | None = None,
    **facts: Any,
) -> Ending:
    """Return how c4.live ends in a clone of school/lab-ada, where the Hub has these lines."""
    git_dir = folder / ".git"
    git_dir.mkdir(parents=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/main\n")
    (git_dir / "config").write_text(f'[remote "origin"]\n\turl = {url}\n' if url else "")
    submission = submission_in(folder, {"username": username})
    rubric = RUBRIC.with_settings({HUB_ORGANIZATION: organization})
    evidence = evidence_for(submission, rubric, **{"bindings": Found(found), **facts})
    (result,) = judge([CHECKS["c4.live"]], submission, evidence, rubric).results
    return result.outcome, result.points, told(result)


LINES: list[tuple[tuple[Binding, ...], Ending]] = [
    ((), NO_LINE),
    ((by("ada"),), PASSED),
    ((by("Ada"),), PASSED),
    ((by("[OIDC]"),), PASSED),
    ((by("ada", where="card"),), PASSED),
    ((by("ada", hashes=(NUMBER, NAME)),), PASSED),
    # Another copy of the assignment.
    ((by("ada", hashes=(OTHER,)),), OTHERS),
    ((by("[OIDC]", hashes=(OTHER, THIRD)),), OTHERS),
    ((by("ada", hashes=(OTHER,), where="card"),), OTHERS),
    ((by("ada", hashes=(OTHER,)), by("[OIDC]", hashes=(THIRD,))), OTHERS),
    ((by("ada", hashes=(OTHER,)), by("ben")), OTHERS),
    # Both.
    ((by("ada"), by("ada", hashes=(OTHER,))), TWO),
    ((by("ada", hashes=(OTHER,)), by("ada")), TWO),
    ((by("ada", hashes=(OTHER,), where="card"), by("[OIDC]")), TWO),
    ((by("ada", hashes=(OTHER,), where="card"), by("ada", where="card")), TWO),
    ((by("ben", hashes=(OTHER,)), by("ada")), TWO),
    ((by(hashes=(OTHER,), where="card"), by("ada")), TWO),
    # What came by a pull request harms nobody.
    ((by("ada", "ben", hashes=(OTHER,)), by("ada")), PASSED),
    ((by("ada", "ben", hashes=(OTHER,), where="card"), by("[OIDC]")), PASSED),
    ((by("ada", "ben", hashes=(OTHER,)), by("ada", hashes=(THIRD,))), OTHERS),
    # Renamed, or made again with the same name: a hash connects the lines.
    ((by("ada", hashes=(NAME, NUMBER)), by("ada", hashes=(OTHER, NUMBER))), PASSED),
    ((by("ada", hashes=(OTHER, NUMBER)), by("ada", hashes=(NAME, NUMBER))), PASSED),
    ((by("ada", hashes=(NAME, OTHER)), by("ada", hashes=(NAME, THIRD))), PASSED),
    # Pushed with git, under the name that git was told.
    ((pushed(),), PASSED),
    ((pushed(), by("ada", "ben", hashes=(OTHER,))), PASSED),
    ((pushed(), by("ben", hashes=(OTHER,))), TWO),
    ((pushed(), pushed(hashes=(OTHER,))), TWO),
    ((pushed(), by("ada", hashes=(OTHER,))), OTHERS),
    ((pushed(hashes=(OTHER,)),), NO_LINE),
    ((by("ada", "ben", where="card"),), unsure("ada, ben")),
    ((by("ben", where="card"),), unsure("ben")),
    ((pushed(), by("ada")), PASSED),
    # Somebody else's line binds nothing, and connects nothing.
    ((by("ben"),), unsure("ben")),
    ((by("ada", "ben"),), unsure("ada, ben")),
    ((by(where="card"),), unsure("?")),
    ((by("ben"), by("Ana Kim")), unsure("ben")),
    ((by("ben", hashes=(OTHER,)),), NO_LINE),
    ((by("ada", "ben", hashes=(OTHER,), where="card"),), NO_LINE),
    ((by("ben", hashes=(NAME, OTHER)), by("ada", hashes=(OTHER,))), OTHERS),
    ((by("ben", hashes=(OTHER,)), by("Ana Kim")), unsure("Ana Kim")),
]


@pytest.mark.parametrize(("found", "expected"), LINES)
def test_the_repo_is_bound_to_this_assignment(
    tmp_path: Path, found: tuple[Binding, ...], expected: Ending
) -> None:
    assert ending(tmp_path / "work", *found) == expected


@pytest.mark.parametrize(("found", "_"), LINES)
def test_without_a_name_the_owner_decides(
    tmp_path: Path, found: tuple[Binding, ...], _: Ending
) -> None:
    assert ending(tmp_path / "work", *found, url="") == PASSED
    assert ending(tmp_path / "more", *found, url="/srv/git/lab-ada.git") == PASSED


def test_an_old_id_is_its_own_owner(tmp_path: Path) -> None:
    """The Hub still has ids such as `gpt2`, from before there were owners."""
    words: dict[str, Any] = {"username": "gpt2", "repo": live(id="gpt2")}
    assert ending(tmp_path / "work", by("gpt2"), **words) == PASSED
    assert ending(tmp_path / "zip", url="", **words) == PASSED


ORGANISATION: list[tuple[str, str | None, str, tuple[Binding, ...], Ending]] = [
    ("Class-26", "class-26", "x", (by("ada"),), PASSED),
    ("Class-26", "class-26", "x", (by("class-26"),), PASSED),
    ("Class-26", "class-26", "x", (by("ben"),), unsure("ben")),
    ("Class-26", "class-26", "x", (), NO_LINE),
    ("Class-26", "class-26", "x", (by("ada", hashes=(OTHER,)),), OTHERS),
    # Who is of the class may still have a repo of their own.
    ("ada", "class-26", "x", (by("ada"),), PASSED),
    # A zip does not say which of the organisation's repos it is about.
    ("Class-26", "class-26", "", (by("ada"),), review(said("C4-NAME"))),
    ("Class-26", "class-26", "", (), review(said("C4-NAME"))),
    ("Ada", "class-26", "", (), PASSED),
]


@pytest.mark.parametrize(("owner", "organization", "url", "found", "expected"), ORGANISATION)
def test_the_classs_organisation_may_own_it(
    tmp_path: Path,
    owner: str,
    organization: str | None,
    url: str,
    found: tuple[Binding, ...],
    expected: Ending,
) -> None:
    repo_id = f"{owner}/course-feedback"
    url = url and "git@github.com:School/Lab-Ada.git"
    problems = [(code, at, fields | {"repo": repo_id}) for code, at, fields in expected[2]]
    found_ending = ending(
        tmp_path / "work", *found, url=url, organization=organization, repo=live(id=repo_id)
    )
    assert found_ending == (*expected[:2], problems)


@pytest.mark.parametrize(
    ("organization", "own"),
    [
        (None, "a repo of your own"),
        ("", "a repo of your own"),
        ("class-27", "a repo of your own or of class-27"),
    ],
)
def test_another_organisation_may_not(tmp_path: Path, organization: str | None, own: str) -> None:
    """Nothing is said of lines then: one mistake is enough."""
    repo = live(id="class-26/course-feedback")
    fields = {"repo": "class-26/course-feedback", "owner": "class-26", "username": "ada"}
    fields["own"] = own
    found = ending(tmp_path / "work", organization=organization, repo=repo)
    assert found == failed(("C4-OWNER", REPO, fields))


def test_a_commit_that_is_not_on_main_is_not_graded(tmp_path: Path) -> None:
    found = ending(tmp_path / "work", bindings=Missing("revision"))
    assert found == failed(said("C4-REVISION"))


def test_a_history_that_nobody_could_read_is_left_open(tmp_path: Path) -> None:
    for number, fact in enumerate((Unreachable("HTTP 503"), None)):
        outcome, points, _ = ending(tmp_path / str(number), bindings=fact)
        assert (outcome, points) == (Outcome.NOT_GRADABLE, 0)
