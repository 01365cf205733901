"""The repository that a folder is in: where it keeps things, and whether it is pushed to the Hub.

It is looked at only when a result depends on it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from checks.files import open_regular
from checks.guarded_git.checkout import Checkout, find_checkout
from checks.guarded_git.process import GitError, start

# Compiled where they are used, which is seldom: a hook starts on every commit.
_HOST = r"(?i)(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([^/:]+)(:\d+)?"
_HUB = r"(?i)(?:.+\.)?(?:huggingface\.co|hf\.co)"
_SETTINGS = r"^(remote\..*\.(url|pushurl)|lfs\.storage|filter\.lfs\.(process|clean))$"
_CARD = rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n"


class Repository(NamedTuple):
    """A repository by its settings: `remotes` are names with addresses.

    `has_lfs` is True after `git lfs install`.
    """

    top: Path
    lfs_objects: Path
    remotes: tuple[tuple[str, str], ...]
    has_lfs: bool = False

    def pushed_to_hub(self) -> str | None:
        """Return what shows that git itself pushes this repository to the Hub, else None.

        That is a remote on the Hub or on HF_ENDPOINT; without any remote, a README.md at the root
        that begins like a model card. An address may hold a token, and is not returned.
        """
        for name, address in self.remotes:
            if is_hub_address(address):
                return f"git remote {name}"
        return None if self.remotes or not _is_card(self.top / "README.md") else "README.md"

    def has_object(self, oid: str) -> bool:
        """Return whether the LFS object with this SHA-256 is stored here."""
        return (self.lfs_objects / oid[:2] / oid[2:4] / oid).is_file()


def is_hub_address(address: str) -> bool:
    """Return whether a remote's address leads to the Hub, or to the host of HF_ENDPOINT."""
    host, port = _host(address)
    endpoint = os.environ.get("HF_ENDPOINT")
    return bool(re.fullmatch(_HUB, host) or (endpoint and (host, port) == _host(endpoint)))


def _host(address: str) -> tuple[str, str]:
    found = re.match(_HOST, address)
    return (found[1].lower(), found[2] or "") if found else ("", "")


def _is_card(path: Path) -> bool:
    try:
        with open_regular(path) as stream:
            return re.match(_CARD, stream.read(64)) is not None
    except OSError:
        return False


def repository(folder: Path) -> Repository:
    """Return the repository around a folder. Raises OSError, and GitError where there is none."""
    checkout = find_checkout(folder)
    if checkout is None:
        raise GitError("not in a git repository")
    settings = [*_settings(folder, checkout), *_settings(folder)]
    storage = next((value for key, value in settings if key == "lfs.storage"), "lfs")
    remotes = tuple(
        (key.split(".", 1)[1].rpartition(".")[0], value)
        for key, value in settings
        if key.startswith("remote.")
    )
    has_lfs = any(key.startswith("filter.lfs.") and value for key, value in settings)
    return Repository(checkout.top, checkout.common_dir / storage / "objects", remotes, has_lfs)


def _settings(folder: Path, checkout: Checkout | None = None) -> list[tuple[str, str]]:
    """Return a checkout's settings, without what they include; else the user's own."""
    arguments = ["config", "-z", "--get-regexp", _SETTINGS]
    data = checkout.config() if checkout else b""
    if checkout:
        arguments[1:1] = ["--file", "-", "--no-includes"]
    try:
        output, _ = start(arguments, folder, data, user_settings=True).output()
    except GitError:  # what it also says when there are none
        return []
    pairs = (os.fsdecode(row).partition("\n") for row in output.split(b"\0") if row)
    return [(key, value) for key, _, value in pairs]


def ignored(folder: Path, paths: list[str]) -> frozenset[str]:
    """Return those of `paths` that are in no commit, since `.gitignore` says so."""
    data = b"".join([os.fsencode(path) + b"\0" for path in paths])
    arguments = ["check-ignore", "--stdin", "-z"]
    try:
        process = start(arguments, folder, data, find_checkout(folder), user_settings=True)
        output, _ = process.output()
    except (OSError, GitError):  # it says so, too, when none is ignored
        return frozenset()
    return frozenset(os.fsdecode(path) for path in output.split(b"\0") if path)


def is_nested(folder: Path) -> bool:
    """Return whether the model folder of an assignment is another repository to the one around it.

    A model repo that somebody cloned into a repository of another kind is in order as it is.
    """
    if not (os.path.lexists(folder / ".git") and (folder.parent / "answers.yaml").is_file()):
        return False
    from checks.guarded_git.additions import additions  # only for what is wrong

    outer = find_checkout(folder.parent)
    try:
        return (
            outer is not None
            and folder.name in additions(folder.parent, outer, folder.name).modules
        )
    except (OSError, GitError):
        return False
