"""The model card's rules. Each is a generator of Problems about a Card, listed in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from operator import attrgetter
from pathlib import Path

from checks.lint.card import (
    blanks,
    body,
    files,
    forms,
    gated,
    ids,
    index,
    keys,
    language,
    names,
    results,
    widget,
)
from checks.lint.card.context import Card
from checks.lint.card.frontmatter import EMPTY, split
from checks.lint.secrets import find_tokens
from checks.messages import Message, Problem
from checks.textfile import place_of, read_text
from checks.yamldoc import parse
from checks.yamldoc.messages import BAD_CHARACTER

__all__ = ["MAX_CARD_BYTES", "MAX_PER_RULE", "RULES", "lint_card", "lint_card_text"]

# More than this is no plain file on the Hub (hub-docs, repositories-getting-started).
MAX_CARD_BYTES = 10 * 1024 * 1024
# A card that breaks one rule in a thousand places is told of it so often.
MAX_PER_RULE = 20

Rule = Callable[[Card], Iterator[Problem]]
WIDGET_RULES: tuple[Rule, ...] = (
    widget.examples_have_input,
    widget.example_keys_known,
    widget.example_parts,
    widget.example_forms,
)
RULES: tuple[Rule, ...] = (
    forms.forms,
    forms.yaml_discrepancies,
    blanks.blank,
    keys.unknown_key,
    keys.missing_key,
    names.license_known,
    names.license_other,
    names.license_name_form,
    names.license_link_form,
    names.task_known,
    names.library_known,
    ids.ids_shape,
    ids.buckets_shape,
    ids.metrics_shape,
    ids.relation_known,
    ids.relation_has_base,
    ids.not_itself,
    language.language_known,
    language.language_not_country,
    language.bcp47_form,
    *WIDGET_RULES,
    files.files_there,
    index.index_complete,
    gated.gated_forms,
    gated.gated_fields,
)

NOT_MAPPING = Message(
    "CARD-TOP",
    "The front matter is not a list of `key: value` lines.",
    hint="Write one key a line with a space after the colon, as in `license: mit`.",
)


def lint_card(path: Path, shown: str | None = None) -> list[Problem]:
    """What is wrong with the model card in this file, and the results beside it, by place."""
    name = shown or str(path)
    text, problems = read_text(path, name, MAX_CARD_BYTES)
    if text is not None:
        problems = lint_card_text(text, name, path.parent)
    return [*problems, *results.results(path.parent, name)]


def lint_card_text(text: str, shown: str, folder: Path | None = None) -> list[Problem]:
    """The same for a card's text; `shown` is the name its places carry.

    What it points to is looked for in `folder`, if it lies in one.
    """
    found = _problems(text, shown, folder)
    return sorted(found, key=attrgetter("place.line", "place.col", "code"))


def lint_widget(text: str, shown: str) -> list[Problem]:
    """Return what is wrong with the widget alone, in order of place."""
    matter, _ = split(text, shown)
    doc, _ = parse(matter.yaml, shown, matter.yaml_line) if matter else (None, [])
    if doc is None or not isinstance(doc.data, dict):
        return []
    card = Card(doc)
    rules = (forms.widget_form, *WIDGET_RULES)
    found = (problem for rule in rules for problem in islice(rule(card), MAX_PER_RULE))
    return sorted(found, key=attrgetter("place.line", "place.col", "code"))


def _problems(text: str, shown: str, folder: Path | None) -> Iterator[Problem]:
    yield from find_tokens(text, shown)
    if (nul := text.find("\0")) >= 0:
        yield BAD_CHARACTER.about(place_of(text, nul, shown), char="U+0000")
        return
    matter, problems = split(text, shown)
    yield from problems
    if matter is None:
        return
    doc, problems = parse(matter.yaml, shown, matter.yaml_line)
    yield from problems
    card = Card(doc, folder) if doc and isinstance(doc.data, dict) else None
    if card:
        for rule in RULES:
            yield from islice(rule(card), MAX_PER_RULE)
    elif doc:
        yield (EMPTY if doc.data is None else NOT_MAPPING).about(doc.at())
    yield from islice(body.body_problems(card, matter, shown), MAX_PER_RULE)
