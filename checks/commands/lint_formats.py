"""What `tour lint` prints besides its text: changes as diffs, GitHub's annotations, JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from typing import Any

from checks.lint.fix import FixResult
from checks.messages import Lang, Phrase, Problem, safe
from checks.reporters.annotations import annotate

RESTAGED = Phrase("lint restaged", "staged again: {path}")
_GROUP = Phrase("lint group", "Beside the lines")
_LONGEST = 2000


def changes_as_text(changes: Sequence[FixResult], lang: Lang) -> Iterator[str]:
    """Yield what `--fix` did, file by file."""
    for change in changes:
        for file, after in change.after.items():
            yield from diff(file, change.before[file], after)
        for file in change.restaged:
            yield RESTAGED.text(lang, path=safe(file, 200))


def diff(file: str, before: str, after: str) -> Iterator[str]:
    r"""Yield a unified diff, in lines without their ends.

    A file's text is made safe like all text from outside: so a CR is seen as `\r`.
    """
    name = safe(file, 200)
    old, new = (_lines(text) for text in (before, after))
    for line in unified_diff(old, new, name, name, lineterm=""):
        yield safe(line, _LONGEST)


def _lines(text: str) -> list[str]:
    """Return the lines of a text; where the last has no end, say so as git does."""
    *lines, rest = text.split("\n")
    return [*lines, rest, "\\ No newline at end of file"] if rest else lines


def as_commands(problems: Sequence[Problem], lang: Lang) -> Iterator[str]:
    """Yield GitHub's workflow commands, folded away in the log below the text."""
    if commands := list(annotate(problems, lang)):
        yield f"::group::{_GROUP.text(lang)}"
        yield from commands
        yield "::endgroup::"


def as_json(
    changes: Sequence[FixResult], problems: Sequence[Problem], counts: Mapping[str, int]
) -> str:
    """Return all of it as JSON, as checks/schemas/lint.schema.json has it."""
    data: dict[str, Any] = {
        "schema": "hub-tour/lint/v1",
        "counts": dict(counts),
        "problems": [problem.to_json() | {"fixable": bool(problem.fix)} for problem in problems],
        "changes": [
            {"file": safe(file, 200), "diff": list(diff(file, change.before[file], after))}
            for change in changes
            for file, after in change.after.items()
        ],
        "restaged": [safe(file, 200) for change in changes for file in change.restaged],
    }
    # JSON may write any character by its number; so a runner that reads along sees no command.
    return json.dumps(data, ensure_ascii=False, indent=1).replace("##[", "#\\u0023[")
