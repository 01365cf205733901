"""The model card's rules. Each is a generator of Problems about a Card, listed in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path

from checks.lint.card import forms, index, keys, language, names, widget
from checks.lint.card.context import Card
from checks.lint.frontmatter import EMPTY, split
from checks.lint.secrets import find_tokens
from checks.messages import Message, Problem
from checks.yamldoc import parse, read_text

__all__ = ["MAX_CARD_BYTES", "RULES", "lint_card", "lint_card_text"]

MAX_CARD_BYTES = 1024 * 1024

RULES: tuple[Callable[[Card], Iterator[Problem]], ...] = (
    forms.forms,
    keys.unknown_key,
    keys.missing_key,
    names.license_blank,
    names.license_known,
    names.license_other,
    names.license_name_form,
    names.license_link_form,
    names.task_known,
    names.library_known,
    names.ids_shape,
    names.relation_known,
    language.language_blank,
    language.language_known,
    language.language_not_country,
    widget.examples_have_input,
    widget.example_keys_known,
    index.index_complete,
)

NOT_MAPPING = Message(
    "CARD-TOP",
    en="The front matter is not a list of `key: value` lines.",
    ko="프론트 매터가 `키: 값` 줄로 되어 있지 않습니다.",
    hint_en="Write one key a line with a space after the colon, as in `license: mit`.",
    hint_ko="`license: mit`처럼 한 줄에 키 하나씩, 콜론 뒤에 공백을 두고 쓰세요.",
)


def lint_card(path: Path, shown: str | None = None) -> list[Problem]:
    """What is wrong with the model card in this file, in order of place."""
    name = shown or str(path)
    text, problems = read_text(path, name, MAX_CARD_BYTES)
    return problems if text is None else lint_card_text(text, name)


def lint_card_text(text: str, shown: str) -> list[Problem]:
    """The same for a card's text; `shown` is the name its places carry."""
    return sorted(_problems(text, shown), key=attrgetter("place.line", "place.col", "code"))


def _problems(text: str, shown: str) -> Iterator[Problem]:
    yield from find_tokens(text, shown)
    matter, problems = split(text, shown)
    yield from problems
    if matter is None:
        return
    doc, problems = parse(matter.yaml, shown, matter.yaml_line)
    yield from problems
    if doc is None:
        return
    if isinstance(doc.data, dict):
        card = Card(doc, doc.data)
        for rule in RULES:
            yield from rule(card)
    elif doc.data is None:
        yield EMPTY.about(doc.at())
    else:
        yield NOT_MAPPING.about(doc.at())
