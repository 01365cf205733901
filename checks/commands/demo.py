"""`tour demo`: the lab from end to end, offline, with a made-up student on a made-up Hub."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from checks import cli
from checks.challenges import all_checks, all_queries
from checks.commands import common, demo_student, publish, start
from checks.commands.grade import conclude
from checks.commands.grade_sources import ASKING
from checks.commands.hub import NEEDS_EXTRA
from checks.commands.hub import STARTING as START_HUB
from checks.commands.progress import waiting
from checks.commands.template_files import TEMPLATE
from checks.grading.judge import judge
from checks.grading.report import Report
from checks.hub.client import HubClient
from checks.hub.gather import Gatherer
from checks.hub.refusals import PublishError
from checks.hub.sign_in import SignedIn
from checks.messages import Lang, Phrase, Place
from checks.rubric import load as load_rubric
from checks.submission import ANSWERS, MODEL_FOLDER, Submission, load

if TYPE_CHECKING:
    from minihub import MiniHub

START = Phrase("demo start", "Ada starts, trains a model and looks for the answers on {url}")
MISTAKES = Phrase(
    "demo mistakes",
    "First with three beginner's mistakes: blank answers, a misspelt licence, and a model that no "
    "LFS rule covers. What she is told:",
)
PUBLISH = Phrase("demo publish", "She fixes all three, checks again, and publishes in one commit")
TRAINING = Phrase("progress training", "Training, and looking for the answers ...")
GRADE = Phrase("demo grade", "She is graded again")
ROOT = Path(__file__).resolve().parents[2]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Show the demo; return the exit code."""
    lang = common.lang_of(args)
    try:
        from minihub import MiniHub
    except ModuleNotFoundError as error:
        common.print_problems([NEEDS_EXTRA.about(name=error.name)], lang)
        return cli.USAGE
    # Found, not imported: that takes a second, and train.py does it while the answers are sought.
    if find_spec("sklearn") is None:
        common.print_problems([NEEDS_EXTRA.about(name="sklearn")], lang)
        return cli.USAGE
    if not (ROOT / TEMPLATE).is_dir():
        problem = start.NO_TEMPLATE.about(Place(TEMPLATE), path=f"{TEMPLATE}/")
        common.print_problems([problem], lang)
        return cli.USAGE
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-tour-demo-"))
        with waiting(lang, START_HUB):
            hub = stack.enter_context(MiniHub())
        return Demo(Path(folder), hub, lang).run()


class Demo:
    """Two submissions of one made-up student: one in order, one with mistakes."""

    def __init__(self, folder: Path, hub: MiniHub, lang: Lang) -> None:
        self.folder = folder
        self.hub = hub
        self.lang = lang
        self.signed_in = SignedIn(hub.add_user(demo_student.NAME), "token")
        client = HubClient(hub.url)
        self.gatherer = Gatherer(all_queries(), client, client)
        self.step = 0

    def run(self) -> int:
        self.heading(START.text(self.lang, url=self.hub.url))
        submission = self.good_submission("good", "course-feedback")
        self.heading(MISTAKES.text(self.lang))
        bad = load(self.with_mistakes(submission))
        self.lint(bad)
        self.publish(bad)
        print()
        conclude(self.grade(bad), self.lang)
        self.heading(PUBLISH.text(self.lang))
        self.lint(submission)
        self.publish(submission)
        self.heading(GRADE.text(self.lang))
        good = self.grade(submission)
        code = conclude(good, self.lang)
        full = good.points == good.max_points
        return code if full else cli.UNCHECKED

    def heading(self, text: str) -> None:
        self.step += 1
        print(f"\n── {self.step}. {text}\n", flush=True)

    def good_submission(self, name: str, repo: str) -> Submission:
        folder = self.folder / name
        folder.mkdir()
        shutil.copytree(ROOT / TEMPLATE, folder / TEMPLATE)
        shutil.copyfile(ROOT / ANSWERS, folder / ANSWERS)
        rubric = (files("checks.commands") / "demo_rubric.yaml").read_bytes()
        (folder / common.RUBRIC).write_bytes(rubric)
        start.copy_template(folder, self.lang)
        train = [sys.executable, f"{MODEL_FOLDER}/train.py"]
        with (
            waiting(self.lang, TRAINING),
            subprocess.Popen(train, cwd=folder, stdout=subprocess.PIPE, text=True) as training,
        ):
            repo_id = f"{demo_student.NAME}/{repo}"
            settings, _ = load_rubric(folder / common.RUBRIC)
            answers = demo_student.find_answers(self.gatherer.facts, settings, repo_id)
            demo_student.write_answers(folder / ANSWERS, answers)
            card = folder / MODEL_FOLDER / "README.md"
            card.write_text(demo_student.CARD, encoding="utf-8")
            output, _ = training.communicate(timeout=120)
        print(f"$ python {MODEL_FOLDER}/train.py\n{output}\n$ cat {ANSWERS}")
        for line in (folder / ANSWERS).read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                print(line)
        return load(folder)

    def with_mistakes(self, submission: Submission) -> Path:
        folder = self.folder / "mistakes"
        shutil.copytree(submission.folder, folder)
        answers = (ROOT / ANSWERS).read_text("utf-8")
        names = {"username": demo_student.NAME, "repo_id": f"{demo_student.NAME}/second-try"}
        (folder / ANSWERS).write_text(answers, encoding="utf-8")
        demo_student.write_answers(folder / ANSWERS, names)
        card = folder / MODEL_FOLDER / "README.md"
        card.write_text(demo_student.CARD.replace("license: mit", "license: apache2"), "utf-8")
        rules = folder / MODEL_FOLDER / ".gitattributes"
        kept = [line for line in rules.read_text("utf-8").splitlines() if "joblib" not in line]
        rules.write_text("\n".join(kept) + "\n", encoding="utf-8")
        return folder

    def lint(self, submission: Submission) -> None:
        print("$ tour lint", flush=True)
        # As a program of its own: lint looks at the folder that it is run in.
        command = [sys.executable, "-m", "checks", "lint", "--lang", self.lang]
        # In CI it does not end with what to do next, which the demo does by itself.
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "CI": "true"}
        subprocess.run(command, cwd=submission.folder, check=False, env=environ)

    def publish(self, submission: Submission) -> None:
        print("\n$ tour publish")
        problems, ready = publish.prepare(submission)
        if ready is None:
            common.print_problems(problems, self.lang)
            return
        try:
            phrase = publish.PUBLISHING.about(endpoint=self.hub.url)
            with waiting(self.lang, phrase, bars=True):
                live = publish.push(submission, ready, self.hub.url, self.signed_in)
        except PublishError as error:
            common.print_problems([error.problem], self.lang)
        else:
            publish.print_published(live, self.hub.url, self.lang)

    def grade(self, submission: Submission) -> Report:
        print("$ tour grade")
        rubric, _ = load_rubric(submission.folder / common.RUBRIC)
        with waiting(self.lang, ASKING.about(endpoint=self.hub.url)):
            evidence = self.gatherer.gather(submission.answers, rubric)
        return judge(all_checks(), submission, evidence, rubric)
