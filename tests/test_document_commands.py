"""The commands that the documents give to type are typed, in a scratch copy, and work.

Each page's commands run in the page's order, in one shell, against the embedded Hub.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from checks.digests import digest
from minihub import MiniHub
from minihub.testing import FaultyHub
from minihub.testing.faults import Status
from tests.needs import needs_program
from tests.pages import PAGES, consoles, outputs, spans
from tests.paths import BIN, ROOT
from tests.pictures.terminal import run_in_terminal, without_colors
from tests.seals import JOB, STATED, issuer_of, keys_of, seal_of
from tests.submissions import make_submission
from tests.wheels import OFFLINE

RUN = {
    *("README.md", "README.ko.md"),
    *("docs/offline.md", "docs/teachers.md", "minihub/README.md"),
}
"""The pages whose commands the tests below run."""
WALKED = {"docs/lab.md", "docs/lab.ko.md"}
"""The handout, whose commands tests/handout/test_walk.py runs."""
HOSTS = {"docs/hosts.md"}
"""Whose commands tests/commands/test_hosts_page.py runs."""
SHORT = {"docs/students.md", "docs/students.ko.md"}
"""Its short form, which gives the same commands."""
SHOWN = {"CONTRIBUTING.md"}
"""The pages whose commands are all among these:"""
NOT_RUN = {
    "make test": "this test is part of it",
    "python3 -m venv .venv": "the environment of the tests stands in for it",
    ". .venv/bin/activate": "the environment of the tests stands in for it",
    'pip install -e ".[student]"': "downloads packages",
    "git clone https://github.com/OWNER/hub-tour": "a place that is yet to be filled in",
    "cd hub-tour": "follows the clone",
    "make hooks": "changes the hooks of this very checkout; test_maintainers_hooks.py runs them",
    "make check": "this test's own lane",
}


def test_every_page_with_commands_is_run() -> None:
    assert {page for page in PAGES if consoles(page)} == RUN | WALKED | HOSTS | SHORT | SHOWN
    lines = {page: {line for block in consoles(page) for line in block} for page in PAGES}
    assert NOT_RUN.keys() <= set().union(*lines.values())
    assert all(lines[page] <= NOT_RUN.keys() for page in SHOWN)


@pytest.fixture(scope="module")
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Return a machine with the project installed, and a git that knows its user."""
    needs_program("bash")
    needs_program("git")
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = Ada\nemail = ada@example.com\n")
    return os.environ | {
        "GIT_CONFIG_GLOBAL": str(config),
        "HOME": str(tmp_path / "home"),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        # What the hooks need is downloaded; tests/test_hooks.py runs them.
        **OFFLINE,
    }


def type_in(
    blocks: Iterable[list[str]], cwd: Path, environ: dict[str, str], replaced: dict[str, str]
) -> str:
    """Run blocks of commands in one shell that stops at the first failure; return what it says.

    `replaced` has the placeholders of the page, and what stands for them.
    """
    lines = [line for block in blocks for line in block if line not in NOT_RUN]
    script = "\n".join(lines)
    for name, value in replaced.items():
        assert name in script
        script = script.replace(name, value)
    words = ["bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(
        words, cwd=cwd, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("lang", ["", ".ko"])
def test_the_short_form_gives_the_commands_of_the_handout(lang: str) -> None:
    """In the handout's order; those that its text names alone are named there."""
    handout = [line for block in consoles(f"docs/lab{lang}.md") for line in block]
    named = spans(f"docs/lab{lang}.md")
    places = []
    for line in (line for block in consoles(f"docs/students{lang}.md") for line in block):
        assert line in handout or line in named, line
        if line in handout and not line.startswith("tour rehearse"):  # at any time
            places.append(handout.index(line))
    assert len(places) > 8
    assert places == sorted(places)


def test_a_teacher_grades_a_clone(hub: MiniHub, tmp_path: Path, environ: dict[str, str]) -> None:
    clone = make_submission(tmp_path / "clone")
    shutil.copy(clone / "rubric.yaml", tmp_path)
    environ["HF_ENDPOINT"] = hub.url
    publish = [f"HF_TOKEN={hub.add_user('ada')} tour publish {clone}"]
    blocks = [publish, *consoles("docs/teachers.md")]
    put_sealed_report(tmp_path, hub.url)
    printed = type_in(blocks, tmp_path, environ, {"PATH-TO-A-STUDENTS-CLONE": str(clone)})
    # Three scorecards, which begin and end with the score, and pytest's summary.
    assert printed.count("100 / 100") == 7
    assert "1 report(s): 1 sealed\n" in printed


def put_sealed_report(folder: Path, endpoint: str) -> None:
    """Write a report as a student's job leaves it, and the keys that GitHub would have for it."""
    issuer = issuer_of(replace(JOB, called="ORG/REPO/.github/workflows/grade.yml@refs/heads/main"))
    rubric = {"digest": digest((folder / "rubric.yaml").read_bytes())}
    report = {**STATED, "endpoint": endpoint, "facts_endpoint": endpoint, "rubric": rubric}
    data = json.dumps(report).encode()
    (folder / "reports").mkdir()
    (folder / "reports/report.json").write_bytes(data)
    (folder / "reports/report.seal").write_bytes(seal_of(issuer, data))
    (folder / "keys.json").write_bytes(keys_of(issuer).to_bytes())


def test_a_class_without_internet(hub: MiniHub, tmp_path: Path, environ: dict[str, str]) -> None:
    copy, serve = consoles("docs/offline.md")
    publish_at(hub, "model", "openai-community/gpt2", "config.json")
    publish_at(hub, "dataset", "legacy-datasets/common_voice", "README.md")
    environ["HF_ENDPOINT"] = hub.url
    assert "2 of 2 are in class-catalogue" in type_in([copy], tmp_path, environ, {})
    [command] = serve
    assert " --port 8000 " in command
    with started(command.replace(" --port 8000 ", " --port 0 "), tmp_path, environ) as lines:
        printed = "".join(next(lines) for _ in range(3))
    assert re.findall(r"^HF_TOKEN=\S+  # (\w+)$", printed, re.MULTILINE) == ["ana", "ben"]


def publish_at(hub: MiniHub, kind: str, repo: str, file: str) -> None:
    """Make a repo on the embedded Hub that stands in for one of huggingface.co."""
    api = HfApi(endpoint=hub.url, token=hub.add_user(repo.partition("/")[0]))
    api.create_repo(repo, repo_type=kind)
    api.upload_file(
        path_or_fileobj=b"---\nlicense: mit\n---\n", path_in_repo=file, repo_id=repo, repo_type=kind
    )


def test_faults_are_ordered_over_http(tmp_path: Path, environ: dict[str, str]) -> None:
    needs_program("curl")
    with FaultyHub(control=True) as faulty:
        environ |= {"HF_ENDPOINT": faulty.url, "MINIHUB_CONTROL": faulty.control_token or ""}
        printed = type_in(consoles("minihub/README.md"), tmp_path, environ, {})
        assert [rule.fault for rule in faulty.faults.rules] == [Status(503)]
    assert json.loads(printed)["faults"][0]["times"] == 3


@contextmanager
def started(command: str, cwd: Path, environ: dict[str, str]) -> Iterator[Iterator[str]]:
    """Run a command that does not end, and give the lines that it prints."""
    with subprocess.Popen(
        command.split(), cwd=cwd, env=environ, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            yield iter(running.stdout.readline, "")
        finally:
            running.terminate()


@pytest.fixture(scope="module")
def demo() -> str:
    """Return what `make demo` prints in a terminal. Nothing is to be installed for it."""
    needs_program("make")
    return run_in_terminal(["make", "demo", f"BIN={BIN}", "-o", ".venv/demo.done"])


def test_the_readme_shows_what_the_demo_prints(demo: str) -> None:
    assert consoles("README.md") == [["make demo"], ["make test"]]
    assert consoles("README.ko.md") == [["make demo"]]
    printed = [line.rstrip() for line in without_colors(demo).splitlines()]
    place = 0
    for part in re.split(r"^…\n", outputs("README.md")[0], flags=re.MULTILINE):
        wanted = [".*".join(map(re.escape, line.split("…"))) for line in part.splitlines()]
        place = position(wanted, printed, place) + len(wanted)


def position(wanted: list[str], printed: list[str], start: int) -> int:
    """Return where these lines, which are patterns, are printed one after the other."""
    for place in range(start, len(printed) - len(wanted) + 1):
        lines = printed[place : place + len(wanted)]
        if all(map(re.fullmatch, wanted, lines)):
            return place
    pytest.fail("\n".join(["The README shows what is not printed:", *wanted, "Printed:", *printed]))


def test_the_readme_shows_a_line_of_each_program_of_make_test() -> None:
    words = ["make", "--dry-run", "test", "-o", ".venv/test.done"]
    recipe = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    programs = re.findall(r"ruff check|ruff format|mypy|pytest", recipe)
    first_words = {
        "ruff check": "All checks passed!",
        "ruff format": "… files already formatted",
        "mypy": "Success: no issues found in … source files",
        "pytest": "…",
    }
    shown = outputs("README.md")[1].splitlines()
    assert shown[: len(programs)] == [first_words[program] for program in programs]
    assert shown[len(programs) :] == ["… passed in …"]
