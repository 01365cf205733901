"""Whoever does what the handout says, and nothing else, has all points.

Its blocks and steps are read from the page as it is served, and done in its order.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks import handout
from checks.commands import demo_student
from checks.rubric import load
from minihub import MiniHub
from tests import chromium
from tests.chromium import Browser
from tests.handout import person
from tests.handout.steps import Fence, Walk, steps
from tests.needs import needs_program
from tests.paths import BIN, ROOT
from tests.wheels import installs_from

RUBRIC = ROOT / "checks" / "commands" / "demo_rubric.yaml"
MAY_FAIL = re.compile(r"tour rehearse\b")
"""Shows a score under the pass mark the first time, which the handout says."""


@dataclass
class World:
    """Where a student works: an empty home, a git host, and a Hub."""

    folder: Path
    hub: MiniHub
    lang: str
    origin: Path = field(init=False)
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self.folder / "host" / "assignment"
        self.token = self.hub.add_user("ada")
        home = self.folder / "home"
        home.mkdir()
        self._make_origin()

    def _make_origin(self) -> None:
        """Put the template on the git host, as a teacher of this class would."""
        work = self.folder / "work"
        git = partial(subprocess.run, check=True, capture_output=True)
        git(["git", "clone", "-q", str(ROOT), str(work)])
        rubric = yaml.safe_load(RUBRIC.read_text("utf-8")) | {"language": self.lang}
        (work / "rubric.yaml").write_text(yaml.safe_dump(rubric), "utf-8")
        teacher = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
        git(["git", *teacher, "commit", "-qam", "Our class"], cwd=work)
        self.origin.parent.mkdir()
        git(["git", "clone", "-q", "--bare", str(work), str(self.origin)])

    def environ(self, wheels: Path) -> dict[str, str]:
        """Return a new machine's environment: Python, git, and nothing of ours."""
        config = self.folder / "host" / "gitconfig"
        config.write_text(
            f'[url "{self.origin}"]\ninsteadOf = https://github.com/YOUR-SCHOOL/YOUR-COPY\n'
            "[init]\ndefaultBranch = main\n"
        )
        programs = {str(Path(needs_program(name)).parent) for name in ("git", "bash", "git-lfs")}
        return {
            "HOME": str(self.folder / "home"),
            "PATH": os.pathsep.join([f"{sys.base_prefix}/bin", *sorted(programs), "/bin"]),
            "LANG": "C.UTF-8",
            "BROWSER": "true",
            "GIT_CONFIG_SYSTEM": str(config),
            "GIT_TERMINAL_PROMPT": "0",
            **installs_from(wheels),
        }


@pytest.fixture
def hub() -> Iterator[MiniHub]:
    with MiniHub() as running:
        yield running


@pytest.fixture
def world(request: pytest.FixtureRequest, hub: MiniHub, tmp_path: Path) -> World:
    return World(tmp_path, hub, request.param)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    started = chromium.start(tmp_path / "chromium", {})
    try:
        yield started
    finally:
        started.quit()


REPO = "ada/my-first-model"


class Student:
    """Goes through the page once."""

    def __init__(self, world: World, terminal: person.Terminal, browser: Browser) -> None:
        self.world = world
        self.terminal = terminal
        self.browser = browser
        self.answers: dict[str, Any] = {}
        self.front_matter = ""
        self.words = {"YOUR-NAME": "ada", "YOUR-TOKEN": world.token}
        self.commands = 0

    def goes_through(self, text: str, kinds: set[str]) -> None:
        """Do all that a page says, in its order; of the blocks, those of these kinds."""
        for step in steps(text):
            match step:
                case Fence(info="yaml"):
                    self.front_matter = "\n".join(step.lines) + "\n"
                case Fence(info=info) if info in kinds:
                    if step.part == "hand-in":
                        self.writes_it_down()
                    for line in step.lines:
                        self.types(line)
                case Walk():
                    self.looks(step)

    def types(self, line: str) -> None:
        for placeholder, own in self.words.items():
            line = line.replace(placeholder, own)
        code = self.terminal.type(line)
        self.commands += 1
        assert code == 0 or MAY_FAIL.search(line), f"{line}\n{self.terminal.said}"
        if line == "git push":
            self.githubs_job()

    def githubs_job(self) -> None:
        """Publish what was pushed, as the workflow does with the secret; its own tests run it."""
        job = self.world.folder / "job"
        tour = f'"{self.terminal.where()}/.venv/bin/tour"'
        for line in (
            f'git clone -q "{self.world.origin}" "{job}"',
            f'(cd "{job}" && HF_TOKEN={self.world.token} {tour} publish && {tour} grade)',
        ):
            assert self.terminal.type(line) == 0, self.terminal.said
        shutil.copy(job / "report.json", self.terminal.where())

    def looks(self, walk: Walk) -> None:
        """Follow a list of steps, and keep what the part asks for."""
        kept: dict[str, Any] = {}
        for actions in walk.steps:
            for action in actions:
                what = action.what
                for placeholder, own in self.words.items():
                    what = what.replace(placeholder, own)
                person.follow(self.browser, action._replace(what=what))
                if action.kind == "find" and walk.part == "c1":
                    kept[what] = person.value_after(self.browser, what)
        if walk.part == "c2":
            today = datetime.now(UTC).date().isoformat()
            kept = {"count": person.number_at_the_top(self.browser), "date": today}
        elif walk.part == "c3":
            person.first_result(self.browser).click()
            kept = {"model_id": person.copied_id(self.browser)}
        elif walk.part == "c6":
            kept = person.dataset(self.browser)
        if kept:
            self.answers[walk.part] = kept

    def writes_it_down(self) -> None:
        """Write the answers and the card, once, where the page says."""
        if not self.answers:
            return
        here = self.terminal.where()
        demo_student.write_answers(here / "answers.yaml", self.answers)
        self.answers = {}
        self.describes(here / "model_repo" / "README.md")

    def describes(self, card: Path) -> None:
        """Fill in the template's card as the page says."""
        _, _, body = card.read_text("utf-8").split("---\n", 2)
        body = re.sub(
            r"^✎.*$", "Sixteen sentences are few, and it is often wrong.", body, flags=re.M
        )
        body = re.sub(r"^# .*$", "# Course feedback", body, count=1, flags=re.M)
        assert "✎" not in body
        card.write_text(self.front_matter + body, "utf-8")


@pytest.mark.browser
@pytest.mark.git_lfs
@pytest.mark.parametrize(
    ("world", "offline"),
    [
        pytest.param("en", True, id="class-en"),
        pytest.param("ko", True, id="class-ko", marks=pytest.mark.slow),
        pytest.param("en", False, id="terminal-en", marks=pytest.mark.slow),
        pytest.param("ko", False, id="terminal-ko", marks=pytest.mark.slow),
    ],
    indirect=["world"],
)
def test_the_handout_leads_to_all_points(
    world: World, offline: bool, browser: Browser, wheels: Path, hub: MiniHub
) -> None:
    rubric, _ = load(RUBRIC)
    text = handout.render(
        "lab", world.lang, rubric, hub=hub.url, offline=offline, pictures="/lab/pictures/"
    )
    # huggingface.co has English pages only.
    chromium.speak(browser, world.lang if offline else "en")
    environ = world.environ(wheels)
    kinds = {"console"}
    if offline:
        kinds |= {"console offline", "console side"}
    else:
        environ["HF_ENDPOINT"] = hub.url
    with person.Terminal(world.folder, environ) as terminal:
        student = Student(world, terminal, browser)
        if offline:
            student.words["YOUR-COPY"] = str(world.origin)
        student.goes_through(text, kinds)
        here = terminal.where()
    report = json.loads((here / "report.json").read_text("utf-8"))
    failed = [result["id"] for result in report["results"] if result["outcome"] != "passed"]
    assert failed == []
    assert (report["points"], report["repo_id"]) == (100, REPO)


LINE = re.compile(r"<!-- hub-tour: [0-9a-f]+(?: [0-9a-f]+)? -->")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("world", ["en", "ko"], indirect=True)
def test_the_way_in_the_browser_leads_to_all_points(
    world: World, browser: Browser, wheels: Path, hub: MiniHub, tmp_path: Path
) -> None:
    """GitHub's pages and the Hub's own, as the page says, by what they come to.

    Its lists of steps are followed in Chromium. A file that is edited on GitHub is a commit there;
    what is uploaded on the Hub's page is the same call of the API.
    """
    rubric, _ = load(RUBRIC)
    text = handout.render("lab", world.lang, rubric, hub=hub.url, offline=False, pictures="")
    environ = world.environ(wheels) | {"HF_ENDPOINT": hub.url}
    copy, address = tmp_path / "editor", "https://github.com/YOUR-SCHOOL/YOUR-COPY"

    def git(*words: str) -> None:
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-C", str(copy))
        subprocess.run(["git", *who, *words], env=environ, check=True, capture_output=True)

    def graded() -> tuple[dict[str, Any], str]:
        """Return the report of the newest run on GitHub, and what it printed."""
        job = tmp_path / f"job-{len(list(tmp_path.glob('job-*')))}"
        subprocess.run(["git", "clone", "-q", address, job], env=environ, check=True)
        words = [str(BIN / "tour"), "grade"]
        told = subprocess.run(words, cwd=job, env=environ, capture_output=True, text=True).stdout
        report: dict[str, Any] = json.loads((job / "report.json").read_text("utf-8"))
        return report, told

    def uploads(file: Path, name: str) -> None:
        own = {"HF_TOKEN": world.token, "HF_HUB_DISABLE_XET": "1"}
        words = [str(BIN / "hf"), "upload", REPO, str(file), name]
        subprocess.run(words, env=environ | own, check=True, capture_output=True)

    with person.Terminal(tmp_path, environ) as terminal:
        student = Student(world, terminal, browser)
        chromium.speak(browser, "en")
        for step in steps(text):
            match step:
                case Fence(info="yaml"):
                    student.front_matter = "\n".join(step.lines) + "\n"
                case Fence(info="text"):
                    assert LINE.fullmatch("".join(step.lines))
                case Walk(part) if part != "hand-in":
                    student.looks(step)
    # The files by the names that the page gives.
    answers, template, card = (
        "answers.yaml",
        "model_repo_template/README.md",
        "model_repo/README.md",
    )
    assert all(f"`{name}`" in text for name in (answers, template, card))
    subprocess.run(["git", "clone", "-q", address, copy], env=environ, check=True)
    names = {"username": "ada", "repo_id": REPO}
    demo_student.write_answers(copy / answers, names | student.answers)
    (copy / card).parent.mkdir()
    shutil.copy(copy / template, copy / card)
    student.describes(copy / card)
    # A notebook has no file of its own.
    notebook = tmp_path / "notebook.py"
    train = (copy / "model_repo_template/train.py").read_text("utf-8")
    named = re.search(r'`(__file__ = "train.py")`', text)
    assert named
    program = re.sub("^from __future__.*$", "", train, flags=re.MULTILINE)
    notebook.write_text(f"{named[1]}\n{program}", "utf-8")
    subprocess.run([sys.executable, notebook], cwd=tmp_path, check=True, capture_output=True)
    git("add", ".")
    git("commit", "-qm", "Update files")
    git("push", "-q")
    uploads(tmp_path / "model.joblib", "model.joblib")
    uploads(copy / card, "README.md")
    report, told = graded()
    assert report["open_points"] > 0
    line = LINE.search(" ".join(told.split()))
    assert line, told
    bound = tmp_path / "README.md"
    bound.write_text(f"{(copy / card).read_text('utf-8')}\n{line[0]}\n", "utf-8")
    uploads(bound, "README.md")
    report, told = graded()
    assert (report["points"], report["open_points"]) == (100, 0), told
