"""A grader is known by its version, its commit and its files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import checks
from checks.digests import digest_of_files
from checks.grading import grader
from checks.grading.grader import PACKAGE, Grader, this_grader
from checks.guarded_git.checkout import find_checkout

COMMIT = "5a" * 20


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    this_grader.cache_clear()
    yield
    this_grader.cache_clear()


def test_this_grader_is_known_by_its_files() -> None:
    found = this_grader()
    assert found.version == checks.__version__
    assert found.digest == digest_of_files(PACKAGE)
    assert Path(checks.__file__).resolve().parent == PACKAGE


@pytest.mark.parametrize(
    ("repository", "head", "commit"),
    [
        (".", f"{COMMIT}\n", COMMIT),
        (".", "ref: refs/heads/main\n", None),  # no commit yet
        ("..", f"{COMMIT}\n", None),  # installed somewhere in another repository
        (None, "", None),
    ],
)
def test_its_commit_is_that_of_its_own_checkout(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    repository: str | None,
    head: str,
    commit: str | None,
) -> None:
    package = tmp_path.resolve() / "site" / "checks"
    package.mkdir(parents=True)
    (package / "cli.py").write_text("x")
    monkeypatch.setattr(grader, "PACKAGE", package)
    if repository:
        git_dir = (package.parent / repository).resolve() / ".git"
        (git_dir / "objects").mkdir(parents=True)
        (git_dir / "refs").mkdir()
        (git_dir / "HEAD").write_text(head)
        assert find_checkout(package.parent) is not None
    assert this_grader() == Grader(checks.__version__, commit, digest_of_files(package))


def test_a_grader_is_written_and_read_as_it_is() -> None:
    one = Grader("1.0", None, "sha256:ab")
    data = msgspec.json.encode(one)
    assert msgspec.json.decode(data, type=Grader) == one
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(data[:-1] + b',"more":1}', type=Grader)
    with pytest.raises(AttributeError):
        one.version = "2.0"  # type: ignore[misc]
