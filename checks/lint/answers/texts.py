"""Answers that are texts: of a plausible length, and no placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.hubspec.names import MAX_NAME, MAX_REPO_ID, is_name, is_repo_id
from checks.lint.answers.questions import AnswersFile
from checks.lint.values import READERS, bare
from checks.messages import Message, Problem

TEXT = Message(
    "ANS-TEXT",
    "{key} takes one text.",
    hint='Write it on the same line; in quotes if it is a number or a word like no: "no".',
)
LONG = Message(
    "ANS-LONG",
    "{key} is longer than {most}.",
    hint="No answer is that long. Look for something that was pasted by mistake.",
)
PLACEHOLDER = Message(
    "ANS-PLACEHOLDER",
    "{key}: {value} looks like a placeholder, not an answer.",
    hint="Write your own, or leave the line blank until you know it.",
    severity="warning",
)

MAX_TEXT = 100
# As answers.yaml and docs/lab.md write what is to be replaced, and as people put things off.
_PLACEHOLDER = re.compile(
    r"\W*(?:(?:your|my)?[-_ ]?(?:hub|hf)?[-_ ]?(?:user)?[-_ ]?name|owner|todo|tbd|fixme|xxx+|n/a"
    r"|모름|미정)?\W*",
    re.IGNORECASE,
)


def wrong_texts(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each answer that should be a text and is none, or is longer than people write."""
    limits = {"text": MAX_TEXT, "name": MAX_NAME, "repo_id": MAX_REPO_ID}
    for kind, limit in limits.items():
        for path, value in answers.of_kind(kind):
            if not isinstance(value, str) or not bare(value):
                yield TEXT.about(answers.doc.at(*path), key=path[-1])
            elif len(str(READERS[kind](value) or value)) > limit:
                yield LONG.about(answers.doc.at(*path), key=path[-1], most=limit)


def placeholders(answers: AnswersFile) -> Iterator[Problem]:
    """Yield each answer that still stands for one."""
    for kind in ("text", "name", "repo_id"):
        for path, value in answers.of_kind(kind):
            if isinstance(value, str) and is_placeholder(value) and _has_form(value, kind):
                place = answers.doc.at(*path)
                yield PLACEHOLDER.about(place, key=".".join(path), value=value)


def is_placeholder(text: str) -> bool:
    """Return whether this is no answer yet: USERNAME, OWNER/NAME, my-name/my-model, TODO."""
    return any(_PLACEHOLDER.fullmatch(part) for part in (text, text.partition("/")[0]))


def _has_form(value: str, kind: str) -> bool:
    match kind:
        case "name":
            return is_name(value)
        case "repo_id":
            return is_repo_id(value)
        case _:
            return True
