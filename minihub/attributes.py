"""Which paths `.gitattributes` puts under LFS, as git itself sees it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from checks.hubspec.attributes import lfs_line, literal_pattern
from checks.hubspec.paths import is_path

from .git_cli import git_environment, run_git

DEFAULT = (Path(__file__).parent / "data" / ".gitattributes").read_bytes()


def lfs_paths(attributes: Mapping[str, bytes], paths: Iterable[str]) -> frozenset[str]:
    """Return those of `paths` that have `filter=lfs`.

    `attributes` has the content of each `.gitattributes` by its path. `git check-attr` is
    asked, so that last matches, anchors, macros and quoting are git's own.
    """
    names = list(paths)
    if not names:
        return frozenset()
    with tempfile.TemporaryDirectory() as folder:
        _write_attributes(Path(folder), attributes)
        return _ask_git(Path(folder), names)


def _write_attributes(folder: Path, attributes: Mapping[str, bytes]) -> None:
    (folder / ".git" / "objects").mkdir(parents=True)
    (folder / ".git" / "refs").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    for path in filter(is_path, attributes):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(attributes[path])


def _ask_git(folder: Path, paths: list[str]) -> frozenset[str]:
    args = ["-C", str(folder), "-c", f"core.attributesFile={os.devnull}", "check-attr", "-z"]
    stdin = b"".join(path.encode() + b"\0" for path in paths)
    fields = run_git([*args, "--stdin", "filter"], git_environment(".git"), stdin).split(b"\0")
    triples = zip(fields[0::3], fields[2::3], strict=False)
    return frozenset(path.decode() for path, value in triples if value == b"lfs")


def with_rules(content: bytes, paths: Iterable[str]) -> bytes:
    """Return `content` with a line more for each path, as the Hub's commit endpoint adds them."""
    lines = "".join(f"{lfs_line(_pattern(path))}\n" for path in paths)
    if content and not content.endswith(b"\n"):
        content += b"\n"
    return content + lines.encode()


def _pattern(path: str) -> str:
    pattern = literal_pattern(path)
    return f"\\{pattern}" if pattern[0] in '#!"' else pattern
