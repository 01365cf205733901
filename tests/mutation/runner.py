"""Run tests on mutants, each in a process of its own; nothing is written into the tree.

Workers import everything but the project once and fork for each mutant, so that a mutant costs
the import of the project and its tests.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import runpy
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.mutation import child
from tests.mutation.mutants import Mutant, mutated


class BaselineError(Exception):
    """The tests fail on the code as it is."""


@dataclass(frozen=True, slots=True)
class Target:
    """A package, the tests that must kill its mutants, and the share of them that has to die."""

    package: str
    tests: tuple[str, ...]
    goal: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the tests do on the code as it is.

    `seconds` each test takes, by its node id; `reach`: by file and line, the tests that run it;
    `modules`: what was imported from outside the project.
    """

    seconds: dict[str, float]
    reach: dict[str, dict[str, list[str]]]
    modules: list[str]

    def tests_for(self, mutant: Mutant) -> dict[str, float]:
        """Return the tests that run the mutant's function, with their seconds, quick files first.

        All tests where it is run before any of them, or is at the module's level: those that run
        any of the module's functions first.
        """
        first, last = mutant.body or (0, sys.maxsize)
        lines = self.reach.get(mutant.path, {})
        near = {test for line in lines if first <= int(line) <= last for test in lines[line]}
        chosen = self.seconds.keys() if "" in near else near
        cost = {test: self._cost(test, near) for test in chosen}
        return {test: self.seconds[test] for test in sorted(cost, key=cost.__getitem__)}

    def _cost(self, test: str, near: set[str]) -> tuple[bool, float, str]:
        file = test.partition("::")[0]
        total = sum(seconds for one, seconds in self.seconds.items() if one.startswith(file))
        return (test not in near, total, file)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the tests noticed."""

    mutant: Mutant
    killed: bool


def baseline(root: Path, target: Target) -> Baseline:
    """Run a target's tests on the code as it is. Raises `BaselineError` where they fail."""
    with _scratch() as scratch:
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=_record, args=(root, target, scratch))
        process.start()
        process.join()
        if process.exitcode != 0:
            raise BaselineError((scratch / "output.txt").read_text("utf-8", "replace"))
        return Baseline(**json.loads((scratch / "record.json").read_text("utf-8")))


def verdicts(root: Path, mutants: Iterable[Mutant], known: Baseline) -> Iterator[Verdict]:
    """Yield how each mutant fares, in their order."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        os.cpu_count(), context, initializer=_prepare, initargs=(root, known.modules)
    ) as pool:
        jobs = [pool.submit(_verdict, root, each, known.tests_for(each)) for each in mutants]
        yield from (job.result() for job in jobs)


def _verdict(root: Path, mutant: Mutant, tests: dict[str, float]) -> Verdict:
    code = mutated(root, mutant)
    killed = bool(tests) and _forked(child.attack, root, mutant.path, code, tests) != 0
    return Verdict(mutant, killed)


def _record(root: Path, target: Target, scratch: Path) -> None:
    _stand_in(root)
    os._exit(child.record(root, target.package, target.tests, scratch))


_kept: list[Any] = []


def _prepare(root: Path, modules: Sequence[str]) -> None:
    """Import what the tests import from outside the project, as they would."""
    _stand_in(root)
    if (conftest := root / "tests" / "conftest.py").exists():
        # Its folder goes when nobody holds its names any more.
        _kept.append(runpy.run_path(str(conftest)))
    for name in modules:
        with suppress(Exception):
            import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] in _own(root)]:
        if not name.startswith("tests.mutation") and name != "tests":
            del sys.modules[name]


def _own(root: Path) -> set[str]:
    return {path.name.removesuffix(".py") for path in root.iterdir()}


def _stand_in(root: Path) -> None:
    os.chdir(root)
    sys.path.insert(0, str(root))


def _forked(run: Callable[..., int], *arguments: object) -> int:
    """Return the exit code of a function run in a process of its own, -N for signal N."""
    with _scratch() as scratch:
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            try:
                os._exit(run(*arguments, scratch))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(status)


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mutant-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
