"""The action for other model repos, which lints them by the rules of the hooks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.workflow.act import Line, Run, Runner
from tests.workflow.repository import commit, copy_template

pytestmark = pytest.mark.act

ACTION = f"autumn-class/hub-tour@{'0123456789' * 4}"
CHECKOUT = f"actions/checkout@{'0' * 40}"
WORKFLOW = ".github/workflows/lint.yml"
CARD = "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\npipeline_tag: fill-mask\n---\n"
RULES = "*.joblib filter=lfs diff=lfs merge=lfs -text\n"
# What Python and pip would take up, if either of them looked into the linted repo.
TRAPS = ("yaml.py", "sitecustomize.py", "checks/__init__.py", "markdown_it/__init__.py", "setup.py")
HOSTILE = "weights\n::error::owned.npz"


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return this repository as GitHub gives it to a job that uses its action."""
    return copy_template(tmp_path_factory.mktemp("grader"))


@pytest.fixture(scope="module")
def in_order(act: Runner, grader: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("in-order")
    write(folder, "README.md", CARD)
    write(folder, ".gitattributes", RULES)
    write(folder, "model.joblib", "\x80 a model")
    write(folder, "model/README.md", CARD.replace("language: en\n", ""))
    jobs = {
        "root": {},
        "folder": {"path": "model"},
        "strict": {"path": "${{ github.workspace }}/model/", "strict": "true"},
    }
    return lint(act, grader, folder, jobs)


@pytest.fixture(scope="module")
def spoor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that a trap writes when it is run."""
    return tmp_path_factory.mktemp("spoor") / "spoor"


@pytest.fixture(scope="module")
def hostile(
    act: Runner, grader: Path, spoor: Path, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Return a run on a repo with mistakes, and with files that lie in wait."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in TRAPS:
        write(folder, name, f"open({str(spoor)!r}, 'w')")
    write(folder, "requirements/lint.txt", "-e .")
    write(folder, "README.md", CARD.replace("mit", "apache2\nbase_model: '::error::owned'"))
    write(folder, ".gitattributes", RULES)
    write(folder, HOSTILE, "\x80\0")
    write(folder, "card/README.md", CARD.replace("mit", "apache2"))
    write(folder, "card/.gitattributes", RULES)
    write(folder, "rules/README.md", CARD)
    write(folder, "rules/weights.npz", "\x80\0")
    jobs = {"english": {}, "korean": {"lang": "ko"}}
    jobs |= {name: {"path": name} for name in ("card", "rules", "nowhere")}
    return lint(act, grader, folder, jobs)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode("latin-1"))


def lint(act: Runner, grader: Path, folder: Path, jobs: Mapping[str, Mapping[str, str]]) -> Run:
    """Run the action in one job for each set of inputs, as for a push of what `folder` has."""
    steps = [[{"uses": CHECKOUT}, {"uses": ACTION, "with": dict(one)}] for one in jobs.values()]
    workflow = {
        "on": "push",
        "env": {"PYTHONPATH": "${{ github.workspace }}"},  # as projects set it for their tests
        "jobs": {
            name: {"runs-on": "ubuntu-24.04", "steps": one}
            for name, one in zip(jobs, steps, strict=True)
        },
    }
    write(folder, WORKFLOW, yaml.safe_dump(workflow))
    commit(folder)
    return act.push(folder, WORKFLOW, others={ACTION: grader})


def places(lines: list[Line]) -> set[tuple[str, str, str]]:
    found = [line["kvPairs"] for line in lines]
    return {(one["file"], one["line"], one["title"]) for one in found}


def test_a_repo_in_order_passes(in_order: Run) -> None:
    assert in_order.result("root") == "success"
    assert in_order.annotated("error") == []
    assert in_order.annotated("warning", "root") == []


def test_a_warning_fails_only_where_it_is_asked_for(in_order: Run) -> None:
    warned = {
        ("model/README.md", "2", "CARD-NO-LANGUAGE"),
        ("model/.gitattributes", "1", "ATTR-NONE"),
    }
    assert places(in_order.annotated("warning", "folder")) == warned
    assert in_order.result("folder") == "success"
    assert places(in_order.annotated("warning", "strict")) == warned
    assert in_order.result("strict") == "failure"
    assert in_order.exit_code("strict") == 1


@pytest.mark.parametrize("job", ["english", "korean"])
def test_what_is_wrong_stands_beside_its_line(job: str, hostile: Run) -> None:
    """Of both files: the second is looked at also where the first has mistakes."""
    assert hostile.result(job) == "failure"
    assert hostile.exit_code(job) == 1
    assert places(hostile.annotated("error", job)) >= {
        ("README.md", "2", "CARD-LICENSE"),
        ("README.md", "3", "CARD-ID"),
        (".gitattributes", "2", "ATTR-BINARY"),
    }


@pytest.mark.parametrize(
    ("job", "place"),
    [
        ("card", ("card/README.md", "2", "CARD-LICENSE")),
        ("rules", ("rules/.gitattributes", "1", "ATTR-BINARY")),
    ],
)
def test_one_file_with_a_mistake_is_enough_to_fail(
    job: str, place: tuple[str, str, str], hostile: Run
) -> None:
    assert places(hostile.annotated("error", job)) == {place}
    assert hostile.exit_code(job) == 1


def test_the_messages_are_in_the_language_that_was_asked_for(hostile: Run) -> None:
    for job, is_korean in (("english", False), ("korean", True)):
        texts = [line["arg"] for line in hostile.annotated("error", job)]
        assert texts
        assert {bool(re.search("[가-힣]", text)) for text in texts} == {is_korean}


def test_nothing_of_the_linted_repo_is_run(hostile: Run, spoor: Path) -> None:
    started = hostile.commands["lint"]
    assert started["environ"]["PYTHONPATH"] == started["folder"]
    assert not spoor.exists()


@pytest.mark.parametrize("job", ["english", "korean"])
def test_no_text_of_the_linted_repo_is_a_command(job: str, hostile: Run) -> None:
    commands = [line for line in hostile.log_of(job) if "command" in line]
    assert "owned" in hostile.text(job)
    assert commands
    assert not [line for line in commands if line["arg"].startswith("owned")]


def test_where_there_is_nothing_to_lint_nothing_is_installed(hostile: Run) -> None:
    assert hostile.result("nowhere") == "failure"
    assert hostile.exit_code("nowhere") == 2
    run = [line["msg"].removeprefix("⭐ Run Main ") for line in hostile.log_of("nowhere")]
    assert "Find the model repo" in run
    assert not {"Install", "Lint"} & {*run}
