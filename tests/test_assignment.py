"""The name of an assignment: from a remote or GitHub's runner, and the line that hides it."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from checks.assignment import (
    Assignment,
    Origin,
    assignment_in,
    lines_in,
    name_of,
    origin_of,
)
from checks.guarded_git.checkout import find_checkout
from checks.guarded_git.config import origin_url
from tests.needs import needs_program

NAME = "6617c1b841eba4a8"
"""The first 16 digits of `printf github.com/school/lab-ada | sha256sum`."""
NUMBER = "614e153c2f1d3c9e"
"""The same of `github.com/repository_id=123`."""
LAB = "github.com/school/lab-ada"

URLS: list[tuple[str, str | None]] = [
    ("https://github.com/School/Lab-Ada", LAB),
    ("https://github.com/school/lab-ada.git", LAB),
    ("https://github.com/school/lab-ada/", LAB),
    ("https://github.com/school/lab-ada.git/", LAB),
    ("https://ada@github.com/school/lab-ada.git", LAB),
    ("https://ada:secret@github.com/school/lab-ada.git", LAB),
    ("https://GitHub.com:443//school/lab-ada", LAB),
    ("https://www.github.com/school/lab-ada", LAB),
    ("HTTP://github.com/school/lab-ada", LAB),
    ("git://github.com/school/lab-ada.git", LAB),
    ("ssh://git@github.com/school/lab-ada.git", LAB),
    ("ssh://git@github.com:22/school/lab-ada.git", LAB),
    ("ssh://git@ssh.github.com:443/school/lab-ada.git", LAB),
    ("git+ssh://git@github.com/school/lab-ada", LAB),
    ("git@github.com:school/lab-ada.git", LAB),
    ("git@github.com:/school/lab-ada.git", LAB),
    ("github.com:school/lab-ada", LAB),
    ("org-123@github.com:school/lab-ada", LAB),
    ("git@github.com-work:school/lab-ada.git", LAB),
    ("https://gitea.school.example:3000/g/sub/lab.git", "gitea.school.example/g/sub/lab"),
    ("http://gitea:3000/g/lab", "gitea/g/lab"),
    ("https://www.school.example/g/lab", "www.school.example/g/lab"),
    ("git@xn--bcher-kva.xn--j6w193g:a/b", "xn--bcher-kva.xn--j6w193g/a/b"),
    # No name: a path, a nickname that only this machine's ssh knows, or half an address.
    ("", None),
    ("/srv/git/lab.git", None),
    ("../school/lab.git", None),
    ("file:///srv/git/lab.git", None),
    ("C:/Users/ada/lab", None),
    (r"C:\Users\ada\lab", None),
    ("work:school/lab-ada", None),
    ("https://github.com/school", None),
    ("https://github.com/", None),
    ("https:///school/lab-ada", None),
    ("https://[::1/school/lab-ada", None),
    ("ext::sh -c evil% /a/b", None),
]


@pytest.mark.parametrize(("url", "name"), URLS)
def test_a_remote_has_one_name_however_it_is_written(url: str, name: str | None) -> None:
    assert name_of(url) == name


def clone(folder: Path, *urls: str) -> Path:
    """Return a folder that is a repository with these remotes: `NAME=URL`, the real git's."""
    needs_program("git")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for remote in urls:
        name, _, url = remote.partition("=")
        subprocess.run(["git", "-C", str(folder), "remote", "add", name, url], check=True)
    return folder


def origin(folder: Path) -> str:
    checkout = find_checkout(folder)
    assert checkout
    return origin_url(checkout)


def test_the_remote_that_counts_is_origin(tmp_path: Path) -> None:
    assert origin(clone(tmp_path / "none")) == ""
    assert origin(clone(tmp_path / "other", "upstream=https://h.example/a/b")) == ""
    many = clone(tmp_path / "many", "a=https://h.example/a/b", "origin=git@h.example:c/d")
    assert origin(many) == "git@h.example:c/d"
    assert origin(clone(tmp_path / "quoted", "origin=https://h.example/a/b#c;d")) == (
        "https://h.example/a/b#c;d"
    )


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ('[remote "origin"]\n\turl = a\n\turl = b\n', "a"),
        ('[remote "origin"] url=a\n', "a"),
        ('[REMOTE "origin"]\r\n  URL = a ; note\r\n', "a"),
        ('[remote "Origin"]\n\turl = a\n', ""),
        ('[remote "origin"]\n\tpushurl = a\n', ""),
        ('[remote "origin"]\n[core]\n\turl = a\n', ""),
        ('[remote "origin"]\n\tfetch = x\n[branch "main"]\n[remote "origin"]\n\turl = a', "a"),
        ('[url "x"]\n\turl = b\n[remote]\n\turl = c\n', ""),
        ('\x00[remote "origin"\n\turl = a', ""),
        ('; [remote "origin"]\n\turl = a\n', ""),
    ],
)
def test_the_configuration_is_read_as_text(tmp_path: Path, config: str, url: str) -> None:
    folder = clone(tmp_path)
    (folder / ".git/config").write_bytes(config.encode())
    assert origin(folder) == url


GITHUB = {"GITHUB_REPOSITORY": "School/lab-ada", "GITHUB_SERVER_URL": "https://github.com"}
WITH_NUMBER = GITHUB | {"GITHUB_REPOSITORY_ID": "123"}
BEN = "origin=https://github.com/school/lab-ben"
ADA = "origin=https://github.com/school/lab-ada"


@pytest.mark.parametrize(
    ("remotes", "environ", "hashes"),
    [
        ([], {}, ()),
        ([ADA], {}, (NAME,)),
        ([], GITHUB, (NAME,)),
        ([], WITH_NUMBER, (NAME, NUMBER)),
        ([], {"GITHUB_REPOSITORY": "school/lab-ada"}, (NAME,)),
        ([], {"GITHUB_REPOSITORY": "", "GITHUB_REPOSITORY_ID": "123"}, ()),
        ([], {"GITHUB_REPOSITORY_ID": "123"}, ()),
        ([], GITHUB | {"GITHUB_REPOSITORY_ID": "x"}, (NAME,)),
        # GitHub's runner knows better than a remote that was copied with the folder.
        ([BEN], WITH_NUMBER, (NAME, NUMBER)),
        ([BEN], WITH_NUMBER | {"GITHUB_WORKSPACE": "."}, (NAME, NUMBER)),
        # But what it says is of its own checkout: a teacher may grade others there.
        ([ADA], {"GITHUB_REPOSITORY": "t/class", "GITHUB_WORKSPACE": ".."}, (NAME,)),
        ([], {"GITHUB_REPOSITORY": "t/class", "GITHUB_WORKSPACE": ".."}, ()),
        ([ADA], WITH_NUMBER | {"GITHUB_WORKSPACE": ".."}, (NAME, NUMBER)),
    ],
)
def test_who_names_the_assignment(
    tmp_path: Path, remotes: list[str], environ: Mapping[str, str], hashes: tuple[str, ...]
) -> None:
    folder = clone(tmp_path / "work", *remotes) if remotes else tmp_path / "work"
    folder.mkdir(exist_ok=True)
    environ = dict(environ)
    if place := environ.get("GITHUB_WORKSPACE"):
        environ["GITHUB_WORKSPACE"] = str(folder / place)
    found = assignment_in(folder, environ)
    name = "github.com/school/lab-ada" if hashes else None
    assert found == Assignment(hashes, name, "123" if len(hashes) == 2 else None)


def test_a_folder_inside_another_repository_has_no_name(tmp_path: Path) -> None:
    """A teacher may unpack zips in a repository of their own."""
    folder = clone(tmp_path, ADA) / "zips/ben"
    folder.mkdir(parents=True)
    assert assignment_in(folder, {}) == Assignment()
    assert assignment_in(tmp_path, {}) == Assignment((NAME,), "github.com/school/lab-ada")


def test_a_submission_comes_from_its_own_checkout_alone(tmp_path: Path) -> None:
    folder = clone(tmp_path, ADA)
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (folder / "zips").mkdir()
    assignment = Assignment((NAME,), "github.com/school/lab-ada", "123")
    assert origin_of(tmp_path, assignment).to_json() == {
        "repository": "github.com/school/lab-ada",
        "repository_id": "123",
        "commit": None,
        "ref": "refs/heads/main",
    }
    commit = "5a" * 20
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (folder / ".git/refs/heads/main").write_text(f"{commit}\n")
    assert origin_of(folder, Assignment()) == Origin(None, None, commit, "refs/heads/main")
    assert origin_of(folder / "zips", Assignment()) == Origin()
    (folder / ".git/HEAD").write_text(f"{commit}\n")
    assert origin_of(folder, Assignment()) == Origin(None, None, commit, None)
    assert origin_of(folder.parent / "none", assignment).repository_id == "123"


def test_another_server_has_other_names(tmp_path: Path) -> None:
    server = {"GITHUB_SERVER_URL": "https://gitea.school.example:3000"}
    (name, number) = assignment_in(tmp_path, WITH_NUMBER | server).hashes
    assert {name, number}.isdisjoint({NAME, NUMBER})
    clone(tmp_path, "origin=git@gitea.school.example:school/lab-ada.git")
    assert assignment_in(tmp_path, {}).hashes == (name,)


def test_the_line_says_no_name() -> None:
    assert Assignment().line == Assignment().card_line == ""
    assert Assignment((NAME,)).line == f"hub-tour: {NAME}"
    assert Assignment((NAME, NUMBER)).line == f"hub-tour: {NAME} {NUMBER}"
    assert Assignment((NAME,)).card_line == f"<!-- hub-tour: {NAME} -->"
    with pytest.raises(dataclasses.FrozenInstanceError):
        Assignment().hashes = ("x",)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (Assignment((NAME,)).card_line, [{NAME}]),
        (Assignment((NAME, NUMBER)).line, [{NAME, NUMBER}]),
        (f"x\r\nhub-tour: {NAME}\r\ny", [{NAME}]),
        (f'---\nhub-tour: "{NAME}"\n---\n', [{NAME}]),
        (f"- hub-tour:{NAME.upper()}", [{NAME}]),
        (f"hub-tour: {NAME}\nhub-tour: {NUMBER}", [{NAME}, {NUMBER}]),
        (f"hub-tour: {NAME}\n{NUMBER}", [{NAME}]),
        (f"hub-tour: {NAME}0", []),
        (f"hub-tour: {NAME[:-1]}", []),
        (f"hub-tour {NAME}", []),
        ("tags:\n  - hub-tour\n", []),
    ],
)
def test_a_line_is_found_wherever_it_was_put(text: str, found: list[set[str]]) -> None:
    assert [set(hashes) for hashes in lines_in(text)] == found
