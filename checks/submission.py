"""A submission as typed data: the answers, and the files of the model folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from checks.assignment import Assignment, Origin, assignment_in, origin_of
from checks.guarded_git.checkout import own_checkout
from checks.guarded_git.commits import Change, newest_change
from checks.hubspec.formats import is_model_file
from checks.lint.answers.questions import AnswersFile, is_blank
from checks.lint.answers.reading import read_answers
from checks.messages import Place, Problem
from checks.model_folder import LocalFile, ModelFolder, look_at, not_in_commit
from checks.questions import NAME, REPO_ID, Question

T = TypeVar("T")

ANSWERS = "answers.yaml"
MODEL_FOLDER = "model_repo"
UNREAD = "…"
"""What stands for an answer that is there, and that a slip makes unreadable."""


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
        file, path, kind = self.file, question.path, question.kind
        if path in file.unread:
            return Answer(file.unread[path].place or file.doc.at(), UNREAD)
        if is_blank(file.get(path), kind.name):
            assumed = self.assumed.get(question.key)
            return Answer(file.doc.at_key(*path), assumed or "", kind.read(assumed))
        value = kind.read(file.written(path, kind.name))
        return Answer(file.doc.at(*path), file.doc.written_out(*path), value)


@dataclass(frozen=True)
class Submission:
    """A student's checkout, or a folder that was one."""

    folder: Path
    answers: Answers

    @property
    def model_folder(self) -> Path:
        return self.folder / MODEL_FOLDER

    @cached_property
    def model(self) -> ModelFolder:
        """Return what git would commit of the model folder."""
        return look_at(self.folder, MODEL_FOLDER, ANSWERS)

    @property
    def files(self) -> tuple[LocalFile, ...]:
        """Return the files of the model folder that are published, with their hashes."""
        return self.model.files

    @property
    def nested(self) -> tuple[str, ...]:
        """Return the repositories of their own in the model folder, by paths from here."""
        return self.model.nested

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return the files of the model folder that git ignores."""
        return self.model.ignored

    @property
    def stray_models(self) -> tuple[str, ...]:
        """Return the model files that are beside the model folder and not in it."""
        there = self.folder.iterdir() if self.folder.is_dir() else ()
        return tuple(sorted(p.name for p in there if is_model_file(p.name) and p.is_file()))

    @cached_property
    def assignment(self) -> Assignment:
        """Return which assignment this is a copy of, as far as the checkout or GitHub says."""
        return assignment_in(self.folder)

    @cached_property
    def origin(self) -> Origin:
        """Return which repository and commit this is, as far as the checkout or GitHub says."""
        return origin_of(self.folder, self.assignment)

    def newest_change(self, counts: Callable[[str, str], bool]) -> Change | None:
        """Return the newest commit that changed what is graded; None where git cannot tell.

        `counts(commit, author)` says whether a commit counts.
        """
        checkout = own_checkout(self.folder)
        if checkout is None:
            return None
        return newest_change(checkout, self.folder, (ANSWERS, MODEL_FOLDER), counts)

    @cached_property
    def uncommitted(self) -> tuple[str, ...]:
        """Return what is otherwise in the commit that is checked out, or not in it at all.

        Nothing where the folder is no checkout, or git cannot tell.
        """
        return not_in_commit(self.folder, self.model, ANSWERS)


def load(folder: Path) -> Submission:
    """Read a submission. Never raises for what a student put there."""
    return Submission(folder, Answers(read_answers(folder / ANSWERS, ANSWERS)))
