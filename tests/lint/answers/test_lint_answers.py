"""The rules of answers.yaml, and their agreement with the schema that editors use."""

import itertools
import json
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import yamldoc
from checks.lint.answers.linter import RULES, lint_answers
from checks.lint.answers.questions import questions
from checks.lint.answers.reading import parse_answers
from checks.lint.values import day, name, repo_id, whole_number, words
from checks.lint.values import text as text_of
from checks.messages import Problem, render
from tests.paths import ROOT, scratch

SCHEMA = json.loads((ROOT / "checks" / "schemas" / "answers.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
# Codes that say the shape is wrong, which is all that the schema knows of.
SHAPE = {"ANS-EMPTY", "ANS-TOP", "ANS-GROUP", "ANS-KEY", "ANS-TEXT", "ANS-USERNAME", "ANS-ID"}
SHAPE |= {"ANS-LIST", "ANS-LONG", "ANS-PLACE", "ANS-INDENT", "ANS-LETTERS"}
TOKEN = "hf_" + "aB3" * 11

FULL = """\
username: Ada-L
repo_id: ada-l/my.model
c1:
  activation_function: relu
  vocab_size: 1,234
c2:
  count: 1_234
  date: 2026-09-01
c3:
  model_id: https-ada/x
c6:
  dataset_id: common_voice
  tasks: [asr]
  languages: '12 345'
  splits: [train, "test"]
"""
SAMPLES = {"name": "ada", "text": "x", "number": "1", "date": "2026-09-01", "repo_id": "ada/x"}
# Of challenges that are not among those of the lab.
FULL += "".join(
    f"{where[0]}: {{{where[-1]}: {SAMPLES.get(kind, '[x]')}}}\n"
    for where, kind in questions().items()
    if f"  {where[-1]}:" not in FULL and len(where) == 2
)


def lint(tmp_path: Path, text: str | bytes) -> list[Problem]:
    path = tmp_path / "answers.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return lint_answers(path, "answers.yaml")


def found(
    tmp_path: Path, text: str | bytes, severities: Collection[str] = ("error", "warning")
) -> list[tuple[str, int, int]]:
    problems = lint(tmp_path, text)
    return [(p.code, p.place.line, p.place.col) for p in problems if p.severity in severities]


def test_full_answers_have_no_problems(tmp_path: Path) -> None:
    assert lint(tmp_path, FULL) == []


def test_the_template_has_only_notes_one_a_question(tmp_path: Path) -> None:
    problems = lint(tmp_path, (ROOT / "answers.yaml").read_bytes())
    assert {p.code for p in problems} == {"ANS-BLANK"}
    assert {p.severity for p in problems} == {"note"}
    assert [p.fields["key"] for p in problems] == [".".join(where) for where in questions()]
    assert str(problems[0].place) == "answers.yaml:11:1"


def test_a_question_that_was_deleted_is_blank(tmp_path: Path) -> None:
    text = FULL.replace("  vocab_size: 1,234\n", "")
    assert found(tmp_path, text, ["note"]) == [("ANS-BLANK", 4, 3)]
    assert found(tmp_path, "c6:\n", ["error"]) == []


BROKEN = [
    ("", "ANS-EMPTY", 1, 1),
    ("# nothing but this\n", "ANS-EMPTY", 1, 1),
    ("- ada\n", "ANS-TOP", 1, 1),
    ("ada\n", "ANS-TOP", 1, 1),
    ("c1: relu\n", "ANS-GROUP", 1, 5),
    ("c1: []\n", "ANS-GROUP", 1, 5),
    ("user: ada\n", "ANS-KEY", 1, 1),
    ("c1:\n  vocabsize: 3\n", "ANS-KEY", 2, 3),
    ("vocab_size: 3\n", "ANS-PLACE", 1, 1),
    ("c1:\n  username: ada\n", "ANS-INDENT", 2, 3),
    ("username: 12\n", "ANS-TEXT", 1, 11),
    ("c1:\n  activation_function: no\n", "ANS-TEXT", 2, 24),
    ("repo_id: [ada/x]\n", "ANS-TEXT", 1, 10),
    ("username: https://github.com/ada\n", "ANS-USERNAME", 1, 11),
    ("username: 김민지\n", "ANS-LETTERS", 1, 11),
    ("username: ','\n", "ANS-TEXT", 1, 11),
    ("repo_id: https://github.com/ada/x\n", "ANS-ID", 1, 10),
    ("repo_id: ada/내-모델\n", "ANS-LETTERS", 1, 10),
    ("repo_id: ada/x🤗\n", "ANS-LETTERS", 1, 10),
    ("repo_id: ada/x.git\n", "ANS-LETTERS", 1, 10),
    ("repo_id: ada/-x\n", "ANS-LETTERS", 1, 10),
    ("c3:\n  model_id: ada/x/y\n", "ANS-ID", 2, 13),
    ("c6:\n  dataset_id: ada x\n", "ANS-ID", 2, 15),
    ("c6:\n  dataset_id: datasets/x\n", "ANS-PREFIX", 2, 15),
    ("c6:\n  dataset_id: a--b/x\n", "ANS-LETTERS", 2, 15),
    ("repo_id: x\n", "ANS-NO-OWNER", 1, 10),
    ("username: ada\nrepo_id: bob/x\n", "ANS-OWNER", 2, 10),
    ("c1:\n  vocab_size: about 500\n", "ANS-DIGITS", 2, 15),
    ("c1:\n  vocab_size: 1,23\n", "ANS-NUMBER", 2, 15),
    ("c1:\n  vocab_size: -5\n", "ANS-NUMBER", 2, 15),
    ("c1:\n  vocab_size: 1.5\n", "ANS-NUMBER", 2, 15),
    ("c1:\n  vocab_size: yes\n", "ANS-NUMBER", 2, 15),
    ("c1:\n  vocab_size: 12 of 13\n", "ANS-NUMBER", 2, 15),
    ("c1:\n  vocab_size: 1:30\n", "ANS-NUMBER", 2, 15),
    ("c1:\n  vocab_size: [5]\n", "ANS-NUMBER", 2, 15),
    ("c1:\n  vocab_size: 2000000000000\n", "ANS-NUMBER", 2, 15),
    ("c2:\n  date: '2026-13-45'\n", "ANS-DATE", 2, 9),
    ("c2:\n  date: 01.09.2026\n", "ANS-DAY", 2, 9),
    ("c2:\n  date: 2026\n", "ANS-DATE", 2, 9),
    ("c2:\n  date: 2026-13-45\n", "Y-VALUE", 2, 9),
    ("c6:\n  tasks: 3\n", "ANS-LIST", 2, 10),
    ("c6:\n  splits: [train, 3]\n", "ANS-LIST", 2, 11),
    (f"c1:\n  activation_function: {'x' * 101}\n", "ANS-LONG", 2, 24),
    (f"c6:\n  splits: [{'x' * 101}]\n", "ANS-LONG", 2, 11),
    (f"c6:\n  splits: [{'x, ' * 201}]\n", "ANS-LONG", 2, 11),
    (f"c6:\n  splits: {'x ' * 1001}y\n", "ANS-LONG", 2, 11),
    (f"# my token: {TOKEN}\nusername: ada\n", "LINT-TOKEN", 1, 13),
    (f"username: {TOKEN}\n  bad: [\n", "LINT-TOKEN", 1, 11),
    ("username: &a ada\n", "Y-REFERENCE", 1, 11),
    ("username: ada\nusername: bob\n", "Y-DUPLICATE", 2, 1),
]


@pytest.mark.parametrize(("text", "code", "line", "col"), BROKEN)
def test_each_mistake_is_found_where_it_stands(
    tmp_path: Path, text: str, code: str, line: int, col: int
) -> None:
    assert (code, line, col) in found(tmp_path, text, ["error"])


@pytest.mark.parametrize("text", ["c6:\n  splits: train, test\n", 'c6:\n  tasks: "a,b"\n'])
def test_a_text_with_commas_is_a_list_and_a_note_says_so(tmp_path: Path, text: str) -> None:
    problems = [p for p in lint(tmp_path, text) if p.code == "ANS-COMMAS"]
    assert [p.severity for p in problems] == ["note"]
    assert problems[0].fields["count"] == "2"


def test_every_rule_is_broken_by_some_answers() -> None:
    answers = [parse_answers(text, "f") for text, *_ in [*BROKEN, *READ]]
    assert [rule for rule in RULES if not any(any(rule(each)) for each in answers)] == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("repo_id: '@ada/x'", "ada/x"),
        ("username: ada\nrepo_id: x", "ada/x"),
        ("usrname: ada", "username"),
        ("username: ada\nrepo_id: bob/x", "username"),
    ],
)
def test_the_hint_says_what_to_write(tmp_path: Path, text: str, meant: str) -> None:
    problems = [p for p in lint(tmp_path, text) if p.severity == "error"]
    assert len(problems) == 1
    assert meant in problems[0].hint("en").split(":")[0]
    assert meant in problems[0].hint("ko")


def test_the_owner_is_compared_as_the_hub_does(tmp_path: Path) -> None:
    assert found(tmp_path, "username: Ada\nrepo_id: aDA/x\n") == []


@pytest.mark.parametrize(
    ("rubric", "codes"),
    [
        ("hub_organization: class-26\n", []),
        ('title: x\nhub_organization: "Class-26" # ours\n', []),
        ("hub_organization:\n", ["ANS-OWNER"]),
        ("hub_organization: class-27\n", ["ANS-OWNER"]),
        ("c1:\n  hub_organization: class-26\n", ["ANS-OWNER"]),
        (None, ["ANS-OWNER"]),
    ],
)
def test_a_repo_may_be_the_classs(tmp_path: Path, rubric: str | None, codes: list[str]) -> None:
    if rubric:
        (tmp_path / "rubric.yaml").write_text(rubric)
    answers = tmp_path / "answers.yaml"
    answers.write_text("username: ada\nrepo_id: class-26/x\n")
    problems = lint_answers(answers)
    assert [problem.code for problem in problems if problem.code == "ANS-OWNER"] == codes
    if rubric and "27" in rubric:
        assert "Give a repo of your own or of class-27" in problems[-1].hint("en")


def test_a_byte_order_mark_and_odd_bytes_are_borne(tmp_path: Path) -> None:
    assert found(tmp_path, "\ufeffusername: ada\n") == []
    assert found(tmp_path, b"username: \xe9\n") == [("Y-UTF8", 1, 11)]
    assert [p.code for p in lint_answers(tmp_path / "none.yaml")] == ["Y-FILE"]


def test_a_token_is_never_printed(tmp_path: Path) -> None:
    places = ("username", "repo_id", "c1", TOKEN, f"x: [{TOKEN}, *{TOKEN}")
    for key in places:
        text = f"{key}: {TOKEN}\nc2: {{count: {TOKEN}, date: {TOKEN}}}\nc6: {{tasks: {TOKEN}}}"
        for problem, lang in itertools.product(lint(tmp_path, text), ("en", "ko")):
            printed = render(problem, lang) + json.dumps(problem.to_json())
            assert TOKEN[3:9] not in printed


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        (1234, 1234),
        (500.0, 500),
        ("1234", 1234),
        ("1,234", 1234),
        ("1 234 567", 1234567),
        ("1_234", 1234),
        ("1'234", 1234),
        (" 42 ", 42),
        (10**12, 10**12),
        (10**12 + 1, None),
        ("1,234 567", None),
        ("1,23", None),
        ("1.234", None),
        (" " * 36 + "1234", 1234),
        (" " * 37 + "1234", None),
        ("24,700,000", 24_700_000),
        ("24\xa0700", 24_700),
        ("24’700’000", 24_700_000),
        ("1.234.567.890", 1_234_567_890),
        ("999999999999", 999_999_999_999),
        ("5.000", None),
        ("500.", None),
        ("++5", None),
        ("+1,234", 1234),
        ("24 700 000", 24_700_000),
        ("24_700_000", 24_700_000),
        ("24.700.000", 24_700_000),
        ("24\u202f700\u202f000", 24_700_000),
        ("24.700,000", None),
        ("1.000", None),
        ("24,700,00", None),
        ("1234,567", None),
        ("1__234", None),
        ("１８４３２", 18_432),
        ("２４，７００", 24_700),
        ("“18432”", 18_432),
        ("「18432」、", 18_432),
        ("18432,", 18_432),
        ("`18432`", 18_432),
        ("'18,432',", 18_432),
        ("500.0", 500),
        ("500.00", 500),
        ("+5", 5),
        ("0", 0),
        ("00", 0),
        ("07", 7),
        ("0123", 123),
        ("+07", 7),
        ("0,123", None),
        ("~1234", 1234),
        ("≈ 1,234", 1234),
        ("약 1234", 1234),
        ("~~7", None),
        ("7 models", 7),
        ("1 model", 1),
        ("7.0 models", 7),
        ("1,234Models", 1234),
        ("12 languages", 12),
        ("12개 언어", 12),
        ("12가지", 12),
        ("7 units", None),
        ("7k", None),
        ("7 million", None),
        ("7 models or 8", None),
        ("7 8", None),
        ("1 23", None),
        ("1.5", None),
        ("1e3", None),
        ("0x10", None),
        ("1:30", None),
        ("7 or 8", None),
        ("7,8", None),
        ("-5", None),
        ("−5", None),
        ("①", None),
        ("VII", None),
        ("7개", 7),
        ("twelve", None),
        (1.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (-1, None),
        (True, None),
        ("", None),
        (None, None),
        ("about 500", None),
        ("9" * 5000, None),
        ("١٢٣", None),
        ([1], None),
    ],
)
def test_whole_numbers(value: object, number: int | None) -> None:
    assert whole_number(value) == number


TEXTS = [
    ("silu", "silu"),
    ("silu,", "silu"),
    ('"silu",', "silu"),
    ("“silu”", "silu"),
    ("‘silu’", "silu"),
    ("«silu»", "silu"),
    ("「silu」", "silu"),
    ("'silu'", "silu"),
    ("`silu`，", "silu"),
    ("ｓｉｌｕ", "silu"),
    ("\u200bsilu\u200b\xa0", "silu"),
    ("\u2060\xadsi\ufefflu\u200c\u200d", "silu"),
    ("\u3000silu\u3000", "silu"),
    ("\t\r\n\u202fsilu", "silu"),
    ("gelu\u3000new", "gelu new"),
    ("silu､", "silu"),
    ("silu、，,", "silu"),
    ("！a～", "!a~"),
    ("｟a｠", "｟a｠"),
    ("\uff00a\uff00", "\uff00a\uff00"),
    ("´„silu‟”", "silu"),
    ("‚‛‹silu›", "silu"),
    ("『silu』", "silu"),
    ("silu relu", "silu relu"),
    ("silu, relu", "silu, relu"),
    (",silu", ",silu"),
    ("si”lu", "si”lu"),
    ("silu.", "silu."),
    ("(silu)", "(silu)"),
    ("*silu*", "*silu*"),
    ("", None),
    ("“”,", None),
    (7, None),
    (["silu"], None),
    (None, None),
]


@pytest.mark.parametrize(("value", "meant"), TEXTS)
def test_texts(value: object, meant: str | None) -> None:
    assert text_of(value) == meant


IDS = [
    ("ada/x", "ada/x"),
    ("x", "x"),
    ("“ada/x”,", "ada/x"),
    ("ａｄａ／ｘ", "ada/x"),
    ("https://huggingface.co/ada/x", "ada/x"),
    ("https://huggingface.co/ada/x/", "ada/x"),
    ("HTTPS://HuggingFace.co/Ada/x/tree/main", "Ada/x"),
    ("http://www.huggingface.co/ada/x/blob/main/config.json", "ada/x"),
    ("https://hf.co/ada/x?library=sklearn", "ada/x"),
    ("huggingface.co/ada/x#how-to-use", "ada/x"),
    ("https://huggingface.co/datasets/ada/x/viewer", "ada/x"),
    ("https://huggingface.co/spaces/ada/x", "ada/x"),
    ("http://127.0.0.1:8400/ada/x", "ada/x"),
    ("192.168.0.7:8400/datasets/ada/x", "ada/x"),
    ("http://localhost/ada/x", "ada/x"),
    ("http://teacher.local:8400/ada/x", "ada/x"),
    ("https://hub.school.example/ada/x", "ada/x"),
    ("https://huggingface.co/ada/x?" + "q" * 471, "ada/x"),
    ("https://huggingface.co/ada/x?" + "q" * 472, None),
    ("https://huggingface.co//ada//x", "ada/x"),
    ("https://huggingface.co/models/ada/x", "ada/x"),
    ("https://huggingface.co/models", None),
    ("http://127.0.0.1:84000/ada/x", "ada/x"),
    ("http://127.0.0.1:840000/ada/x", None),
    ("http://127.0.0/ada/x", None),
    ("http://1270.0.0.1/ada/x", None),
    ("http://localhost:x/ada/x", None),
    ("ftp://huggingface.co/ada/x", None),
    ("//huggingface.co/ada/x", "ada/x"),
    ("https://huggingface.co/x", None),
    ("https://huggingface.co/datasets/x", None),
    ("https://huggingface.co/", None),
    ("https://github.com/ada/x", None),
    ("https://huggingface.co.evil.example/ada/x", None),
    ("https://me@huggingface.co/ada/x", None),
    ("https://other.example/ada/x", None),
    ("https://huggingface.co/ada/내모델", None),
    ("https://huggingface.co/ada/" + "x" * 600, None),
    ("10.0.0.5/x", "10.0.0.5/x"),
    ("localhost/x", "localhost/x"),
    ("datasets/x", None),
    ("ada/x/", "ada/x"),
    ("/ada/x", "ada/x"),
    ("ada / x", "ada/x"),
    ("ada//x", "ada/x"),
    ("hf://ada/x", "ada/x"),
    ("hf://datasets/ada/x", "ada/x"),
    ("datasets/ada/x", "ada/x"),
    ("models/ada/x", "ada/x"),
    ("spaces/ada/x", "ada/x"),
    ("datasets/x", None),
    ("datasets/ada/x/y", None),
    ("@ada/x", None),
    ("ada x", None),
    ("ada/x/y", None),
    ("", None),
    (7, None),
]


@pytest.mark.parametrize(("value", "meant"), IDS)
def test_repo_ids(value: object, meant: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "'https://Hub.School.example/'")
    assert repo_id(value) == meant


@pytest.mark.parametrize("endpoint", ["", "nonsense", "http://"])
def test_without_a_class_hub_only_the_real_one_is_known(
    endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    assert repo_id("https://hub.school.example/ada/x") is None
    assert repo_id("https://huggingface.co/ada/x") == "ada/x"


NAMES = [
    ("ada", "ada"),
    ("“Ada”", "Ada"),
    ("https://huggingface.co/ada", "ada"),
    ("http://127.0.0.1:8400/ada/", "ada"),
    ("https://huggingface.co/ada/x", None),
    ("https://huggingface.co/", None),
    ("https://github.com/ada", None),
    ("@ada", "ada"),
    ("@@ada", None),
    ("ada l", None),
    (7, None),
]


@pytest.mark.parametrize(("value", "meant"), NAMES)
def test_names(value: object, meant: str | None) -> None:
    assert name(value) == meant


LISTS = [
    ("train, test", ("train", "test")),
    ("[train, test]", ("train", "test")),
    ('["train", "test"],', ("train", "test")),
    ("［train，test］", ("train", "test")),
    ("train、test", ("train", "test")),
    ("「train」、「test」", ("train", "test")),
    (["train， test", "dev"], ("train", "test", "dev")),
    (["“train”,", "`test`"], ("train", "test")),
    (["train", ""], ("train",)),
    ("(train, test)", ("train", "test")),
    ("(train, test", ("(train", "test")),
    ("[train, test)", ("[train", "test)")),
    ("train test", ("train", "test")),
    ("train\ntest", ("train", "test")),
    ("train; test", ("train", "test")),
    ("train|dev/Test & other", ("train", "dev", "Test", "other")),
    ("train and test", ("train", "test")),
    ("train, dev, and test", ("train", "dev", "test")),
    (["train test", "dev"], ("train", "test", "dev")),
    ("text-classification image-classification", ("text-classification", "image-classification")),
    ("train set", ("train set",)),
    ("train; set", ("train; set",)),
    ("train and set", ("train and set",)),
    ("train android", ("train android",)),
    ("text classification", ("text classification",)),
    ("task_categories:one", ("one",)),
    ("task_categories : one, two", ("one", "two")),
    (["task_categories: one", "two"], ("one", "two")),
    ("task_ids: one", ("task_ids: one",)),
    ({"task_categories": ["one", "two"]}, ("one", "two")),
    ({"task_categories": "one"}, ("one",)),
    ([{"task_categories": "one, two"}], ("one", "two")),
    ([{"task_categories": "one"}, "two"], None),
    ({"task_categories": "one", "two": 2}, None),
    ({"task_categories": 1}, None),
    ({}, None),
    ("[train", ("[train",)),
    (["train", 3], None),
    ({"train": 1}, None),
]


@pytest.mark.parametrize(("value", "meant"), LISTS)
def test_lists(value: object, meant: tuple[str, ...] | None) -> None:
    assert words(value) == meant


@pytest.mark.parametrize(
    "value",
    ["“2026-09-01”", "2026-09-01,", "２０２６－０９－０１", "`2026-09-01`"],
)
def test_days_in_other_forms(value: str) -> None:
    assert day(value) == date(2026, 9, 1)


@pytest.mark.parametrize("value", ["2026-09-01 or 02", "01.09.2026", "2026/09-01", "2026 09 01"])
def test_days_that_are_not_certain(value: str) -> None:
    assert day(value) is None


READ = [
    ("c1: {activation_function: '“relu”,'}", "activation_function", "“relu”,", "relu"),
    ("c1:\n  vocab_size: １２", "vocab_size", "１２", "12"),
    ('c2:\n  date: "2026-09-01",', "date", '"2026-09-01",', "2026-09-01"),
    ("c3:\n  model_id: hf.co/ada/x", "model_id", "hf.co/ada/x", "ada/x"),
    ("username: hf.co/ada", "username", "hf.co/ada", "ada"),
    ("c1:\n  vocab_size: 012", "vocab_size", "012", "12"),
    ("c1:\n  vocab_size: ~1,234", "vocab_size", "~1,234", "1234"),
    ("c1:\n  vocab_size: 12 models", "vocab_size", "12 models", "12"),
    ("c6:\n  tasks: (a, b)", "tasks", "(a, b)", "[a, b]"),
    ("c6:\n  splits:\n    train\n    test", "splits", "train test", "[train, test]"),
    ("c6:\n  splits: [train test]", "splits", "train test", "train, test"),
    ("c6:\n  tasks: {task_categories: [a]}", "tasks", "task_categories: a", "[a]"),
    ("c6:\n  tasks: [task_categories: a]", "tasks", "task_categories: a", "[a]"),
    ("c6:\n  tasks: [task_categories:a]", "tasks", "task_categories:a", "a"),
    ("c6:\n  tasks: a、b", "tasks", "a、b", "[a, b]"),
    ("c6:\n  tasks: [a， b]", "tasks", "a， b", "a, b"),
    ("c6:\n  tasks:\n    - “a”", "tasks", "“a”", "a"),
    ("c1:\n  activation_function: `x y`", "activation_function", "`x y`", "x y"),
]


@pytest.mark.parametrize(("text", "key", "value", "near"), READ)
def test_what_is_accepted_is_said_with_what_it_is_read_as(
    tmp_path: Path, text: str, key: str, value: str, near: str
) -> None:
    (problem,) = [p for p in lint(tmp_path, text) if p.code != "ANS-BLANK"]
    assert (problem.code, problem.severity) == ("ANS-READ", "note")
    assert problem.fields == {"key": key, "value": value, "near": near}


@pytest.mark.parametrize(
    "number", ["12", "0", "+5", "1,234", "'1 234'", "1 234", "1.000.000", "5.0"]
)
def test_a_number_in_an_ordinary_form_is_read_without_a_word(tmp_path: Path, number: str) -> None:
    found = lint(tmp_path, f"c1:\n  vocab_size: {number}")
    assert [p.code for p in found if p.code != "ANS-BLANK"] == []


def test_two_items_in_a_line_of_a_list_are_not_divided_by_fix(tmp_path: Path) -> None:
    (problem,) = [p for p in lint(tmp_path, "c6:\n  tasks:\n    - a， b") if p.code == "ANS-READ"]
    assert (problem.fix, problem.fields["near"]) == (None, "a, b")


WRONG_LETTERS = [
    ("repo_id: ada/내-모델", "it has 내 모 델"),
    ("repo_id: ada/x🤗🤗!", "it has 🤗 !"),
    ("repo_id: ada/" + "가나다라마바사아자차카", "it has 가 나 다 라 마 바 사 아 자 차 …"),
    ("username: 김민지", "it has 김 민 지"),
    ("repo_id: ada/a--b", "it has `--` or `..`"),
    ("repo_id: ada/a..b", "it has `--` or `..`"),
    ("repo_id: ada/x.git", "it begins or ends with `-` or `.`, or ends with .git"),
    ("repo_id: ada/x-", "it begins or ends with `-` or `.`, or ends with .git"),
    (f"repo_id: ada/{'x' * 97}", "it is longer than 96 characters"),
]


@pytest.mark.parametrize(("text", "reason"), WRONG_LETTERS)
def test_who_wrote_owner_and_name_is_told_what_else_is_wrong(
    tmp_path: Path, text: str, reason: str
) -> None:
    (problem,) = [p for p in lint(tmp_path, text) if p.severity == "error"]
    assert problem.code == "ANS-LETTERS"
    assert reason in problem.text("en")
    assert "OWNER/NAME" not in problem.hint("en")


def test_days_and_words() -> None:
    assert day("2026-09-01") == day(date(2026, 9, 1)) == date(2026, 9, 1)
    assert day("2026-02-30") is day("20260901") is day("2026-13-1") is day(None) is None
    assert day("12026-09-01") is day("2026-09-011") is day("2026-09-01T") is None
    for same in (
        *("2026-9-1", "2026/09/01", "2026/9/1", "2026.9.1", "2026. 9. 1.", "2026년 9월 1일"),
        *("2026年9月1日", "2026-09-01T10:00", "2026-09-01 10:00:00", "2026-09-01T10:00:00.5+09:00"),
        datetime(2026, 9, 1, 23, 59),
    ):
        assert day(same) == date(2026, 9, 1), same
    assert words("train, test ,") == words(["train", " test"]) == ("train", "test")
    assert words(["train", 3]) is words(7) is None


def shape_is_wrong(text: str, tmp_path: Path) -> bool:
    return any(p.code in SHAPE for p in lint(tmp_path, text))


def is_named(text: str, tmp_path: Path) -> bool:
    """Return whether an error is found, or something that editors mark and is accepted."""
    codes = [code for code, *_ in found(tmp_path, text, ["error", "note"])]
    return codes != ["ANS-BLANK"] * len(codes)


def schema_is_broken(text: str) -> bool:
    doc, _ = yamldoc.parse(text, "answers.yaml")
    return not VALIDATOR.is_valid(blank_as_null(doc.json_data()))


def blank_as_null(data: object) -> object:
    """Return data with None for each answer of spaces, which the rules take for blank."""
    for *above, key in questions():
        group = data.get(above[0]) if above and isinstance(data, dict) else data
        if isinstance(group, dict) and isinstance(group.get(key), str) and not group[key].strip():
            group[key] = None
    return data


@pytest.mark.parametrize("text", [text for text, code, *_ in BROKEN if code.startswith("ANS")])
def test_rules_and_schema_agree_on_the_mistakes_above(text: str, tmp_path: Path) -> None:
    if shape_is_wrong(text, tmp_path):
        assert schema_is_broken(text)
    if schema_is_broken(text):
        assert is_named(text, tmp_path)


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**13),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text("aZ9 -_./,@é", max_size=6),
    st.sampled_from(["ada", "ada/x", "https://huggingface.co/ada/x", "2026-09-01", "1,234"]),
    st.integers(95, 195).map("a".__mul__),
)
values = st.one_of(scalars, st.lists(scalars, max_size=3), st.just({}), st.just({"x": 1}))
keys = st.sampled_from([*{key for where in questions() for key in where}, "x"])
documents = st.dictionaries(keys, values | st.dictionaries(keys, values, max_size=3), max_size=5)


@given(data=documents)
def test_rules_and_schema_agree(data: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = scratch(tmp_path_factory.getbasetemp(), "answers")
    text = json.dumps(data)
    broken = schema_is_broken(text)
    assert not (shape_is_wrong(text, folder) and not broken)
    assert not (broken and not is_named(text, folder))
