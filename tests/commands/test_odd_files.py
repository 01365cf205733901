"""What is no ordinary file, under every name that a command reads or writes.

Each is put in place of one file of a good submission. No command hangs on it, reads what it leads
to, writes through it, or breaks; it ends soon.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checks.files import open_regular
from checks.hub import evidence as hub_evidence
from checks.hubspec.content import read_content
from checks.lint.folder import scan
from tests.commands.conftest import Tour
from tests.facts import evidence_for, submission_in
from tests.needs import needs_program


def git(folder: Path, *words: str) -> None:
    settings = ("-c", "user.name=Ada", "-c", "user.email=ada@example.invalid")
    subprocess.run(["git", *settings, *words], cwd=folder, check=True)


class Hung(BaseException):
    """A command did not end; nothing that it does catches this."""


SECRET = "squeamish-ossifrage"
RUBRIC = 'due: "2026-10-01T00:00:00+00:00"\nc6:\n  dataset_ids: ["tour-lab/*"]\n'
SPARSE = 20 * 1024**3
SECONDS = 8
"""After which a command is stopped: far over what one takes, and far under a reading of 20 GiB."""


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    # Its path may have about a hundred bytes.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, SPARSE)


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target.format(outside=path_outside(path)))


def path_outside(path: Path) -> Path:
    work = next(one for one in path.parents if one.name == "work")
    return work.parent / "outside"


KINDS: dict[str, Callable[[Path], None]] = {
    "a pipe": pipe,
    "a socket": unix_socket,
    "a device": link("/dev/zero"),
    "20 GiB": sparse,
    "a link out": link("{outside}/secret"),
    "a link to a folder outside": link("{outside}"),
    "a loop": lambda path: path.symlink_to(path.name),
    "a folder": lambda path: path.mkdir(),
}
NAMES = (
    "answers.yaml",
    "rubric.yaml",
    ".gitattributes",
    ".gitignore",
    "report.json",
    ".tour",
    ".tour/publish.json",
    ".tour/.gitignore",
    "model_repo",
    "model_repo/README.md",
    "model_repo/.gitattributes",
    "model_repo/.gitignore",
    "model_repo/model.joblib",
    "model_repo/train.py",
    "model_repo/sub/.gitattributes",
    "model_repo/sub/.gitignore",
    ".git",
    ".git/HEAD",
    ".git/config",
    ".git/commondir",
    ".git/index",
    ".git/packed-refs",
    ".git/shallow",
    ".git/refs/heads/main",
    ".git/refs/remotes/origin/main",
    ".git/info/attributes",
    ".git/info/exclude",
    ".git/objects",
    ".git/objects/LOOSE",
    ".git/objects/info/alternates",
    ".git/objects/pack/pack-0000.idx",
)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("grade", ".", "--evidence", "../evidence.json"),
    ("grade", ".", "--evidence", "../evidence.json", "--report", "report.json"),
    ("publish", "--dry-run"),
    ("lint",),
    ("lint", "--fix"),
    ("inspect", "model_repo/model.joblib"),
    ("next",),
    ("explain", "c4.live", "--report", "report.json"),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ada's good submission in git."""
    needs_program("git")
    folder = tmp_path_factory.mktemp("odd") / "work"
    submission = submission_in(folder)
    (folder / "rubric.yaml").write_text(
        'due: "2026-10-01T00:00:00+00:00"\nc6:\n  dataset_ids: ["tour-lab/*"]\n'
    )
    (folder / "model_repo/sub").mkdir()
    (folder / "model_repo/sub/notes.txt").write_text("notes\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "all of it")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    for name in ("objects/info", "objects/pack", "info"):
        (folder / ".git" / name).mkdir(exist_ok=True)
    evidence = hub_evidence.to_json(evidence_for(submission))
    (folder.parent / "evidence.json").write_text(json.dumps(evidence))
    return folder


@pytest.fixture
def work(template: Path, tmp_path: Path, tour: Tour) -> Path:
    """A copy of it, in the folder that `tour` runs in, and something outside to lead to."""
    assert tour is not None
    folder = tmp_path / "work"
    shutil.copytree(template, folder, dirs_exist_ok=True)
    shutil.copyfile(template.parent / "evidence.json", tmp_path / "evidence.json")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").write_text(f"{SECRET}\n")
    return folder


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Hung(f"not done in {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def put(work: Path, name: str, kind: str) -> None:
    path = work / name
    if path.name == "LOOSE":  # each object that is a file of its own
        for one in [*path.parent.glob("[0-9a-f][0-9a-f]/*")]:
            put(work, str(one.relative_to(work)), kind)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    KINDS[kind](path)


@pytest.mark.usefixtures("ada")
@pytest.mark.sampled(4)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_ordinary_file(
    name: str,
    kind: str,
    work: Path,
    tour: Tour,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)  # there no record is kept
    outside = tmp_path / "outside"
    for words in COMMANDS:
        put(work, name, kind)
        with stopped_after(SECONDS):
            done = tour(*words)
        assert "tour broke" not in done.text, words
        assert SECRET not in done.text, words
        assert [one.name for one in outside.iterdir()] == ["secret"], words
        assert (outside / "secret").read_text() == f"{SECRET}\n", words


def test_a_large_file_of_holes_is_no_file_of_a_model(tmp_path: Path) -> None:
    for size, kind in ((1024**3, "regular"), (1024**3 + 1, "other")):
        (tmp_path / "model.bin").touch()
        os.truncate(tmp_path / "model.bin", size)
        assert [file.kind for file in scan(tmp_path).files] == [kind]


def test_only_ordinary_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    with open_regular(tmp_path / "file") as stream:
        assert stream.read() == b"text"
    assert read_content(str(tmp_path / "file"), 2) == b"te"
    pipe(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(OSError, match="Invalid argument"):
            open_regular(path)
        with pytest.raises(OSError, match="Invalid argument"):
            read_content(str(path))
