"""Line ends as git commits them, beside what the real git commits."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from checks.guarded_git.additions import Additions, additions, converted
from checks.guarded_git.checkout import Checkout, find_checkout
from checks.guarded_git.line_ends import (
    Conversion,
    EolAttributes,
    committed,
    conversion,
    looks_like_text,
)
from checks.guarded_git.process import GitError, GitProcess, start
from tests.needs import needs_program

CONTENTS = {
    "empty": b"",
    "lf": b"a\nb\n",
    "crlf": b"a\r\nb\r\n",
    "mixed": b"a\r\nb\nc\r\n",
    "lone cr": b"a\rb\r\n",
    "cr at the end": b"a\r\nb\r",
    "cr before crlf": b"a\r\r\nb\r\n",
    "nul": b"a\0\r\n",
    "one control": b"x" * 127 + b"\x01\r\n",
    "few controls": b"x" * 128 + b"\x01\r\n",
    "delete": b"x" * 127 + b"\x7f\r\n",
    "tabs": b"\b\t\x1b\f\r\n",
    "dos end": b"a\r\n\x1a",
    "dos end inside": b"a\x1a\r\nb\r\n",
    "utf-8": "é 한\r\n".encode(),
    "latin": b"\xe9\xe8\r\n",
    "breaks only": b"\r\n" * 200 + b"\x01",
}
ATTRIBUTES = (
    *("", "text", "-text", "text=auto", "text=input", "text=other", "binary", "!text"),
    *("crlf", "-crlf", "crlf=input", "text=auto crlf", "-text crlf"),
    *("eol=lf", "eol=crlf", "text=auto eol=crlf", "-text eol=lf", "text eol=crlf", "eol=other"),
)
SETTINGS = ("", "true", "input", "false", "Yes")


@pytest.fixture(autouse=True)
def _git() -> None:
    needs_program("git")


def git(folder: Path, *words: str) -> bytes:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.safecrlf=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *words], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def staged(folder: Path, names: list[str]) -> Iterator[bytes]:
    """Yield what the index has of these files."""
    asked = "".join(f":{name}\n" for name in names).encode()
    words = ["git", "-C", str(folder), "cat-file", "--batch=%(objectsize)"]
    answer = BytesIO(subprocess.run(words, input=asked, capture_output=True, check=True).stdout)
    for size in answer:
        yield answer.read(int(size))
        answer.read(1)


def checkout_of(folder: Path) -> Checkout:
    checkout = find_checkout(folder)
    assert checkout is not None
    return checkout


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def as_committed(folder: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    found = additions(folder, checkout_of(folder), ".")
    return files | converted(folder, checkout_of(folder), files, found.files)


@pytest.mark.parametrize("setting", SETTINGS)
def test_git_commits_the_same(tmp_path: Path, setting: str) -> None:
    """Each content under each attribute: new files, and files that the index has with CRLF."""
    git(tmp_path, "init", "-q")
    cases = dict(enumerate(itertools.product(ATTRIBUTES, CONTENTS)))
    files = {f"{number}.x": CONTENTS[content] for number, (_, content) in cases.items()}
    rules = "".join(f"/{number}.x {attributes}\n" for number, (attributes, _) in cases.items())
    write(tmp_path, files)
    if setting:
        git(tmp_path, "config", "core.autocrlf", setting)
    for before in ("* -text\n", ""):
        if before:  # the index has the bytes as they are
            (tmp_path / ".gitattributes").write_text(before)
            git(tmp_path, "add", ".")
        else:
            git(tmp_path, "rm", "-rq", "--cached", ".")
        (tmp_path / ".gitattributes").write_text(rules)
        ours = as_committed(tmp_path, files)
        write(tmp_path, {name: data + b" " for name, data in files.items()})
        write(tmp_path, files)
        git(tmp_path, "add", ".")
        theirs = dict(zip(files, staged(tmp_path, list(files)), strict=True))
        differing = {
            cases[int(name[:-2])]: (ours[name], theirs[name])
            for name in files
            if ours[name] != theirs[name]
        }
        assert differing == {}


@pytest.mark.parametrize(
    ("attributes", "autocrlf", "expected"),
    [
        (("unspecified", "unspecified", "unspecified"), "", "never"),
        (("unspecified", "unspecified", "unspecified"), "false", "never"),
        (("unspecified", "unspecified", "unspecified"), "true", "guess"),
        (("unspecified", "unspecified", "unspecified"), "input", "guess"),
        *(
            (("unspecified", "unspecified", "unspecified"), setting, expected)
            for setting, expected in (("1", "guess"), ("On", "guess"), ("INPUT", "guess"))
        ),
        *((("unspecified",) * 3, setting, "never") for setting in ("0", "no", "off", "x")),
        (("set", "unspecified", "unspecified"), "", "always"),
        (("unset", "set", "lf"), "true", "never"),
        (("auto", "unspecified", "lf"), "", "guess"),
        (("unspecified", "unset", "lf"), "true", "never"),
        (("unspecified", "unspecified", "crlf"), "", "always"),
    ],
)
def test_what_decides(
    attributes: tuple[str, str, str], autocrlf: str, expected: Conversion
) -> None:
    assert conversion(EolAttributes(*attributes), autocrlf) == expected


def test_what_becomes_of_a_content() -> None:
    assert committed(b"a\r\n", "never", b"") == b"a\r\n"
    assert committed(b"a\r\n", "always", b"b\r\n") == b"a\n"
    assert committed(b"\0\r\n", "guess", b"") == b"\0\r\n"
    assert committed(b"a\r\n", "guess", b"") == b"a\n"
    assert committed(b"a\r\n", "guess", b"b\r\n") == b"a\r\n"
    assert committed(b"a\r\n", "guess", b"\0\r\n") == b"a\n"
    assert [looks_like_text(data) for data in (b"a", b"\0", b"\r", b"\x01")] == [True] + [False] * 3


def test_git_is_asked_no_more_often_for_more_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process takes long on Windows, and it is there that all texts have CRLF."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.autocrlf", "true")
    files = {f"{number}.txt": b"%d\r\n" % number for number in range(40)}
    write(tmp_path, files)
    git(tmp_path, "add", ".")
    started: list[str] = []

    def counted(words: Sequence[str], *rest: Any, **more: Any) -> GitProcess:
        started.append(words[0])
        return start(words, *rest, **more)

    monkeypatch.setattr("checks.guarded_git.additions.start", counted)
    assert as_committed(tmp_path, files)["7.txt"] == b"7\n"
    assert started == ["ls-files", "check-attr", "config", "cat-file"]


def test_what_goes_through_lfs_keeps_its_bytes(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {".gitattributes": b"*.csv filter=lfs text\n*.txt text\n"})
    files = {"a.csv": b"a\r\n", "b.txt": b"b\r\n"}
    write(tmp_path, files)
    assert as_committed(tmp_path, files) == {"a.csv": b"a\r\n", "b.txt": b"b\n"}


@pytest.mark.parametrize("where", ["root", "folder", "info"])
def test_rules_of_every_place_count(tmp_path: Path, where: str) -> None:
    git(tmp_path, "init", "-q")
    path = {"root": ".gitattributes", "folder": "m/.gitattributes", "info": ".git/info/attributes"}
    write(tmp_path, {path[where]: b"*.txt text\n", "m/a.txt": b"a\r\n"})
    assert as_committed(tmp_path, {"m/a.txt": b"a\r\n"}) == {"m/a.txt": b"a\n"}


def test_the_checkouts_own_setting_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text("[core]\n\tautocrlf = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    top = tmp_path / "top"
    top.mkdir()
    git(top, "init", "-q")
    files = {"a.txt": b"a\r\n"}
    write(top, files)
    assert as_committed(top, files) == {"a.txt": b"a\n"}
    git(top, "config", "core.autocrlf", "false")
    assert as_committed(top, files) == files


# Which files


def test_what_git_would_add(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(
        tmp_path,
        {
            ".gitignore": b"*.log\n/m/out/\n",
            "m/.gitignore": b"!keep.log\n",
            "m/a.txt": b"a",
            "m/한글.txt": b"a",
            "m/b.log": b"b",
            "m/keep.log": b"b",
            "m/out/c.txt": b"c",
            "m/forced.log": b"d",
            "other.txt": b"e",
            ".git/info/exclude": b"secret.txt\n",
            "m/secret.txt": b"s",
        },
    )
    git(tmp_path, "add", "--force", "m/forced.log")
    found = additions(tmp_path, checkout_of(tmp_path), "m")
    assert set(found.files) == {
        *("m/.gitignore", "m/a.txt", "m/한글.txt", "m/keep.log", "m/forced.log"),
    }
    assert found.files["m/a.txt"] == ""
    assert found.files["m/forced.log"] == "c59d9b6344f1af00e504ba698129f07a34bbed8d"
    assert (found.modules, found.sparse) == ((), frozenset())


def test_without_a_repository_rules_count_as_well(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": b"*.log\n", "m/a.txt": b"a", "m/b.log": b"b"})
    assert additions(tmp_path, None, "m") == Additions({"m/a.txt": ""})


def test_repositories_inside(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for name in ("found", "recorded", "mixed"):
        write(tmp_path, {f"m/{name}/a.txt": b"a"})
        if name == "mixed":  # git has one of its files, and takes the others, too
            git(tmp_path, "add", "m/mixed")
        git(tmp_path / "m" / name, "init", "-q")
        git(tmp_path / "m" / name, "add", ".")
        git(tmp_path / "m" / name, "commit", "-qm", "x")
    write(tmp_path, {"m/mixed/b.txt": b"b"})
    git(tmp_path, "-c", "advice.addEmbeddedRepo=false", "add", "m/recorded")
    found = additions(tmp_path, checkout_of(tmp_path), "m")
    assert found.modules == ("m/found", "m/recorded")
    assert set(found.files) == {"m/mixed/a.txt", "m/mixed/b.txt"}


def test_what_is_not_checked_out_on_purpose(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"m/a.txt": b"a", "m/b.txt": b"b"})
    git(tmp_path, "add", ".")
    git(tmp_path, "update-index", "--skip-worktree", "m/b.txt")
    (tmp_path / "m/b.txt").unlink()
    assert additions(tmp_path, checkout_of(tmp_path), "m").sparse == {"m/b.txt"}


def test_an_index_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"m/a.txt": b"a", ".git/index": b"what is this?" * 9})
    with pytest.raises(GitError):
        additions(tmp_path, checkout_of(tmp_path), "m")
