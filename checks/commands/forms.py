"""Write answers.yaml, rubric.yaml and their schemas from the challenges: `make schemas`.

This is for whoever changes a challenge, not for students: answers.yaml is written blank.
rubric.yaml keeps its values.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from checks.challenges import all_checks, declared
from checks.handout.fields import fields
from checks.messages import Lang, Phrase
from checks.questions import WORDS, Kind, Question, Section, Setting
from checks.rubric import GENERAL, POINTS, Rubric, rubric_of
from checks.submission import MODEL_REPO, USERNAME
from checks.translations import ENGLISH, languages

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "checks" / "schemas"

ANSWERS = Phrase("answers schema", "A student's answers. Anything may be blank until it is known.")
RUBRIC = Phrase(
    "rubric schema",
    "The teacher's file. Every key may be left out; what you see here is the default.",
)
HOW = Phrase(
    "answers how",
    "Your answers. Write each one after its colon, with one space between:\n\n"
    "    vocab_size: 1234\n\n"
    "Leave a line as it is until you know the answer: a half-filled file is fine, and you may\n"
    "push as often as you like. `tour lint answers` tells you what is blank or misspelt.",
)
_WIDTH = 95


def answers_schema(rubric: Rubric) -> dict[str, Any]:
    """Return the JSON Schema of answers.yaml, about what a rubric asks."""
    questions = declared(Question)
    parts: dict[str, Any] = {question.key: _part(question) for question in (USERNAME, MODEL_REPO)}
    for section, below in _sections(questions):
        inner = {question.path[-1]: _part(question) for question in below}
        about = _each(partial(_about, section, rubric))
        parts[section.name] = _group(about, inner, ["object", "null"])
    return _schema("answers.yaml", ANSWERS, parts, [question.kind for question in questions])


def rubric_schema() -> dict[str, Any]:
    """Return the JSON Schema of rubric.yaml."""
    settings = declared(Setting)
    parts: dict[str, Any] = {setting.key: _part(setting) for setting in GENERAL}
    for section, below in _sections(settings):
        inner = {setting.path[-1]: _part(setting) for setting in below}
        parts[section.name] = _group(_each(section.rubric_in), inner, "object")
    points = {
        check.id: {
            "description": _each(check.title_in),
            "$ref": f"#/$defs/{POINTS.kind.name}",
            "default": check.points,
        }
        for check in all_checks()
    }
    parts[POINTS.key] = _group(_each(POINTS.text_in), points, "object")
    kinds = [setting.kind for setting in (*GENERAL, *settings, POINTS)]
    return _schema("rubric.yaml", RUBRIC, parts, kinds)


def answers_form(rubric: Rubric, lang: Lang) -> str:
    """Return answers.yaml as it comes: every question of a rubric, explained, and blank."""
    return _form(fields(rubric, lang), lang)


def _form(asked: Mapping[str, Any], lang: Lang) -> str:
    lines = [_header("answers"), "#", *_comment(HOW.text(lang))]
    for question in (USERNAME, MODEL_REPO):
        lines += ["", *_comment(question.text_in(lang)), f"{question.key}:"]
    questions = declared(Question)
    for section in declared(Section):
        if section.answers:
            lines += ["", *_comment(section.answers_in(lang).format_map(asked))]
        below = [question for question in questions if question.path[0] == section.name]
        lines += [f"{section.name}:"] if below else []
        lines += [f"  {q.path[-1]}:{' []' if q.kind is WORDS else ''}" for q in below]
    return "\n".join(lines) + "\n"


def is_blank_form(file: Path) -> bool:
    """Return whether a file is answers.yaml as it comes, whatever it asks about, in any language.

    Then nothing that anybody wrote is lost when it is written again.
    """
    try:
        text = "" if file.is_symlink() else file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return any(
        re.fullmatch(re.escape(_words(_form(_Anything(), lang))).replace(_ANY, ".*"), _words(text))
        for lang in languages()
    )


def asks(file: Path, rubric: Rubric) -> bool:
    """Return whether answers.yaml asks what a rubric does, in any language."""
    text = _words(file.read_bytes().decode("utf-8"))
    return any(_words(answers_form(rubric, lang)) == text for lang in languages())


def write_form(file: Path, rubric: Rubric, lang: Lang) -> bool:
    """Write answers.yaml as it comes, with the line ends that it has; return whether it changed."""
    before = file.read_bytes()
    text = answers_form(rubric, lang).replace("\n", line_end(before.decode("utf-8")))
    file.write_bytes(text.encode("utf-8"))
    return text.encode("utf-8") != before


def line_end(text: str) -> str:
    """Return what ends the lines of a text."""
    return "\r\n" if "\r\n" in text else "\n"


def _words(text: str) -> str:
    """Return the words of a YAML file however its comments are wrapped."""
    return " ".join(word for word in text.split() if word != "#")


_ANY = "\uffff"


class _Anything(dict[str, Any]):
    """Fields that are all the same mark, whatever their names."""

    def __missing__(self, name: str) -> _Anything:
        return self

    def __getattr__(self, name: str) -> str:
        return _ANY


def rubric_form(rubric: Rubric) -> str:
    """Return rubric.yaml with every setting and check, explained, as this rubric has them."""
    lines = [_header("rubric"), "#", *_comment(RUBRIC.english)]
    for setting in GENERAL:
        lines += [
            "",
            *_comment(setting.text),
            *_yaml({setting.key: rubric.written(setting)}),
        ]
    for section, below in _sections(declared(Setting)):
        values = {setting.path[-1]: rubric.written(setting) for setting in below}
        lines += ["", *_comment(section.rubric), *_yaml({section.name: values})]
    points = {check.id: rubric.points.get(check.id, check.points) for check in all_checks()}
    lines += ["", *_comment(POINTS.text), *_yaml({POINTS.key: points})]
    return "\n".join(lines) + "\n"


def _about(section: Section, rubric: Rubric, lang: Lang) -> str:
    return section.answers_in(lang).format_map(fields(rubric, lang))


def _sections(items: Sequence[Any]) -> Iterator[tuple[Section, list[Any]]]:
    """Yield each challenge that has some of these, with those."""
    for section in declared(Section):
        if below := [item for item in items if item.path[0] == section.name]:
            yield section, below


def _schema(
    title: str, about: Phrase, properties: dict[str, Any], kinds: Sequence[Kind[Any]]
) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_group(_each(about.text), properties, "object"),
        "$defs": {kind.name: dict(kind.schema) for kind in kinds},
    }


def _group(description: str, properties: dict[str, Any], type_: str | list[str]) -> dict[str, Any]:
    return {
        "description": description,
        "type": type_,
        "additionalProperties": False,
        "properties": properties,
    }


def _part(item: Question[Any] | Setting[Any]) -> dict[str, Any]:
    more = {"examples": [item.example]} if isinstance(item, Question) and item.example else {}
    if isinstance(item, Setting) and item.default is not None:
        more = {"default": item.default}
    return {"description": _each(item.text_in), "$ref": f"#/$defs/{item.kind.name}", **more}


def _each(text_in: Any) -> str:
    """Return a text in every language, which is what an editor shows."""
    return "\n\n".join(text_in(lang).replace("\n", " ") for lang in languages())


def _header(name: str) -> str:
    return f"# yaml-language-server: $schema=checks/schemas/{name}.schema.json"


def _comment(text: str) -> list[str]:
    lines = [part for line in text.split("\n") for part in textwrap.wrap(line, _WIDTH) or [""]]
    return [f"# {line}".rstrip() for line in lines]


def _yaml(value: dict[str, Any]) -> list[str]:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return text.replace(": null\n", ":\n").splitlines()


def files() -> dict[Path, str]:
    """Return what each of the files holds when it is up to date."""
    # Its schema may be the one that is to be written.
    data = yaml.safe_load((ROOT / "rubric.yaml").read_text("utf-8"))
    rubric = rubric_of(data)
    return {
        SCHEMAS / "answers.schema.json": _json(answers_schema(rubric)),
        SCHEMAS / "rubric.schema.json": _json(rubric_schema()),
        ROOT / "answers.yaml": answers_form(rubric, ENGLISH),
        ROOT / "rubric.yaml": rubric_form(rubric),
    }


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, "utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
