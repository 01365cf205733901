"""The repository that a folder lies in: where it keeps things, and whether it is the Hub's.

Asked of git only when an answer turns on it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from checks.lint.git import GitError, start

# What `git rev-parse --local-env-vars` lists: the settings that say which repository is meant.
_LOCAL = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
# Compiled where they are used, which is seldom: a hook starts on every commit.
_HOST = r"(?i)(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([^/:]+)(:\d+)?"
_HUB = r"(?i)(?:.+\.)?(?:huggingface\.co|hf\.co)"
_SETTINGS = r"^(remote\..*\.(url|pushurl)|lfs\.storage|filter\.lfs\.(process|clean))$"
_CARD = rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as its settings have it. `remotes` leads from names to addresses; `has_lfs`:
    somebody has run `git lfs install`.
    """

    top: Path
    lfs_objects: Path
    remotes: tuple[tuple[str, str], ...]
    has_lfs: bool = False

    def pushed_to_hub(self) -> str | None:
        """What shows that git itself pushes this repository to the Hub; None if nothing does.

        A remote that leads to the Hub or to HF_ENDPOINT; without any remote, a README.md at the
        root that begins like a model card. An address may hold a token: it is not repeated.
        """
        for name, address in self.remotes:
            if is_hub_address(address):
                return f"git remote {name}"
        return None if self.remotes or not _is_card(self.top / "README.md") else "README.md"

    def has_object(self, oid: str) -> bool:
        """Whether the LFS object of this SHA-256 is stored here."""
        return (self.lfs_objects / oid[:2] / oid[2:4] / oid).is_file()


def is_hub_address(address: str) -> bool:
    """Whether a remote's address leads to the Hub, or to the host of HF_ENDPOINT."""
    host, port = _host(address)
    endpoint = os.environ.get("HF_ENDPOINT")
    return bool(re.fullmatch(_HUB, host) or (endpoint and (host, port) == _host(endpoint)))


def _host(address: str) -> tuple[str, str]:
    found = re.match(_HOST, address)
    return (found[1].lower(), found[2] or "") if found else ("", "")


def _is_card(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return re.match(_CARD, stream.read(64)) is not None
    except OSError:
        return False


def repository(folder: Path) -> Repository:
    """The repository around a folder. Raises OSError and GitError."""
    words = ["rev-parse", "--path-format=absolute", "--show-toplevel", "--git-common-dir"]
    out, _ = start(words, folder, local_environment()).said()
    top, common, *_ = (Path(os.fsdecode(line)) for line in out.split(b"\n"))
    settings = _settings(folder)
    storage = next((value for key, value in settings if key == "lfs.storage"), "lfs")
    remotes = tuple(
        (key.split(".", 1)[1].rpartition(".")[0], value)
        for key, value in settings
        if key.startswith("remote.")
    )
    has_lfs = any(key.startswith("filter.lfs.") and value for key, value in settings)
    return Repository(top, common / storage / "objects", remotes, has_lfs)


def _settings(folder: Path) -> list[tuple[str, str]]:
    words = ["config", "-z", "--get-regexp", _SETTINGS]
    try:
        out, _ = start(words, folder, local_environment()).said()
    except GitError:  # what it also says when there are none
        return []
    pairs = (os.fsdecode(row).partition("\n") for row in out.split(b"\0") if row)
    return [(key, value) for key, _, value in pairs]


def ignored(folder: Path, paths: list[str]) -> frozenset[str]:
    """Those of `paths` that are in no commit, since `.gitignore` says so."""
    asked = b"".join([os.fsencode(path) + b"\0" for path in paths])
    words = ["check-ignore", "--stdin", "-z"]
    try:
        out, _ = start(words, folder, local_environment(), asked).said()
    except (OSError, GitError):  # it says so, too, when none is ignored
        return frozenset()
    return frozenset(os.fsdecode(path) for path in out.split(b"\0") if path)


def local_environment() -> dict[str, str]:
    """What a git that is asked about the repository around a folder is told: no other one."""
    kept = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    return kept | {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def hook_environment(folder: Path) -> dict[str, str]:
    """The same, and the index that counts.

    `git commit FILE` and `git commit -a` tell a hook of an index of its own: that one, if it
    belongs to the repository around `folder`.
    """
    environ = local_environment()
    named = os.environ.get("GIT_INDEX_FILE")
    if named and _belongs(Path(named).absolute(), folder, environ):
        environ["GIT_INDEX_FILE"] = str(Path(named).absolute())
    return environ


def _belongs(index: Path, folder: Path, environ: dict[str, str]) -> bool:
    try:
        out, _ = start(["rev-parse", "--absolute-git-dir"], folder, environ).said()
    except (OSError, GitError):
        return False
    git_dir = Path(os.fsdecode(out.rstrip(b"\n")))
    return index.is_file() and git_dir.resolve() in index.resolve().parents
