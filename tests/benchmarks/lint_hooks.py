"""How long one lint hook takes, whole process, beside yamllint and check-jsonschema.

    python -m tests.benchmarks.lint_hooks [ROUNDS]

The programs take turns on the same files, so that a busy machine slows all of them alike. Printed
are medians, and medians of each round's ratio to the tools on the file of that hook (for
`.gitattributes`, which they do not read, on the card's); of the time that passed, and of the
processor's, which others at work on the machine blur less. Nothing fails on a clock. The general
tools read no front matter in a README.md, so they are given the card's alone, as card.yaml.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.paths import ROOT

SCHEMAS = ROOT / "checks" / "schemas"
CARDS = ROOT / "tests" / "corpus" / "cards"
TEMPLATE = ROOT / "model_repo_template"
ATTRIBUTES = ["check-attr", "-z", "--stdin", "filter", "text"]


class Program(NamedTuple):
    """Commands that run one after the other, and the file that the tools are given beside them."""

    commands: list[list[str]]
    file: str = "card"


def programs() -> dict[str, Program]:
    """Return what is measured, by name."""
    python = sys.executable
    tour = ["sh", "checks/hook.sh"]
    return {
        "python, nothing else": Program([[python, "-c", "pass"]]),
        "git, as lfs-rules asks it": Program([["git", "ls-files", "-s"], ["git", *ATTRIBUTES]]),
        "hook lfs-rules": Program([[*tour, "gitattributes", "model_repo"]]),
        "hook answers": Program([[*tour, "answers", "answers.yaml"]], "answers"),
        "hook model-card": Program([[*tour, "card", "model_repo/README.md"]]),
        "… with links to files": Program([[*tour, "card", "links/README.md"]]),
        "… from the template": Program([[*tour, "card", "template/README.md"]]),
        **{f"{tool} {file}": Program([tools(file)[tool]]) for file in FILES for tool in TOOLS},
    }


TOOLS = ("yamllint", "check-jsonschema")
FILES = ("card", "answers")


def tools(file: str) -> dict[str, list[str]]:
    """Return the general tools' commands for a file of this name."""
    schema = str(SCHEMAS / f"{file}.schema.json")
    return {
        "yamllint": [sys.executable, "-m", "yamllint", "-d", "relaxed", f"{file}.yaml"],
        "check-jsonschema": [
            *(sys.executable, "-m", "check_jsonschema", "--schemafile"),
            *(schema, f"{file}.yaml"),
        ],
    }


def prepare(folder: Path) -> None:
    """Lay out a student's repository: answers, a model repo, and the package beside them."""
    (folder / "checks").symlink_to(ROOT / "checks")
    shutil.copy(ROOT / "answers.yaml", folder)
    shutil.copytree(CARDS / "sklearn-text-classification", folder / "model_repo")
    shutil.copytree(CARDS / "image-classification", folder / "links")
    shutil.copytree(TEMPLATE, folder / "template")
    # A student chooses a licence before the first commit passes.
    card = folder / "template" / "README.md"
    lines = card.read_text("utf-8").replace("# license:", "license: mit")
    card.write_text(lines.replace("# language:", "language: en"), "utf-8")
    shutil.copy(TEMPLATE / ".gitattributes", folder / "model_repo")
    text = (folder / "model_repo" / "README.md").read_text("utf-8")
    (folder / "card.yaml").write_text(text.split("---\n")[1], "utf-8")
    for command in (["init", "-q"], ["add", "model_repo"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    (folder / "model_repo" / "model.joblib").write_bytes(bytes(1000))


def environment(cache: Path) -> dict[str, str]:
    """Return an environment with this Python, which keeps what it compiled, as once installed."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(cache), "VIRTUAL_ENV": sys.prefix}


def seconds(program: Program, folder: Path, environ: dict[str, str]) -> tuple[float, float]:
    """Return how long a program took, and how long the processor was at it (0 on Windows)."""
    before, start = cpu_seconds(), time.perf_counter()
    for command in program.commands:
        subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True, input=b"")
    return time.perf_counter() - start, cpu_seconds() - before


def cpu_seconds() -> float:
    """Return the processor's time of the processes that were started and have ended."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def table(title: str, times: Mapping[str, Sequence[float]], files: dict[str, str]) -> str:
    """Return the rows of one clock: medians, and ratios to each tool, round by round."""
    rows = [f"{title:26}{'median':>9}" + "".join(f"{f'/ {tool}':>20}" for tool in TOOLS)]
    for name, taken in times.items():
        ratios = [
            median(own / (other or 1) for own, other in zip(taken, beside, strict=True))
            for beside in (times[f"{tool} {files[name]}"] for tool in TOOLS)
        ]
        cells = "".join(f"{ratio:20.2f}" for ratio in ratios)
        rows.append(f"{name:26}{median(taken) * 1000:6.0f} ms{cells}")
    return "\n".join(rows)


def main(rounds: int) -> None:
    """Let the programs take turns, and print both tables."""
    what = programs()
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in what}
    with tempfile.TemporaryDirectory() as name:
        folder, environ = Path(name), environment(Path(name) / "pycache")
        prepare(folder)
        for _ in range(rounds + 1):
            for title, program in what.items():
                times[title].append(seconds(program, folder, environ))
    files = {name: program.file for name, program in what.items()}
    for number, clock in enumerate(("time passed", "processor")):
        # The first round fills the caches of the disk and of Python.
        taken = {name: [both[number] for both in pairs[1:]] for name, pairs in times.items()}
        print(table(clock, taken, files))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 25)
