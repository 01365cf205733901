"""The text below the front matter: what the template wrote, and links to files."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.lint.card import links
from checks.lint.card.context import Card
from checks.lint.card.linter import lint_card_text
from checks.yamldoc import parse

FRONT = "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\npipeline_tag: fill-mask\n---\n"
BODY = FRONT.count("\n")

# What the body is, and the codes with the lines of the body they are about.
TEMPLATE = {
    "a title": ("# My first model", [("CARD-HEADING", 1)]),
    "a title, closed": ("  ## My first model ##  ", [("CARD-HEADING", 1)]),
    "a title, underlined": ("Model Card for Model ID\n===", [("CARD-HEADING", 1)]),
    "a title in a sentence": ("My first model is this.", []),
    "a longer title": ("# My first model, and how it came", []),
    "no title": ("#My first model", []),
    "a title in code": ("```\n# My first model\n```", []),
    "a title in code that is not closed": ("~~~~\n~~~\n# My first model", []),
    "a title after code": ("```\na\n```\n# My first model", [("CARD-HEADING", 4)]),
    "a title in a comment": ("<!--\n# My first model\n-->", []),
    "a prompt": ("# A\n\n✎ Say it.", [("CARD-SECTION", 1)]),
    "a prompt in a list": ("# A\n\n- ✎ Say it.", [("CARD-SECTION", 1)]),
    "two under one heading": ("# A\n✎ Say it.\n\n✎ Say more.", [("CARD-SECTION", 1)]),
    "two under two": ("A\n-\n✎ b\n## C\n✎ d", [("CARD-SECTION", 1), ("CARD-SECTION", 4)]),
    "a prompt below a text": ("# A\nMine.\n\n✎ Say it.", [("CARD-SECTION", 1)]),
    "a prompt under no heading": ("✎ Say it.", []),
    "a prompt in a comment": ("# A\n<!-- ✎ Say it. -->", []),
    "a prompt in code": ("# A\n```\n✎ Say it.\n```", []),
    "a mark in a text": ("# A\nThe sign ✎ is a pencil.", []),
    "of the client": ("# A\n\n[More Information Needed]", [("CARD-SECTION", 1)]),
}


@pytest.mark.parametrize(("body", "expected"), TEMPLATE.values(), ids=TEMPLATE)
def test_what_is_still_the_templates(body: str, expected: list[tuple[str, int]]) -> None:
    found = [(p.code, p.place and p.place.line) for p in lint_card_text(FRONT + body, "README.md")]
    assert found == [(code, BODY + line) for code, line in expected]


PIECES = (
    *("[a]", "](", "](<", "]: ", "]:\n", "[a]: ", "![b](", "x.png", "there.md", "sub/there.md"),
    *(")", ">", " ", "\n", "\n\n", "\t", "\\", "&amp;", "%20", "(", "`", "```\n", "- ", "> ", "# "),
    *('<img src="', "<a href='", '"', "'", "src", "=", "a", "|", "\n|-|\n", "\u00a0", '"t"', "?q"),
)


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    folder: Path = tmp_path_factory.mktemp("card")
    for name in ("there.md", "sub/there.md", "a"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    doc, _ = parse("license: mit", "README.md")
    assert doc
    return Card(doc, folder)


@settings(max_examples=settings.default.max_examples * 3)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_missing_file_is_overlooked_without_the_parser(card: Card, text: str) -> None:
    quick = list(links.missing_link_targets(card, text, "README.md", 1))
    with patch.object(links, "_may_miss", return_value=True):
        assert quick == list(links.missing_link_targets(card, text, "README.md", 1))


@pytest.mark.parametrize(
    "text",
    [
        "[a](there.md) ![b](sub/there.md 'title') [c](https://example.org) [d](#part)",
        "[a][b]\n\n[b]: there.md",
        '<img src="there.md"> <a href="sub/there.md">b</a>',
    ],
)
def test_where_each_file_is_there_the_text_is_not_parsed(card: Card, text: str) -> None:
    with patch("checks.lint.card.markdown.targets", side_effect=AssertionError):
        assert list(links.missing_link_targets(card, text, "README.md", 1)) == []
        with pytest.raises(AssertionError):
            list(links.missing_link_targets(card, text.replace("there", "gone"), "README.md", 1))


# `a` is there; what these lead to is not.
@pytest.mark.parametrize(
    "target", ["a\u00a0b", "a%20b", "<a b>", r"a\(b", "a&amp;b", "a(b)", "\n> b", "a?b#c", "./b"]
)
def test_a_target_that_is_not_plain_is_left_to_the_parser(card: Card, target: str) -> None:
    expected = [] if target == "a?b#c" else ["CARD-LINK"]
    found = list(links.missing_link_targets(card, f"> [a]({target})", "README.md", 1))
    assert [problem.code for problem in found] == expected
