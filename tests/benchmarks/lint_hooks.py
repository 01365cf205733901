"""How long one lint hook takes, whole process, beside check-jsonschema and yamllint.

    python tests/benchmarks/lint_hooks.py [ROUNDS]

The programs take turns on the same files, so that a busy machine slows all of them alike;
medians and their ratios are printed, of the time that passed and of the processor's, which others
at work on the machine blur less. Nothing fails on a clock. The general tools read no front matter
in a README.md, so they are given the card's alone, as card.yaml.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "checks" / "schemas"
CARD = ROOT / "tests" / "corpus" / "cards" / "sklearn-text-classification" / "README.md"


def programs() -> dict[str, list[str]]:
    """What is measured, by name."""
    tour = [sys.executable, "-m", "checks", "lint"]
    yamllint = [sys.executable, "-m", "yamllint", "-d", "relaxed"]
    schemas = [sys.executable, "-m", "check_jsonschema", "--schemafile"]
    return {
        "python, nothing else": [sys.executable, "-c", "pass"],
        "hook answers": [*tour, "answers", "answers.yaml"],
        "hook model-card": [*tour, "card", "model_repo/README.md"],
        "hook lfs-rules": [*tour, "gitattributes", "model_repo"],
        "yamllint": [*yamllint, "card.yaml"],
        "check-jsonschema": [*schemas, str(SCHEMAS / "card.schema.json"), "card.yaml"],
        "… on answers.yaml": [*schemas, str(SCHEMAS / "answers.schema.json"), "answers.yaml"],
    }


def prepare(folder: Path) -> None:
    """A student's folder: answers, a model repo, and the package beside them as in the template."""
    (folder / "checks").symlink_to(ROOT / "checks")
    shutil.copy(ROOT / "answers.yaml", folder)
    model = folder / "model_repo"
    model.mkdir()
    shutil.copy(ROOT / "model_repo_template" / ".gitattributes", model)
    shutil.copy(CARD, model)
    (folder / "card.yaml").write_text(CARD.read_text("utf-8").split("---\n")[1], "utf-8")
    (model / "model.joblib").write_bytes(bytes(1000))


def seconds(words: list[str], folder: Path) -> tuple[float, float]:
    """How long it took, and how long the processor was at it (0 on Windows)."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    passed, after = time.perf_counter() - start, os.times()
    at_work = sum(after[2:4]) - sum(before[2:4])
    return passed, at_work


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        what = programs()
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in what}
        for _ in range(rounds + 1):
            for name, words in what.items():
                times[name].append(seconds(words, folder))
    # The first round fills the caches of the disk and of Python.
    for number, clock in enumerate(("time passed", "processor")):
        medians = {
            name: statistics.median(both[number] for both in taken[1:])
            for name, taken in times.items()
        }
        print(f"{clock:22}{'median':>9}{'/ check-jsonschema':>20}{'/ yamllint':>12}")
        for name, median in medians.items():
            beside = [median / (medians[tool] or 1) for tool in ("check-jsonschema", "yamllint")]
            print(f"{name:22}{median * 1000:6.0f} ms{beside[0]:20.2f}{beside[1]:12.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 15)
