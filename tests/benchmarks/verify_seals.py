"""How long `tour verify` takes for a folder of 10,000 sealed reports (the goal is a minute).

Beside it, as a measure of this machine, what reading and hashing the same files takes. Reports are
as long as `tour grade` writes them where no answer is right, and each has a repository, a commit
and a seal of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from checks.cli import main as tour
from minihub.testing import Issuer
from tests.facts import ANSWERS
from tests.seals import COMMIT, DIGEST, JOB, WORKFLOW, issuer_of, keys_of, real_report, seal_of

COUNT = 10_000
RUBRIC = b"title: Tour\n"
# What is wrong makes a report long.
WRONG = {key: "7" for key in ANSWERS if key.startswith("c")}
DIGEST_OF_RUBRIC = f"sha256:{hashlib.sha256(RUBRIC).hexdigest()}"


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_reports(folder: Path, issuer: Issuer) -> int:
    """Write the reports of a class; return the bytes of one."""
    report = real_report(folder / "submission", WRONG)
    report = report.replace(DIGEST.encode(), DIGEST_OF_RUBRIC.encode())
    for number in range(COUNT):
        name, commit = f"lab-{number:05}", f"{number:040x}"
        issuer.job = replace(JOB, repository=f"school/{name}", commit=commit)
        own = report.replace(b"school/lab-ana", f"school/{name}".encode())
        own = own.replace(COMMIT.encode(), commit.encode())
        below = folder / "class" / name
        below.mkdir(parents=True)
        (below / "report.json").write_bytes(own)
        (below / "report.seal").write_bytes(seal_of(issuer, own))
    (folder / "keys.json").write_bytes(keys_of(issuer).to_bytes())
    (folder / "rubric.yaml").write_bytes(RUBRIC)
    return len(report)


def verify(folder: Path) -> str:
    """Verify all of them as a teacher does; return what the command prints last."""
    words = ["--workflow", WORKFLOW, "--rubric", str(folder / "rubric.yaml"), "--offline"]
    words += ["--keys", str(folder / "keys.json"), "--lang", "en"]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        code = tour(["verify", str(folder / "class"), *words])
    lines = printed.getvalue().splitlines()
    return f"exit code {code}: {lines[-2]}"


def hash_all(folder: Path) -> None:
    for path in (folder / "class").rglob("report.*"):
        hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = write_reports(folder, issuer_of())
        hash_all(folder)  # once, so that all is in the system's cache
        hashing = seconds(lambda: hash_all(folder))
        ending = ""

        def run() -> None:
            nonlocal ending
            ending = verify(folder)

        verifying = seconds(run)
    print(f"{COUNT} reports of {size} bytes; {ending}")
    print(
        f"verifying {COUNT} reports      {verifying:6.2f} s   {verifying / hashing:5.1f} x hashing"
    )
    print(f"reading and hashing them     {hashing:6.2f} s   {1.0:5.1f} x")


if __name__ == "__main__":
    main()
