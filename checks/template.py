"""The template's own text: the marks by which it is known, and its translation.

A template in another language has the same lines of code and data, and other comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from checks.translations import languages, translated

PROMPT = "✎"
"""Begins every line of `model_repo_template/README.md` that tells a student what to write."""
EXAMPLE = "Replace this sentence with an example of your own"
"""The template's widget example."""
TITLE = "My first model"
"""The heading of the template's card."""
FILES = ("model_repo_template/README.md", "model_repo_template/train.py")
"""What is translated. In the catalogues the texts of a file go by its name, without a folder."""

# A line of prose: a comment or heading, a prompt, the widget's example, what train.py prints. No
# prose are a key that waits to be uncommented, an example further in, and a word to an editor.
_PROSE = (
    rf'(\s*(?:#{{1,3}} |{PROMPT} |- text: |""")|\s+(?:print|sys\.exit)\(f")'
    r'((?!\w+:$|yaml-language-server:)\S.*?)("\)|)'
)


class Part(NamedTuple):
    """Lines of a template: `before` and `after` are around each line of the text.

    Where there is no text, `before` is a line that is not translated.
    """

    before: str
    text: str
    after: str


def parts(template: str) -> list[Part]:
    """Return a template in parts; lines of prose that follow each other are one."""
    found: list[Part] = []
    for part in _lines(template):
        last = found[-1] if found else Part("", "", "")
        if part.text and last.text and last == last._replace(before=part.before, after=""):
            found[-1] = last._replace(text=f"{last.text}\n{part.text}")
        else:
            found.append(part)
    return found


def _lines(template: str) -> Iterator[Part]:
    in_docstring = False
    for line in template.split("\n"):
        prose = re.fullmatch(_PROSE, line)
        if prose:
            yield Part(*prose.groups())
        elif in_docstring and line[:1].isalnum():
            yield Part("", line, "")
        else:
            yield Part(line, "", "")
        in_docstring ^= line.count('"""') == 1


def in_language(template: str, name: str, lang: str) -> str:
    """Return a template with its prose in another language; what has no translation stays."""
    return "\n".join(
        f"{part.before}{line}{part.after}"
        for part in parts(template)
        for line in (translated(part.text, name, lang) if part.text else "").split("\n")
    )


def is_example(text: str) -> bool:
    """Return whether this is the template's widget example, in any language."""
    return any(example in text for example in _everywhere(EXAMPLE))


def titles() -> list[str]:
    """Return the heading of the template's card in every language."""
    return _everywhere(TITLE)


def _everywhere(words: str) -> list[str]:
    return [translated(words, "README.md", lang) for lang in languages()]
