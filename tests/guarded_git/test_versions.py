"""A file as the commits had it that changed it."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.guarded_git import versions as module
from checks.guarded_git.checkout import find_checkout
from checks.guarded_git.versions import versions
from tests.needs import needs_program


def git(folder: Path, *words: str, day: int = 1) -> str:
    time = f"2026-10-{day:02}T23:59:00+09:00"
    environ = {
        **os.environ,
        **{f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": "ada@example.invalid" for role in ("AUTHOR", "COMMITTER")},
        "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z",
        "GIT_COMMITTER_DATE": time,
    }
    done = subprocess.run(
        ["git", "-C", str(folder), *words], env=environ, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    needs_program("git")
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def commit(folder: Path, day: int, **files: bytes | None) -> None:
    for name, data in files.items():
        path = folder / name
        path.unlink() if data is None else path.write_bytes(data)
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", "x", "--allow-empty", day=day)


def seen(path: Path) -> list[tuple[int, bytes]]:
    checkout = find_checkout(path.parent)
    assert checkout is not None
    found = versions(checkout, path)
    assert all(time == datetime(2026, 10, time.day, 14, 59, tzinfo=UTC) for time, _ in found)
    return [(time.day, data) for time, data in found]


def test_each_commit_that_changed_the_file_is_a_version(top: Path) -> None:
    commit(top, 1, a=b"one\n", b=b"other")
    commit(top, 2, a=b"two\n\n")
    commit(top, 3, b=b"third")
    commit(top, 4, a=b"\x00\n4 blob 2\n")
    commit(top, 5, a=b"one\n")
    commit(top, 6, a=b"")
    (top / "a").write_bytes(b"not committed")
    assert seen(top / "a") == [
        (6, b""),
        (5, b"one\n"),
        (4, b"\x00\n4 blob 2\n"),
        (2, b"two\n\n"),
        (1, b"one\n"),
    ]
    assert seen(top / "b") == [(3, b"third"), (1, b"other")]


def test_where_there_is_nothing_there_is_no_version(top: Path) -> None:
    assert seen(top / "a") == []
    commit(top, 1, b=b"x")
    assert seen(top / "a") == []
    commit(top, 2, a=b"x")
    commit(top, 3, a=None)
    assert seen(top / "a") == [(2, b"x")]


def test_a_file_in_a_folder_of_the_checkout(top: Path, tmp_path: Path) -> None:
    (top / "in ner").mkdir()
    commit(top, 1, **{"in ner/a:*.txt": b"x", "a:*.txt": b"no"})
    assert seen(top / "in ner" / "a:*.txt") == [(1, b"x")]
    (tmp_path / "link").symlink_to(top / "in ner")
    assert seen(tmp_path / "link" / "a:*.txt") == [(1, b"x")]
    checkout = find_checkout(top)
    assert checkout is not None
    assert versions(checkout, tmp_path / "a:*.txt") == []


def test_a_name_over_two_lines_is_no_name_for_git(top: Path) -> None:
    commit(top, 1, **{"a\nb": b"x", "b": b"y"})
    assert seen(top / "a\nb") == []


def test_what_is_no_file_is_left_out(top: Path) -> None:
    (top / "a").mkdir()
    commit(top, 1, **{"a/b": b"x"})
    assert seen(top / "a") == []


def test_the_bounds(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (module.MAX_VERSIONS, module.MAX_VERSION_BYTES) == (200, 1024 * 1024)
    for day, data in enumerate((b"1", b"22", b"333", b"4"), 1):
        commit(top, day, a=data)
    monkeypatch.setattr(module, "MAX_VERSION_BYTES", 2)
    assert seen(top / "a") == [(4, b"4"), (2, b"22"), (1, b"1")]
    monkeypatch.setattr(module, "MAX_VERSIONS", 3)
    assert seen(top / "a") == [(4, b"4"), (2, b"22")]


def test_git_that_fails_tells_of_no_version(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(top, 1, a=b"x")
    for name in ("_commits", "_blobs", "_contents"):
        with monkeypatch.context() as broken:
            broken.setattr(module, name, _raise)
            assert seen(top / "a") == []
    for part in (top / ".git/objects").glob("??/*"):
        part.unlink()
    assert seen(top / "a") == []


def _raise(*_: object) -> None:
    raise OSError
