"""`tour assignment`: what a student gets, and when nothing is written."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from checks.class_tag import tag_of
from checks.cli import main
from tests.paths import BIN, ROOT
from tests.workflow.repository import git
from tests.workflow.slim import GRADER, SEED, Grader, write_grader

EXPECTED = {
    ".devcontainer/devcontainer.json",
    ".devcontainer/set-up.sh",
    ".gitattributes",
    ".github/workflows/classroom.yml",
    ".gitignore",
    ".pre-commit-config.yaml",
    "README.ko.md",
    "README.md",
    "answers.yaml",
    "model_repo/.gitattributes",
    "model_repo/README.md",
    "model_repo/train.py",
    "requirements.txt",
}
Say = Callable[..., str]


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Grader:
    with pytest.MonkeyPatch.context() as patch:
        return write_grader(tmp_path_factory.mktemp("grader"), patch)


@pytest.fixture
def out(grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return grader.assignment(tmp_path / "out", monkeypatch)


@pytest.fixture
def refused(
    grader: Grader,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Return a function that runs the command, which writes nothing, and returns what it says."""

    def refuse(*words: str, code: int = 2) -> str:
        monkeypatch.chdir(grader.folder)
        assert main(["assignment", str(tmp_path / "new"), *words]) == code
        assert not (tmp_path / "new").exists()
        return capsys.readouterr().err

    return refuse


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_has_a_students_files_and_no_grader(out: Path) -> None:
    assert files_in(out) == EXPECTED
    assert len(EXPECTED) < 20
    assert not [path for path in out.rglob("*.py") if path.name != "train.py"]


def test_every_name_of_the_grader_is_filled_in(out: Path, grader: Grader) -> None:
    for path in out.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert "GRADER" not in text, path
            assert "OWNER/REPOSITORY" not in text, path
    workflow = yaml.safe_load((out / ".github/workflows/classroom.yml").read_text("utf-8"))
    assert workflow["jobs"]["grade"]["uses"] == f"{GRADER}/.github/workflows/grade.yml@lab"
    [install] = [s for s in workflow["jobs"]["publish"]["steps"] if s.get("id") == "install"]
    assert install["uses"] == f"{GRADER}/.github/actions/tour@lab"
    hooks = yaml.safe_load((out / ".pre-commit-config.yaml").read_text("utf-8"))
    [repo] = hooks["repos"]
    assert (repo["repo"], repo["rev"]) == (f"https://github.com/{GRADER}", grader.released)


def test_its_publish_job_is_that_of_the_whole_template(out: Path) -> None:
    def publish(path: Path) -> str:
        text = path.read_text("utf-8").partition("  publish:\n")[2].partition("  grade:\n")[0]
        return re.sub(r"uses: \S+/tour\S* # .*", "uses: tour", text)

    name = ".github/workflows/classroom.yml"
    assert publish(out / name) == publish(ROOT / name) != ""


def test_its_workflow_is_well_formed_and_nothing_can_be_injected(out: Path) -> None:
    path = out / ".github/workflows/classroom.yml"
    for words in (
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
        ["zizmor", "--offline", "--persona", "auditor", "--no-config", "--no-progress"],
        ["pre-commit", "validate-config"],
    ):
        name = out / ".pre-commit-config.yaml" if words[0] == "pre-commit" else path
        done = subprocess.run(
            [BIN / words[0], *words[1:], name], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    ignored = re.findall(r"zizmor: ignore\[(.*)\]", path.read_text("utf-8"))
    assert ignored == ["unpinned-uses", "secrets-outside-env", "unpinned-uses"]


def test_the_card_has_the_tag_of_the_class(
    out: Path, grader: Grader, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    card = out / "model_repo/README.md"
    tag = tag_of(SEED)
    assert re.fullmatch(r"hub-tour-[0-9a-f]{8}", tag)
    assert f"tags:\n  - hub-tour\n  - {tag}\n" in card.read_text("utf-8")
    monkeypatch.chdir(out)
    (out / "rubric.yaml").write_bytes((grader.folder / "rubric.yaml").read_bytes())
    capsys.readouterr()
    assert main(["lint", "card"]) == 0
    assert "CARD-CLASS" not in capsys.readouterr().out
    card.write_text(card.read_text("utf-8").replace(f"  - {tag}\n", ""), "utf-8")
    assert main(["lint", "card"]) == 0
    said = capsys.readouterr().out
    assert re.search(rf"model_repo/README.md:\d+:\d+: CARD-CLASS .*{tag}", said)
    assert "0 error(s)" in said


def test_in_one_language(grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = grader.assignment(tmp_path / "ko", monkeypatch, "--lang", "ko")
    assert files_in(out) == EXPECTED - {"README.ko.md"}
    for name in ("README.md", "answers.yaml", "model_repo/README.md", "model_repo/train.py"):
        assert re.search("[가-힣]", (out / name).read_text("utf-8")), name
    assert "](README" not in (out / "README.md").read_text("utf-8")


def test_the_lab_says_what_there_is(out: Path) -> None:
    """Nothing that only the whole template has."""
    for name in ("README.md", "README.ko.md"):
        text = (out / name).read_text("utf-8")
        for gone in ("model_repo_template", "[student]", "[train]", "](lab", "](students"):
            assert gone not in text, (name, gone)
        assert f"pip install --no-deps git+https://github.com/{GRADER}@lab" in text
        for link in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text):
            assert (out / link).exists(), (name, link)
        for picture in re.findall(rf"{GRADER}/(?:raw|blob)/lab/([^)]+)\)", text):
            assert (ROOT / picture).exists(), picture


def test_a_second_writing_is_the_same(
    out: Path, grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = grader.assignment(tmp_path / "again", monkeypatch)
    assert {name: (again / name).read_bytes() for name in EXPECTED} == {
        name: (out / name).read_bytes() for name in EXPECTED
    }


def test_a_branch_that_was_not_released_is_refused(refused: Say) -> None:
    assert "there is no such branch" in refused("--ref", "nowhere", code=1)


def test_another_graders_release_is_refused(refused: Say) -> None:
    assert "does not name this grader" in refused("--grader", "else/where", code=1)


def test_a_commit_after_the_release_is_no_release(grader: Grader, refused: Say) -> None:
    git(grader.folder, "branch", "--force", "after", "HEAD")
    git(grader.folder, "switch", "--quiet", "after")
    git(grader.folder, "commit", "--quiet", "--allow-empty", "--message=A change")
    assert "ASSIGN-RELEASE" in refused("--ref", "after", code=1)
    git(grader.folder, "switch", "--quiet", "main")


def test_another_rubric_than_the_graders_is_refused(refused: Say, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("pass_mark: 10\n", "utf-8")
    assert "ASSIGN-RUBRIC" in refused("--rubric", str(other), code=1)


def test_a_rubric_with_a_mistake_is_refused_at_its_place(refused: Say, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("pass_mark: 600\n", "utf-8")
    assert f"{other}:1:12: " in refused("--rubric", str(other), code=1)


@pytest.mark.parametrize("written", ["a b/c", "grader", "https://github.com/a/b", "a/b@lab"])
def test_a_grader_is_owner_and_name(written: str, refused: Say) -> None:
    assert "ASSIGN-GRADER" in refused("--grader", written)


@pytest.mark.parametrize("written", ["-x", "a b", "x..y", "${{ x }}", "x\ny"])
def test_a_ref_is_a_name(written: str, refused: Say) -> None:
    assert "ASSIGN-REF" in refused(f"--ref={written}")


def test_a_folder_with_something_in_it_is_left_alone(
    grader: Grader,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    monkeypatch.chdir(grader.folder)
    for out in (tmp_path, tmp_path / "mine.txt", tmp_path / "link"):
        assert main(["assignment", str(out)]) == 2
        assert "ASSIGN-OUT" in capsys.readouterr().err
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_elsewhere_it_says_where_to_run_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["assignment", "out"]) == 2
    assert "ASSIGN-FOLDER" in capsys.readouterr().err
