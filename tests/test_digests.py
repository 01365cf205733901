"""The same content has the same digest, on every system."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.digests import digest, digest_of_files

ABC = "sha256:d78931fcf2660108eec0d6674ecb4e02401b5256a6b5ee82527766ef6d198c67"
"""What `sha256sum` says of `foo` and `bar` in two lines."""


@pytest.mark.parametrize(
    ("data", "same"),
    [
        (b"a\r\nb\r\n", b"a\nb\n"),
        (b"a\r\n\r\nb", b"a\n\nb"),
        (b"\r\n", b"\n"),
    ],
)
def test_line_ends_make_no_difference(data: bytes, same: bytes) -> None:
    assert digest(data) == digest(same)


@pytest.mark.parametrize(
    ("data", "other"),
    [
        (b"a\rb", b"a\nb"),
        (b"\0\r\n", b"\0\n"),  # no text
        (b"a", b"a\n"),
        (b"a ", b"a"),
    ],
)
def test_all_else_does(data: bytes, other: bytes) -> None:
    assert digest(data) != digest(other)


def test_the_digest_is_the_known_one() -> None:
    assert digest(b"foo\nbar\n") == ABC
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest(b"") == empty


def test_a_digest_of_files_knows_their_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.py").write_bytes(b"foo\nbar\n")
    (tmp_path / "b/c.py").write_bytes(b"")
    first = digest_of_files(tmp_path)
    assert first == digest_of_files(tmp_path)
    (tmp_path / "b/__pycache__").mkdir()
    (tmp_path / "b/__pycache__/c.pyc").write_bytes(b"x")
    (tmp_path / "b/empty").mkdir()
    (tmp_path / "a.py").write_bytes(b"foo\r\nbar\r\n")
    assert digest_of_files(tmp_path) == first
    (tmp_path / "b/c.py").rename(tmp_path / "b/d.py")
    renamed = digest_of_files(tmp_path)
    (tmp_path / "b/d.py").write_bytes(b"x")
    assert len({first, renamed, digest_of_files(tmp_path)}) == 3
    lines = "".join(
        f"{name}\0{digest(data)}\n" for name, data in (("a.py", b"foo\nbar\n"), ("b/d.py", b"x"))
    )
    assert digest_of_files(tmp_path) == digest(lines.encode())
