"""`tour lint --format` and `--strict`: for the runner and for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from checks.cli import main
from checks.messages import Message, Place
from checks.reporters.annotations import MAX_ANNOTATIONS, MAX_TEXT, annotate
from tests.paths import ROOT

SCHEMA = json.loads((ROOT / "checks/schemas/lint.schema.json").read_text("utf-8"))
CARD = "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\npipeline_tag: fill-mask\n---\n"
# As the runner reads a command (actions/runner, ActionCommand.cs, TryParseV2).
COMMAND = re.compile(
    r"^\s*::(?P<name>[\w-]+)(?: (?P<properties>[^:]*(?::(?!:)[^:]*)*))?::(?P<data>.*)$"
)
UNESCAPED = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "README.md"
    path.write_text(CARD)
    return path


def lint(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["lint", "card", *words, "--lang", "en"])
    return code, capsys.readouterr().out


def commands(out: str) -> list[tuple[str, dict[str, str], str]]:
    """Return what the runner makes of these lines."""
    found = []
    for line in out.splitlines():
        if made := COMMAND.match(line):
            pairs = (pair.partition("=") for pair in (made["properties"] or "").split(",") if pair)
            properties = {name: unescaped(value) for name, _, value in pairs}
            found.append((made["name"], properties, unescaped(made["data"])))
    return [command for command in found if command[0] not in ("group", "endgroup")]


def unescaped(text: str) -> str:
    for written, meant in UNESCAPED.items():
        text = text.replace(written, meant)
    return text


def test_a_problem_stands_beside_its_line(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card.write_text(CARD.replace("mit", "apache2"))
    code, out = lint(capsys, "README.md", "--format", "github")
    assert code == 1
    [(name, properties, data)] = commands(out)
    assert name == "error"
    assert properties == {"file": "README.md", "line": "2", "col": "10", "title": "CARD-LICENSE"}
    assert data.startswith("apache2 is not the id of a licence")
    assert "README.md:2:10: CARD-LICENSE apache2 is not" in out
    assert out.index("1 error(s)") < out.index("::group::")
    assert out.splitlines()[-1] == "::endgroup::"


@pytest.mark.usefixtures("card")
def test_in_order_there_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "README.md", "--format", "github") == (
        0,
        "0 error(s), 0 warning(s), 0 note(s)\n",
    )


HOSTILE = [
    "x::error::gone",
    "x%0A::error::gone",
    "x\r\n::set-output name=a::b",
    "##[error]gone",
    "x,line=1::y",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_students_text_makes_no_command(
    card: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    card.write_text(CARD.replace("mit", json.dumps(text)))
    _, out = lint(capsys, "README.md", "--format", "github")
    [(name, properties, _)] = commands(out)
    assert (name, properties["file"], properties["title"]) == ("error", "README.md", "CARD-LICENSE")
    assert "##[" not in out


def test_a_file_by_any_name_stays_one_property(
    card: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "a,title=x%2C::error::y.md"
    card.with_name(name).write_text(CARD.replace("mit", "apache2"))
    _, out = lint(capsys, name, "--format", "github")
    [(_, properties, _)] = commands(out)
    assert set(properties) == {"file", "line", "col", "title"}
    assert properties["title"] == "CARD-LICENSE"


def test_the_diff_of_a_fix_makes_no_command(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card.write_text("\ufeff" + CARD + "::error::gone\n")
    code, out = lint(capsys, "README.md", "--format", "github", "--fix")
    assert code == 0
    assert "-\\ufeff---" in out.splitlines()
    assert commands(out) == []


EMPTY = Message("T-1", "{text}", hint="Do it.")
MILD = Message("T-2", "w", hint="h", severity="warning")


def test_github_shows_ten_of_a_kind_and_is_told_how_many_more() -> None:
    errors = [EMPTY.about(Place("f", n), text=n) for n in range(1, MAX_ANNOTATIONS + 4)]
    warnings = [MILD.about(Place("f", n)) for n in range(1, MAX_ANNOTATIONS + 2)]
    made = list(annotate([*errors, *warnings], "en"))
    assert [line.split(" ")[0] for line in made[:-1]] == ["::error"] * MAX_ANNOTATIONS + [
        "::warning"
    ] * MAX_ANNOTATIONS
    assert made[-1] == ("GitHub shows 10 of a kind beside the lines; 4 more are in the log above.")
    assert "나머지 4개" in list(annotate([*errors, *warnings], "ko"))[-1]


def test_a_long_text_is_cut_where_github_would_cut_it() -> None:
    long = Message("T-3", "{a}" * 40, hint="h")
    [line] = annotate([long.about(Place("f"), a="x" * 120)], "en")
    assert len(commands(line)[0][2]) == MAX_TEXT


@pytest.mark.parametrize("fix", [(), ("--fix",)])
def test_json_is_as_its_schema_says(
    card: Path, capsys: pytest.CaptureFixture[str], fix: tuple[str, ...]
) -> None:
    card.write_text("\ufeff" + CARD.replace("mit", "'##[error]x'"))
    code, out = lint(capsys, "README.md", "--format", "json", *fix)
    assert code == 1
    assert "##[" not in out
    data = json.loads(out)
    jsonschema.validate(data, SCHEMA, jsonschema.Draft202012Validator)
    assert [p["code"] for p in data["problems"]] == ([] if fix else ["FM-BOM"]) + ["CARD-LICENSE"]
    assert data["counts"]["error"] == len(data["problems"])
    assert [p["fixable"] for p in data["problems"]] == ([] if fix else [True]) + [False]
    assert [change["file"] for change in data["changes"]] == (["README.md"] if fix else [])


def test_the_schemas_know_one_form_of_a_problem() -> None:
    report = json.loads((ROOT / "checks/schemas/report.schema.json").read_text("utf-8"))
    ours = json.loads(json.dumps(SCHEMA["$defs"]))
    assert ours["problem"]["required"].pop() == "fixable"
    del ours["problem"]["properties"]["fixable"]
    for form in ours["problem"]["properties"].values():
        form.pop("description", None)
    assert ours["problem"] == report["$defs"]["problem"]
    assert ours["both"] == report["$defs"]["both"]


def test_with_strict_a_warning_fails(card: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "README.md", "--strict")[0] == 0
    card.write_text("---\nlicense: mit\n---\n")
    code, out = lint(capsys, "README.md")
    assert (code, "0 error(s), 3 warning(s)" in out) == (0, True)
    assert lint(capsys, "README.md", "--strict") == (1, out)


def test_with_strict_a_note_does_not_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.yaml").write_text("username:\n")
    assert main(["lint", "answers", "--strict", "--lang", "en"]) == 0
    assert "ANS-BLANK note" in capsys.readouterr().out
