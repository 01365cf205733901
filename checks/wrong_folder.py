"""Why a folder holds no submission, and which one was likely meant."""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path

from checks.messages import Message, Place, Problem
from checks.submission import ANSWERS, MODEL_FOLDER

EMPTY = Message(
    "FOLDER-EMPTY",
    "{path} is empty.",
    hint="Was it to be a clone? Then cloning failed. Clone the repository again.",
)
NAMED_OTHERWISE = Message(
    "FOLDER-NAME",
    "{path} has a file {name}, but no answers.yaml.",
    hint="Rename {name} to answers.yaml. Nothing in it is lost.",
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
_MISNAMED = r"(?i)answers?(\.ya?ml)?(\.(txt|ya?ml))?"


def wrong_folder(folder: Path) -> Problem | None:
    """Return why a folder holds no submission; None where it holds one, if only its beginning."""
    if _is_submission(folder):
        return None
    place, shown = Place(str(folder)), str(folder.absolute() if folder == Path() else folder)
    entries = sorted(islice(folder.iterdir(), _MAX_ENTRIES))
    if not [entry for entry in entries if entry.name != ".git"]:
        return EMPTY.about(place, path=shown)
    for entry in entries:
        if re.fullmatch(_MISNAMED, entry.name) and entry.is_file():
            return NAMED_OTHERWISE.about(place, path=shown, name=entry.name)
    if below := [entry for entry in entries if entry.is_dir() and _is_submission(entry)]:
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
    return os.path.lexists(folder / ANSWERS) or (folder / MODEL_FOLDER).is_dir()
