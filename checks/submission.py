"""A submission as typed data: the answers, and the files of the model folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from checks.guarded_git.checkout import find_checkout
from checks.guarded_git.commits import commit_time
from checks.hubspec.artifacts import is_model_file
from checks.lint import folder as model_folder
from checks.lint.answers.questions import AnswersFile, read_answers
from checks.messages import Place, Problem
from checks.questions import NAME, REPO_ID, Question

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


USERNAME = Question(
    "username",
    NAME,
    "Who you are on the Hugging Face Hub (not on GitHub), as in huggingface.co/USERNAME.",
    example="ada",
)
MODEL_REPO = Question(
    "repo_id",
    REPO_ID,
    "Your model repo on the Hub, as USERNAME/NAME. Not the whole address.",
    example="ada/my-first-model",
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a student wrote in answers.yaml.

    `assumed` has answers to be taken for those that are blank: a rehearsal makes up names.
    """

    file: AnswersFile
    assumed: Mapping[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return why the file as a whole cannot be read."""
        return self.file.problems

    @property
    def username(self) -> Answer[str]:
        """Return who the student is on the Hub."""
        return self[USERNAME]

    @property
    def repo_id(self) -> Answer[str]:
        """Return the id of the student's model repo."""
        return self[MODEL_REPO]

    def __getitem__(self, question: Question[T]) -> Answer[T]:
        """Return the answer to a question."""
        doc, path, data = self.file.doc, question.path, self.file.get(question.path)
        if data in (None, [], {}) or (isinstance(data, str) and not data.strip()):
            assumed = self.assumed.get(question.key)
            return Answer(doc.at_key(*path), assumed or "", question.kind.read(assumed))
        return Answer(doc.at(*path), doc.plain(*path) or str(data), question.kind.read(data))


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
        """Return the files of the model folder that are published, with their hashes."""
        found, _ = model_folder.walk(self.model_folder, MODEL_FOLDER)
        return tuple(
            _local_file(self.model_folder, file)
            for file in found
            if file.kind == "regular" and is_published(file.path)
        )

    @property
    def stray_models(self) -> tuple[str, ...]:
        """Return the model files that are beside the model folder and not in it."""
        there = self.folder.iterdir() if self.folder.is_dir() else ()
        return tuple(sorted(p.name for p in there if is_model_file(p.name) and p.is_file()))

    @cached_property
    def committed_at(self) -> datetime | None:
        """Return when the checkout's newest commit was made; None where git cannot tell."""
        checkout = find_checkout(self.folder)
        return commit_time(checkout) if checkout else None


def is_published(path: str) -> bool:
    """Return whether a path belongs on the Hub: nothing hidden does but the LFS rules."""
    return path == ".gitattributes" or not any(part.startswith(".") for part in path.split("/"))


def load(folder: Path) -> Submission:
    """Read a submission. Never raises for what a student put there."""
    return Submission(folder, Answers(read_answers(folder / ANSWERS, ANSWERS)))


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
