"""The same checks as ordinary tests: `tour grade --pytest DIR`.

Each function with `@check` becomes a test that judges one submission. It fails with the same
text as `tour grade` prints, and is skipped, with the reason, when it is not gradable or needs a
person's look. The session then ends with 3, as `tour grade` would.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from checks.grading.check import Check
    from checks.grading.report import Report, Result
    from checks.messages import Lang

# This module is loaded by every pytest of an environment that has hub-tour in it. So it imports
# the project only once there is a check to run.


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    from checks.translations import languages

    group = parser.getgroup("hub-tour", "a tour through the Hugging Face Hub")
    group.addoption("--submission", metavar="DIR", help="the submission to judge")
    group.addoption("--rubric", metavar="FILE", help="default: every setting's own default")
    group.addoption("--revision", metavar="COMMIT", help="the commit of the model repo")
    group.addoption("--evidence", metavar="FILE", help="judge again by this file; no network")
    group.addoption("--lang", choices=languages(), help="language of messages")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse where the submission's own files may have told pytest what to do."""
    if folder := config.getoption("--submission"):
        from checks.messages import choose_lang, render
        from checks.reporters.pytest_refusal import refusal

        if problem := refusal(Path(folder), (config.rootpath, config.inipath)):
            raise pytest.UsageError(render(problem, choose_lang(config.getoption("--lang"))))


def pytest_pycollect_makeitem(
    collector: pytest.Collector, name: str, obj: object
) -> pytest.Item | None:
    """Make a function with `@check` a test."""
    check = getattr(obj, "check", None)
    if check is None or type(check).__name__ != "Check":
        return None
    item: CheckItem = CheckItem.from_parent(collector, name=f"{name}[{check.id}]")
    item.check = check
    return item


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the checks to which the rubric gives no points."""
    if any(isinstance(item, CheckItem) for item in items):
        session = config.stash[_KEY] = _Session(config)
        items[:] = [item for item in items if session.counts(item)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End with 3 where something is not gradable."""
    judged = session.config.stash.get(_KEY, None)
    if judged and any(result.outcome == "not_gradable" for result in judged.results.values()):
        session.exitstatus = 3


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the points."""
    judged = config.stash.get(_KEY, None)
    if judged and judged.results:
        from checks.reporters import labels

        report = judged.report()
        terminalreporter.write_line(labels.total(report, judged.lang))
        terminalreporter.write_line(labels.verdict(report, judged.lang))


class CheckItem(pytest.Item):
    """One check of one submission."""

    check: Check

    def runtest(self) -> None:
        """Judge; fail or skip with the problems as text."""
        session = self.config.stash[_KEY]
        result = session.result(self.check)
        text = "\n".join(_rendered(result, session.lang))
        if result.open:
            pytest.skip(f"{result.outcome}: {text}")
        if result.outcome == "failed":
            raise _CheckFailedError(text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the problems alone, without a traceback into the check."""
        if isinstance(excinfo.value, _CheckFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the check is, and its title."""
        line = self.check.function.__code__.co_firstlineno - 1
        title = self.check.title_in(self.config.stash[_KEY].lang)
        return self.path, line, f"{self.check.id}: {title}"


class _CheckFailedError(Exception):
    pass


class _Session:
    """One submission, its evidence (gathered when first asked for), and results so far."""

    def __init__(self, config: pytest.Config) -> None:
        from checks.challenges import all_checks
        from checks.grading.judge import inputs_of
        from checks.grading.when import Clock
        from checks.messages import choose_lang, render
        from checks.rubric import LANGUAGE
        from checks.submission import load
        from checks.wrong_folder import wrong_folder

        folder, kept = config.getoption("--submission"), _kept(config)
        if folder is None and not (kept and kept.submission):
            raise pytest.UsageError("--submission DIR: name the folder that holds answers.yaml")
        if folder is not None and not Path(folder).is_dir():
            raise pytest.UsageError(f"--submission {folder}: there is no such folder")
        if folder is not None and (problem := wrong_folder(Path(folder))):
            raise pytest.UsageError(render(problem, choose_lang(config.getoption("--lang"))))
        self.rubric = _rubric(config)
        self.lang: Lang = choose_lang(config.getoption("--lang"), self.rubric[LANGUAGE])
        self.submission = submission = load(Path(folder)) if folder else kept.submission
        self.clock = Clock(now=datetime.now(UTC)) if folder else kept.clock
        evidence = kept.evidence if kept else _gathered(config, submission.answers, self.rubric)
        self.evidence = evidence
        self.checks = {check.id: check for check in all_checks()}
        self.inputs = inputs_of(submission, evidence, self.rubric)
        self.results: dict[str, Result] = {}

    def report(self) -> Report:
        """Return the report of the checks that were run."""
        from checks.grading.judge import report_of

        results = tuple(self.results.values())
        return report_of(results, self.submission, self.evidence, self.rubric, self.clock)

    def counts(self, item: pytest.Item) -> bool:
        if not isinstance(item, CheckItem):
            return True
        points: int = self.rubric.points.get(item.check.id, item.check.points)
        return points > 0

    def result(self, check: Check) -> Result:
        from checks.grading.judge import run

        if check.id not in self.results:
            needed = self.checks[check.needs] if check.needs else None
            self.results[check.id] = run(check, self.inputs, self.rubric, needed)
        return self.results[check.id]


def _rubric(config: pytest.Config) -> Any:
    from checks.messages import choose_lang, render
    from checks.rubric import Rubric, load

    named = config.getoption("--rubric")
    if not named:
        return Rubric()
    if not Path(named).is_file():
        raise pytest.UsageError(f"--rubric {named}: there is no such file")
    rubric, problems = load(Path(named))
    if problems:
        lang = choose_lang(config.getoption("--lang"))
        # The teacher's file: as `tour grade` ends there.
        pytest.exit("\n".join(render(problem, lang) for problem in problems), returncode=3)
    return rubric


def _gathered(config: pytest.Config, answers: Any, rubric: Any) -> Any:
    from checks.challenges import all_queries
    from checks.hub.client import RUN_SECONDS, HubClient
    from checks.hub.endpoint import default_endpoint
    from checks.hub.gather import Gatherer

    client = HubClient(default_endpoint(), run_seconds=RUN_SECONDS)
    gatherer = Gatherer(all_queries(), client, client)
    return gatherer.gather(answers, rubric, config.getoption("--revision"))


def _kept(config: pytest.Config) -> Any:
    """Return the grading that was saved; None where no file of one is named."""
    from checks.challenges import all_queries
    from checks.grading import saved

    name = config.getoption("--evidence")
    if not name:
        return None
    try:
        return saved.load(Path(name), all_queries())
    except (OSError, ValueError) as error:
        raise pytest.UsageError(f"--evidence {name}: {error}") from None


def _rendered(result: Result, lang: Lang) -> Iterator[str]:
    from checks.messages import render

    return (render(problem, lang) for problem in result.problems)


_KEY = pytest.StashKey[_Session]()
