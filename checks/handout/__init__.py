"""The lab's handout: a page's text for a rubric, a Hub and a language.

The sources beside this file are Jinja2 templates, `PAGE.LANG.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checks.handout.fields import fields
from checks.messages import Lang
from checks.rubric import Rubric

if TYPE_CHECKING:
    from jinja2 import Environment

PAGES = ("lab", "students")
"""The whole handout, and its short form."""
FOLDER = Path(__file__).parent
PICTURES = FOLDER / "pictures"


class Slim(NamedTuple):
    """A slim assignment, whose grader is another repository.

    `grader` is its OWNER/NAME, `ref` the branch or tag that is called, and `commit` what that was
    when the assignment was written. `alone`: the lab's text is there in one language.
    """

    grader: str
    ref: str
    commit: str
    alone: bool = True


def render(
    page: str,
    lang: Lang,
    rubric: Rubric,
    *,
    hub: str,
    offline: bool,
    pictures: str,
    slim: Slim | None = None,
) -> str:
    """Return a page as Markdown.

    Args:
        page: one of `PAGES`.
        lang: one of `languages()`; there is a source for each.
        rubric: says which models, tasks, languages and datasets the page tells of.
        hub: the Hub's address, without a slash at its end.
        offline: whether the class has this Hub alone, without GitHub or huggingface.co.
        pictures: what the address of a picture begins with.
        slim: the assignment that the page comes with; None for the whole template.
    """
    template = _environment().get_template(f"{page}.{lang}.md")
    return template.render(
        **fields(rubric, lang, offline=offline),
        hub=hub,
        offline=offline,
        pictures=pictures,
        slim=slim,
        install=_installs(slim),
    )


def _installs(slim: Slim | None) -> list[str]:
    """Return the commands that install what a student needs."""
    if slim is None:
        return ['pip install -e ".[student]"']
    grader = f"git+https://github.com/{slim.grader}@{slim.ref}"
    return ["pip install -r requirements.txt", f"pip install --no-deps {grader}"]


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
