"""A slip in one line costs the answer in that line: every other is read as before."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.lint.answers.linter import lint_file, why_unread
from checks.lint.answers.questions import KeyPath, questions
from checks.lint.answers.reading import parse_answers, read_answers
from checks.lint.values import READERS
from checks.messages import Problem
from checks.textfile import LINE_BREAK
from checks.yamldoc import MAX_BYTES

OURS = {
    path: kind
    for path, kind in questions().items()
    if path[0] in ("username", "repo_id") or path[0][1:] in "1236"
}
TEXT = """\
# Answers
username: ana
repo_id: ana/my-first-model

c1:
  activation_function: silu
  vocab_size: 18432

# How many?
c2:
  count: 7
  date: 2026-11-25
c3:
  model_id: acme/whisper
c6:
  dataset_id: tour-lab/voices
  tasks: [asr, audio]
  languages: 12
  splits: [train, test]
"""


def read(text: str) -> dict[KeyPath, Any]:
    """Return what grading reads of each question; None for what is blank or unreadable."""
    answers = parse_answers(text, "answers.yaml")
    return {
        path: None if path in answers.unread else READERS[kind](answers.written(path, kind))
        for path, kind in OURS.items()
    }


def said(text: str) -> list[tuple[str, int, int]]:
    """Return the code and place of all that is no note."""
    problems = lint_file(parse_answers(text, "answers.yaml"))
    return [
        (p.code, p.place.line, p.place.col) for p in problems if p.place and p.severity != "note"
    ]


def lost(text: str) -> set[str]:
    """Return the keys whose answers are not read as in the text without slips."""
    before, after = read(TEXT), read(text)
    return {".".join(path) for path in OURS if after[path] != before[path]}


SLIPS: list[tuple[str, str, list[tuple[str, int, int]], set[str]]] = [
    ("  count: 7", "  count:7", [("Y-SPACE", 11, 9)], {"c2.count"}),
    ("  count: 7", "\tcount: 7", [("Y-TAB", 11, 1)], {"c2.count"}),
    ("  count: 7", "  \tcount: 7", [("Y-TAB", 11, 3)], {"c2.count"}),
    ("  count: 7", "\u3000count: 7", [("Y-CHAR", 11, 1)], {"c2.count"}),
    ("  count: 7", " \u00a0count: 7", [("Y-CHAR", 11, 2)], {"c2.count"}),
    ("  count: 7", "  count： 7", [("Y-COLON", 11, 8)], {"c2.count"}),
    ("  count: 7", "  count = 7", [("Y-COLON", 11, 8)], {"c2.count"}),
    ("  count: 7", "  count 7", [("ANS-LINE", 11, 3)], {"c2.count"}),
    ("  count: 7", "  - count: 7", [("ANS-LINE", 11, 3)], {"c2.count"}),
    ("  count: 7", "   count: 7", [("Y-INDENT", 11, 4)], {"c2.count"}),
    ("  count: 7", " count: 7", [("Y-INDENT", 11, 2)], {"c2.count"}),
    ("  count: 7", "count: 7", [("ANS-PLACE", 11, 1)], {"c2.count"}),
    ("  count: 7", "  count: 7\n  count: 8", [("Y-DUPLICATE", 12, 3)], {"c2.count"}),
    ("  count: 7", "  count: lots\n  count: 8", [("Y-DUPLICATE", 12, 3)], {"c2.count"}),
    (
        "c3:\n  model_id: acme/whisper",
        "c3: {model_id: acme/whisper}\nc3:",
        [("Y-DUPLICATE", 14, 1)],
        set(),
    ),
    ("  count: 7", "  count: @7", [("Y-QUOTES", 11, 10)], {"c2.count"}),
    ("  count: 7", "  count: 7: 8", [("Y-QUOTES", 11, 11)], {"c2.count"}),
    ("  count: 7", "  count: &a 7", [("Y-REFERENCE", 11, 10)], {"c2.count"}),
    ("  count: 7", "  count: 7\x01", [("Y-CHAR", 11, 11)], {"c2.count"}),
    ("  date: 2026-11-25", "   date: 2026-11-25", [("Y-INDENT", 12, 4)], {"c2.date"}),
    ("  date: 2026-11-25", "  date: 2026-13-45", [("Y-VALUE", 12, 9)], {"c2.date"}),
    ("  date: 2026-11-25", "  date:2026-11-25", [("Y-SPACE", 12, 8)], {"c2.date"}),
    ("username: ana", " username: ana", [("Y-INDENT", 2, 2)], {"username"}),
    ("username: ana", "username:ana", [("Y-SPACE", 2, 10)], {"username"}),
    ("repo_id: ana", "repo_id： ana", [("Y-COLON", 3, 8)], {"repo_id"}),
    (": silu", ': "silu', [("Y-UNCLOSED", 6, 24)], {"c1.activation_function"}),
    (": silu", ": 'silu", [("Y-UNCLOSED", 6, 24)], {"c1.activation_function"}),
    (": silu", ': "silu" # “x"', [], set()),
    (": silu", ': "si"lu', [("Y-AFTER", 6, 28)], {"c1.activation_function"}),
    ("[asr, audio]", "[asr, audio", [("Y-UNCLOSED", 17, 10)], {"c6.tasks"}),
    ("[asr, audio]", "[asr, {audio]", [("Y-UNCLOSED", 17, 16)], {"c6.tasks"}),
    ("[asr, audio]", "\n  -asr\n  - audio", [("Y-SPACE", 18, 4)], {"c6.tasks"}),
    ("[asr, audio]", "- asr\n    - audio", [("Y-LIST", 17, 10)], {"c6.tasks"}),
    ("[asr, audio]", "[asr\n    @x", [("Y-UNCLOSED", 17, 10)], {"c6.tasks"}),
    # What is between the answers costs none of them.
    ("[asr, audio]", "\n    - asr\n    - audio\nso I read", [("ANS-LINE", 20, 1)], set()),
    ("[asr, audio]", "\n    - asr\n    - audio\n  so I read", [("ANS-LINE", 20, 3)], set()),
    ("  count: 7", "  count: 7\nI counted", [("ANS-LINE", 12, 1)], set()),
    ("  count: 7", "  count: 7\n  I counted\n  twice", [("ANS-LINE", 12, 3)], set()),
    ("  count: 7", "  count: 7\n    x: [", [("ANS-KEY", 12, 5)], set()),
    ("  count: 7", "  count: '7'\n    @x", [("ANS-LINE", 12, 5)], set()),
    ("  count: 7", "  cuont: 8\n  count: 7\n x", [("ANS-KEY", 11, 3), ("ANS-LINE", 13, 2)], set()),
    ("username: ana", "---\nusername: ana\n...\n---", [("ANS-LINE", 4, 1)], set()),
    ("c2:", "c2", [("ANS-LINE", 10, 1)], set()),
    ("c2:", "c2：", [("Y-COLON", 10, 3)], set()),
    ("c2:", " c2:", [("Y-INDENT", 10, 2)], set()),
    ("c2:", "c2: 5", [("ANS-GROUP", 10, 5)], set()),
    ("c3:", "c2:", [("Y-DUPLICATE", 13, 1), ("ANS-PLACE", 14, 3)], {"c3.model_id"}),
    ("c6:", "c6: {", [("Y-UNCLOSED", 15, 5)], set()),
    # A group in braces has no lines of its own.
    (
        "c3:\n  model_id: acme/whisper",
        "c3: {model_id: acme/whisper",
        [("Y-UNCLOSED", 13, 5)],
        {"c3.model_id"},
    ),
    (
        "c3:\n  model_id: acme/whisper",
        "c3: {model_id: acme/whisper}\nx",
        [("ANS-LINE", 14, 1)],
        set(),
    ),
    # Nothing is chosen of what git has left undecided.
    (
        "  count: 7",
        "<<<<<<< HEAD\n  count: 7\n=======\n  count: 8\n>>>>>>> main",
        [("Y-CONFLICT", 11, 1)],
        {"c2.count"},
    ),
    (
        "  count: 7",
        "<<<<<<< HEAD\n  count: 7\n||||||| base\n  count:\n=======\n  count: 8\n>>>>>>> main",
        [("Y-CONFLICT", 11, 1)],
        {"c2.count"},
    ),
    (
        "  count: 7",
        "  count: 7\n=======\n  count: 8\n>>>>>>> main",
        [("Y-CONFLICT", 12, 1)],
        {"c2.count"},
    ),
    (
        "  count: 7",
        "<<<<<<< HEAD\n  count: 7\n=======\n  count: 8",
        [("Y-CONFLICT", 11, 1)],
        {"c2.count"},
    ),
    ("  count: 7", "<<<<<<< HEAD\n  count: 7", [("Y-CONFLICT", 11, 1)], set()),
    ("  count: 7", "=======\n  count: 7", [("ANS-LINE", 11, 1)], set()),
    (
        "c2:\n  count: 7\n",
        "<<<<<<< HEAD\nc2:\n  count: 7\n=======\nc2:\n  count: 8\n>>>>>>> main\n",
        [("Y-CONFLICT", 10, 1)],
        {"c2.count"},
    ),
]


@pytest.mark.parametrize(("old", "new", "problems", "costs"), SLIPS)
def test_a_slip_costs_its_own_answer_and_is_said_once(
    old: str, new: str, problems: list[tuple[str, int, int]], costs: set[str]
) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    assert said(text) == problems
    assert lost(text) == costs


def test_two_slips_cost_two_answers() -> None:
    text = TEXT.replace("count: 7", "count:7").replace("[asr", "[[asr").replace("c3:", "c3： ")
    assert said(text) == [("Y-SPACE", 11, 9), ("Y-COLON", 13, 3), ("Y-UNCLOSED", 17, 10)]
    assert lost(text) == {"c2.count", "c6.tasks"}


JSON = """\
{
  "username": "ana",
  "repo_id": "ana/my-first-model",
  "c1": {
    "activation_function": "silu",
    "vocab_size": 18432
  },
  "c2": {"count": 7, "date": "2026-11-25"},
  "c3": {"model_id": "acme/whisper"},
  "c6": {
    "dataset_id": "tour-lab/voices",
    "tasks": ["asr", "audio"],
    "languages": 12,
    "splits": ["train", "test"]
  }
}
"""


def test_answers_in_json_are_read() -> None:
    assert (said(JSON), lost(JSON)) == ([], set())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_make_no_difference(end: str) -> None:
    text = TEXT.replace("count: 7", "count:7").replace("\n", end)
    assert (said(text), lost(text)) == ([("Y-SPACE", 11, 9)], {"c2.count"})


def test_groups_may_be_indented_each_in_its_way() -> None:
    text = TEXT.replace("  count", "    count").replace("  date", "    date")
    text = text.replace("  model_id", " model_id").replace("vocab_size: ", "vocab_size:")
    assert lost(text) == {"c1.vocab_size"}


def test_a_list_over_several_lines_survives_a_slip_elsewhere() -> None:
    for tasks in (
        "[asr,\n  audio]",
        "[\n    asr,\n    audio\n  ]",
        "\n    - asr\n    - audio",
        "\n  - asr\n  - audio",
    ):
        text = TEXT.replace("[asr, audio]", tasks).replace("count: 7", "count:7")
        assert lost(text) == {"c2.count"}, tasks


def test_a_text_that_swallows_a_key_is_no_answer() -> None:
    text = 'c1:\n  activation_function: "silu\n  vocab_size: 3"\n'
    assert said(text) == [("Y-UNCLOSED", 2, 24)]
    assert read(text)[("c1", "vocab_size")] == 3
    text = "c1:\n  activation_function: silu\n    vocab_size:3\n"
    assert said(text) == [("Y-INDENT", 3, 5)]


MISSING = [
    ("c2:\n  cuont: 7\n", ("c2", "count"), "ANS-KEY"),
    ("C2:\n  count: 7\n", ("c2", "count"), "ANS-KEY"),
    ("count: 7\n", ("c2", "count"), "ANS-PLACE"),
    ("c2: 7\n", ("c2", "count"), "ANS-GROUP"),
    ("c2: 7\n", ("c2", "date"), "ANS-GROUP"),
    ("c2:\n  username: ana\n", ("username",), "ANS-INDENT"),
    ("c2:\n  count: twelve\n", ("c2", "count"), "ANS-DIGITS"),
    ("c2:\n  count:7\n", ("c2", "count"), "Y-SPACE"),
    ("username: a\nrepo_id: b/x\n", ("repo_id",), "ANS-OWNER"),
    ("c2:\n  count: 7\n", ("c2", "count"), None),
    ("c2:\n  date: soon\n", ("c2", "count"), None),
    ("c2:\n", ("c2", "count"), None),
]


@pytest.mark.parametrize(("text", "path", "code"), MISSING)
def test_why_an_answer_is_not_graded(text: str, path: KeyPath, code: str | None) -> None:
    problem = why_unread(parse_answers(text, "answers.yaml"), path)
    assert (problem and problem.code) == code


OTHER_BYTES: list[tuple[bytes, bytes, list[tuple[str, int, int]], set[str]]] = [
    # As Korean Windows saves it for a program that knows no UTF-8.
    (b"# How many?", "# 몇 개?".encode("cp949"), [("Y-KOREAN", 9, 3)], set()),
    (b"silu", "“silu”".encode("cp949"), [("Y-UTF8", 6, 24)], {"c1.activation_function"}),
    (b"silu", b"silu\xa0\xff", [("Y-UTF8", 6, 28)], {"c1.activation_function"}),
    (b"c2:\n", b"c2: # \xff\n", [("Y-UTF8", 10, 7)], set()),
]


@pytest.mark.parametrize(("old", "new", "problems", "costs"), OTHER_BYTES)
def test_bytes_that_are_no_utf8_cost_the_answer_they_are_in(
    old: bytes, new: bytes, problems: list[tuple[str, int, int]], costs: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "answers.yaml"
    path.write_bytes(TEXT.encode().replace(old, new, 1))
    answers = read_answers(path, "answers.yaml")
    assert said(answers.text) == problems
    assert lost(answers.text) == costs


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_is_read_where_its_mark_says_so(mark: bytes, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    path.write_bytes(mark + TEXT.replace("\n", "\r\n").encode(encoding))
    answers = read_answers(path, "answers.yaml")
    assert (answers.fields, answers.problems) == (parse_answers(TEXT, "").fields, ())
    assert [(p.code, p.severity, str(p.place)) for p in answers.slips] == [
        ("Y-UTF16", "warning", "answers.yaml:1:1")
    ]


def test_a_slip_in_utf16_is_said_beside_that(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_bytes(TEXT.replace("count: ", "count:").encode("utf-16"))
    answers = read_answers(path, "answers.yaml")
    assert [p.code for p in answers.slips] == ["Y-UTF16", "Y-SPACE"]
    assert answers.unread.keys() == {("c2", "count")}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TEXT.encode("utf-16-le"), "Y-CHAR"),  # without a mark it is not certain
        (TEXT.encode("utf-32"), "Y-UTF8"),
        (TEXT.encode("utf-16") + b"x", "Y-UTF8"),
    ],
)
def test_what_may_be_something_else_than_utf16_is_not_read(
    data: bytes, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "answers.yaml"
    path.write_bytes(data)
    answers = read_answers(path, "answers.yaml")
    assert [p.code for p in answers.problems] == [code]
    assert answers.doc.data is None


# Any file of answers, and any slip in one of its lines

scalars = {
    "text": st.sampled_from(["silu", "gelu_new", '"relu"', "'tanh'"]),
    "name": st.sampled_from(["ana", "Ben-7", '"c.d"']),
    "repo_id": st.sampled_from(["ana/x", "ben/my.model-2", "'a/b'"]),
    "number": st.integers(0, 10**9).map(str) | st.sampled_from(["1,234", "'5 000'"]),
    "date": st.dates(date(1000, 1, 1)).map(str),
    "words": st.lists(st.sampled_from(["train", "test", "asr"]), min_size=1, max_size=3).map(
        lambda items: f"[{', '.join(items)}]"
    )
    | st.just("a, b"),
}


@st.composite
def files(draw: Callable[..., Any]) -> list[str]:
    """Draw the lines of a file in order, some answers blank, with comments between."""
    lines: list[str] = []
    for path, kind in OURS.items():
        if len(path) == 2 and f"{path[0]}:" not in lines:
            lines += ["", f"# Challenge {path[0]}", f"{path[0]}:"]
        value = draw(st.just("") | scalars[kind])
        indent = "  " if len(path) == 2 else ""
        lines.append(f"{indent}{path[-1]}: {value}".rstrip())
    return lines


Damage = Callable[[str], str]
DAMAGES: dict[str, Damage] = {
    "no space": lambda line: line.replace(": ", ":", 1),
    "full-width colon": lambda line: line.replace(":", "：", 1),
    "equals": lambda line: line.replace(":", " =", 1),
    "tab": lambda line: f"\t{line.lstrip()}",
    "indent": lambda line: f"   {line}",
    "open bracket": lambda line: line.replace(": ", ": [[", 1),
    "open brace": lambda line: line.replace(": ", ": {", 1),
    "open quote": lambda line: line.replace(": ", ': "x', 1).rstrip("\"'") + "x",
    "open single quote": lambda line: line.replace(": ", ": 'x", 1).rstrip("\"'") + "x",
    "at": lambda line: line.replace(": ", ": @", 1),
    "anchor": lambda line: line.replace(": ", ": *", 1),
    "two colons": lambda line: line.replace(": ", ": x: ", 1),
    "control character": lambda line: line.replace(": ", ": \x02", 1),
    "twice": lambda line: f"{line}\n{line}",
    "conflict": lambda line: f"<<<<<<< HEAD\n{line}\n=======\n{line}0\n>>>>>>> main",
    "bullet": lambda line: f"{line[: len(line) - len(line.lstrip())]}- {line.lstrip()}",
}


@given(lines=files(), data=st.data(), damage=st.sampled_from(sorted(DAMAGES)))
def test_every_other_answer_is_read_as_before(
    lines: list[str], data: st.DataObject, damage: str
) -> None:
    answered = [n for n, line in enumerate(lines) if ": " in line and not line.startswith("#")]
    if not answered:
        return
    number = data.draw(st.sampled_from(answered))
    key = lines[number].split(":")[0].strip()
    before = read("\n".join(lines))
    damaged = [*lines[:number], DAMAGES[damage](lines[number]), *lines[number + 1 :]]
    text = "\n".join(damaged)
    after = read(text)
    assert {path[-1] for path in OURS if after[path] != before[path]} <= {key}
    length = DAMAGES[damage](lines[number]).count("\n") + 1
    found = [one for one in said(text) if one[0] != "ANS-OWNER"]
    is_as_good = damage == "indent" and after == before
    assert is_as_good or any(number < line <= number + length for _, line, _ in found), found
    assert [code for code, line, _ in found if not number < line <= number + length] == [
        code for code, *_ in said("\n".join(lines)) if code != "ANS-OWNER"
    ]


STRAY = [
    "I think so",
    "  twice, I think",
    "foo: bar",
    "=====",
    "@@@",
    "'",
    '"',
    "[",
    "}",
    "- x",
    "---",
]


@given(lines=files(), data=st.data(), stray=st.sampled_from(STRAY))
def test_a_line_between_costs_nothing(lines: list[str], data: st.DataObject, stray: str) -> None:
    """But that of an answer whose own lines it may be."""
    number = data.draw(st.integers(0, len(lines)))
    text = "\n".join([*lines[:number], stray, *lines[number:]])
    before, after = read("\n".join(lines)), read(text)
    above = next(
        (line.split(":")[0].strip() for line in reversed(lines[:number]) if line.strip()), ""
    )
    assert {path[-1] for path in OURS if after[path] != before[path]} <= {above}


MARKS = [
    *TEXT.splitlines(keepends=True),
    "\t",
    "：",
    ": ",
    "[",
    "'",
    '"',
    "- ",
    "\n",
    "<<<<<<< a\n",
]
MARKS += ["=======\n", ">>>>>>> b\n", "| ", "c2", "\r", "\u2028", "{", "*", "count", "#"]


@given(st.lists(st.sampled_from(MARKS), max_size=40).map("".join) | st.text(max_size=80))
@example("c1:\n  count 7\n=======\n")
@example("<<<<<<< a\n>>>>>>> b")
@example("count")
def test_no_text_raises_and_every_place_is_in_it(text: str) -> None:
    answers = parse_answers(text, "answers.yaml")
    rows = LINE_BREAK.split(text.removeprefix("\ufeff"))
    for problem in [*lint_file(answers), *answers.unread.values()]:
        assert problem.place is not None
        assert 1 <= problem.place.line <= len(rows)
        assert 1 <= problem.place.col <= len(rows[problem.place.line - 1]) + 1
    for path in questions():
        why_unread(answers, path)


HUGE = {
    "keys twice": "count:7\n",
    "groups": "c1:\n",
    "strays": "what: ever\n",
    "quotes": '  count: "\n',
    "brackets": "[",
    "open": "  tasks: [a\n",
    "colons": "：",
    "conflicts": "<<<<<<< a\n",
    "ends": "=======\n>>>>>>> \n",
    "dashes": "- ",
    "spaces": " ",
    "one line": "  count: 1 [ ' ",
    "slashes": "c3: {model_id: '" + "/" * 60_000,
}


@pytest.mark.parametrize("piece", HUGE.values(), ids=HUGE)
def test_reading_is_bounded(piece: str, tmp_path: Path) -> None:
    text = f"c2:\n  count: 7\n{piece * (MAX_BYTES // len(piece) - 2)}"
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    begin = time.process_time()
    answers = read_answers(path)
    problems: list[Problem] = lint_file(answers)
    assert time.process_time() - begin < 5
    assert len(problems) < 100
