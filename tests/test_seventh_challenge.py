"""A seventh challenge is one new file: all else follows from what it declares.

A copy of the template gets `tests/challenges/seventh.py`, and what is generated is written again.
That takes `make schemas` and `make locale`, and a translation of its texts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po

from minihub import MiniHub
from tests.paths import ROOT
from tests.submissions import make_submission

SPACE = "tour-lab/ner-playground"
# What the template says of itself that has to do with challenges, their answers and their words.
CONCERNED = (
    "tests/challenges",
    "tests/commands/test_explain.py",
    "tests/grading",
    "tests/hub/test_gather.py",
    "tests/lint/answers",
    "tests/lint/test_hook_imports.py",
    "tests/reporters",
    "tests/test_import_layers.py",
    "tests/test_schemas.py",
    "tests/test_template.py",
    "tests/test_translations.py",
)


@dataclass(frozen=True)
class Template:
    """A copy of the template with the challenge in it."""

    folder: Path

    def run(self, *words: str, code: int = 0, **environ: str) -> str:
        """Run one of its modules, and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env={**os.environ, **environ},
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def translate(self) -> None:
        """Translate what `make locale` has found to be new."""
        path = self.folder / "checks/locale/ko/LC_MESSAGES/hub-tour.po"
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale="ko", domain="hub-tour")
        for message in catalogue:
            if message.id and not message.string:
                message.string = f"번역: {message.id}"
        with path.open("wb") as stream:
            write_po(stream, catalogue)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("template")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    for name in names.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    seventh = folder / "checks/challenges/test_c7_space.py"
    shutil.copy(ROOT / "tests/challenges/seventh.py", seventh)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    copy = Template(folder)
    copy.run("checks.commands.forms")
    copy.run("tests.catalogues")
    copy.translate()
    copy.run("tests.catalogues")
    copy.run("checks.commands.forms")
    return copy


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


@pytest.fixture
def submission(template: Template, tmp_path: Path) -> Path:
    """Return a submission with every answer but that of challenge 7."""
    folder = make_submission(tmp_path / "work")
    blank = (template.folder / "answers.yaml").read_text("utf-8")
    answers = (folder / "answers.yaml").read_text("utf-8")
    section = blank[blank.index("# Challenge 7") :]
    assert section.endswith("\nc7:\n  space_id:\n")
    (folder / "answers.yaml").write_text(f"{answers}\n{section}", "utf-8")
    return folder


def answer(folder: Path, space: str) -> None:
    path = folder / "answers.yaml"
    lines = path.read_text("utf-8").splitlines()[:-1]
    path.write_text("\n".join([*lines, f"  space_id: {space}"]) + "\n", "utf-8")


@pytest.mark.parametrize(
    ("space", "code"),
    [
        ("", "ANS-BLANK"),
        (f"'@{SPACE}'", "ANS-ID"),
        ("[a, b]", "ANS-TEXT"),
        (SPACE, None),
    ],
)
def test_the_linter_knows_the_question(
    template: Template, submission: Path, space: str, code: str | None
) -> None:
    answer(submission, space)
    path = str(submission / "answers.yaml")
    bad = code in ("ANS-ID", "ANS-TEXT")
    said = template.run("checks", "lint", "answers", path, "--format", "json", code=int(bad))
    problems = json.loads(said)["problems"]
    assert [problem["code"] for problem in problems] == ([code] if code else [])


def test_the_linter_knows_a_key_in_the_wrong_place(template: Template, submission: Path) -> None:
    path = submission / "answers.yaml"
    text = (
        path.read_text("utf-8")
        .replace("  space_id:", "  space:")
        .replace("c3:", "space_id: x\nc3:")
    )
    path.write_text(text, "utf-8")
    said = template.run("checks", "lint", "answers", str(path), code=1)
    assert "ANS-KEY No question has the key space." in said
    assert "ANS-PLACE space_id belongs to c7" in said


def grade(template: Template, folder: Path, *words: str, **environ: str) -> tuple[str, list[str]]:
    """Return how the seventh challenge ends, and the codes of its problems."""
    report, rubric = folder.parent / "report.json", folder / "rubric.yaml"
    paths = ["--report", str(report), "--rubric", str(rubric)]
    done = subprocess.run(
        [sys.executable, "-m", "checks", "grade", str(folder), *paths, *words],
        cwd=template.folder,
        capture_output=True,
        text=True,
        env={**os.environ, **environ},
    )
    assert "Traceback" not in done.stderr
    results: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["results"]
    (result,) = (one for one in results if one["id"] == "c7.space")
    return result["outcome"], [problem["code"] for problem in result["problems"]]


@pytest.mark.parametrize(
    ("space", "sdk", "ends"),
    [
        (SPACE, "static", ("passed", [])),
        (SPACE, "gradio", ("failed", ["C7-SDK"])),
        ("tour-lab/nothing", "static", ("failed", ["C7-SPACE"])),
        ("[a, b]", "static", ("failed", ["ANS-TEXT"])),
        ("", "static", ("failed", ["GRADE-BLANK"])),
    ],
)
def test_it_is_graded_on_the_hub_and_again_offline(
    template: Template, hub: MiniHub, submission: Path, space: str, sdk: str, ends: Any
) -> None:
    answer(submission, space)
    with (submission / "rubric.yaml").open("a") as rubric:
        rubric.write(f"c7:\n  sdk: {sdk}\n")
    saved = str(submission.parent / "evidence.json")
    first = grade(template, submission, "--save-evidence", saved, HF_ENDPOINT=hub.url)
    again = grade(template, submission, "--evidence", saved, HF_ENDPOINT="http://127.0.0.1:9")
    assert (first, again) == (ends, ends)


def test_evidence_about_another_answer_is_noticed(
    template: Template, hub: MiniHub, submission: Path
) -> None:
    answer(submission, SPACE)
    saved = str(submission.parent / "evidence.json")
    grade(template, submission, "--save-evidence", saved, HF_ENDPOINT=hub.url)
    answer(submission, "tour-lab/nothing")
    outcome = grade(template, submission, "--evidence", saved, "--lang", "en")
    assert outcome == ("not_gradable", ["GRADE-SAVED"])


def test_the_demo_student_finds_it_too(template: Template, hub: MiniHub) -> None:
    code = (
        "import sys\n"
        "from checks.commands.demo_student import find_answers\n"
        "from checks.hub.client import HubClient\n"
        "from checks.rubric import Rubric\n"
        "rubric = Rubric({'c1.model_id': 'tour-lab/pocket-gpt',"
        " 'c6.dataset_ids': ['tour-lab/many-voices']})\n"
        "print(find_answers(HubClient(sys.argv[1]), rubric, 'ada/x')['c7'])\n"
    )
    (template.folder / "find.py").write_text(code)
    assert template.run("find", hub.url) == f"{{'space_id': '{SPACE}'}}\n"


@pytest.mark.slow
def test_the_templates_own_tests_pass_as_they_are(template: Template) -> None:
    template.run("pytest", "-q", "-p", "no:cacheprovider", *CONCERNED)
