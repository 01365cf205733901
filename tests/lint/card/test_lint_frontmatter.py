"""The front matter: found where the Hub's client finds it, and a message wherever it is missed."""

import pytest
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from hypothesis import example, given
from hypothesis import strategies as st

from checks.hubspec.frontmatter import BLOCK
from checks.lint.card.frontmatter import split
from checks.textfile import LINE_BREAK

IGNORED = [
    ("\ufeff---\nlicense: mit\n---\n", "FM-BOM", 1, 1),
    ("--- \nlicense: mit\n---\n", "FM-OPEN", 1, 4),
    ("--- yaml\nlicense: mit\n---\n", "FM-OPEN", 1, 4),
    ("\n----\nlicense: mit\n---\n", "FM-OPEN", 2, 4),
    ("# My model\n---\nlicense: mit\n---\n", "FM-LATE", 2, 1),
    ("```yaml\n---\nlicense: mit\n---\n```\n", "FM-LATE", 2, 1),
    ("---\nlicense: mit\n", "FM-CLOSE", 1, 1),
    ("\n\n---\nlicense: mit\n", "FM-CLOSE", 3, 1),
    ("---\nlicense: mit\n---- \n# T\n", "FM-CLOSE", 3, 1),
    ("---\nlicense: mit\n ---\n# T\n", "FM-CLOSE", 3, 1),
    ("---\n---\n# T\n", "FM-ADJACENT", 2, 1),
    ("---\n---\n# T\n\n---\n", "FM-ADJACENT", 2, 1),
    ("---\n---", "FM-ADJACENT", 2, 1),
    ("# My model\n\nJust text.\n\n---\n\nMore: text\n", "FM-NONE", 1, 1),
    ("", "FM-NONE", 1, 1),
    ("---\n\n---\n# T\n", "FM-EMPTY", 2, 1),
    ("---\n  \n\n---\n# T\n", "FM-EMPTY", 2, 1),
]


@pytest.mark.parametrize(("text", "code", "line", "col"), IGNORED)
def test_each_way_of_missing_it_is_said(text: str, code: str, line: int, col: int) -> None:
    _, problems = split(text, "README.md")
    assert [(p.code, p.place.line, p.place.col) for p in problems] == [(code, line, col)]


def test_errors_are_those_that_lose_metadata() -> None:
    codes = {code for text, code, *_ in IGNORED if split(text, "f")[1][0].severity == "warning"}
    assert codes == {"FM-EMPTY"}


@pytest.mark.parametrize(
    ("text", "yaml", "yaml_line", "body", "body_line"),
    [
        ("---\na: b\n---\n# T\n", "a: b", 2, "# T\n", 4),
        ("\n\n---\na: b\n---  \n# T\n", "a: b", 4, "# T\n", 6),
        ("---\r\na: b\r\nc: d\r\n---\r\n# T\r\n", "a: b\r\nc: d", 2, "# T\r\n", 5),
        ("---\na: b\n---", "a: b", 2, "", 3),
        ("---\na: ---\n---\n", "a: ---", 2, "", 4),
    ],
)
def test_it_is_split_with_its_lines(
    text: str, yaml: str, yaml_line: int, body: str, body_line: int
) -> None:
    matter, problems = split(text, "README.md")
    assert problems == []
    assert (matter.yaml, matter.yaml_line) == (yaml, yaml_line)
    assert (matter.body, matter.body_line) == (body, body_line)


def test_after_a_byte_order_mark_the_rest_is_read() -> None:
    matter, _ = split("\ufeff---\na: b\n---\n", "README.md")
    assert matter.yaml == "a: b"


def test_the_pattern_is_the_clients() -> None:
    assert REGEX_YAML_BLOCK.pattern == BLOCK


pieces = st.sampled_from(["---", "----", "\n", "\r\n", "\r", " ", "\t", "a: b", "# T", "\ufeff"])


@given(st.lists(pieces, max_size=14).map("".join))
@example("---\n---\n---\n")
def test_what_the_client_reads_we_read_and_what_it_ignores_we_report(text: str) -> None:
    client = REGEX_YAML_BLOCK.search(text)
    matter, problems = split(text, "README.md")
    if client is None:
        assert problems
    elif matter is not None:
        assert matter.yaml == client[2]
        assert matter.body == text[client.end() :]
    lines = LINE_BREAK.split(text)
    for problem in problems:
        assert problem.place.col <= len(lines[problem.place.line - 1]) + 1
