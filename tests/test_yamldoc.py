"""YAML from strangers: bounded, never an exception, and every place inside the file."""

import datetime
import json
import math
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from checks.hubspec import composer
from checks.messages import Phrase
from checks.textfile import LINE_BREAK, decode, place_of
from checks.yamldoc import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, Doc, parse, read, reasons
from checks.yamldoc.scalars import MAX_INTEGER


def found(text: str) -> list[tuple[str, int, int]]:
    doc, problems = parse(text, "f")
    assert (doc is None) == bool(problems)
    return [(p.code, p.place.line, p.place.col) for p in problems]


def test_values_and_their_places() -> None:
    doc, _ = parse("a: 1\nb:\n  - x\n  - {c: 'no'}\n", "f")
    assert doc.data == {"a": 1, "b": ["x", {"c": "no"}]}
    assert str(doc.at("b", 1, "c")) == "f:4:9"
    assert str(doc.at_key("b", 1, "c")) == "f:4:6"
    assert str(doc.at("b", 1, "missing", 3)) == "f:4:5"
    assert str(doc.at_key("b", 0)) == "f:3:5"
    assert str(doc.at()) == "f:1:1"


def test_the_first_line_may_be_further_down() -> None:
    doc, _ = parse("a: 1", "f", first_line=7)
    assert str(doc.at("a")) == "f:7:4"
    doc, _ = parse("", "f", first_line=7)
    assert (doc.data, str(doc.at())) == (None, "f:7:1")
    assert [str(p.place) for p in parse("a: [", "f", first_line=7)[1]] == ["f:7:4"]


def test_what_was_written_is_kept() -> None:
    doc, _ = parse("a: no\nb: 'no'\nc: 0123\nd: 2026-09-01\n", "f")
    assert [doc.plain(key) for key in "abcd"] == ["no", None, "0123", "2026-09-01"]
    assert doc.data == {"a": False, "b": "no", "c": 83, "d": datetime.date(2026, 9, 1)}
    assert doc.json_data()["d"] == "2026-09-01"


def test_keys_stay_text() -> None:
    doc, _ = parse("no: 1\n1: 2\n2026-01-01: 3\n", "f")
    assert list(doc.data) == ["no", "1", "2026-01-01"]


MERGES = "a: &a {x: 1}\n" + "".join(f"b{n}: {{<<: *a}}\n" for n in range(50))
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED = [
    (MERGES, "Y-REFERENCE", 1, 4),
    (LAUGHS, "Y-REFERENCE", 1, 4),
    ("a: *b\n", "Y-REFERENCE", 1, 4),
    ("a: {<<: 1}\n", "Y-REFERENCE", 1, 5),
    ("a: !!python/object:os.system x\n", "Y-REFERENCE", 1, 4),
    ("a: ! x\n", "Y-REFERENCE", 1, 4),
    ("[" * (MAX_DEPTH + 1), "Y-DEPTH", 1, MAX_DEPTH + 1),
    ("[" * 20_000, "Y-DEPTH", 1, MAX_DEPTH + 1),
    ("- " * 20_000, "Y-DEPTH", 1, 2 * MAX_DEPTH + 1),
    ("[" + "a," * MAX_ITEMS + "]", "Y-ITEMS", 1, 2 * MAX_ITEMS),
    ("a: 2026-13-45", "Y-VALUE", 1, 4),
    ("a: 2026-01-01 99:00:00", "Y-VALUE", 1, 4),
    ("a: 1\nb: 2\na: 3\n", "Y-DUPLICATE", 3, 1),
    ("x:\n  a: 1\n  a: 3\n", "Y-DUPLICATE", 3, 3),
    ("? [a]\n: b\n", "Y-KEY", 1, 3),
    ("? {a: b}\n: b\n", "Y-KEY", 1, 3),
    ("a: 1\n---\nb: 2\n", "Y-DOCUMENTS", 2, 1),
    ("a: 1\n\tb: 2\n", "Y-TAB", 2, 1),
    ("\ta: 1\n", "Y-TAB", 1, 1),
    ("a: b: c\n", "Y-QUOTES", 1, 5),
    ("a: @x\n", "Y-QUOTES", 1, 4),
    ("a: [1, 2\n", "Y-UNCLOSED", 1, 4),
    ("a: 'x\n", "Y-UNCLOSED", 1, 4),
    ("a: 1\nb: \x00\n", "Y-CHAR", 2, 4),
    ("a: \ud800\n", "Y-CHAR", 1, 4),
    ("a: " + "x" * MAX_BYTES, "Y-SIZE", 1, 1),
    ("a: " + "한" * (MAX_BYTES // 3), "Y-SIZE", 1, 1),
]


@pytest.mark.parametrize(("text", "code", "line", "col"), REFUSED)
def test_what_is_refused(text: str, code: str, line: int, col: int) -> None:
    assert found(text) == [(code, line, col)]


SLIPS = [
    ("a：1\nb：2\n", [("Y-COLON", 1, 2), ("Y-COLON", 2, 2)]),
    ("x: 1\na = 2\nb: 3\nc = 4\n", [("Y-COLON", 2, 2), ("Y-COLON", 4, 2)]),
    ("a:1\nb: 2\n", [("Y-SPACE", 1, 3)]),
    ("c:\n  a:1\n  # b\n\n  b: 2\n  c:3\n", [("Y-SPACE", 2, 5), ("Y-SPACE", 6, 5)]),
    ("a:\n-b\n-c\nd: 1\n", [("Y-SPACE", 2, 2), ("Y-SPACE", 3, 2)]),
    ("- a:1\n  b: 2\n", [("Y-SPACE", 1, 5)]),
    ("a: b\n  c: d\n", [("Y-INDENT", 2, 3)]),
    (" a: b\nc: d\n", [("Y-INDENT", 2, 1)]),
    ("a:\n   - b\n  - c\n", [("Y-INDENT", 3, 3)]),
    ("a:\n  - b:c\n - d\n", [("Y-INDENT", 3, 2)]),
    ("a: - b\n   - c\n", [("Y-LIST", 1, 4)]),
    ("a: [b: c: d]\n", [("Y-SYNTAX", 1, 9)]),
    ("a: [", [("Y-UNCLOSED", 1, 4)]),
    ("a: 1\nb: {\n\n# x\n", [("Y-UNCLOSED", 2, 4)]),
    ("a: [b, [c, \n", [("Y-UNCLOSED", 1, 8)]),
    ("a: 1\n<<<<<<< x\nb: 2\n=======\nb: 3\n>>>>>>> y\n", [("Y-CONFLICT", 2, 1)]),
    ("a: 1\n=======\nb: 3\n>>>>>>>\n", [("Y-CONFLICT", 2, 1)]),
    ("a: {b: [c}\n", [("Y-UNCLOSED", 1, 8)]),
    ("a: ['It's', b]\n", [("Y-AFTER", 1, 9)]),
    ("a: 'It's'\n", [("Y-AFTER", 1, 8)]),
    ("a: [b] c\n", [("Y-QUOTES", 1, 4)]),
    ("a: `b`\n", [("Y-QUOTES", 1, 4)]),
    ("a: *b*\n", [("Y-QUOTES", 1, 4)]),
    ("- https://x:y\n- a: b: c\n", [("Y-QUOTES", 2, 7)]),
    ("just a text: with a colon: or two\n", [("Y-QUOTES", 1, 26)]),
]


@pytest.mark.parametrize(("text", "places"), SLIPS)
def test_a_slip_is_named_where_it_stands(text: str, places: list[tuple[str, int, int]]) -> None:
    assert found(text) == places


def test_a_word_with_a_colon_is_no_slip() -> None:
    assert parse("a:\n- b:c\n- https://d\n", "f")[0].data == {"a": ["b:c", "https://d"]}
    assert parse("a: |\n  b:c\n  -d\n", "f")[0].data == {"a": "b:c\n-d\n"}
    assert parse("12:30\n", "f")[0].data is not None


def test_the_parser_in_python_names_a_place_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer, "_Loader", yaml.SafeLoader)
    for text, _ in SLIPS:
        doc, problems = parse(text, "f")
        assert doc is None
        assert all(p.place.line <= text.count("\n") + 1 for p in problems)


@pytest.mark.parametrize(
    "text", ["a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "\n\na: 1\nb: 2", "{a: 1, b: 2}"]
)
def test_what_is_taken(text: str) -> None:
    assert parse(text, "f")[0].data == {"a": 1, "b": 2}


def test_limits_are_reached_without_a_problem() -> None:
    assert found("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert found("[" + "a," * (MAX_ITEMS - 1) + "]") == []
    assert found("a: " + "x" * (MAX_BYTES - 3)) == []


def test_every_duplicate_is_told() -> None:
    assert [line for _, line, _ in found("a: 1\na: 2\nb: 1\nb: 2\n")] == [2, 4]


def test_lines_end_where_the_parser_ends_them() -> None:
    text = "a: 1\r\nb: 2\rc: 3\x85d: 4\u2028e: 5\nf: 6"
    doc, _ = parse(text, "f")
    for key in "abcdef":
        assert place_of(text, text.index(f"{key}:"), "f") == doc.at_key(key)


def test_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    doc, _ = read(path, "x.yaml")
    assert (doc.data, str(doc.at("a"))) == ({"a": 1}, "x.yaml:1:4")
    for data, code, place in [
        (b"a: \xff\n", "Y-UTF8", "x.yaml:1:4"),
        (b"a: 1\n" * MAX_BYTES, "Y-SIZE", "x.yaml:1:1"),
        ("a: 1".encode("utf-16"), "Y-UTF16", "x.yaml:1:1"),
        (b"a: 1\nb: " + "소개".encode("cp949"), "Y-KOREAN", "x.yaml:2:4"),
    ]:
        path.write_bytes(data)
        assert [(p.code, str(p.place)) for p in read(path, "x.yaml")[1]] == [(code, place)]
    assert [p.code for p in read(tmp_path / "none")[1]] == ["Y-FILE"]


def test_a_folder_is_not_called_missing(tmp_path: Path) -> None:
    """Of a missing file the hint is `git checkout`, which would replace the folder."""
    (problem,) = read(tmp_path)[1]
    assert problem.code == "Y-READ"
    assert "git" not in problem.hint("en") + problem.hint("ko")
    assert "it is a folder" in problem.text("en")
    assert "폴더입니다" in problem.text("ko")


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a: 1")
    (tmp_path / "link").symlink_to("secret")
    assert [p.code for p in read(tmp_path / "link")[1]] == ["Y-READ"]


def test_a_file_of_any_size_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)
    assert [p.code for p in read(path)[1]] == ["Y-SIZE"]


def check(text: str) -> Doc | None:
    doc, problems = parse(text, "f")
    lines = LINE_BREAK.split(text)
    places = [p.place for p in problems]
    if doc:
        places += [doc.at(*path) for path in doc.values] + [doc.at_key(*path) for path in doc.keys]
    for place in places:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.col <= len(lines[place.line - 1]) + 1
    return doc


MARKS = [*"-:?[]{},#&*!|>'\"%@`~ \n\t\r\ufeff\x85\u2028\x00"]
WORDS = ["a", "no", "1", "<<: ", "- ", ": ", "é", "😀", "\r\n", "--- ", "...\n", "a: b\n", "  "]
SCALARS = ["2026-01-01", "0x1F", "1e3", "!!str ", "12:30:45", "0o7", "~"]
yamlish = st.lists(st.sampled_from(MARKS + WORDS + SCALARS), max_size=25).map("".join)


@given(yamlish | st.text(max_size=40))
@example("\ufeff")
@example("a: '\r\n\ufeff")
def test_no_text_raises_and_every_place_is_inside_it(text: str) -> None:
    check(text)


@given(st.binary(max_size=80))
def test_no_bytes_raise(data: bytes) -> None:
    text, problems = decode(data, "f")
    assert (text is None) == bool(problems)
    if text is not None:
        check(text)


def same(ours: object, theirs: object) -> bool:
    if isinstance(ours, dict):
        return (
            isinstance(theirs, dict)
            and ours.keys() == theirs.keys()
            and all(same(ours[key], theirs[key]) for key in ours)
        )
    if isinstance(ours, list):
        return (
            isinstance(theirs, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
        )
    if isinstance(ours, float) and math.isnan(ours):
        return isinstance(theirs, float) and math.isnan(theirs)
    return type(ours) is type(theirs) and ours == theirs


def has_text_keys(data: object) -> bool:
    if isinstance(data, dict):
        return all(isinstance(key, str) for key in data) and all(map(has_text_keys, data.values()))
    return all(map(has_text_keys, data)) if isinstance(data, list) else True


@given(yamlish)
@example("a: 12:30:45\nb: 0123\nc: 1e3\nd: ~\ne: .inf\nf: .nan\ng: =\nh: 0b11\ni: 1_000\n")
@example("2026-01-01T10:00:00Z")
@example("a: |\n  x\n  y\nb: >-\n  x\n  y\n")
def test_values_are_pyyamls(text: str) -> None:
    doc, _ = parse(text, "f")
    if doc is None:
        return
    try:
        theirs = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return
    if has_text_keys(theirs):
        assert same(doc.data, theirs)


# What libyaml says of these, no other message stands for.
UNREADABLE = {
    "yaml list": "a: ['b' 'c']",
    "yaml mapping": "a: {b: c, 'd' 'e'}",
    "yaml colon": "? a\n: b\nc",
    "yaml escape": 'a: "\\q"',
    "yaml unicode": 'a: "\\ud800"',
    "yaml number": 'a: "\\x0g"',
    "yaml document": 'a: "b\n---\nc"',
    "yaml directive": "%foo bar\na: b",
    "yaml no directive": "% a",
    "yaml version": "%YAML a",
}


def test_the_parsers_own_words_are_each_known() -> None:
    contexts = {phrase.context for phrase in reasons._ALL}
    assert contexts == UNREADABLE.keys()


@pytest.mark.parametrize("context", UNREADABLE)
def test_the_parsers_own_words_are_in_the_readers_language(context: str) -> None:
    _, [problem] = parse(UNREADABLE[context] + "\n", "a.yaml")
    assert problem.code == "Y-SYNTAX"
    reason = problem.fields["reason"]
    assert isinstance(reason, Phrase)
    assert reason.context == context
    assert not re.search("[a-z]{3}", problem.text("ko").partition(":")[2])


@pytest.mark.parametrize(
    ("sign", "prefix", "digit"),
    [
        *(("", "", "7"), ("-", "", "7"), ("+", "", "7"), ("", "", "7_")),
        *(("", "0x", "f"), ("-", "0b", "1"), ("", "0", "7"), ("", "0o", "7"), ("", "", "1:")),
    ],
)
def test_an_integer_of_thousands_of_digits_is_text(sign: str, prefix: str, digit: str) -> None:
    def value(length: int) -> object:
        text = (sign + prefix + digit * length)[: length - 1] + "1"
        doc, problems = parse(f"a: {text}\n", "f")
        assert doc is not None
        assert problems == []
        assert doc.written_out("a") == text
        json.dumps(doc.json_data())
        assert doc.data["a"] == text or len(str(doc.data["a"])) < 2000
        return doc.data["a"]

    # The `o` is YAML 1.2's alone.
    assert isinstance(value(MAX_INTEGER), str if prefix == "0o" else int)
    for length in (MAX_INTEGER + 1, 5_000, 50_000):
        assert isinstance(value(length), str)
