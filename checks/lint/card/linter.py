"""The model card's rules. Each is a generator of Problems about a Card, listed in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from operator import attrgetter
from pathlib import Path

from checks.lint.card import (
    blanks,
    body,
    field_types,
    files,
    gated,
    ids,
    index,
    keys,
    language,
    names,
    results,
    tabs,
    widget,
)
from checks.lint.card.context import Card
from checks.lint.card.frontmatter import EMPTY, split
from checks.lint.secrets import find_tokens
from checks.messages import Message, Problem
from checks.textfile import place_of, read_text
from checks.yamldoc import CARD, parse
from checks.yamldoc.messages import BAD_CHARACTER

# More than this is no plain file on the Hub (hub-docs, repositories-getting-started).
MAX_CARD_BYTES = 10 * 1024 * 1024
# For a card that breaks one rule in a thousand places.
MAX_PER_RULE = 20

Rule = Callable[[Card], Iterator[Problem]]
WIDGET_RULES: tuple[Rule, ...] = (
    widget.examples_without_input,
    widget.unknown_example_keys,
    widget.incomplete_examples,
    widget.wrong_example_types,
)
RULES: tuple[Rule, ...] = (
    field_types.wrong_types,
    field_types.yaml_discrepancies,
    tabs.tabs_between_words,
    blanks.blank_values,
    keys.unknown_keys,
    keys.missing_keys,
    names.unknown_license,
    names.incomplete_license,
    names.malformed_license_fields,
    names.unknown_task,
    names.unknown_library,
    ids.malformed_repo_ids,
    ids.malformed_buckets,
    ids.malformed_metrics,
    ids.unknown_relation,
    ids.relation_without_base,
    ids.self_references,
    language.unknown_languages,
    language.country_codes,
    language.malformed_tags,
    *WIDGET_RULES,
    widget.template_examples,
    widget.no_example,
    files.missing_files,
    index.malformed_entries,
    index.results_without_a_dataset,
    gated.wrong_gate_types,
    gated.fields_without_type,
)

NOT_MAPPING = Message(
    "CARD-TOP",
    "The front matter is not a list of `key: value` lines.",
    hint="Write one key a line with a space after the colon, as in `license: mit`.",
)


def lint_card(path: Path, display_path: str | None = None) -> list[Problem]:
    """Return what is wrong with a model card in order of place, then with the results beside it."""
    name = display_path or str(path)
    text, problems = read_text(path, name, MAX_CARD_BYTES)
    if text is not None:
        problems = lint_card_text(text, name, path.parent)
    return [*problems, *results.result_problems(path.parent, name)]


def lint_card_text(text: str, display_path: str, folder: Path | None = None) -> list[Problem]:
    """Return what is wrong with a card's text, in order of place.

    Problems are placed in `display_path`. What the card points to is looked for in `folder`.
    """
    problems = _problems(text, display_path, folder)
    return sorted(problems, key=attrgetter("place.line", "place.col", "code"))


def lint_widget(text: str, display_path: str) -> list[Problem]:
    """Return what is wrong with the widget alone, in order of place."""
    matter, _ = split(text, display_path)
    doc, _ = parse(matter.yaml, display_path, matter.yaml_line, CARD) if matter else (None, [])
    if doc is None or not isinstance(doc.data, dict):
        return []
    card = Card(doc)
    rules = (field_types.wrong_widget_type, *WIDGET_RULES)
    problems = (problem for rule in rules for problem in islice(rule(card), MAX_PER_RULE))
    return sorted(problems, key=attrgetter("place.line", "place.col", "code"))


def _problems(text: str, display_path: str, folder: Path | None) -> Iterator[Problem]:
    yield from find_tokens(text, display_path)
    if (nul := text.find("\0")) >= 0:
        yield BAD_CHARACTER.about(place_of(text, nul, display_path), char="U+0000")
        return
    matter, problems = split(text, display_path)
    yield from problems
    if matter is None:
        return
    doc, problems = parse(matter.yaml, display_path, matter.yaml_line, CARD)
    yield from problems
    card = Card(doc, folder, matter.yaml) if doc and isinstance(doc.data, dict) else None
    if card:
        yield from _of_fields(card)
    elif doc:
        yield (EMPTY if doc.data is None else NOT_MAPPING).about(doc.at())
    yield from islice(body.body_problems(card, matter, display_path), MAX_PER_RULE)


def _of_fields(card: Card) -> Iterator[Problem]:
    """Yield what is wrong with the front matter."""
    if card.source.isascii():
        yield from _by_rules(card)
        return
    from checks.lint.card.quotes import with_quotes_named  # only where there may be any

    yield from with_quotes_named(card, _by_rules(card))


def _by_rules(card: Card) -> Iterator[Problem]:
    """Yield what the rules say; of another kind's card only that, and what the Hub refuses."""
    others = list(keys.other_kind(card))
    yield from others
    for rule in RULES:
        problems = islice(rule(card), MAX_PER_RULE)
        yield from (one for one in problems if not others or one.severity == "error")
