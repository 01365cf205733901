"""A person's machine: a home folder, settings of git and the environment, and the programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from checks.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str = ""

    @property
    def text(self) -> str:
        return self.out + self.err


@dataclass
class Machine:
    """Where somebody works: `folder` is their current one, `environ` what their terminal has."""

    home: Path
    capfd: pytest.CaptureFixture[str]
    folder: Path = field(default_factory=Path)
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if self.folder == Path():
            self.folder = self.home

    def git_config(self, key: str, value: str) -> None:
        """Set one of git's settings for this person: `git config --global`."""
        self.git("config", "--global", key, value)

    def git(self, *words: str, check: bool = True) -> Done:
        """Run the real git in the current folder."""
        return self.run("git", *words, check=check)

    def run(self, *words: str, check: bool = True) -> Done:
        """Run a program in the current folder, with this person's environment."""
        environ = {**os.environ, **self._environ()}
        done = subprocess.run(
            words, cwd=self.folder, env=environ, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return Done(done.returncode, done.stdout, done.stderr)

    def tour(self, *words: str, **environ: str) -> Done:
        """Run `tour` in the current folder, in this process. It never ends in a traceback."""
        self.capfd.readouterr()
        with environment({**self._environ(), **environ}), _inside(self.folder):
            try:
                code = main(list(words))
            except SystemExit as error:  # argparse
                code = error.code if isinstance(error.code, int) else 1
        out, err = self.capfd.readouterr()
        assert "Traceback" not in out + err, out + err
        return Done(code, out, err)

    def write(self, path: str, text: str | bytes) -> None:
        """Write a file, bytes as they are and text as UTF-8 with the line ends that it has."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, path: str) -> str:
        return (self.folder / path).read_bytes().decode()

    def replace(self, path: str, old: str, new: str) -> None:
        """Change a part of a file, as in an editor."""
        text = self.read(path)
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def _environ(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "HF_HOME": str(self.home / "huggingface"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "GIT_CONFIG_GLOBAL": str(self.home / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            **self.environ,
        }


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Have these variables in this process for a while, and no other person's secrets."""
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(("CI", "HF_TOKEN", "HF_ENDPOINT", "HF_OIDC", "GITHUB_", "ACTIONS_")):
            del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
