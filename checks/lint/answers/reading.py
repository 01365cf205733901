"""answers.yaml as data: each answer is read apart from the others."""

from __future__ import annotations

from pathlib import Path

from checks.lint.answers.questions import AnswersFile, key_lines
from checks.messages import Message, Place, Problem
from checks.textfile import LINE_BREAK, decode_all, read_text
from checks.yamldoc import MAX_BYTES, Doc, parse

TOP = Message(
    "ANS-TOP",
    "The answers file is not made of `key: answer` lines.",
    hint="Keep the lines as they came, and write each answer after its colon.",
)


def read_answers(path: Path, display_path: str | None = None) -> AnswersFile:
    """Read a file of answers, named `display_path` in messages. Never raises for its content."""
    name = display_path or str(path)
    text, problems = read_text(path, name, MAX_BYTES, keep_other_bytes=True)
    if text is None:
        return _unread(name, "", problems)._replace(folder=path.parent)
    return _parsed(text, problems, name)._replace(folder=path.parent)


def answers_in(data: bytes, name: str) -> AnswersFile:
    """Return the answers in the content of a file."""
    return _parsed(*decode_all(data, name), name)


def _parsed(text: str, problems: list[Problem], name: str) -> AnswersFile:
    answers = parse_answers(text, name)
    return answers._replace(slips=(*problems, *answers.slips))


def parse_answers(text: str, name: str) -> AnswersFile:
    """Return the answers in a text. Where YAML cannot read all of it, each is read by itself."""
    text = text.removeprefix("\ufeff")
    doc, problems = parse(text, name)
    lines = LINE_BREAK.split(text)
    found = list(key_lines(lines))
    if doc is not None and isinstance(doc.data, dict | None):
        places = set(doc.keys.values())
        if all((one.number + 1, one.col + 1) in places for one in found if one.has_colon):
            return AnswersFile(name, text, doc)
    if found and (doc is None or isinstance(doc.data, dict | str)):
        from checks.lint.answers.recovery import recover  # only for what is wrong

        return recover(name, text, lines, found, problems)
    wrong = [problem.with_fix(None) for problem in problems] or [TOP.about(Place(name))]
    return _unread(name, text, wrong)


def _unread(name: str, text: str, problems: list[Problem]) -> AnswersFile:
    return AnswersFile(name, text, Doc(name, None, {}, {}, {}), tuple(problems))
