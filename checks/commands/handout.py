"""`tour handout`: the lab's handout and answers.yaml, written from rubric.yaml."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from checks.cli import FINE, PROBLEMS
from checks.commands import common, forms
from checks.files import write_whole
from checks.handout import PAGES, languages, render
from checks.hub.endpoint import REAL
from checks.messages import Lang, Message, Phrase, Place, Problem
from checks.rubric import LANGUAGE, Rubric
from checks.rubric import load as load_rubric
from checks.submission import ANSWERS
from checks.translations import ENGLISH

PICTURES = "../checks/handout/pictures/"
SCHEMA = "checks/schemas/answers.schema.json"
HEAD = "<!-- Written by `tour handout` from {source} and rubric.yaml. Change those, not this. -->\n"

NO_FOLDER = Message(
    "HANDOUT-FOLDER",
    "There is no {path} here.",
    hint="Run this in your copy of the template, the folder that holds rubric.yaml.",
)
BEHIND = Message(
    "RUB-HANDOUT",
    "{names} asks about something else than this rubric, or in other words.",
    hint="Run `tour handout`, which writes it again from the rubric.",
    severity="note",
)
WROTE = Phrase("handout wrote", "Wrote {names}")
SAME = Phrase("handout same", "The handout says what rubric.yaml asks. Nothing was changed.")
KEPT = Phrase("handout kept", "answers.yaml has answers or words of its own, so it was not changed")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Write what differs; return the exit code."""
    lang, here = common.lang_of(args), Path.cwd()
    for name in (common.RUBRIC, "docs", SCHEMA):
        if not (here / name).exists():
            common.print_problems([NO_FOLDER.about(Place(name), path=name)], lang)
            return PROBLEMS
    rubric, problems = load_rubric(here / common.RUBRIC, common.RUBRIC)
    if problems:
        common.print_problems(problems, lang)
        return PROBLEMS
    names = [name for name, text in files(rubric) if _written(here / name, text)]
    answers = here / ANSWERS
    if not forms.is_blank_form(answers):
        common.echo(lang, KEPT)
    elif forms.write_form(answers, rubric, language_of(rubric)):
        names.append(ANSWERS)
    common.echo(lang, WROTE if names else SAME, names=", ".join(names))
    return FINE


def behind(path: Path) -> Iterator[Problem]:
    """Yield the files beside a rubric that are not in line with it."""
    rubric, problems = load_rubric(path)
    if problems or find_spec("jinja2") is None:
        return
    there = [(path.parent / name, name, text) for name, text in files(rubric)]
    for file, name, text in there:
        if file.is_file() and file.read_bytes().replace(b"\r\n", b"\n") != text.encode("utf-8"):
            yield BEHIND.about(Place(str(path)), names=name)
    answers = path.parent / ANSWERS
    if forms.is_blank_form(answers) and not forms.asks(answers, rubric):
        yield BEHIND.about(Place(str(path)), names=ANSWERS)


def files(rubric: Rubric) -> Iterator[tuple[str, str]]:
    """Yield the handout's files, but for answers.yaml, and what they hold for a rubric."""
    for page in PAGES:
        for lang in languages():
            source = f"checks/handout/{page}.{lang}.md"
            text = render(page, lang, rubric, hub=REAL, offline=False, pictures=PICTURES)
            name = f"docs/{page}.md" if lang == ENGLISH else f"docs/{page}.{lang}.md"
            yield name, HEAD.format(source=source) + "\n" + text
    schema = forms.answers_schema(rubric)
    yield SCHEMA, json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def language_of(rubric: Rubric) -> Lang:
    """Return the language in which answers.yaml is handed out."""
    return ENGLISH if rubric[LANGUAGE] == "auto" else rubric[LANGUAGE]


def _written(path: Path, text: str) -> bool:
    data = text.encode("utf-8")
    if path.exists() and path.read_bytes().replace(b"\r\n", b"\n") == data:
        return False
    write_whole(path, data)
    return True
