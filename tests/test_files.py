"""Files that are written whole: never half, never through a link, and private ones never shown."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from checks.files import append_private, write_whole

PRIVATE = 0o600


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def modes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the modes that files have while they are written."""
    seen: list[int] = []
    fsync = os.fsync

    def noting(number: int) -> None:
        seen.extend(mode_of(path) for path in tmp_path.iterdir() if path.name.startswith("."))
        fsync(number)

    monkeypatch.setattr(os, "fsync", noting)
    return seen


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("before", [None, 0o644, 0o666, 0o600])
def test_a_private_file_is_never_shown(
    tmp_path: Path, modes: list[int], before: int | None
) -> None:
    path = tmp_path / "evidence.json"
    if before is not None:
        path.write_bytes(b"old")
        path.chmod(before)
    mask = os.umask(0)
    try:
        write_whole(path, b"true answers", private=True)
    finally:
        os.umask(mask)
    assert path.read_bytes() == b"true answers"
    assert (modes, mode_of(path)) == ([PRIVATE], PRIVATE)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("before", [0o640, 0o755])
def test_another_file_keeps_its_mode(tmp_path: Path, before: int) -> None:
    path = tmp_path / "answers.yaml"
    path.write_bytes(b"old")
    path.chmod(before)
    write_whole(path, b"new")
    assert (path.read_bytes(), mode_of(path)) == (b"new", before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_new_file_is_as_the_user_wants_new_files(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "report.json", b"new")
    finally:
        os.umask(mask)
    assert mode_of(tmp_path / "report.json") == 0o640


@pytest.mark.parametrize("private", [False, True])
def test_nothing_is_written_through_a_link(tmp_path: Path, private: bool) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"somebody else's")
    link = tmp_path / "report.json"
    link.symlink_to(target)
    write_whole(link, b"new", private=private)
    assert target.read_bytes() == b"somebody else's"
    assert (link.is_symlink(), link.read_bytes()) == (False, b"new")


def test_what_cannot_be_written_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]
    assert path.read_bytes() == b"old"


def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    """A pseudo-terminal stands in for /dev/null, which a mistake here would take from everybody."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    device = Path(os.ttyname(theirs))
    node = device.lstat().st_ino
    write_whole(device, b"report")
    assert stat.S_ISCHR(device.lstat().st_mode)
    assert device.lstat().st_ino == node
    assert os.read(ours, 100) == b"report"
    link = tmp_path / "report.json"
    link.symlink_to(device)
    with pytest.raises(OSError, match="Invalid argument"):
        write_whole(link, b"through a link")
    assert link.is_symlink()
    os.close(ours)
    os.close(theirs)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    os.mkfifo(path)
    with pytest.raises(OSError, match="Invalid argument"):
        write_whole(path, b"x")
    assert stat.S_ISFIFO(path.lstat().st_mode)
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, b"x")


# What is added to


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("before", [None, 0o644, 0o600])
def test_what_is_added_to_is_its_owners_alone_before_a_byte_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int | None
) -> None:
    path = tmp_path / "facts.jsonl"
    if before is not None:
        path.write_bytes(b"one\n")
        path.chmod(before)
    modes, made = list[int](), list[int]()
    write, fchmod = os.write, os.fchmod

    def noting(number: int, data: bytes) -> int:
        modes.append(mode_of(path))
        return write(number, data)

    def noting_first(number: int, mode: int) -> None:
        made.append(mode_of(path))
        fchmod(number, mode)

    monkeypatch.setattr(os, "write", noting)
    monkeypatch.setattr(os, "fchmod", noting_first)
    mask = os.umask(0)
    try:
        append_private(path, b"two\n")
    finally:
        os.umask(mask)
    assert path.read_bytes() == (b"" if before is None else b"one\n") + b"two\n"
    assert (modes, mode_of(path)) == ([PRIVATE], PRIVATE)
    assert made == [before or PRIVATE]


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system cannot refuse a link")
def test_nothing_is_added_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"somebody else's")
    target.chmod(0o644)
    link = tmp_path / "facts.jsonl"
    link.symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        append_private(link, b"true answers")
    assert (target.read_bytes(), mode_of(target)) == (b"somebody else's", 0o644)


def test_a_device_is_not_added_to_and_keeps_its_mode() -> None:
    """A pseudo-terminal stands in for /dev/null, which nobody else could open afterwards."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    device = Path(os.ttyname(theirs))
    device.chmod(0o620)
    with pytest.raises(OSError, match="Invalid argument"):
        append_private(device, b"true answers")
    assert mode_of(device) == 0o620
    os.close(ours)
    os.close(theirs)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_added_to(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    os.mkfifo(path)
    with pytest.raises(OSError, match="No such device"):
        append_private(path, b"true answers")
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(OSError, match="Invalid argument"):
        append_private(path, b"true answers")
    assert os.read(reader, 10) == b""
    os.close(reader)
