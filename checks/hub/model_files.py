"""What a library needs to load a model, looked for in a folder or in a live repo alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checks.hubspec.artifacts import artifacts, misplaced
from checks.messages import Message, Phrase, Place, Problem
from checks.submission import MODEL_FOLDER

NO_ARTIFACT = Message(
    "C4-ARTIFACT",
    "The repo does not hold what {library} needs to load a model.",
    hint="Run `python model_repo/train.py`, or save a model of your own at the top of "
    "model_repo/: a .joblib for scikit-learn, config.json and weights for transformers.",
)
MISPLACED = Message(
    "C4-PLACE",
    "{path} lies where {library} does not look for it.",
    hint="Move it to the top of model_repo/, beside README.md, and publish again.",
)
EMPTY = Message(
    "C4-EMPTY",
    "{path} is empty.",
    hint="Save the model again (`python model_repo/train.py`), look at the file's size, and "
    "publish again.",
)
ANY_LIBRARY = Phrase("model any library", "a library")

MAX_NAMED = 5
"""Files that are named where many have the same fault."""


def missing_parts(
    library: str | None, sizes: Mapping[str, int], strays: Sequence[str]
) -> Iterator[Problem]:
    """Yield what a library will miss among files, whose sizes in bytes these are.

    `strays` are model files beside the model folder.
    """
    paths = artifacts(library, sizes)
    if not paths:
        yield NO_ARTIFACT.about(Place(MODEL_FOLDER), library=library or ANY_LIBRARY)
        elsewhere = [*(f"{MODEL_FOLDER}/{path}" for path in misplaced(sizes)), *strays]
        for path in elsewhere[:MAX_NAMED]:
            yield MISPLACED.about(Place(path), path=path, library=library or ANY_LIBRARY)
    for path in paths:
        if not sizes[path]:
            yield EMPTY.about(Place(f"{MODEL_FOLDER}/{path}"), path=path)
