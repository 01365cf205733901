"""What `git add --all` would make of a folder, without changing anything or running a filter."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from checks.guarded_git.checkout import Checkout
from checks.guarded_git.line_ends import Conversion, EolAttributes, committed, conversion
from checks.guarded_git.process import GitError, start

_ENTRY = re.compile(rb"(?:\? |(\S) (\d{6}) ([0-9a-f]{40,64}) \d\t)([^\0]*)\0")
_GITLINK, _LINK = b"160000", b"120000"
_ATTRIBUTES = ("text", "crlf", "eol", "filter")


class Additions(NamedTuple):
    """What would be in the next commit: `files` by path, with their names in the index.

    A name is "" for a new file. `modules` are other repositories, recorded or found, `sparse`
    files that are not checked out on purpose, `links` what the index has as a link.
    """

    files: Mapping[str, str]
    modules: tuple[str, ...] = ()
    sparse: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


def additions(folder: Path, checkout: Checkout | None, *below: str) -> Additions:
    """Return what `below` a folder would be committed; without a checkout, to a new repository.

    Paths are relative to the folder. Raises OSError and GitError.
    """
    words = ["ls-files", "-z", "-t", "-s", "-c", "-o", "--exclude-standard", "--", *below]
    output, _ = start(words, folder, checkout=checkout, user_settings=True).output()
    files, modules, sparse, links = {}, set(), set(), set()
    for tag, mode, oid, name in _ENTRY.findall(output):
        path = os.fsdecode(name)
        if mode == _GITLINK or path.endswith("/"):
            modules.add(path.rstrip("/"))
        else:
            files[path] = oid.decode()
            if tag == b"S":
                sparse.add(path)
            if mode == _LINK:
                links.add(path)
    return Additions(files, tuple(sorted(modules)), frozenset(sparse), frozenset(links))


def converted(
    folder: Path, checkout: Checkout, texts: Mapping[str, bytes], names: Mapping[str, str]
) -> dict[str, bytes]:
    """Return those of these contents that would be committed with other line ends, as committed.

    `names` are their names in the index. Raises OSError and GitError.
    """
    how = _conversions(folder, checkout, list(texts))
    guessed = {names[path] for path, what in how.items() if what == "guess" and names.get(path)}
    indexed = _blobs(folder, checkout, sorted(guessed))
    found = {
        path: committed(data, how[path], indexed.get(names.get(path, ""), b""))
        for path, data in texts.items()
    }
    return {path: data for path, data in found.items() if data != texts[path]}


def _conversions(folder: Path, checkout: Checkout, paths: Sequence[str]) -> dict[str, Conversion]:
    data = b"".join([os.fsencode(path) + b"\0" for path in paths])
    words = ["check-attr", "--stdin", "-z", *_ATTRIBUTES]
    output, _ = start(words, folder, data, checkout, user_settings=True).output()
    values = [os.fsdecode(value) for value in output.split(b"\0")[2::3]]
    autocrlf = setting("core.autocrlf", folder, checkout)
    found: dict[str, Conversion] = {}
    for path, row in zip(paths, zip(*[iter(values)] * len(_ATTRIBUTES), strict=True), strict=True):
        text, crlf, eol, program = row
        # What goes through LFS is hashed as it is.
        is_lfs = program == "lfs"
        found[path] = "never" if is_lfs else conversion(EolAttributes(text, crlf, eol), autocrlf)
    return found


def setting(name: str, folder: Path, checkout: Checkout) -> str:
    """Return a setting of the checkout's, else of the user's; "" where neither has it."""
    for words, data in (
        (["config", "--file", "-", "--no-includes", "--get", name], checkout.config()),
        (["config", "--get", name], b""),
    ):
        try:
            output, _ = start(words, folder, data, user_settings=True).output()
        except GitError:  # what it also says when there is none
            continue
        return os.fsdecode(output).strip()
    return ""


def _blobs(folder: Path, checkout: Checkout, names: Sequence[str]) -> dict[str, bytes]:
    """Return the contents with these names, as far as they are here."""
    if not names:
        return {}
    words = ["cat-file", "--batch=%(objectname) %(objectsize)", "--buffer"]
    data = "".join(f"{name}\n" for name in names).encode()
    output, _ = start(words, folder, data, checkout).output()
    found, stream = {}, BytesIO(output)
    for line in stream:
        name, size = line.decode().split()
        if size.isdigit():
            found[name] = stream.read(int(size))
            stream.read(1)
    return found
