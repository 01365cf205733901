"""git in the teacher's own repository, which is trusted: with their settings and their hooks."""

from __future__ import annotations

import re
import subprocess

from checks.assignment import name_of
from checks.messages import Message, Phrase, ProblemError

REPOSITORY = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")

NO_NAME = Message(
    "GIT-NAME",
    "Which repository this is cannot be told: {reason}.",
    hint="Name it as on GitHub, OWNER/NAME: `make release GRADER=…`, `tour assignment --grader …`.",
)
GIT_REFUSED = Message(
    "GIT-REFUSED",
    "git refused: {reason}",
    hint="Put that right, then run the command again. It goes on from what is there.",
)
NO_REMOTE = Phrase("git no remote", "it has no remote `origin` at GitHub")
NO_REPOSITORY = Phrase("git no repository", "{name} is not OWNER/NAME")
_NAME = re.compile(r"[:/]([^:/]+/[^:/]+?)(?:\.git)?/?$")


def own_repository() -> str:
    """Return OWNER/NAME of the remote `origin`, as it is written there."""
    url = git("config", "--get", "remote.origin.url", fine=(0, 1))
    found = _NAME.search(url)
    if found is None or name_of(url) is None:
        raise ProblemError(NO_NAME.about(reason=NO_REMOTE))
    return found[1]


def git(*words: str, fine: tuple[int, ...] = (0,)) -> str:
    """Return what git prints, in the teacher's own repository.

    Raises:
        ProblemError: it refuses, or is not there.
    """
    done = _run(*words)
    if done.returncode not in fine:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")
        raise ProblemError(GIT_REFUSED.about(reason=said[0] or f"git {words[0]}"))
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def content(commit: str, path: str) -> bytes:
    """Return what a file holds in a commit; nothing where it is not there."""
    done = _run("cat-file", "blob", f"{commit}:{path}")
    return done.stdout if done.returncode == 0 else b""


def _run(*words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *words], capture_output=True, check=False)
    except OSError as error:
        raise ProblemError(GIT_REFUSED.about(reason=error.strerror)) from None
