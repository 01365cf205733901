"""Generated rules: read as git reads them, and never too long, too slow or out of place."""

from __future__ import annotations

import itertools
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.lint.gitattributes.check_attr import check_attributes
from checks.lint.gitattributes.linter import lint_gitattributes
from checks.messages import render
from tests.needs import needs_program

_NUMBERS = itertools.count()
relaxed = settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def _git() -> None:
    needs_program("git")


names = st.sampled_from(
    ["a.bin", "A.BIN", "b c.bin", "모델.bin", "x", "#x", "!x", "[x]", "q\"'", "d"]
)
paths = st.lists(
    st.tuples(st.sampled_from(["", "d/", "d/e/", "saved_model/x/"]), names).map("".join),
    min_size=1,
    max_size=6,
    unique=True,
)
patterns = st.one_of(
    st.sampled_from(
        ["*", "*.bin", "/*.bin", "d/", "d/*", "d/**", "**/e/*", "saved_model/**/*", '"b c.bin"']
    ),
    names,
    st.text('*?[]!#/\\" abdex.', min_size=1, max_size=8),
)
attributes = st.sampled_from(
    [
        "filter=lfs",
        "filter=lfs -text",
        "-filter",
        "!filter",
        "filter",
        "filter=x",
        "big",
        "text",
        "a$",
    ]
)
rules = st.lists(
    st.one_of(
        st.builds(lambda pattern, what: f"{pattern} {what}", patterns, attributes),
        st.sampled_from(["[attr]big filter=lfs -text", "[attr]filter -filter", "# x", ""]),
    ),
    max_size=6,
).map("\n".join)


def by_git(folder: Path, asked: list[str]) -> frozenset[str]:
    """Return the LFS files by a repository of its own, without anybody's settings."""
    environ = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    environ |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "HOME": str(folder)}
    subprocess.run(["git", "init", "-q"], cwd=folder, env=environ, check=True)
    done = subprocess.run(
        ["git", "check-attr", "-z", "--stdin", "filter"],
        cwd=folder,
        env=environ,
        input=b"".join(path.encode() + b"\0" for path in asked),
        capture_output=True,
        check=True,
    )
    fields = done.stdout.decode().split("\0")
    return frozenset(p for p, v in zip(fields[::3], fields[2::3], strict=False) if v == "lfs")


@relaxed
@given(top=rules, below=rules, asked=paths)
def test_our_reading_is_gits(tmp_path: Path, top: str, below: str, asked: list[str]) -> None:
    folder = tmp_path / str(next(_NUMBERS))
    (folder / "d").mkdir(parents=True)
    (folder / ".gitattributes").write_text(top)
    (folder / "d" / ".gitattributes").write_text(below)
    answer, problems = check_attributes(folder, asked, "m")
    assert problems == []
    assert answer is not None
    assert answer.lfs == by_git(folder, asked)


@relaxed
@given(
    st.one_of(
        st.binary(max_size=300),
        rules.map(str.encode),
        st.text("*.abin filter=lfs-text!#[]\"'“\\\n\r\t\x0b\x0c\x85\u2028한", max_size=200).map(
            str.encode
        ),
    )
)
def test_every_place_is_in_the_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / ".gitattributes").write_bytes(data)
    (tmp_path / "a.bin").write_bytes(b"\0")
    (tmp_path / "b c.csv").write_bytes(b"1")
    rows = data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    for problem in lint_gitattributes(tmp_path, "m"):
        assert problem.place is not None
        if problem.place.file == "m/.gitattributes" and problem.code != "Y-UTF8":
            assert 1 <= problem.place.line <= len(rows)
            assert 1 <= problem.place.col <= len(rows[problem.place.line - 1]) + 1
        assert render(problem, "en")
        assert render(problem, "ko")


SIZE = 64 * 1024


@pytest.mark.parametrize(
    "piece",
    [
        b"a",
        b"\n",
        b'"',
        b"a\n",
        b"x fiter\n",
        b"a b ",
        b"[attr]a\n",
        b"a b$\n",
        b"!x\n",
        b"* -\n",
        b"\0",
    ],
)
def test_much_of_anything_says_little(tmp_path: Path, piece: bytes) -> None:
    """However long the file, a page of problems; the clock is for the benchmarks."""
    (tmp_path / ".gitattributes").write_bytes(piece * (SIZE // len(piece)))
    (tmp_path / "a b.csv").write_bytes(b"1")
    assert len(lint_gitattributes(tmp_path, "m")) <= 250
