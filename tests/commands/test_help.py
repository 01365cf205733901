"""Help is in the language of whoever asks for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks.cli import COMMANDS, main

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to stand in, in a locale that wishes for nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in LOCALES:
        monkeypatch.setenv(name, "C")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    try:
        code = main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    done = capsys.readouterr()
    return code, done.out + done.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_korean_where_korean_is_wanted(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = told(capsys, command, "--help", "--lang", "ko")
    assert (code, text[:5]) == (0, "사용법: ")
    for line in text.split("\n\n", 1)[1].splitlines():
        assert re.search("[가-힣]", line) or not re.search("[a-z]{2} [a-z]{2}", line), line


def test_the_rubric_and_the_locale_choose_the_language(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("start", "--help")
    assert "your user name" in told(capsys, *words)[1]
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    monkeypatch.delenv("LC_ALL")
    monkeypatch.delenv("LC_MESSAGES")
    assert "사용자 이름" in told(capsys, *words)[1]
    assert "your user name" in told(capsys, *words, "--lang=en")[1]
    monkeypatch.setenv("LANG", "C")
    (folder / "rubric.yaml").write_text("language: ko\n")
    assert "사용자 이름" in told(capsys, *words)[1]


def test_a_command_that_is_not_there_is_answered_in_the_same_language(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = told(capsys, "lnt")
    assert code == 2
    assert "tour: there is no command 'lnt'; did you mean `tour lint`?" in text
    (folder / "rubric.yaml").write_text("language: ko\n")
    code, text = told(capsys, "lnt")
    assert code == 2
    assert all(re.search("[가-힣]", line) for line in text.splitlines() if line)
    code, text = told(capsys, "lint", "--fx")
    assert code == 2
    assert "사용법을 볼 수 있습니다" in text
