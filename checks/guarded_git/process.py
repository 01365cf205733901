"""Start git so that nothing of the folder it looks at can run."""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from checks.guarded_git.checkout import MAX_CONFIG, Checkout, read_file
from checks.guarded_git.rules import unreadable_rules

SECONDS = 60
_MAX_SHARED = 8  # files that an index may share
_MAX_INDEX = 16 * 1024 * 1024  # bytes of one
# For a git that reads the user's own settings. `safe.bareRepository`: never take a folder for a
# repository by its layout (git 2.38). The commit graph may hold other dates than the commits.
_SETTINGS = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.commitGraph=false",
    "protocol.allow=never",
)
# GIT_ALLOW_PROTOCOL stops a fetch where git is too old for GIT_NO_LAZY_FETCH (2.39.4, 2.45).
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
_USER_SETTINGS = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_SHA256 = "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"


class GitError(Exception):
    """git did not answer; the message is its own first line."""


class UnreadableRulesError(OSError):
    """A .gitattributes or .gitignore that is no ordinary file, or far too large."""


class GitProcess(NamedTuple):
    """A running git. It writes into files, so that neither side waits for the other to read."""

    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]
    resources: ExitStack

    def wait(self, seconds: float | None = None) -> str:
        """Wait for its end and return its warnings. Raises GitError if it failed."""
        seconds = seconds or SECONDS
        # `Popen.wait` with a time-out looks again only every now and then: up to 50 ms late.
        alarm = threading.Timer(seconds, self.process.kill)
        alarm.daemon = True
        alarm.start()
        code = self.process.wait()
        if not alarm.is_alive():
            raise GitError(f"no answer in {seconds:g} seconds")
        alarm.cancel()
        self.out.seek(0)
        self.err.seek(0)
        warnings = os.fsdecode(self.err.read())
        if code:
            raise GitError(warnings.strip().partition("\n")[0] or f"exit code {code}")
        return warnings

    def output(self, seconds: float | None = None) -> tuple[bytes, str]:
        """Return what it wrote, and its warnings. Raises GitError if it failed."""
        with self.resources:
            warnings = self.wait(seconds)
            return self.out.read(), warnings

    def close(self) -> None:
        """End it, whatever it was about to write."""
        with self.resources:
            self.process.kill()
            self.process.wait()


def start(
    words: Sequence[str],
    folder: Path,
    data: bytes = b"",
    checkout: Checkout | None = None,
    user_settings: bool = False,
) -> GitProcess:
    """Start git in `folder`, with `data` to read. Raises OSError.

    An UnreadableRulesError, which is one, names a file that git must not open.

    It sees the index, the objects and the work tree of `checkout`, else an empty repository with
    `folder` as its work tree. The user's own settings count only with `user_settings`.
    """
    top = checkout.top if checkout else folder.absolute()
    if path := unreadable_rules(words, folder.absolute(), data, top):
        raise UnreadableRulesError(errno.EINVAL, f"{path} is no ordinary file of rules")
    with ExitStack() as stack:
        scratch = tempfile.TemporaryDirectory(prefix="tour-", ignore_cleanup_errors=True)
        git_dir = Path(stack.enter_context(scratch))
        given, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        given.write(data)
        given.seek(0)
        environ = _environment(user_settings)
        if checkout:
            index = _index(checkout)
            # git would wait for a pipe, and says at once that a folder is no index.
            odd = os.path.lexists(index) and not index.is_file()
            environ |= {"GIT_INDEX_FILE": str(git_dir if odd else index)}
        environ |= _fill(git_dir, checkout)
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        process = subprocess.Popen(
            [git_program(), f"--git-dir={git_dir}", f"--work-tree={top}", *settings, *words],
            stdin=given,
            stdout=out,
            stderr=err,
            cwd=folder,
            env=environ,
        )
        return GitProcess(process, out, err, stack.pop_all())


def git_program() -> str:
    """Return the path of git. Raises FileNotFoundError.

    Looked for by hand, since Windows, and a PATH with a relative folder, find a `git` that a
    student put into the current folder.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in _absolute_path():
        path = f"{folder}{os.sep}{name}"
        if os.access(path, os.X_OK) and Path(path).is_file():
            return path
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)


def _absolute_path() -> list[str]:
    return [folder for folder in os.get_exec_path() if Path(folder).is_absolute()]


def _environment(user_settings: bool) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    kept |= _VARIABLES | {"PATH": os.pathsep.join(_absolute_path())}
    if not user_settings:
        return kept | _NO_SETTINGS
    return kept | {name: os.environ[name] for name in _USER_SETTINGS if name in os.environ}


def _fill(git_dir: Path, checkout: Checkout | None) -> dict[str, str]:
    """Make an empty git directory; return the variables that lead from it to the objects."""
    (git_dir / "objects").mkdir()
    (git_dir / "refs").mkdir()
    (git_dir / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    if checkout is None:
        return {}
    if checkout.is_sha256():
        (git_dir / "config").write_text(_SHA256, encoding="ascii")
    (git_dir / "info").mkdir()
    for name in ("attributes", "exclude"):
        if rules := read_file(checkout.common_dir / "info" / name, MAX_CONFIG):
            (git_dir / "info" / name).write_bytes(rules)
    # Which commits are here without their parents, as in a clone with a depth.
    if shallow := read_file(checkout.common_dir / "shallow", MAX_CONFIG):
        (git_dir / "shallow").write_bytes(shallow)
    for shared in islice(checkout.git_dir.glob("sharedindex.*"), _MAX_SHARED):
        (git_dir / shared.name).write_bytes(read_file(shared, _MAX_INDEX))
    objects = checkout.objects
    return {"GIT_OBJECT_DIRECTORY": str(objects)} if objects else {}


def _index(checkout: Checkout) -> Path:
    """Return the index that counts.

    `git commit FILE` and `git commit -a` tell a hook of an index of its own: that one, if it
    belongs to this checkout.
    """
    named = Path(os.environ.get("GIT_INDEX_FILE", ""))
    if named.name and named.is_file():
        path = Path(os.path.realpath(named))
        if Path(os.path.realpath(checkout.git_dir)) in path.parents:
            return path
    return checkout.index_file
