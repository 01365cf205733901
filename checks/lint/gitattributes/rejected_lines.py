"""Lines of `.gitattributes` that git itself rejects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.lint.gitattributes.context import Folder
from checks.lint.gitattributes.lines import MAX_NAMED_LINES, Line
from checks.messages import Edit, Message, Place, Problem

BAD_NAME = Message(
    "ATTR-NAME",
    "git does not take the attribute {name}, and ignores the whole line.",
    hint="Write `PATTERN filter=lfs diff=lfs merge=lfs -text`, without spaces around = and "
    "after -.",
    severity="warning",
)
MACRO = Message(
    "ATTR-MACRO",
    "git takes {name} only in the .gitattributes at the top of the repo, and ignores this line.",
    hint="Move the line there, or write the attributes out here.",
    severity="warning",
)


def rejected_lines(folder: Folder) -> Iterator[Problem]:
    """Yield each line that git warns of, and ignores."""
    for warning in folder.attributes.warnings[:MAX_NAMED_LINES]:
        place = folder.place(warning.path)._replace(line=warning.line)
        line = _line_at(folder, place)
        message = MACRO if warning.is_macro else BAD_NAME
        problem = message.about(place, name=warning.name or _lone_sign(line))
        yield problem.with_fix(_without_spaces(line))


def _line_at(folder: Folder, place: Place) -> Line | None:
    here = (place.file, place.line)
    return next((line for line in folder.lines if (line.file, line.number) == here), None)


def _lone_sign(line: Line | None) -> str:
    """Return the sign without a name: the `-` of `- text`, the `=` of `filter = lfs`."""
    signs = [word for word, _ in line.attributes if word in ("-", "!")] if line else []
    return signs[0] if signs else "="


def _without_spaces(line: Line | None) -> Edit | None:
    """Return an edit taking out the spaces around = and behind -."""
    if line is None:
        return None
    start = line.col - 1 + len(line.pattern)
    tight = re.sub(r"(?<=\w)[ \t]*=[ \t]*(?=\w)", "=", line.row[start:])
    tight = re.sub(r"(?<=[ \t])-[ \t]+(?=\w)", "-", tight)
    return Edit(line.place(start + 1), len(line.row) - start, tight)
