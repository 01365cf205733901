"""The lab's handout: a page's text for a rubric, a Hub and a language.

The sources beside this file are Jinja2 templates, `PAGE.LANG.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from checks.handout.fields import fields
from checks.messages import Lang
from checks.rubric import Rubric

if TYPE_CHECKING:
    from jinja2 import Environment

PAGES = ("lab", "students")
"""The whole handout, and its short form."""
FOLDER = Path(__file__).parent
PICTURES = FOLDER / "pictures"


def render(page: str, lang: Lang, rubric: Rubric, *, hub: str, offline: bool, pictures: str) -> str:
    """Return a page as Markdown.

    Args:
        page: one of `PAGES`.
        lang: one of `languages()`; there is a source for each.
        rubric: says which models, tasks, languages and datasets the page tells of.
        hub: the Hub's address, without a slash at its end.
        offline: whether the class has this Hub alone, without GitHub or huggingface.co.
        pictures: what the address of a picture begins with.
    """
    template = _environment().get_template(f"{page}.{lang}.md")
    return template.render(
        **fields(rubric, lang, offline=offline), hub=hub, offline=offline, pictures=pictures
    )


def languages() -> tuple[Lang, ...]:
    """Return the languages in which every page is written, English first."""
    found = {path.name.split(".")[1] for path in FOLDER.glob("lab.*.md")}
    return ("en", *sorted(found - {"en"}))


@cache
def _environment() -> Environment:
    # Not everywhere where answers.yaml is written, which needs the fields alone.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701 (Markdown, and the rubric's patterns admit no markup)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
