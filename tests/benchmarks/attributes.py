"""How long the attributes linter takes over 10,000 files, beside one bare `git check-attr`.

    python tests/benchmarks/attributes.py [ROUNDS]

Three folders: model files under LFS rules and a few texts; half texts; the first again, all of it
committed. For each: git alone over the same list of paths, writing to a pipe as it does for
anybody who reads its answer; what any program in Python needs to look at the folder (its start;
the list with sizes; the contents that have to be read); the linter's whole process, and what of it
is not Python's start. They take turns; medians and ratios are printed. Nothing fails on a clock.
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

from tests.paths import ROOT

FILES = 10_000
FEW = 10
TEXT = '{"step": 1, "loss": 0.5}\n' * 40
LOOK = """
import os, sys
def walk(folder):
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name != ".git":
                walk(entry.path)
        else:
            entry.stat(follow_symlinks=False)
            if sys.argv[1] == "read" and entry.name.endswith(".json"):
                with open(entry.path, "rb") as stream:
                    stream.read()
walk(".")
"""


def prepare(folder: Path, texts: int) -> None:
    """`FILES` files in folders of a hundred, `texts` of them plain; the template's rules."""
    folder.mkdir()
    shutil.copy(ROOT / "model_repo_template" / ".gitattributes", folder)
    for number in range(FILES - 1):
        part = folder / f"part-{number // 100:03}"
        part.mkdir(exist_ok=True)
        if number < texts:
            (part / f"log-{number:05}.json").write_text(TEXT)
        else:
            (part / f"shard-{number:05}.safetensors").write_bytes(b"\0" * 2000)


def commit(folder: Path) -> None:
    """All of it in a commit, by git-lfs."""
    who = ["-c", "user.name=ada", "-c", "user.email=ada@example.invalid"]
    for words in (["init", "-q"], ["lfs", "install", "--local"], ["add", "."]):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    words = ["git", *who, "commit", "-qm", "all of it"]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    subprocess.run(["git", "gc", "-q"], cwd=folder, check=True, capture_output=True)


def paths(folder: Path) -> bytes:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return b"".join(sorted(os.fsencode(path.relative_to(folder)) + b"\0" for path in found))


def programs(listed: bytes) -> dict[str, tuple[list[str], bytes]]:
    """Return what is measured, by name: the program, and what it reads."""
    python = sys.executable
    git = ["git", "check-attr", "--stdin", "-z", "filter"]
    return {
        "git check-attr": (git, listed),
        "python, nothing else": ([python, "-c", "pass"], b""),
        "python, list and sizes": ([python, "-c", LOOK, "list"], b""),
        "python, and the texts": ([python, "-c", LOOK, "read"], b""),
        "the linter": ([python, "-m", "checks", "lint", "gitattributes", "."], b""),
    }


def seconds(words: list[str], data: bytes, folder: Path) -> float:
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    subprocess.run(words, cwd=folder, input=data, env=environ, check=True, capture_output=True)
    return time.perf_counter() - start


def measure(title: str, folder: Path, rounds: int) -> None:
    # git asks a repository; a folder without one gets an empty one for the bare question.
    bare = folder.parent / f"{folder.name}-bare"
    shutil.copytree(folder, bare, ignore=lambda _, names: [n for n in names if n == ".git"])
    subprocess.run(["git", "init", "-q"], cwd=bare, check=True)
    what = programs(paths(folder))
    times: dict[str, list[float]] = {name: [] for name in what}
    for _ in range(rounds + 1):
        for name, (words, data) in what.items():
            where = bare if name == "git check-attr" else folder
            times[name].append(seconds(words, data, where))
    # The first round fills the caches of the disk and of Python.
    medians = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    medians["the linter, its start aside"] = medians["the linter"] - medians["python, nothing else"]
    print(f"\n{title:30}{'median':>9}{'/ git check-attr':>18}")
    for name, median in medians.items():
        print(f"{name:30}{median * 1000:6.0f} ms{median / medians['git check-attr']:18.2f}")


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        for title, texts in (("nearly all in LFS", FEW), ("half of it texts", FILES // 2)):
            folder = Path(name) / title.replace(" ", "-")
            prepare(folder, texts)
            measure(title, folder, rounds)
        if shutil.which("git-lfs"):
            folder = Path(name) / "committed"
            prepare(folder, FEW)
            commit(folder)
            measure("nearly all in LFS, committed", folder, rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 7)
