"""Is there a model, and does it look like one? Asked of a folder and of a live repo alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checks.artifacts.look import look_at_all
from checks.artifacts.problems import EMPTY, MAX_NAMED, POINTER, repo_problems
from checks.artifacts.report import Look
from checks.artifacts.source import LocalFile
from checks.hub import cards
from checks.hubspec.artifacts import empty_files, model_files, unloadable_files
from checks.hubspec.content import read_content
from checks.messages import Message, Phrase, Place, Problem
from checks.submission import MODEL_FOLDER, Submission

NO_ARTIFACT = Message(
    "C4-ARTIFACT",
    "There is no model that {library} could load: only a card, code, texts or data.",
    hint="Run `python model_repo/train.py`, or save a model of your own in model_repo/ with your "
    "library's own function, such as `model.save_pretrained(…)` or `joblib.dump(…)`.",
)
UNLOADABLE = Message(
    "C4-FORMAT",
    "{path} is not a model that {library} can load.",
    hint="If you made it with another library, write that one into the card, as in "
    "`library_name: keras`. Else save the model with {library}.",
)
MISPLACED = Message(
    "C4-PLACE",
    "{path} is not in the folder model_repo/, so it is not published.",
    hint="Move it into model_repo/, beside README.md, and publish again.",
)
IGNORED = Message(
    "C4-IGNORED",
    "{path} is in no commit, because git ignores it, so it is not published.",
    hint="Take the line that names it out of .gitignore, then commit and publish again. "
    "`git check-ignore -v -- {path}` shows that line.",
)
ANY_LIBRARY = Phrase("model any library", "a library")


def missing_parts(
    library: str | None, sizes: Mapping[str, int], submission: Submission
) -> Iterator[Problem]:
    """Yield that there is no model among files, whose sizes in bytes these are, or an empty one.

    What may be meant is looked for in the submission, and beside its model folder.
    """
    named = library or ANY_LIBRARY
    unloadable, empty = unloadable_files(library, sizes), empty_files(sizes)
    if not model_files(library, sizes):
        for path in unloadable[:MAX_NAMED]:
            yield UNLOADABLE.about(_place(path), path=path, library=named)
        ignored = model_files(library, dict.fromkeys(submission.ignored, 1))
        for path in ignored[:MAX_NAMED]:
            yield IGNORED.about(_place(path), path=_place(path).file)
        if not (unloadable or ignored or empty):
            yield NO_ARTIFACT.about(Place(MODEL_FOLDER), library=named)
        for path in submission.stray_models[:MAX_NAMED]:
            yield MISPLACED.about(Place(path), path=path)
    for path in empty[:MAX_NAMED]:
        yield EMPTY.about(_place(path), path=path)


def folder_problems(submission: Submission) -> Iterator[Problem]:
    """Yield what challenge 4 will find wrong with the model in the folder, as it is now.

    That a pointer's content is not here is left to whoever checks the rules of LFS.
    """
    # Of a repository of its own nothing is known here, and that is said already.
    if MODEL_FOLDER in submission.model.nested:
        return
    # Nothing is hashed: a model may be large.
    listed = [file for file in submission.model.listed if file.kind == "regular"]
    sizes = {file.path: (file.pointer or file).size for file in listed}
    library = _library(submission) if "README.md" in sizes else None
    yield from missing_parts(library, sizes, submission)
    for problem in repo_problems(_looks(submission, model_files(library, sizes)), MODEL_FOLDER):
        if problem.message is not POINTER:
            yield problem


def _looks(submission: Submission, paths: Sequence[str]) -> tuple[Look, ...]:
    return look_at_all(paths, lambda path: LocalFile(str(submission.model_folder / path)))


def _library(submission: Submission) -> str | None:
    card = _beginning(submission, "README.md", cards.MAX_CARD_BYTES)
    return cards.library(cards.metadata(card))


def _beginning(submission: Submission, path: str, most: int) -> bytes:
    return read_content(str(submission.model_folder / path), most)


def _place(path: str) -> Place:
    return Place(f"{MODEL_FOLDER}/{path}")
