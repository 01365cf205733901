"""`tour grade --pytest`: the checks as pytest tests, with nothing of the submission in reach.

pytest takes its configuration, plugins and `conftest.py` from the folder that it is run in and
from those above, and a configuration may load any module. So it is run in an empty folder, with a
configuration of its own, and a Python that looks for modules nowhere else (`-I`).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import site
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import checks
from checks.cli import FINE, PROBLEMS, UNCHECKED, USAGE
from checks.commands import common
from checks.messages import Message

# Run by Python with -I, which finds what is installed alone. This very package is found also
# where it is not installed; what is beside it comes after everything else.
_START = """\
import json, sys
home, *others = json.loads(sys.argv.pop(1))
sys.path.insert(0, home)
import checks
sys.path.remove(home)
sys.path += [home, *others]
import runpy
runpy.run_module("pytest", run_name="__main__", alter_sys=True)
"""
_PATHS = ("--junitxml", "--junit-xml", "--log-file", "--basetemp")
_EXIT_CODES = {0: FINE, 1: PROBLEMS, 4: USAGE, 5: USAGE}  # of pytest; 5: no test was chosen


NO_PYTEST = Message(
    "GRADE-NO-PYTEST",
    "pytest is not installed, and --pytest runs the checks with it.",
    hint='Install it in the folder of the template: pip install -e ".[grade]"',
)


def run_pytest(args: argparse.Namespace, rubric: Path) -> int:
    """Run the checks under pytest with the options of `tour grade`; return tour's exit code."""
    if importlib.util.find_spec("pytest") is None:
        common.print_problems([NO_PYTEST.about()], common.lang_of(args, rubric))
        return USAGE
    with tempfile.TemporaryDirectory(prefix="tour-", ignore_cleanup_errors=True) as scratch:
        settings, empty = Path(scratch, "pytest.ini"), Path(scratch, "empty")
        settings.write_text("[pytest]\n", encoding="ascii")
        empty.mkdir()
        options = [*_isolated(settings, empty), *_submission(args, rubric), *_absolute(args.rest)]
        # -I also ignores PYTHONUTF8 and PYTHONIOENCODING.
        python = [sys.executable, "-I", "-X", "utf8", "-c", _START, json.dumps(_module_folders())]
        result = subprocess.run([*python, *options], cwd=empty, env=_environment(), check=False)
    return _EXIT_CODES.get(result.returncode, UNCHECKED)


def _isolated(settings: Path, root: Path) -> list[str]:
    """Return the options that leave pytest no settings and no plugin but what is installed."""
    return [
        *("-c", str(settings), "--rootdir", str(root), "--noconftest", "-p", "no:cacheprovider"),
        *("--import-mode=importlib", "--assert=plain"),
        # Where the package is installed its plugin is known by this name, elsewhere by none.
        *("-p", "no:hub_tour", "-p", "checks.reporters.pytest_plugin"),
        *("--pyargs", "checks.challenges"),
    ]


def _submission(args: argparse.Namespace, rubric: Path) -> list[str]:
    """Return the options of our plugin, with paths that hold in any folder."""
    folder = args.submission or (None if args.evidence else Path())
    options = {
        "--submission": folder and folder.absolute(),
        "--rubric": rubric.absolute() if rubric.exists() else None,
        "--evidence": args.evidence and args.evidence.absolute(),
        "--revision": args.revision,
        "--lang": args.lang,
    }
    return [f"{name}={value}" for name, value in options.items() if value]


def _absolute(options: Sequence[str]) -> list[str]:
    """Return pytest's options with absolute paths: it is run in a folder that goes away."""
    absolute: list[str] = []
    for option in options:
        name, equals, value = option.partition("=")
        if name in _PATHS and equals:
            option = f"{name}={Path(value).absolute()}"
        elif absolute and absolute[-1] in _PATHS:
            option = str(Path(option).absolute())
        absolute.append(option)
    return absolute


def _module_folders() -> list[str]:
    """Return where this package is, and the user's own packages, which -I leaves out."""
    home = str(Path(checks.__file__).absolute().parents[1])
    user = site.getusersitepackages()
    return [home, user] if site.ENABLE_USER_SITE and user in sys.path else [home]


def _environment() -> dict[str, str]:
    """Return the environment without what gives pytest or Python options, plugins or modules."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("PYTEST_", "PYTHON"))
    }
