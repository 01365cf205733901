"""Every message of the project: with a hint, and safe to print."""

import importlib
import pkgutil
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import checks
from checks.grading.check import NOT_UNDERSTOOD
from checks.messages import TOKEN, Message, Place, choose_lang, render, safe
from checks.questions import NUMBER
from checks.translations import languages

PROBE = Message("T-1", "{a} and {b}.", hint="Look at {a}.")


def modules() -> Iterator[ModuleType]:
    """Every module of `checks` but the embedded Hub, which has no messages and more to import."""
    for found in pkgutil.walk_packages(checks.__path__, "checks."):
        if not found.name.startswith(("minihub", "checks.__main__")):
            yield importlib.import_module(found.name)


def messages() -> list[Message]:
    by_id = {
        id(value): value
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, Message)
    }
    return list(by_id.values())


ALL = messages()


def braces(text: str) -> set[str]:
    """Return the fields of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_are_messages() -> None:
    assert len(ALL) > 50


@pytest.mark.parametrize("message", ALL, ids=lambda message: message.code)
def test_each_message_is_whole(message: Message) -> None:
    texts = (message.text("en"), message.hint("en"))
    assert all(text.strip() == text and text for text in texts)
    assert not re.search("[가-힣]", " ".join(texts))
    assert all(name.isidentifier() for text in texts for name in braces(text))


@pytest.mark.parametrize("message", ALL, ids=lambda message: message.code)
def test_after_a_field_korean_has_both_forms_of_its_particle(message: Message) -> None:
    alone = re.compile(r"\}(?:을|를|은|는|이|가|과|와|으로|로)(?![가-힣(])")
    assert not alone.search(message.text("ko") + " " + message.hint("ko"))


def test_codes_are_unique_and_have_one_form() -> None:
    assert [code for code, count in Counter(m.code for m in ALL).items() if count > 1] == []
    assert [m.code for m in ALL if not re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+", m.code)] == []


def test_a_problem_is_printed_with_its_place() -> None:
    problem = PROBE.about(Place("a.yaml", 3, 7), a="x", b=2)
    assert problem.line("en") == "a.yaml:3:7: T-1 x and 2."
    assert render(problem, "en") == "a.yaml:3:7: T-1 x and 2.\n    Look at x."
    assert PROBE.about(a="x", b=2).line("en") == "T-1 x and 2."


def test_what_is_no_error_says_so() -> None:
    warning = Message("T-2", "w", hint="h", severity="warning").about()
    note = Message("T-3", "n", hint="h", severity="note").about()
    assert [warning.line(lang) for lang in ("en", "ko")] == ["T-2 warning: w", "T-2 경고: w"]
    assert [note.line(lang) for lang in ("en", "ko")] == ["T-3 note: n", "T-3 참고: n"]
    assert warning.with_severity("error").line("en") == "T-2 w"


def test_a_field_that_is_a_phrase_is_in_the_language_of_the_whole() -> None:
    problem = NOT_UNDERSTOOD.about(Place("a.yaml"), written="\nx", expected=NUMBER.expected)
    assert problem.text("en") == "\\nx cannot be read as a whole number."
    assert problem.text("ko") == "\\nx을(를) 정수(으)로 읽을 수 없습니다."
    assert problem.to_json()["text"] == {lang: problem.text(lang) for lang in languages()}


def test_braces_in_a_students_text_are_only_text() -> None:
    problem = PROBE.about(a="{b} {0.__class__} {", b="%s")
    assert problem.text("en") == "{b} {0.__class__} { and %s."


HOSTILE = [
    "\n::error file=a::gone",
    "\r\n::set-output name=x::y",
    "##[error]gone",
    "#\u200b#[error]gone",
    "::\x1b[31m::",
    "\x1b]8;;http://x\x07link",
    "a\u202eb\u2066c",
    "\x9b31m",
    "\ud800",
    "x\u2028::error::y",
    ":\x00:error:\x00:",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_made_harmless(text: str) -> None:
    check_harmless(safe(text))
    problem = PROBE.about(Place(text, 1, 1), a=text, b=text)
    for lang in languages():
        for line in render(problem, lang).split("\n"):
            check_harmless(line)


def check_harmless(text: str) -> None:
    assert "::" not in text
    assert "##[" not in text
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    text.encode("utf-8")


@given(st.text(alphabet=st.sampled_from(":#[]a\n\r\t\x1b\u202e\u200b\ud800\x85é")) | st.text())
def test_no_text_can_form_a_command(text: str) -> None:
    printed = safe(text)
    assert "::" not in printed
    assert "##[" not in printed
    assert not re.search(
        "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069]", printed
    )
    printed.encode("utf-8")


def test_long_text_is_cut() -> None:
    assert safe("x" * 500) == "x" * 119 + "…"
    assert safe("x" * 120) == "x" * 120


@given(st.from_regex(r"hf_[A-Za-z0-9]{20,40}", fullmatch=True), st.text(max_size=130))
def test_no_part_of_a_token_is_printed(token: str, before: str) -> None:
    printed = safe(f"{before}{token}")
    assert token[3:10] not in printed or token[3:10] in safe(before)
    assert not TOKEN.search(printed)


def test_names_that_only_look_like_tokens_are_printed() -> None:
    assert safe("hf_hub_download and hf_transfer") == "hf_hub_download and hf_transfer"


@pytest.mark.parametrize(
    ("wishes", "environ", "lang"),
    [
        (["ko"], {}, "ko"),
        (["en"], {"LANG": "ko_KR.UTF-8"}, "en"),
        ([None, "auto"], {"LANG": "ko_KR.UTF-8"}, "ko"),
        ([None], {"LC_ALL": "xx_XX.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
        ([None], {"LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"}, "ko"),
        (["KO"], {}, "ko"),
        (["ko-KR"], {}, "ko"),
        ([None], {"LANG": "ko.UTF-8@euc"}, "ko"),
        (["kok"], {}, "en"),
        ([], {}, "en"),
    ],
)
def test_the_language_is_the_first_that_is_wished_for(
    wishes: Sequence[str | None], environ: dict[str, str], lang: str
) -> None:
    assert choose_lang(*wishes, environ=environ) == lang
