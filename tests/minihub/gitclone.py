"""Real git in a folder of its own, cloned from an embedded Hub."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias


class Git:
    """git in one folder, apart from this machine's settings, as somebody with a token."""

    def __init__(self, folder: Path, url: str, token: str | None) -> None:
        self.folder = folder
        home = folder.parent
        self.remote = url.replace("://", f"://ada:{token}@") if token else url
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.invalid",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.invalid",
            "LC_ALL": "C",
        }

    def run(self, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *words],
            cwd=cwd or self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def __call__(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def clone(self, repo: str, *words: str) -> None:
        address = f"{self.remote}/{repo}"
        done = self.run("clone", *words, address, str(self.folder), cwd=self.folder.parent)
        assert done.returncode == 0, done.stderr

    def commit(self, files: dict[str, str | bytes], title: str = "a change") -> str:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self("add", "--all")
        self("commit", "-qm", title)
        return self("rev-parse", "HEAD").strip()

    def refused(self, *words: str) -> str:
        done = self.run("push", *(words or ("origin", "main")))
        assert done.returncode != 0
        return done.stderr


Clone: TypeAlias = Callable[..., Git]
