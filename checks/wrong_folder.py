"""Why a folder holds no submission, and which one was likely meant."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from checks.messages import Message, Place, Problem
from checks.submission import ANSWERS, MODEL_FOLDER
from checks.textfile import OTHER_NAME, misnamed

EMPTY = Message(
    "FOLDER-EMPTY",
    "{path} is empty.",
    hint="Was it to be a clone? Then cloning failed. Clone the repository again.",
)
IN_FOLDERS = Message(
    "FOLDER-ABOVE",
    "{path} holds no submission itself, but {count} of its folders do: {names}.",
    hint="Name one of them, for example {example}, and do the others one after the other.",
)
INSIDE = Message(
    "FOLDER-INSIDE",
    "{path} is inside a submission, and holds none itself.",
    hint="Name the folder that holds answers.yaml: {above}",
)
NOTHING = Message(
    "FOLDER-NONE",
    "{path} holds no submission: neither answers.yaml nor model_repo/.",
    hint="Name the folder of the assignment, the one that holds answers.yaml.",
)

_MAX_ENTRIES = 10_000
_MAX_NAMES = 5


def wrong_folder(folder: Path) -> Problem | None:
    """Return why a folder holds no submission; None where it holds one, if only its beginning."""
    answers = folder / ANSWERS
    if not os.path.lexists(answers) and (found := misnamed(answers)):
        other = str(folder / found[0])
        return OTHER_NAME.about(Place(other), path=answers, found=other, name=ANSWERS)
    if _is_submission(folder):
        return None
    place, shown = Place(str(folder)), str(folder.absolute() if folder == Path() else folder)
    try:
        entries = sorted(islice(folder.iterdir(), _MAX_ENTRIES))
    except OSError:
        return NOTHING.about(place, path=shown)
    if not [entry for entry in entries if entry.name != ".git"]:
        return EMPTY.about(place, path=shown)
    if below := [entry for entry in entries if _is_submission(entry)]:
        names = ", ".join(entry.name for entry in below[:_MAX_NAMES])
        more = ", …" if len(below) > _MAX_NAMES else ""
        return IN_FOLDERS.about(
            place, path=shown, count=len(below), names=names + more, example=below[0]
        )
    for above in Path(os.path.realpath(folder)).parents:
        if _is_submission(above):
            return INSIDE.about(place, path=shown, above=above)
    return NOTHING.about(place, path=shown)


def _is_submission(folder: Path) -> bool:
    # Neither raises where a folder may not be looked into.
    return os.path.lexists(folder / ANSWERS) or os.path.isdir(folder / MODEL_FOLDER)  # noqa: PTH112
