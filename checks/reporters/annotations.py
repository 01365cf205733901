"""Problems beside a student's lines on GitHub: workflow commands that make annotations.

The runner (actions/runner, `ActionCommand.cs`) reads `%25 %0D %0A` in a command's data, and
`%3A %2C` in its properties, too. It keeps the first ten errors and the first ten warnings of a
step, and 4,096 characters of each (docs.github.com, “Workflow commands”; `ExecutionContext.cs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.messages import Lang, Phrase, Problem, Severity, safe

MAX_ANNOTATIONS = 10
"""Annotations of one kind that GitHub shows for a step."""
MAX_TEXT = 4096
"""Characters of an annotation's text."""

_KINDS: dict[Severity, str] = {"error": "error", "warning": "warning"}
_MORE = Phrase(
    "annotations more",
    "GitHub shows {most} of a kind beside the lines; {count} more are in the log above.",
)


def annotate(problems: Iterable[Problem], lang: Lang) -> Iterator[str]:
    """Yield the errors and warnings as commands, then how many more there are than GitHub shows.

    Notes make none: ten lines that are not answered yet would hide the one that is wrong.
    """
    counts = dict.fromkeys(_KINDS.values(), 0)
    more = 0
    for problem in problems:
        kind = _KINDS.get(problem.severity)
        if kind is None:
            continue
        counts[kind] += 1
        if counts[kind] <= MAX_ANNOTATIONS:
            yield annotation(problem, kind, lang)
        else:
            more += 1
    if more:
        yield _MORE.text(lang, most=MAX_ANNOTATIONS, count=more)


def annotation(problem: Problem, kind: str, lang: Lang) -> str:
    """Return a problem as a workflow command, on one line."""
    place = problem.place
    where = f"file={_property(place.file)},line={place.line},col={place.col}," if place else ""
    text = f"{problem.text(lang)} {problem.hint(lang)}"[:MAX_TEXT]
    return f"::{kind} {where}title={_property(problem.code)}::{_data(text)}"


def command(name: str, title: str, text: str) -> str:
    """Return a workflow command about no file."""
    return f"::{name} title={_property(title)}::{_data(text[:MAX_TEXT])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(safe(text, 200)).replace(":", "%3A").replace(",", "%2C")
