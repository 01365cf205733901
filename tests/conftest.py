"""Settings of every test, and the lanes: which tests run, and how many cases of each.

The official client must be told before it is imported; no test reads or writes a real home.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, is_hypothesis_test, settings

from tests.needs import needs_program
from tests.wheels import fetch

_HOME = tempfile.TemporaryDirectory(prefix="hub-tour-tests-")
os.environ.setdefault("OWN_HOME", str(Path.home()))  # a worker has the first process's from it
os.environ.update(
    HOME=_HOME.name,
    HF_HOME=f"{_HOME.name}/huggingface",
    HF_HUB_DISABLE_XET="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    GIT_CONFIG_GLOBAL=os.devnull,
    GIT_CONFIG_NOSYSTEM="1",
    LC_ALL="C.UTF-8",
)
for name in (
    *("HF_TOKEN", "HF_ENDPOINT", "HF_OIDC_RESOURCE", "GITHUB_ACTIONS", "GITHUB_OUTPUT"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PRE_COMMIT_HOME", "PREK_HOME"),
):
    os.environ.pop(name, None)
# A shell starts what it runs in the background deaf to Ctrl-C, which programs pass on.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PROGRAMS = {
    "act": (("bash",), ("git-lfs",)),
    "browser": (("chromium", "google-chrome", "chromium-browser"), ("chromedriver",)),
    "git_lfs": (("git-lfs",),),
}
"""For each mark, the programs of the system that its tests need: one of each row."""

# No test fails on a clock. A sample tries the same examples everywhere, and so does CI.
_NO_CLOCK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("sample", _NO_CLOCK, max_examples=100, derandomize=True)
settings.register_profile(
    "all", _NO_CLOCK, max_examples=500, derandomize=os.environ.get("CI") == "true"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cases",
        choices=("sample", "rest", "all"),
        default="all",
        help="sample: no slow test, every n-th case of one marked sampled(n), and a fifth of "
        "Hypothesis's examples; rest: what the sample leaves out; all (the default): both",
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("sample" if config.getoption("cases") == "sample" else "all")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the cases of this lane, and begin with the files that take long."""
    cases = config.getoption("cases")
    if cases != "all":
        kept = set(_sample(items))
        if cases == "rest":  # properties again, with more examples
            kept = {item for item in items if item not in kept or _has_examples(item)}
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = [item for item in items if item in kept]
    long = {item.path for item in items if any(map(item.get_closest_marker, ("slow", *PROGRAMS)))}
    items.sort(key=lambda item: item.path not in long)


def _sample(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that are not slow, and of those marked sampled(n) every n-th case."""
    kept, seen = [], Counter[str]()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        test = item.nodeid.partition("[")[0]
        if not item.get_closest_marker("slow") and (
            sampled is None or seen[test] % sampled.args[0] == 0
        ):
            kept.append(item)
        seen[test] += 1
    return kept


def _has_examples(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in PROGRAMS.keys() & {mark.name for mark in item.iter_markers()}:
        for names in PROGRAMS[mark]:
            needs_program(*names)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheels that jobs and hooks install; the first worker that needs them gets them."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "wheels"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            partial = folder.with_suffix(".partial")
            fetch(partial)
            partial.rename(folder)
    return folder
