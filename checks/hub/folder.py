"""What of a model folder is published: an allow-list, and what stays behind and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.files import open_regular
from checks.hubspec import tokens
from checks.lint.folder import FolderFile
from checks.lint.gitattributes.lfs_files import needs_lfs
from checks.lint.gitattributes.linter import lfs_paths
from checks.lint.gitattributes.staged_rules import nested_problem
from checks.messages import Message, Phrase, Place, Problem
from checks.model_folder import ModelFolder
from checks.submission import MODEL_FOLDER

LINK = Message(
    "PUB-LINK",
    "{path} is a link, not a file.",
    hint="Links are not published: they may lead out of the folder. Put the file itself here.",
)
POINTER = Message(
    "PUB-POINTER",
    "{path} is a git-lfs pointer, a few lines of text; the file itself ({size} bytes) is not here.",
    hint="Run `git lfs install`, then `git lfs pull`, and look at the file's size.",
)
SECRET = Message(
    "PUB-SECRET",
    "{path} holds what looks like a secret ({kind}). Nothing was published.",
    hint="Take it out of the file and revoke it where you got it: it has been in your git "
    "history since you committed it.",
)

# Text that opens something: the prefixes that their makers publish for scanners.
_SECRETS = {
    Phrase("secret Hugging Face", "a Hugging Face token"): re.compile(tokens.PATTERN.encode()),
    Phrase("secret GitHub", "a GitHub token"): re.compile(
        rb"(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{30,})"
    ),
    Phrase("secret OpenAI", "an OpenAI key"): re.compile(rb"sk-(?:proj-)?[A-Za-z0-9_-]{40,}"),
    Phrase("secret AWS", "an AWS key"): re.compile(rb"AKIA[A-Z0-9]{16}"),
    Phrase("secret private key", "a private key"): re.compile(
        rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
    ),
}
_PIECE = 1024 * 1024
_OVERLAP = 256


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be published: each file with its size in bytes, and whether it goes to LFS.

    `left` stays here: what is hidden, and what git ignores. `sparse` is not here, and not gone.
    """

    folder: Path
    files: tuple[FolderFile, ...]
    lfs: frozenset[str]
    left: tuple[str, ...]
    sparse: frozenset[str] = frozenset()


def plan(model: ModelFolder) -> tuple[Plan | None, list[Problem]]:
    """Return what of a model folder would be published: nothing, while there are problems."""
    problems = [*model.problems, *(nested_problem(path) for path in model.nested)]
    problems += [problem for file in model.listed for problem in _refused(model.path, file)]
    lfs, more = lfs_paths(model.path, model.listed, model.name)
    problems += [problem for problem in more if problem.severity == "error"]
    if problems or lfs is None:
        return None, problems
    must = {file.path for file in model.listed if needs_lfs(file)}
    left = tuple(sorted((*model.hidden, *model.ignored)))
    return Plan(model.path, model.listed, lfs | must, left, model.sparse), []


def _refused(folder: Path, file: FolderFile) -> Iterator[Problem]:
    place = Place(f"{MODEL_FOLDER}/{file.path}")
    if file.kind != "regular":
        yield LINK.about(place, path=file.path)
    elif file.pointer:
        yield POINTER.about(place, path=file.path, size=file.pointer.size)
    else:
        for kind in _secrets_in(folder / file.path):
            yield SECRET.about(place, path=file.path, kind=kind)


def _secrets_in(path: Path) -> list[Phrase]:
    """Return the kinds of secrets in a file, which is read piece by piece."""
    found: set[Phrase] = set()
    before = b""
    with open_regular(path) as stream:
        while piece := stream.read(_PIECE):
            text = before + piece
            found |= {kind for kind, pattern in _SECRETS.items() if pattern.search(text)}
            before = text[-_OVERLAP:]
    return sorted(found, key=lambda kind: kind.english)
