"""Gradescope, as a bundle sees it: /autograder with its folders, and the metadata of an upload."""

from __future__ import annotations

import copy
import json
import resource
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from tests.paths import BIN, ROOT
from tests.wheels import installs_from

SCHEMA = json.loads((ROOT / "tests/reporters/formats/gradescope.schema.json").read_text("utf-8"))
MEMORY = 512 * 1024 * 1024
"""Bytes that a run may have; Gradescope gives 768 MB where nobody asks for more."""
MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as stream:
    stream.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024))
sys.exit(code)
"""
METADATA: dict[str, Any] = {
    "id": 123456,
    "created_at": "2026-10-01T12:00:00.365935-07:00",
    "assignment": {
        "due_date": "2026-10-31T23:00:00.000000-07:00",
        "group_size": None,
        "group_submission": False,
        "id": 25828,
        "course_id": 1234,
        "late_due_date": None,
        "release_date": "2026-09-01T00:00:00.000000-07:00",
        "title": "A Tour through the Hub",
        "total_points": "100.0",
    },
    "submission_method": "upload",
    "users": [{"email": "ada@example.com", "id": 77, "name": "Ada"}],
    "previous_submissions": [],
}
"""What Gradescope says of Ada's first upload: gradescope-autograders.readthedocs.io."""


@dataclass(frozen=True)
class Run:
    """How run_autograder ended: results.json is None where it was not written."""

    code: int
    stdout: str
    stderr: str
    results: dict[str, Any] | None
    peak: int
    """Bytes of memory."""

    @property
    def done(self) -> dict[str, Any]:
        """Return results.json, which is in Gradescope's form."""
        assert self.code == 0, self.stdout + self.stderr
        assert self.results is not None
        jsonschema.validate(self.results, SCHEMA)
        return self.results

    @property
    def scores(self) -> dict[str, float | None]:
        """Return the number of each test; None where there is none."""
        return {one["number"]: one.get("score") for one in self.done["tests"]}

    @property
    def total(self) -> float:
        """Return what Gradescope shows: the score, else the sum of the tests."""
        own: float | None = self.done.get("score")
        return sum(score or 0 for score in self.scores.values()) if own is None else own

    def said(self, check: str) -> str:
        """Return what is said below one test."""
        [text] = [one["output"] for one in self.done["tests"] if one["number"] == check]
        return str(text)

    def open(self, *, reason: str = "") -> bool:
        """Return whether nothing was handed over, with the reason in the first line."""
        first = self.stdout.splitlines()[0]
        nobody = "nobody's fault" in first and "Rerun Autograder" in first
        return self.code == 1 and self.results is None and nobody and reason in first


@dataclass
class Autograder:
    """/autograder, where a bundle was built: `base` stands in for it."""

    base: Path
    endpoint: str
    home: Path
    metadata: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(METADATA))

    @property
    def upload(self) -> Path:
        return self.base / "submission"

    def clear(self) -> None:
        """Be a new container: each upload is graded in one of its own."""
        for name in ("submission", "results"):
            shutil.rmtree(self.base / name, ignore_errors=True)
            (self.base / name).mkdir()
        (self.base / "submission_metadata.json").unlink(missing_ok=True)

    def handed_over(self, results: dict[str, Any], time: str = "2026-09-20T10:00:00Z") -> None:
        """Have these results among those of earlier uploads."""
        earlier = {"submission_time": time, "score": 0.0, "results": results}
        self.metadata["previous_submissions"].append(earlier)

    def start(
        self, seconds: float | None = None, peak: Path | None = None, **environ: str
    ) -> subprocess.Popen[str]:
        """Start run_autograder as Gradescope does, with no more memory than there.

        With `peak`, by a small program that writes there how many bytes were used at most: what is
        started from here is, for a moment, as large as all of the tests.
        """
        if self.metadata:
            path = self.base / "submission_metadata.json"
            path.write_text(json.dumps(self.metadata), "utf-8")
        return subprocess.Popen(
            [
                *([sys.executable, "-I", "-c", MEASURE, str(peak)] if peak else []),
                *self._command(seconds),
            ],
            cwd=self.base,
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "HOME": str(self.home),
                "HF_ENDPOINT": self.endpoint,
                # There is no way to anything but the Hub.
                **dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9"),
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            preexec_fn=_limit_memory,
        )

    def _command(self, seconds: float | None) -> list[str]:
        if seconds is None:
            return ["./run_autograder"]
        grader = self.base / "source" / "grader"
        code = (
            "import sys; from pathlib import Path; base, grader = map(Path, sys.argv[1:]); "
            "sys.path.append(str(grader)); from checks.hosts.gradescope.run import main; "
            f"sys.exit(main(base, grader / 'rubric.yaml', 'en', {seconds}))"
        )
        python = ["source/venv/bin/python", "-I", "-B", "-c", code]
        return [*python, str(self.base), str(grader)]

    def run(self, seconds: float | None = None, **environ: str) -> Run:
        """Run it to its end; with `seconds`, as if it had no more than these."""
        before = _names(self.base / "source")
        peak = self.home.with_name("peak")
        process = self.start(seconds, peak, **environ)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in out + err, out + err
        assert _names(self.base / "source") == before
        assert not list(self.home.iterdir())
        path = self.base / "results" / "results.json"
        results = json.loads(path.read_text("utf-8")) if path.exists() else None
        return Run(process.returncode, out, err, results, int(peak.read_text("utf-8")))


def built(folder: Path, wheels: Path, *words: str) -> Path:
    """Return a folder that stands for /autograder: a bundle is made, unpacked and set up in it."""
    base, home, programs = (folder / name for name in ("autograder", "home", "programs"))
    for path in (base, home, programs):
        path.mkdir()
    command = [str(BIN / "tour"), "bundle", "gradescope", str(folder / "bundle.zip"), *words]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(folder / "bundle.zip") as bundle:
        bundle.extractall(base / "source")
    # The Python of the tests, for which the wheels are, is the one that is found first.
    python = programs / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    done = subprocess.run(
        ["bash", base / "source" / "setup.sh"],
        cwd="/",
        env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(home), **installs_from(wheels)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("hub-tour ")
    shutil.copyfile(base / "source" / "run_autograder", base / "run_autograder")
    (base / "run_autograder").chmod(0o755)
    for path in (base / "source").rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
    return base


def _names(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns) for path in folder.rglob("*"))


def _limit_memory() -> None:
    # What is only reserved, such as for more threads than there are, is no memory yet.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
