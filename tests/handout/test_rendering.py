"""The handout and answers.yaml ask what rubric.yaml asks; one file is the source of both."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from checks import handout
from checks.cli import main
from checks.commands import forms
from checks.commands.handout import files
from checks.handout.fields import fields
from checks.rubric import Rubric, load, rubric_of
from checks.translations import languages
from tests.paths import ROOT

OTHER = {
    "c1": {"model_id": "acme/tiny-bert"},
    "c2": {"task": "text-to-speech", "language": "cy"},
    "c3": {"task": "image-to-text", "language": "gv"},
    "c6": {"dataset_ids": ["acme/bird-songs_*", "acme/bird-songs"]},
}
"""What the lab asks about in another class."""
USUAL = {
    "gpt2",
    "Token Classification",
    "Automatic Speech Recognition",
    "Spanish",
    "스페인어",
    "Common Voice",
}
NEW = {"acme/tiny-bert", "Text to Speech", "Image to Text", "gv", "acme/bird-songs"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A teacher's copy of the template, as far as `tour handout` looks at it."""
    for name in ("rubric.yaml", "answers.yaml", "checks/schemas/answers.schema.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change_rubric(folder: Path, **changes: object) -> None:
    rubric = yaml.safe_load((folder / "rubric.yaml").read_text("utf-8"))
    (folder / "rubric.yaml").write_text(yaml.safe_dump({**rubric, **OTHER, **changes}), "utf-8")


def texts(folder: Path) -> dict[str, str]:
    names = [*(name for name, _ in files(Rubric())), "answers.yaml"]
    return {name: (folder / name).read_bytes().decode("utf-8") for name in names}


def test_what_is_in_git_says_what_the_rubric_asks() -> None:
    """`tour handout` and `make schemas` bring it in line."""
    rubric, problems = load(ROOT / "rubric.yaml")
    assert problems == []
    for name, text in files(rubric):
        assert (ROOT / name).read_text("utf-8") == text, name
    assert (ROOT / "answers.yaml").read_text("utf-8") == forms.answers_form(rubric, "en")


def test_each_page_is_there_in_each_language() -> None:
    assert handout.languages() == languages()
    assert len(list(files(Rubric()))) == len(handout.PAGES) * len(languages()) + 1


def test_a_changed_rubric_is_told_everywhere(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_rubric(folder)
    assert main(["handout", "--lang", "en"]) == 0
    assert "answers.yaml" in capsys.readouterr().out
    after = texts(folder)
    for name in ("docs/lab.md", "docs/lab.ko.md", "answers.yaml"):
        told = "" if name.startswith("docs") else "# "
        assert {word for word in USUAL if word in after[name]} == set(), name
        assert {word for word in NEW if word not in after[name].replace(told, "")} <= {
            # Neither page nor form has to name the id of a dataset that goes by its name.
            "acme/bird-songs"
        }, name
    assert "Welsh" in after["docs/lab.md"]
    assert "웨일스어" in after["docs/lab.ko.md"]
    assert main(["handout", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("The handout says what rubric.yaml asks.")
    assert texts(folder) == after


def test_it_is_written_again_for_each_change(folder: Path) -> None:
    before = texts(folder)
    original = (folder / "rubric.yaml").read_bytes()
    change_rubric(folder)
    assert main(["handout"]) == 0
    (folder / "rubric.yaml").write_bytes(original)
    assert main(["handout"]) == 0
    assert texts(folder) == before


def test_answers_are_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = folder / "answers.yaml"
    for change in (("count:", "count: 7"), ("# Challenge 3.", "# Ask Minji! Challenge 3.")):
        written = (ROOT / "answers.yaml").read_text("utf-8").replace(*change)
        answers.write_text(written, "utf-8")
        change_rubric(folder)
        assert main(["handout", "--lang", "en"]) == 0
        assert answers.read_text("utf-8") == written
        assert "answers.yaml has answers or words of its own" in capsys.readouterr().out


def test_line_ends_and_language_are_the_classs(folder: Path) -> None:
    answers = folder / "answers.yaml"
    answers.write_bytes(answers.read_bytes().replace(b"\n", b"\r\n"))
    change_rubric(folder, language="ko")
    assert main(["handout"]) == 0
    text = answers.read_bytes().decode("utf-8")
    assert text.count("\r\n") == text.count("\n") > 30
    assert "# 챌린지 1. Hub에서 acme/tiny-bert의 config.json 파일을 여세요." in text


@pytest.mark.parametrize("missing", ["rubric.yaml", "docs", "checks/schemas/answers.schema.json"])
def test_elsewhere_nothing_is_written(
    folder: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / missing).rename(folder / "away")
    before = sorted(folder.rglob("*"))
    assert main(["handout", "--lang", "en"]) == 1
    assert f"HANDOUT-FOLDER There is no {missing} here." in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before


def test_a_rubric_that_is_wrong_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts(folder)
    change_rubric(folder, c1={"model_id": "no id"})
    assert main(["handout", "--lang", "en"]) == 1
    assert re.search(r"^rubric\.yaml:\d+:\d+: ", capsys.readouterr().err)
    assert texts(folder) == before


def test_the_fields() -> None:
    found = {name: vars(group) for name, group in fields(rubric_of(dict(OTHER)), "ko").items()}
    assert found == {
        "c1": {"model_id": "acme/tiny-bert", "name": "tiny-bert"},
        "c2": {
            "task": "text-to-speech",
            "task_name": "Text to Speech",
            "language": "cy",
            "language_name": "웨일스어",
            "language_label": "Welsh",
            "tolerance_percent": 15,
        },
        "c3": {
            "task": "image-to-text",
            "task_name": "Image to Text",
            "language": "gv",
            "language_name": "gv",
            "language_label": "gv",
        },
        "c6": {
            "dataset_ids": ["acme/bird-songs_*", "acme/bird-songs"],
            "dataset_id": "acme/bird-songs",
            "name": "Bird Songs",
            "splits_at_least": 3,
        },
    }
    assert fields(rubric_of(dict(OTHER)), "ko", offline=True)["c2"].language_label == "웨일스어"


def test_a_dataset_of_which_only_a_pattern_is_known() -> None:
    named = fields(rubric_of({"c6": {"dataset_ids": ["a/common_voice_*", "b/*"]}}), "en")["c6"]
    assert (named.dataset_id, named.name) == ("a/common_voice_*", "Common Voice")


def test_a_handout_that_is_not_in_line_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> list[str]:
        assert main(["lint", "rubric", "--lang", "en"]) == 0
        return sorted(re.findall(r"RUB-HANDOUT note: (\S+) asks", capsys.readouterr().out))

    assert told() == []
    change_rubric(folder)
    assert told() == [
        *("answers.yaml", "checks/schemas/answers.schema.json"),
        *(f"docs/{page}{lang}.md" for page in ("lab", "students") for lang in (".ko", "")),
    ]
    assert main(["handout", "--lang", "ko"]) == 0
    capsys.readouterr()
    assert told() == []
    # Answers are nobody's to write again, and a class may have no docs.
    (folder / "answers.yaml").write_text("username: ada\n")
    shutil.rmtree(folder / "docs")
    assert told() == []
