"""`tour lint`: what it prints, how it ends, and what it does not import."""

import re
from pathlib import Path

import pytest

from checks.cli import main
from checks.lint import LINTERS, linter
from tests.needs import needs_program
from tests.paths import ROOT

CARD = """---
license: mit
language: en
library_name: sklearn
pipeline_tag: fill-mask
widget:
  - text: A leaf of an [MASK] has round lobes.
---
It says of which tree a leaf is, and learned from the forms of forty leaves.
Of trees it knows the oak and the beech, and no other.
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a student's folder in order, and work in it."""
    needs_program("git")
    monkeypatch.chdir(tmp_path)
    model = tmp_path / "model_repo"
    model.mkdir()
    (model / "README.md").write_text(CARD)
    (model / ".gitattributes").write_bytes(
        (ROOT / "model_repo_template" / ".gitattributes").read_bytes()
    )
    (tmp_path / "answers.yaml").write_bytes((ROOT / "answers.yaml").read_bytes())
    return tmp_path


def lint(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["lint", *words])
    return code, capsys.readouterr().out


def test_all_three_are_linted_without_a_word(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "model_repo" / "README.md").write_text(CARD.replace("mit", "apache2"))
    (project / "model_repo" / "a.bin").write_bytes(b"\0")
    (project / "model_repo" / ".gitattributes").write_text("\n")
    (project / "answers.yaml").write_text("username: ada l\n")
    code, out = lint(capsys, "--lang", "en")
    assert code == 1
    places = [line.split(" ")[:2] for line in out.splitlines() if re.match(r"\S+:\d+:\d+: ", line)]
    assert [place for place in places if place[1] != "ANS-BLANK"] == [
        ["answers.yaml:1:11:", "ANS-USERNAME"],
        ["model_repo/.gitattributes:2:1:", "ATTR-BINARY"],
        ["model_repo/README.md:2:10:", "CARD-LICENSE"],
        ["model_repo/a.bin:1:1:", "C4-UNKNOWN"],
    ]
    assert "3 error(s), 0 warning(s), 11 note(s)" in out.splitlines()


def test_warnings_and_notes_say_so_and_are_no_failure(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "model_repo" / "README.md").write_text("---\n\n---\n# T\n")
    code, out = lint(capsys, "--lang", "en")
    assert code == 0
    assert "model_repo/README.md:2:1: FM-EMPTY warning: The front matter is empty." in out
    assert "answers.yaml:11:1: ANS-BLANK note: username is not answered yet." in out
    assert re.search(r"^    Write the metadata between", out, re.MULTILINE)
    assert "model_repo:1:1: C4-ARTIFACT warning: There is no model that a library could" in out
    _, out = lint(capsys, "--lang", "ko")
    assert "FM-EMPTY 경고: " in out
    assert "오류 0개, 경고 2개, 참고 11개" in out.splitlines()


def test_in_another_folder_it_says_so_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in ([], ["answers"], ["card"]):
        code, out = lint(capsys, *words, "--lang", "en")
        assert code == 1
        assert out.splitlines() == [
            "answers.yaml:1:1: LINT-FOLDER There is no answers.yaml here, and no model_repo.",
            "    Run this in the folder of your assignment: it holds answers.yaml.",
            "1 error(s), 0 warning(s), 0 note(s)",
        ]
    (tmp_path / "answers.yaml").touch()
    assert "LINT-FOLDER" not in lint(capsys, "answers")[1]


MISNAMED = ["answers.yml", "answers.yaml.txt", "answers.txt", "Answers.yaml", "answer.yaml"]
MISNAMED += ["answers.yaml.yaml", "answers (1).yaml", "answers copy.yaml", "answers - 복사본.yaml"]


@pytest.mark.parametrize("name", MISNAMED)
def test_answers_under_another_name_are_to_be_renamed(
    project: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "answers.yaml").rename(project / name)
    code, out = lint(capsys, "--lang", "en")
    assert code == 1
    first, hint, *_ = out.splitlines()
    assert first == f"{name}:1:1: Y-NAME There is no file answers.yaml, but there is {name}."
    assert hint.startswith(f"    Give {name} the name answers.yaml.")
    assert "checkout" not in out


@pytest.mark.parametrize("name", ["readme.md", "Readme.md", "README.MD", "README.md.txt", "README"])
def test_a_card_under_another_name_is_to_be_renamed(
    project: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "model_repo" / "README.md").rename(project / "model_repo" / name)
    code, out = lint(capsys, "card", "--lang", "en")
    assert code == 1
    assert f"model_repo/{name}:1:1: Y-NAME There is no file model_repo/README.md" in out
    assert f"Give model_repo/{name} the name README.md." in out


@pytest.mark.parametrize("name", ["answers.json", "answers.py", "questions.yaml", "README.md"])
def test_other_files_are_no_answers(
    project: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "answers.yaml").rename(project / name)
    _, out = lint(capsys, "answers", "--lang", "en")
    assert "answers.yaml:1:1: Y-FILE There is no file answers.yaml." in out
    assert "checkout" not in out


def test_a_second_file_of_answers_is_said_louder_while_there_are_no_answers(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "answers.yaml.txt").write_text("username: ada\n")
    code, out = lint(capsys, "answers", "--lang", "en")
    assert code == 1
    assert "answers.yaml.txt:1:1: ANS-FILE answers.yaml.txt is not looked at, only" in out
    (project / "answers.yaml").write_text("username: ada\n")
    code, out = lint(capsys, "answers", "--lang", "en")
    assert code == 0
    assert "answers.yaml.txt:1:1: ANS-FILE warning: answers.yaml.txt is not looked at" in out
    assert "ANS-FILE" not in lint(capsys, "answers", "answers.yaml.txt")[1]
    (project / "answers.yaml").write_text("username:ada\n")
    assert "ANS-FILE warning" in lint(capsys, "answers", "--lang", "en")[1]


def test_a_name_that_only_this_system_takes_for_the_right_one(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Windows and macOS find Answers.yaml as answers.yaml; git and GitHub do not."""
    (project / "answers.yaml").rename(project / "Answers.yaml")
    is_file = Path.is_file

    def is_file_in_any_case(path: Path) -> bool:
        names = [one.name.lower() for one in path.parent.iterdir()] if path.parent.is_dir() else []
        return is_file(path) or path.name.lower() in names

    monkeypatch.setattr(Path, "is_file", is_file_in_any_case)
    assert "Answers.yaml:1:1: Y-NAME" in lint(capsys, "answers", "--lang", "en")[1]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", LINTERS)
def test_one_linter_is_run_alone(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out = lint(capsys, name, "--lang", "en")
    assert code == 0
    assert ("ANS-BLANK" in out) == (name == "answers")


def test_what_grading_will_say_of_the_model_is_said_before(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = project / "model_repo" / "model.joblib"
    for content, said in (
        (b"", "C4-EMPTY warning: model.joblib is empty."),
        (b"<!doctype html>", "C4-PAGE warning: model.joblib is a web page, not a model."),
        (b"cos\nsystem\n.", "C4-PICKLE warning: model.joblib is a pickle that would run os.system"),
        (b"ZF0x12", "C4-PACKED warning: model.joblib is compressed, so it cannot be seen"),
    ):
        model.write_bytes(content)
        code, out = lint(capsys, "--lang", "en")
        assert code == 0
        assert f"model_repo/model.joblib:1:1: {said}" in out
        assert "1 warning(s)" in out
    model.write_bytes(b"\x80\x04N.")
    assert "0 warning(s)" in lint(capsys, "--lang", "en")[1]
    model.rename(project / "model.joblib")
    out = lint(capsys, "--lang", "en")[1]
    assert "model.joblib:1:1: C4-PLACE warning: model.joblib is not in the folder" in out


@pytest.mark.usefixtures("project")
def test_a_hook_says_nothing_of_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["card"], ["gitattributes"], ["gitattributes", "model_repo"]):
        assert "C4-" not in lint(capsys, *words)[1]


def test_files_may_be_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = project / "other.md"
    other.write_text(CARD.replace("mit", "apache2"))
    assert lint(capsys, "card", "model_repo/README.md", "--lang", "en")[0] == 0
    code, out = lint(capsys, "card", "model_repo/README.md", "other.md", "--lang", "en")
    assert code == 1
    assert "other.md:2:10: CARD-LICENSE" in out
    assert lint(capsys, "card", "missing.md")[0] == 1


def test_the_folder_may_be_named_by_a_file_in_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "model_repo" / "a.qqq").write_bytes(b"\0")
    words = ["model_repo", "model_repo/a.qqq", "model_repo/README.md"]
    for files in ([], words[:1], words[1:2], words):
        code, out = lint(capsys, "gitattributes", *files, "--lang", "en")
        assert code == 1
        assert out.count("ATTR-BINARY") == 1
        assert out.startswith("model_repo/.gitattributes:")


@pytest.mark.parametrize("words", [[], ["card"], ["gitattributes"]])
def test_before_the_start_it_says_how_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.yaml").write_bytes((ROOT / "answers.yaml").read_bytes())
    code, out = lint(capsys, *words, "--lang", "en")
    assert code == 0
    assert out.count("LINT-START") == 1
    assert "`tour start`" in out


@pytest.mark.parametrize(
    ("rubric", "locale", "words", "lang"),
    [
        ("language: ko\n", "en_US.UTF-8", [], "ko"),
        ("language: ko\n", "en_US.UTF-8", ["--lang", "en"], "en"),
        ("language: auto\n", "ko_KR.UTF-8", [], "ko"),
        ("language: [broken\n", "ko_KR.UTF-8", [], "ko"),
        ("- 1\n", "en_US.UTF-8", [], "en"),
        (None, "en_US.UTF-8", [], "en"),
    ],
)
def test_the_language_is_chosen(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    rubric: str,
    locale: str,
    words: str,
    lang: str,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    if rubric is not None:
        (project / "rubric.yaml").write_text(rubric)
    _, out = lint(capsys, "answers", *words)
    assert ("참고" in out) == (lang == "ko")
    assert ("note" in out) == (lang == "en")


def test_wrong_use_is_told_apart() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["lint", "cards"])
    assert stopped.value.code == 2


def test_linters_are_what_they_are_called() -> None:
    assert {name: linter(name).__name__ for name in LINTERS} == {
        name: function for name, (_, function) in LINTERS.items()
    }
