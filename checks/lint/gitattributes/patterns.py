"""Patterns of `.gitattributes` that match no file, though a small change would make them.

What was meant is a guess from the form of the pattern; whether the pattern matches nothing, and
the guess something, git says. It is asked only when there is a guess.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from checks.guarded_git.process import GitError
from checks.hubspec.attributes import ATTRIBUTES_FILE
from checks.lint.git import start_isolated
from checks.lint.gitattributes import messages as msg
from checks.lint.gitattributes.lines import KNOWN, MACRO, Line
from checks.messages import Message, Problem

_MAX_GUESSES, _MAX_ATTRIBUTES = 50, 10
_QUOTES = "'\"`´‘’‚‛“”„‟«»"
_WILD = frozenset("*?[]\\/")


class Guess(NamedTuple):
    """A line whose pattern may match nothing, and the pattern that may have been meant."""

    line: Line
    message: Message
    written: str
    meant: str


class Names:
    """The paths of a folder, by what a pattern may say about them."""

    def __init__(self, folder: str, paths: Sequence[str]) -> None:
        self.folder = folder
        self.paths = paths

    @cached_property
    def folders(self) -> frozenset[str]:
        found = {path.rpartition("/")[0] for path in self.paths}
        for deep in list(found):
            while deep := deep.rpartition("/")[0]:
                found.add(deep)
        return frozenset(found - {""})

    @cached_property
    def endings(self) -> frozenset[str]:
        names = (path.rpartition("/")[2] for path in self.paths)
        return frozenset(name.rpartition(".")[2] for name in names if "." in name)

    @cached_property
    def near_endings(self) -> dict[str, str]:
        """Endings in small letters, and as they are."""
        return {ending.casefold(): ending for ending in self.endings}

    @cached_property
    def known(self) -> frozenset[str]:
        """Paths, and names without their folders."""
        return frozenset(self.paths) | {path.rpartition("/")[2] for path in self.paths}

    @cached_property
    def near_names(self) -> dict[str, str]:
        """Names and paths in small letters, and as they are."""
        return {name.casefold(): name for name in self.known}


def patterns_match(
    folder: Path, lines: Sequence[Line], paths: Sequence[str], lfs: frozenset[str]
) -> Iterator[Problem]:
    """Every pattern matches a file, if a small change would make it match one not under LFS."""
    names = Names(folder.absolute().name, paths)
    candidates = (line for line in lines if line.attributes and not line.pattern.startswith(MACRO))
    found = (guess for line in candidates for guess in _guesses(line, names))
    guesses = list(islice(found, _MAX_GUESSES))
    matched = _matches(guesses, paths) if guesses else {}
    done: set[int] = set()
    for number, guess in enumerate(guesses):
        count = len(matched.get(f"meant{number}", frozenset()) - lfs)
        if count and f"written{number}" not in matched and guess.line.number not in done:
            done.add(guess.line.number)
            place = guess.line.place()
            yield guess.message.about(place, pattern=guess.written, meant=guess.meant, count=count)


def _guesses(line: Line, names: Names) -> Iterator[Guess]:
    for message, written, meant in (
        *_quotes(line),
        *_spaces(line, names),
        *_folders(line, names),
        *_letters(line, names),
    ):
        if meant and meant != line.pattern and not re.search(r"\s", meant):
            yield Guess(line, message, written, meant)


def _quotes(line: Line) -> Iterator[tuple[Message, str, str]]:
    """`'*.bin'`, `“*.bin”`, and a `"` that has no other."""
    pattern = line.pattern
    whole = len(pattern) > 1 and pattern[0] == pattern[-1] == '"'
    if not whole and (pattern[0] in _QUOTES or pattern[-1] in _QUOTES):
        yield msg.QUOTES, pattern, pattern.strip(_QUOTES)


def _spaces(line: Line, names: Names) -> Iterator[tuple[Message, str, str]]:
    """`my model.bin`: words that are no attributes belong to the name in front of them."""
    pattern = line.pattern
    for word, col in line.attributes[:_MAX_ATTRIBUTES]:
        name = word.lstrip("-!").partition("=")[0]
        if name in KNOWN:
            return
        whole = line.row[line.col - 1 : col - 1 + len(word)].strip(_QUOTES)
        if whole in names.known:
            yield msg.SPACE, pattern, re.sub(r"[ \t]", "[[:space:]]", whole)


def _folders(line: Line, names: Names) -> Iterator[tuple[Message, str, str]]:
    """`weights/`, `weights`, `weights/*`, `./*.bin`, `model_repo/*.bin`, `weights\\*.bin`."""
    pattern = line.pattern
    bare = pattern.strip("/")
    if bare in names.folders and (pattern.endswith("/") or bare not in names.known):
        yield msg.DIRECTORY, pattern, f"{bare}/**"
    if pattern.endswith("/*") and pattern[:-2].strip("/") in names.folders:
        yield msg.DIRECTORY, pattern, f"{pattern}*"
    for start in ("./", f"{names.folder}/", f"/{names.folder}/", f"./{names.folder}/"):
        if pattern.startswith(start):
            yield msg.DIRECTORY, pattern, pattern[len(start) :]
    if "\\" in pattern and "/" not in pattern:
        yield msg.DIRECTORY, pattern, pattern.replace("\\", "/").removeprefix("./")


def _letters(line: Line, names: Names) -> Iterator[tuple[Message, str, str]]:
    """`*.BIN` where the files are called `.bin`, or the other way round."""
    pattern = line.pattern
    if pattern.startswith("*.") and _WILD.isdisjoint(pattern[2:]):
        ending = pattern[2:]
        if ending not in names.endings and (near := names.near_endings.get(ending.casefold())):
            yield msg.CASE, pattern, f"*.{near}"
    elif _WILD.isdisjoint(pattern.replace("/", "")):
        bare = pattern.removeprefix("/")
        if (near := names.near_names.get(bare.casefold(), bare)) != bare:
            yield msg.CASE, pattern, near


def _matches(guesses: Sequence[Guess], paths: Sequence[str]) -> dict[str, set[str]]:
    """The paths that each pattern matches, as written and as meant: asked of git in a folder of
    its own, with an attribute for each.
    """
    rules = "".join(
        f"{guess.line.pattern} written{number}\n{guess.meant} meant{number}\n"
        for number, guess in enumerate(guesses)
    )
    try:
        with tempfile.TemporaryDirectory(prefix="tour-") as scratch:
            tree = Path(scratch)
            (tree / ATTRIBUTES_FILE).write_bytes(rules.encode("utf-8", "surrogateescape"))
            out, _ = start_isolated(["-z", "--all"], tree, paths).output()
    except (OSError, GitError):
        return {}
    fields = os.fsdecode(out).split("\0")
    found: dict[str, set[str]] = {}
    for path, name in zip(fields[0::3], fields[1::3], strict=False):
        found.setdefault(name, set()).add(path)
    return found
