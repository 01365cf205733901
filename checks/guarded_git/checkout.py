"""Where a checkout keeps its index, its objects and its configuration, found without git.

git's own search also takes a folder that is laid out as a bare repository, which a downloaded
zip may hold, and reads the configuration there.
"""

from __future__ import annotations

import os
import re
import stat
from itertools import islice
from pathlib import Path
from typing import NamedTuple

MAX_CONFIG = 1024 * 1024  # bytes
_MAX_NAME = 4096  # bytes of a file that holds one name or path
_MAX_REFS = 64 * 1024 * 1024  # bytes of packed-refs
_MAX_OBJECTS = 200_000  # files of packs and objects that are looked at
_OID = r"[0-9a-f]{40}|[0-9a-f]{64}"
_REF = r"ref: *(refs(?:/(?!\.)[^/\\:\s\x00-\x1f\x7f]+)+)"
_SHA256 = rb"(?im)^\s*objectformat\s*=\s*\"?sha256"
# Nobody can write into a file that is opened so, and opening a pipe does not wait for its writer.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Checkout(NamedTuple):
    """A work tree and its repository.

    `git_dir` is the work tree's own, with HEAD and the index; `common_dir` has the objects, the
    branches and the configuration.
    """

    top: Path
    git_dir: Path
    common_dir: Path

    @property
    def index_file(self) -> Path:
        """Return the path of the index, which need not exist."""
        return self.git_dir / "index"

    @property
    def objects(self) -> Path | None:
        """Return the folder of objects; None where not all of them are in it, as ordinary files.

        Objects that are borrowed from another folder (`alternates`) may be anybody's: those of
        whoever grades, or of another machine. They are not looked at.
        """
        path = self.common_dir / "objects"
        return path if path.is_dir() and _is_whole(path) else None

    @property
    def is_split(self) -> bool:
        """Return whether the index is in two files, one of them shared (`core.splitIndex`)."""
        return any(self.git_dir.glob("sharedindex.*"))

    def config(self) -> bytes:
        """Return the text of the configuration, at most 1 MiB of each of its two files."""
        files = (self.common_dir / "config", self.git_dir / "config.worktree")
        return b"\n".join([read_file(path, MAX_CONFIG) for path in files])

    def is_sha256(self) -> bool:
        """Return whether contents have SHA-256 names."""
        return re.search(_SHA256, self.config()) is not None

    def head(self) -> str:
        """Return the id of the commit that is checked out; "" where it cannot be told."""
        if ref := self.ref():
            return self.commit_of(ref)
        name = _read_name(self.git_dir / "HEAD")
        return name if re.fullmatch(_OID, name) else ""

    def ref(self) -> str:
        """Return the name of the branch that is checked out, as `refs/heads/main`; else ""."""
        found = re.fullmatch(_REF, _read_name(self.git_dir / "HEAD"))
        return found[1] if found else ""

    def pushed(self) -> tuple[str, int]:
        """Return the commit that the branch which is checked out has at `origin`, and its time.

        As far as is known here. The time is that of the last push or fetch that moved it, in
        nanoseconds since 1970; "" and 0 where nothing is known.
        """
        ref = self.ref()
        if not ref:
            return "", 0
        name = ref.replace("refs/heads/", "refs/remotes/origin/", 1)
        for path in (self.common_dir / name, self.common_dir / "packed-refs"):
            if path.is_file():
                return self.commit_of(name), path.stat().st_mtime_ns
        return "", 0

    def commit_of(self, ref: str) -> str:
        """Return the id of the commit that a ref such as `refs/heads/main` names, else ""."""
        name = _read_name(self.common_dir / ref) or self._packed(ref)
        return name if re.fullmatch(_OID, name) else ""

    def _packed(self, ref: str) -> str:
        refs = read_file(self.common_dir / "packed-refs", _MAX_REFS)
        found = re.search(rb"(?m)^([0-9a-f]+) " + re.escape(os.fsencode(ref)) + rb"\r?$", refs)
        return found[1].decode() if found else ""


def find_checkout(folder: Path) -> Checkout | None:
    """Return the checkout that a folder is in; None outside of any, or where it is broken."""
    here = Path(os.path.realpath(folder))
    for top in (here, *here.parents):
        git_dir = _git_dir(top / ".git")
        if git_dir is not None:
            common_dir = _named(git_dir / "commondir", git_dir) or git_dir
            return Checkout(top, git_dir, common_dir)
        if (top / ".git").is_file():  # it leads nowhere, and git looks no further either
            return None
    return None


def own_checkout(folder: Path) -> Checkout | None:
    """Return the checkout whose top a folder is; None where it is only a folder in one.

    A submission that somebody put into a clone of their own has no commit and no remote.
    """
    checkout = find_checkout(folder)
    return checkout if checkout and checkout.top == Path(os.path.realpath(folder)) else None


def read_file(path: Path, most: int) -> bytes:
    """Return the first `most` bytes of a file; b"" of what is no ordinary file, or not there."""
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
            is_file = stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
            return stream.read(most) if is_file else b""
    except (OSError, ValueError):
        return b""


def _git_dir(path: Path) -> Path | None:
    """Return the git directory that `.git` is, or names in a line `gitdir: PATH`."""
    git_dir = path if path.is_dir() else _named(path, path.parent, "gitdir:")
    if git_dir is None or not (git_dir / "HEAD").is_file() or _is_anothers(git_dir, path):
        return None
    return git_dir


def _is_anothers(git_dir: Path, path: Path) -> bool:
    """Return whether the repository that a `.git` names belongs to another folder's `.git`.

    So does that of a usual clone, and one of several work trees, which names its `.git` itself.
    """
    real, here = Path(os.path.realpath(git_dir)), Path(os.path.realpath(path.parent))
    if real.name == ".git":
        return real.parent != here
    owner = _named(git_dir / "gitdir", git_dir)
    return owner is not None and owner.exists() and not (path.exists() and owner.samefile(path))


def _named(file: Path, base: Path, prefix: str = "") -> Path | None:
    """Return the folder that a file names, relative to `base`."""
    name = _read_name(file)
    if not name.startswith(prefix) or not (path := name.removeprefix(prefix).strip()):
        return None
    return None if "\0" in path or _is_remote(path) else base / path


def _read_name(path: Path) -> str:
    return os.fsdecode(read_file(path, _MAX_NAME)).strip()


def _is_remote(path: str) -> bool:
    """Return whether a path names another machine: Windows signs in to `//host/share` by itself."""
    return path.replace("\\", "/").startswith("//")


def _is_whole(objects: Path) -> bool:
    """Return whether nothing is borrowed, and nothing else than files would be opened.

    The file `alternates` may be there, and be empty. git waits for a pipe in the place of a pack or
    of an object.
    """
    try:
        borrowed = os.path.lexists(name := objects / "info" / "alternates")
        if borrowed and not _is_empty(name.lstat()):
            return False
        with os.scandir(objects) as entries:
            folders = [one for one in entries if re.fullmatch(r"pack|[0-9a-f]{2}", one.name)]
        left = _MAX_OBJECTS
        for folder in folders:
            with os.scandir(folder) as entries:
                names = [one.is_file(follow_symlinks=False) for one in islice(entries, left)]
            if not all(names) or folder.is_symlink():
                return False
            left -= len(names)
    except OSError:
        return False
    return True


def _is_empty(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_size == 0
