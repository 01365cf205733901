"""What is found in model files, in words. They accuse nobody: most of it is an honest mishap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.artifacts.faults import Fault, What
from checks.artifacts.report import Look
from checks.hubspec.formats import is_model_file
from checks.messages import Message, Phrase, Place, Problem

EMPTY = Message(
    "C4-EMPTY",
    "{path} is empty.",
    hint="Save the model again (`python model_repo/train.py`), look at the file's size, and "
    "publish again.",
)
POINTER = Message(
    "C4-POINTER",
    "{path} is a git-lfs pointer, a few lines of text, and not the model itself.",
    hint="Run `git lfs install` and `git lfs pull` here, then publish again.",
)
PAGE = Message(
    "C4-PAGE",
    "{path} is a web page, not a model.",
    hint="A download saved the page around the file. Save the file itself, and publish again.",
)
TEXT = Message(
    "C4-WORDS",
    "{path} is plain text, and not a model in the format that its name says.",
    hint="Save the model with your library's own function, such as `joblib.dump(…)` or "
    "`model.save_pretrained(…)`, and publish again. If this file is no model, delete it, or give "
    "it a name that ends in .txt.",
)
UNLIKE = Message(
    "C4-BYTES",
    "{path} does not begin as a file of its format does, so nothing can load it.",
    hint="Perhaps it was saved by half, or has the ending of another format. Save the model again "
    "with your library's own function, such as `joblib.dump(…)` or `model.save_pretrained(…)`, "
    "and publish again.",
)
BROKEN = Message(
    "C4-BROKEN",
    "{path} is damaged: {what}.",
    hint="Perhaps it was saved or copied by half, or something was added to it. Save the model "
    "again with your library's own function, such as `joblib.dump(…)`, and publish again.",
)
SUSPICIOUS = Message(
    "C4-PICKLE",
    "{path} is a pickle that would run {names} when it is loaded.",
    hint="Nobody has loaded it. A model has no need of this: a person should look before "
    "anybody does.",
    severity="review",
)
OWN_CODE = Message(
    "C4-OWN",
    "Loading {path} takes code that is on no list of known libraries: {names}.",
    hint="Nothing is wrong with that: it is a function or a class of your own, or of a library "
    "that this grader does not know. A person looks at it before anybody loads the model. Without "
    "it, as with `str.split` for a tokenizer, nobody has to.",
    severity="review",
)
HIDDEN = Message(
    "C4-HIDDEN",
    "It cannot be told from {path} alone what loading it would do: {what}.",
    hint="Nobody has loaded it, and a person should look before anybody does. What a library saves "
    "with its own function, such as `joblib.dump(…)`, does not have this.",
    severity="review",
)
PACKED = Message(
    "C4-PACKED",
    "{path} is compressed, so it cannot be seen what it would run when it is loaded.",
    hint="Nobody has loaded it. Save the model without compression, as with "
    "`joblib.dump(model, path)`, and publish again; or a person looks before anybody loads it.",
    severity="review",
)
LARGE = Message(
    "C4-LARGE",
    "{path} has so many parts that not all of them were looked at.",
    hint="This is no fault: a person looks at the rest. A smaller model, or one that is saved "
    "without compression, takes fewer steps.",
    severity="review",
)
NOT_KNOWN = Message(
    "C4-UNKNOWN",
    "{path} is in a format that is not known here, and is taken as it is.",
    hint="This costs nothing.",
    severity="note",
)

_MESSAGES: dict[What, Message] = {
    "empty": EMPTY,
    "pointer": POINTER,
    "page": PAGE,
    "text": TEXT,
    "unlike": UNLIKE,
    "packed": PACKED,
    "too-large": LARGE,
    "not-seen": LARGE,
}
_NAMED: dict[What, Message] = {"runs": SUSPICIOUS, "own-code": OWN_CODE}
_BROKEN: dict[What, Phrase] = {
    "cut-off": Phrase("broken cut-off", "it ends too early, after {detail} bytes"),
    "trailing": Phrase("broken trailing", "something else follows, from byte {detail} on"),
    "no-pickle": Phrase("broken pickle", "at byte {detail} it is no pickle any more"),
    "absurd-size": Phrase("broken size", "it tells of something of an absurd size ({detail})"),
    "packed-badly": Phrase("broken packed", "it cannot be decompressed ({detail})"),
    "bomb": Phrase("broken bomb", "it would grow to many hundred times its size ({detail})"),
    "zip-directory": Phrase("broken zip", "the directory of the zip archive does not fit it"),
    "zip-overlap": Phrase("broken overlap", "in the zip archive, {detail} lies in another file"),
    "zip-twice": Phrase("broken twice", "the zip archive has two files called {detail}"),
    "zip-lies": Phrase("broken lies", "the zip archive tells two things about {detail}"),
    "header-json": Phrase("broken JSON", "its header is no JSON"),
    "header-twice": Phrase("broken key", "its header has {detail} twice"),
    "header-form": Phrase("broken header", "its header does not say all of a tensor ({detail})"),
    "tensor-type": Phrase("broken type", "a tensor has an unknown type ({detail})"),
    "tensor-size": Phrase("broken tensor", "a tensor has another size than its shape ({detail})"),
    "tensor-place": Phrase("broken place", "tensors overlap, or leave a gap ({detail})"),
    "array-header": Phrase("broken array", "the header of an array is not numpy's"),
}
_HIDDEN: dict[What, Phrase] = {
    "made-up-name": Phrase("hidden name", "it puts together a name to import ({detail})"),
    "extension": Phrase("hidden code", "it imports something by a number ({detail})"),
    "persistent": Phrase("hidden id", "it asks whoever loads it for an object ({detail})"),
    "calls": Phrase("hidden call", "it makes a call that no library's model makes ({detail})"),
    "changes-class": Phrase("hidden change", "it changes {detail} for whoever uses it"),
    "state": Phrase("hidden state", "it gives {detail} a state that may hold code"),
    "layout": Phrase("hidden array", "an array in it is not as joblib writes one"),
    "layer-code": Phrase("hidden layer", "a layer in it is code ({detail})"),
    "locked": Phrase("hidden locked", "a file in it takes a password ({detail})"),
}
MAX_NAMED = 5
"""Files, or names, that are told where many have the same fault."""


def problems_of(look: Look, place: Place) -> Iterator[Problem]:
    """Yield what there is to say of a model file, which is at a place."""
    if look.verdict == "unknown":
        yield NOT_KNOWN.about(place, path=look.path)
    for what, message in _NAMED.items():
        if names := [fault.detail for fault in look.faults if fault.what == what]:
            yield message.about(place, path=look.path, names=", ".join(names[:MAX_NAMED]))
    told = set[What]()
    for fault in look.faults:
        if fault.what not in _NAMED and fault.what not in told:
            told.add(fault.what)
            yield _about(fault, look, place)


def _about(fault: Fault, look: Look, place: Place) -> Problem:
    if message := _MESSAGES.get(fault.what):
        return message.about(place, path=look.path)
    message, phrases = (BROKEN, _BROKEN) if fault.what in _BROKEN else (HIDDEN, _HIDDEN)
    what = phrases[fault.what].about(detail=fault.detail or "?")
    return message.about(place, path=look.path, what=what)


def repo_problems(looks: tuple[Look, ...], folder: str) -> Iterator[Problem]:
    """Yield what there is to say of all model files of a repo, in a folder.

    Of several that are for the teacher, or of unknown formats, a few are named.
    """
    for message_looks in _grouped(looks):
        for look in message_looks[:MAX_NAMED]:
            yield from problems_of(look, Place(f"{folder}/{look.path}"))


def _grouped(looks: tuple[Look, ...]) -> Iterable[list[Look]]:
    """Return the looks that say something: by verdict, so that none crowds out another.

    A file that may be something else than a model is not held against one that is fine.
    """
    fine = any(
        look.verdict == "ok" or (look.verdict == "unknown" and is_model_file(look.path))
        for look in looks
    )
    counted = [
        look for look in looks if look.verdict != "broken" or is_model_file(look.path) or not fine
    ]
    for verdict in ("broken", "review", "unknown"):
        yield [look for look in counted if look.verdict == verdict]
