"""Where the submission is in what was uploaded: often one folder further down."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from checks.messages import Message, Problem
from checks.submission import ANSWERS, MODEL_FOLDER
from checks.textfile import misnamed

INSIDE = Message(
    "GS-FOLDER",
    "Your upload holds everything in a folder {folder}. What is in there was graded.",
    hint="This costs nothing. Next time, upload what is in the folder, not the folder itself.",
    severity="note",
)
EMPTY = Message(
    "GS-EMPTY",
    "Your upload holds no submission: neither answers.yaml nor model_repo/.",
    hint="Upload answers.yaml from the folder of the assignment, and model_repo/ with it. To go "
    "back to an earlier upload, open “Submission History” and activate it.",
)
SEVERAL = Message(
    "GS-SEVERAL",
    "Your upload holds {count} submissions, in folders of their own: {names}.",
    hint="Upload what is in one of them: answers.yaml, and model_repo/ with it.",
)
_MAX_ENTRIES = 1000
_MAX_NAMES = 5
_NOT_THEIRS = ("__MACOSX",)  # what macOS adds to every zip


def submission_folder(upload: Path) -> tuple[Path, list[Problem]]:
    """Return the folder that holds the submission, and what there is to say about it.

    It is the upload itself unless that holds none, and one single folder in it does. No link is
    followed.
    """
    if _holds(upload) or misnamed(upload / ANSWERS):
        return upload, []
    match [folder for folder in _folders(upload) if _holds(folder)]:
        case []:
            return upload, [EMPTY.about()]
        case [folder]:
            return folder, [INSIDE.about(folder=folder.name)]
        case several:
            names = ", ".join(folder.name for folder in several[:_MAX_NAMES])
            return upload, [SEVERAL.about(count=len(several), names=names)]


def _holds(folder: Path) -> bool:
    """Return whether a submission is here: the answers, or the folder of the model."""
    model = folder / MODEL_FOLDER
    return os.path.lexists(folder / ANSWERS) or (model.is_dir() and not model.is_symlink())


def _folders(upload: Path) -> list[Path]:
    try:
        with os.scandir(upload) as entries:
            found = [
                entry.name
                for entry in islice(entries, _MAX_ENTRIES)
                if entry.is_dir(follow_symlinks=False)
                and not entry.name.startswith(".")
                and entry.name not in _NOT_THEIRS
            ]
    except OSError:
        return []
    return [upload / name for name in sorted(found)]
