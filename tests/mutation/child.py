"""What happens in the process of one mutant: import the changed module, run the tests."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import hypothesis
import pytest

MAX_MEMORY = 4 * 1024**3
"""Bytes. Some mutants would fill the machine."""
SPARE_SECONDS = 10.0
_OPTIONS = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--tb=short"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


class MutantLoader(SourceFileLoader):
    """Loads a module from another text than its file's."""

    def __init__(self, fullname: str, path: str, code: str) -> None:
        super().__init__(fullname, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self._code, self.get_filename(fullname), "exec", dont_inherit=True)
        return code


class MutantFinder:
    """Finds one module, the mutant."""

    def __init__(self, root: Path, path: str, code: str) -> None:
        self.name = module_name(path)
        self._loader = MutantLoader(self.name, str(root / path), code)

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self._loader.path, loader=self._loader
        )


class SameCases:
    """Lets Hypothesis try the same cases each time, and be content with any that fails."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile(
            "mutants",
            database=None,
            deadline=None,
            derandomize=True,
            phases=phases,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        hypothesis.settings.load_profile("mutants")


class Selection:
    """Runs these tests, in this order, each for at most its seconds."""

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self._seconds = seconds

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        there = {item.nodeid: item for item in items}
        if gone := self._seconds.keys() - there.keys():
            pytest.exit(f"tests are gone: {sorted(gone)}", returncode=1)
        items[:] = [there[nodeid] for nodeid in self._seconds]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        _die_after(self._seconds[item.nodeid])
        return (yield)


class Recorder:
    """Notes how long each test takes, and which lines of the package it runs."""

    def __init__(self, package: Path) -> None:
        import coverage

        self._coverage = coverage.Coverage(data_file=None, source=[str(package)])
        self._coverage.start()
        self._seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._coverage.switch_context(item.nodeid)
        start = time.perf_counter()
        result = yield
        self._seconds[item.nodeid] = time.perf_counter() - start
        return result

    def write(self, path: Path, root: Path) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        reach = {
            Path(file).relative_to(root).as_posix(): data.contexts_by_lineno(file)
            for file in data.measured_files()
        }
        outside = sorted(
            name
            for name, module in list(sys.modules.items())
            if not str(getattr(module, "__file__", None) or root).startswith(str(root) + os.sep)
            or ".venv" in str(getattr(module, "__file__", ""))
        )
        record = {"seconds": self._seconds, "reach": reach, "modules": outside}
        path.write_text(json.dumps(record), "utf-8")


def module_name(path: str) -> str:
    """Return the dotted name of a file's module."""
    return path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def record(root: Path, package: str, tests: Sequence[str], scratch: Path) -> int:
    """Run the tests on the code as it is, and write what they reach to `scratch/record.json`."""
    _settle(scratch)
    recorder = Recorder(root / package)
    code = pytest.main(_arguments(root, scratch, tests), plugins=[recorder, SameCases()])
    recorder.write(scratch / "record.json", root)
    return int(code)


def attack(root: Path, path: str, code: str, seconds: Mapping[str, float], scratch: Path) -> int:
    """Run the tests on a mutant. Return 0 where it survives."""
    _settle(scratch)
    _die_after(SPARE_SECONDS + max(seconds.values()))
    finder = MutantFinder(root, path, code)
    sys.meta_path.insert(0, finder)
    # Before pytest, whose own finder would take the modules whose names begin with test_.
    importlib.import_module(finder.name)
    files = list(dict.fromkeys(nodeid.partition("::")[0] for nodeid in seconds))
    limits = {nodeid: SPARE_SECONDS + 5 * taken for nodeid, taken in seconds.items()}
    plugins = [Selection(limits), SameCases()]
    return int(pytest.main(_arguments(root, scratch, files), plugins=plugins))


def _arguments(root: Path, scratch: Path, tests: Sequence[str]) -> list[str]:
    return [*_OPTIONS, f"--rootdir={root}", f"--basetemp={scratch / 'tmp'}", *tests]


def _die_after(seconds: float) -> None:
    """Let the system end this process: a signal that nobody handles reaches every loop."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _settle(scratch: Path) -> None:
    """Write to a file, take little memory, and reach no other machine."""
    output = os.open(scratch / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.addaudithook(_stay_here)


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    match event, arguments:
        case "socket.connect", (_, (str(host), *_)) if host not in ("127.0.0.1", "::1"):
            raise PermissionError(f"no test of a mutant reaches {host}")
