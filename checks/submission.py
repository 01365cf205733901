"""A submission as typed data: the answers, and the files of the model folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from checks import yamldoc
from checks.guarded_git.checkout import find_checkout
from checks.guarded_git.commits import commit_time
from checks.hubspec.artifacts import is_model_file
from checks.lint import folder as model_folder
from checks.lint.values import day, whole_number, words
from checks.messages import Place, Problem

T = TypeVar("T")

ANSWERS = "answers.yaml"
MODEL_FOLDER = "model_repo"


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """One answer. Blank: `raw` is empty. Not understood: `raw` is there, `value` is not."""

    place: Place
    raw: str = ""
    value: T | None = None

    @property
    def blank(self) -> bool:
        return not self.raw


@dataclass(frozen=True, slots=True)
class Answers:
    """What a student wrote. `problems` says why the file as a whole could not be read."""

    username: Answer[str]
    repo_id: Answer[str]
    activation_function: Answer[str]
    vocab_size: Answer[int]
    count: Answer[int]
    count_date: Answer[date]
    model_id: Answer[str]
    dataset_id: Answer[str]
    tasks: Answer[tuple[str, ...]]
    languages: Answer[int]
    splits: Answer[tuple[str, ...]]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of the model folder. `sha256` is its content's, `blob_id` what git would call it.

    For a git-lfs pointer both are the pointed-to content's, as far as the pointer tells:
    `blob_id` is None.
    """

    path: str
    size: int
    sha256: str
    blob_id: str | None


@dataclass(frozen=True)
class Submission:
    """A student's checkout."""

    folder: Path
    answers: Answers

    @property
    def model_folder(self) -> Path:
        return self.folder / MODEL_FOLDER

    @cached_property
    def files(self) -> tuple[LocalFile, ...]:
        """The files of the model folder that are published, with their hashes."""
        found, _ = model_folder.walk(self.model_folder, MODEL_FOLDER)
        return tuple(
            _local_file(self.model_folder, file)
            for file in found
            if file.kind == "regular" and is_published(file.path)
        )

    @property
    def stray_models(self) -> tuple[str, ...]:
        """Model files that lie beside the model folder and not in it."""
        there = self.folder.iterdir() if self.folder.is_dir() else ()
        return tuple(sorted(p.name for p in there if is_model_file(p.name) and p.is_file()))

    @cached_property
    def committed_at(self) -> datetime | None:
        """When the checkout's newest commit was made; None outside git, or if git cannot tell."""
        checkout = find_checkout(self.folder)
        return commit_time(checkout) if checkout else None


def is_published(path: str) -> bool:
    """Of what lies in a model folder, what belongs on the Hub: nothing hidden but its LFS rules."""
    return path == ".gitattributes" or not any(part.startswith(".") for part in path.split("/"))


def load(folder: Path) -> Submission:
    """Read a submission. Never raises for what a student put there."""
    doc, problems = yamldoc.read(folder / ANSWERS, ANSWERS)
    if doc is not None and not isinstance(doc.data, dict | None):
        problems = _not_a_mapping(folder)
    return Submission(folder, read_answers(doc, tuple(problems)))


def _not_a_mapping(folder: Path) -> list[Problem]:
    from checks.lint.answers.linter import lint_answers

    return lint_answers(folder / ANSWERS, ANSWERS)


def read_answers(doc: yamldoc.Doc | None, problems: tuple[Problem, ...] = ()) -> Answers:
    """The answers in a document; all blank where there is none."""
    doc = doc or yamldoc.Doc(ANSWERS, None, {}, {}, {})

    def take(read: Callable[[Any], T | None], *path: str) -> Answer[T]:
        return _answer(doc, read, *path)

    return Answers(
        username=take(_text, "username"),
        repo_id=take(_text, "repo_id"),
        activation_function=take(_text, "c1", "activation_function"),
        vocab_size=take(whole_number, "c1", "vocab_size"),
        count=take(whole_number, "c2", "count"),
        count_date=take(day, "c2", "date"),
        model_id=take(_text, "c3", "model_id"),
        dataset_id=take(_text, "c6", "dataset_id"),
        tasks=take(words, "c6", "tasks"),
        languages=take(whole_number, "c6", "languages"),
        splits=take(words, "c6", "splits"),
        problems=problems,
    )


def _answer(doc: yamldoc.Doc, read: Callable[[Any], T | None], *path: str) -> Answer[T]:
    data: Any = doc.data
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    if data is None or data in ("", [], {}) or (isinstance(data, str) and not data.strip()):
        return Answer(doc.at_key(*path))
    raw = doc.plain(*path) or str(data)
    return Answer(doc.at(*path), raw, read(data))


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None


def _local_file(folder: Path, file: model_folder.FolderFile) -> LocalFile:
    if file.pointer:
        return LocalFile(file.path, file.pointer.size, file.pointer.oid, None)
    # SHA-1 is git's name for a blob, not a protection of anything.
    blob = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    sha256 = hashlib.sha256()
    with (folder / file.path).open("rb") as stream:
        while chunk := stream.read(1024 * 1024):
            blob.update(chunk)
            sha256.update(chunk)
    return LocalFile(file.path, file.size, sha256.hexdigest(), blob.hexdigest())
