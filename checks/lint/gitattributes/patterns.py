"""Patterns of `.gitattributes` that match no file, though a small change would make them.

What is meant is a guess from the form of the pattern; git says whether the pattern matches nothing,
and the guess something. It is asked only when there is a guess.
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
from checks.lint.gitattributes.check_attr import start_check_attr
from checks.lint.gitattributes.lines import KNOWN, MACRO, Line
from checks.messages import Message, Problem

_HINT = "Write {meant}, which matches {count} file(s)."
CASE = Message(
    "ATTR-CASE",
    "{pattern} matches no file: git tells capital letters from small ones.",
    hint=_HINT,
    severity="warning",
)
DIRECTORY = Message(
    "ATTR-DIR",
    "{pattern} matches no file: a pattern starts from the folder of its .gitattributes, and "
    "means files, not folders.",
    hint=_HINT,
    severity="warning",
)
QUOTES = Message(
    "ATTR-QUOTES",
    "{pattern} matches no file: git takes these quotes as part of the name.",
    hint=_HINT,
    severity="warning",
)
SPACE = Message(
    "ATTR-SPACE",
    "{pattern} matches no file: git ends a pattern at its first space.",
    hint=_HINT,
    severity="warning",
)

_MAX_GUESSES, _MAX_ATTRIBUTES = 50, 10
_QUOTES = "'\"`´‘’‚‛“”„‟«»"
_WILD = frozenset("*?[]\\/")


class Guess(NamedTuple):
    """A line whose pattern may match nothing, and a pattern that may be meant."""

    line: Line
    message: Message
    pattern: str
    meant: str


class Names:
    """The paths of a folder, by what a pattern may name of them."""

    def __init__(self, folder: str, paths: Sequence[str]) -> None:
        self.folder = folder
        self.paths = paths

    @cached_property
    def folders(self) -> frozenset[str]:
        """Return the folders that hold a file, themselves or in a folder."""
        found = {path.rpartition("/")[0] for path in self.paths}
        for folder in list(found):
            while folder := folder.rpartition("/")[0]:
                found.add(folder)
        return frozenset(found - {""})

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the paths, and their last parts."""
        return frozenset(self.paths) | {path.rpartition("/")[2] for path in self.paths}

    @cached_property
    def suffixes(self) -> frozenset[str]:
        """Return the suffixes of files, without the dot."""
        return frozenset(name.rpartition(".")[2] for name in self.names if "." in name)

    @cached_property
    def names_by_lower(self) -> dict[str, str]:
        """Return the names by their lower case."""
        return {name.casefold(): name for name in self.names}

    @cached_property
    def suffixes_by_lower(self) -> dict[str, str]:
        """Return the suffixes by their lower case."""
        return {suffix.casefold(): suffix for suffix in self.suffixes}


def useless_patterns(
    folder: Path, lines: Sequence[Line], paths: Sequence[str], lfs: frozenset[str]
) -> Iterator[Problem]:
    """Yield each pattern that matches no file, where a small change makes it match a plain one."""
    names = Names(folder.absolute().name, paths)
    candidates = (line for line in lines if line.attributes and not line.pattern.startswith(MACRO))
    found = (guess for line in candidates for guess in _guesses(line, names))
    guesses = list(islice(found, _MAX_GUESSES))
    matches = _matches(guesses, paths) if guesses else {}
    reported: set[int] = set()
    for number, guess in enumerate(guesses):
        count = len(matches.get(f"meant{number}", frozenset()) - lfs)
        if count and f"pattern{number}" not in matches and guess.line.number not in reported:
            reported.add(guess.line.number)
            fields = {"pattern": guess.pattern, "meant": guess.meant, "count": count}
            yield guess.message.about(guess.line.place(), **fields)


def _guesses(line: Line, names: Names) -> Iterator[Guess]:
    for message, pattern, meant in (
        *_quotes(line),
        *_spaces(line, names),
        *_folders(line, names),
        *_letters(line, names),
    ):
        if meant and meant != line.pattern and not re.search(r"\s", meant):
            yield Guess(line, message, pattern, meant)


def _quotes(line: Line) -> Iterator[tuple[Message, str, str]]:
    """Yield guesses for `'*.bin'`, `“*.bin”`, and a `"` that has no other."""
    pattern = line.pattern
    whole = len(pattern) > 1 and pattern[0] == pattern[-1] == '"'
    if not whole and (pattern[0] in _QUOTES or pattern[-1] in _QUOTES):
        yield QUOTES, pattern, pattern.strip(_QUOTES)


def _spaces(line: Line, names: Names) -> Iterator[tuple[Message, str, str]]:
    """Yield a guess for `my model.bin`: what is no attribute belongs to the name before it."""
    pattern = line.pattern
    for word, col in line.attributes[:_MAX_ATTRIBUTES]:
        name = word.lstrip("-!").partition("=")[0]
        if name in KNOWN:
            return
        whole = line.row[line.col - 1 : col - 1 + len(word)].strip(_QUOTES)
        if whole in names.names:
            yield SPACE, pattern, re.sub(r"[ \t]", "[[:space:]]", whole)


def _folders(line: Line, names: Names) -> Iterator[tuple[Message, str, str]]:
    r"""Yield guesses for `weights/`, `weights`, `weights/*`, `./*.bin`, `weights\*.bin`."""
    pattern = line.pattern
    bare = pattern.strip("/")
    if bare in names.folders and (pattern.endswith("/") or bare not in names.names):
        yield DIRECTORY, pattern, f"{bare}/**"
    if pattern.endswith("/*") and pattern[:-2].strip("/") in names.folders:
        yield DIRECTORY, pattern, f"{pattern}*"
    for start in ("./", f"{names.folder}/", f"/{names.folder}/", f"./{names.folder}/"):
        if pattern.startswith(start):
            yield DIRECTORY, pattern, pattern[len(start) :]
    if "\\" in pattern and "/" not in pattern:
        yield DIRECTORY, pattern, pattern.replace("\\", "/").removeprefix("./")


def _letters(line: Line, names: Names) -> Iterator[tuple[Message, str, str]]:
    """Yield a guess for `*.BIN` where the files are called `.bin`, or the other way round."""
    pattern = line.pattern
    if pattern.startswith("*.") and _WILD.isdisjoint(pattern[2:]):
        suffix = pattern[2:]
        near = names.suffixes_by_lower.get(suffix.casefold())
        if near and suffix not in names.suffixes:
            yield CASE, pattern, f"*.{near}"
    elif _WILD.isdisjoint(pattern.replace("/", "")):
        bare = pattern.removeprefix("/")
        if (near := names.names_by_lower.get(bare.casefold(), bare)) != bare:
            yield CASE, pattern, near


def _matches(guesses: Sequence[Guess], paths: Sequence[str]) -> dict[str, set[str]]:
    """Return the paths that each pattern matches, by `pattern0`, `meant0`, `pattern1` and so on.

    git is asked in a folder of its own, where each pattern sets an attribute with its name.
    """
    rules = "".join(
        f"{guess.line.pattern} pattern{number}\n{guess.meant} meant{number}\n"
        for number, guess in enumerate(guesses)
    )
    try:
        with tempfile.TemporaryDirectory(prefix="tour-") as scratch:
            tree = Path(scratch)
            (tree / ATTRIBUTES_FILE).write_bytes(rules.encode("utf-8", "surrogateescape"))
            output, _ = start_check_attr(["-z", "--all"], tree, paths).output()
    except (OSError, GitError):
        return {}
    fields = os.fsdecode(output).split("\0")
    found: dict[str, set[str]] = {}
    for path, name in zip(fields[0::3], fields[1::3], strict=False):
        found.setdefault(name, set()).add(path)
    return found
