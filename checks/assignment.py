"""The name of an assignment's repository, and the line by which it is known in public.

A live repo carries the line of the one assignment that it was made for: in its card, or in the
message of a commit. The line holds hashes, so it names no private repository, class or person.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from checks.guarded_git.checkout import own_checkout
from checks.guarded_git.config import origin_url

GITHUB = "https://github.com"
_DIGITS = 16
_HASH = rf"[0-9a-f]{{{_DIGITS}}}"
_LINE = re.compile(rf"hub-tour:[ \t\"']*({_HASH}(?:[ \t]+{_HASH})?)(?!\w)", re.IGNORECASE)
# `git@github.com:ada/tour.git`; a Windows path such as `C:/tour` has a host of one letter.
_SCP = re.compile(r"(?:[^@/\s]+@)?([^:/@\s]+\.[^:/@\s]+):(?!//)(\S+)")
_SCHEMES = ("git", "http", "https", "ssh", "git+ssh")


@dataclass(frozen=True, slots=True)
class Assignment:
    """The repository of an assignment, as `host/owner/name`, and GitHub's own number of it.

    Only `hashes` may go public: of the name, and of the number. There are none where the name is
    not known, as in a downloaded zip.
    """

    hashes: tuple[str, ...] = ()
    repository: str | None = None
    repository_id: str | None = None

    @property
    def line(self) -> str:
        """Return the line that binds a live repo to this assignment; "" without a name."""
        return f"hub-tour: {' '.join(self.hashes)}" if self.hashes else ""

    @property
    def card_line(self) -> str:
        """Return the line for a card, where it is a comment that nobody sees on the page."""
        return f"<!-- {self.line} -->" if self.hashes else ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a submission comes from, as far as its own checkout or GitHub's runner tells.

    `repository` is `host/owner/name` in lower case, `repository_id` GitHub's own number of it;
    `commit` and `ref` are what is checked out, `ref` a branch such as `refs/heads/main`.
    """

    repository: str | None = None
    repository_id: str | None = None
    commit: str | None = None
    ref: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """Return it as JSON data."""
        return asdict(self)


def origin_of(folder: Path, assignment: Assignment) -> Origin:
    """Return where the submission in a folder comes from; it is a copy of this assignment."""
    here = folder.resolve()
    checkout = own_checkout(here)
    names = (assignment.repository, assignment.repository_id)
    if checkout is None or checkout.top != here:
        return Origin(*names)
    return Origin(*names, checkout.head() or None, checkout.ref() or None)


def lines_in(text: str) -> tuple[frozenset[str], ...]:
    """Return the hashes of each such line in a card, or in the message of a commit."""
    return tuple(frozenset(found[1].lower().split()) for found in _LINE.finditer(text))


def assignment_in(folder: Path, environ: Mapping[str, str] = os.environ) -> Assignment:
    """Return the assignment that a folder is a copy of.

    On GitHub's runner, for its own checkout, GitHub says which repository that is; anywhere else
    the remote `origin` of the folder's own repository does.
    """
    here = folder.resolve()
    checkout = own_checkout(here)
    remote = name_of(origin_url(checkout)) if checkout and checkout.top == here else None
    github = _name_on_github(environ)
    workspace = environ.get("GITHUB_WORKSPACE")
    if github and (github == remote or not workspace or Path(workspace).resolve() == here):
        number = environ.get("GITHUB_REPOSITORY_ID", "")
        # No repository is called so: a name has no `=`.
        ids = [f"{github.partition('/')[0]}/repository_id={number}"] if number.isdecimal() else []
        hashes = tuple(_hash(text) for text in (github, *ids))
        return Assignment(hashes, github, number if ids else None)
    return Assignment((_hash(remote),), remote) if remote else Assignment()


def assignment_of(*names: str) -> Assignment:
    """Return an assignment that its host knows by these names, and not by a repository's."""
    return Assignment(tuple(_hash(name) for name in names))


def name_of(url: str) -> str | None:
    """Return `host/owner/name`, in lower case, of a repository's address; None of a local path.

    User, password and port are left out, so that `https`, `ssh` and `git@host:owner/name` are one.
    """
    if "://" in url:
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        return _name(parts.hostname or "", parts.path) if parts.scheme in _SCHEMES else None
    found = _SCP.fullmatch(url)
    return _name(found[1], found[2]) if found else None


def _name(host: str, path: str) -> str | None:
    steps = [
        step for step in path.lower().removesuffix("/").removesuffix(".git").split("/") if step
    ]
    if not host or len(steps) < 2:
        return None
    return "/".join([_host(host.lower()), *steps])


def _host(host: str) -> str:
    """Return one name of a host that has several.

    GitHub answers at `ssh.github.com` as well (docs.github.com, "Using SSH over the HTTPS port").
    Who has two accounts calls one `github.com-work` in the settings of ssh: no real host ends so.
    """
    host = re.sub(r"(\.(?!xn--)[a-z]+)-[^.]*$", r"\1", host)
    return re.sub(r"^(?:www|ssh)\.(?=github\.com$)", "", host)


def _name_on_github(environ: Mapping[str, str]) -> str | None:
    server = environ.get("GITHUB_SERVER_URL") or GITHUB
    return name_of(f"{server}/{environ.get('GITHUB_REPOSITORY', '')}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
