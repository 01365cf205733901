"""Classroom 50 runs this in the student's checkout. It grades what is live on the Hub.

Written by `tour bundle classroom50`. It needs Python 3.11 or newer and nothing else: it installs
the grader's packages, by their hashes, into a folder of the runner's, and starts the grader from
there. Of the checkout nothing is imported or run.

It ends with 0 where it graded, and has then written result.json and release-body.md. Where it
could not grade, it ends with 1 and there is neither: the score stays as it was.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

LANG = "en"
SECONDS = 12 * 60
"""Seconds for all; the host ends a job after 15 minutes."""
RESULTS = ("result.json", "release-body.md")
GRADER = Path(__file__).resolve().parent / "grader"
NOBODY = {
    "en": "Not graded, and that is nobody's fault: {reason}. The score stays as it was. "
    "Teacher: run this job again.",
    "ko": "채점하지 못했습니다. 누구의 잘못도 아닙니다: {reason}. 점수는 그대로입니다. "
    "선생님: 이 작업을 다시 실행하세요.",
}
REASONS = {
    "en": {
        "install": "the grader could not be installed",
        "time": "it took too long",
        "start": "the grader could not be started ({kind})",
    },
    "ko": {
        "install": "채점기를 설치하지 못했습니다",
        "time": "너무 오래 걸렸습니다",
        "start": "채점기를 시작하지 못했습니다({kind})",
    },
}


def main() -> int:
    checkout, until = Path.cwd(), time.monotonic() + SECONDS
    remove(checkout)
    base = Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir())
    if not (base.is_absolute() and base.is_dir()):
        base = Path(tempfile.gettempdir())
    try:
        with tempfile.TemporaryDirectory(prefix="hub-tour-", dir=base) as place:
            python = install(Path(place), until)
            if python is None:
                return failed(checkout, "install")
            words = ["-m", "checks.hosts.classroom50.run", str(checkout), LANG]
            done = subprocess.run([python, "-I", *words], cwd=place, timeout=left(until))
    except subprocess.TimeoutExpired:
        return failed(checkout, "time")
    except OSError as error:
        return failed(checkout, "start", type(error).__name__)
    if done.returncode != 0:
        remove(checkout)
    return 1 if done.returncode else 0


def install(place: Path, until: float) -> str | None:
    """Return the Python of an environment that has the grader; None where it cannot be made."""
    venv = place / "venv"
    python = str(venv / "bin" / "python")
    made = [sys.executable, "-I", "-m", "venv", str(venv)]
    pip = [python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
    pip += ["-r", str(GRADER / "requirements.txt")]
    for words in (made, pip):
        if subprocess.run(words, cwd=place, timeout=left(until)).returncode != 0:
            return None
    [packages] = venv.glob("lib/python3*/site-packages")
    (packages / "grader.pth").write_text(f"{GRADER}\n", encoding="utf-8")
    return python


def left(until: float) -> float:
    return max(until - time.monotonic(), 0.1)


def failed(checkout: Path, reason: str, kind: str = "") -> int:
    remove(checkout)
    words = REASONS[LANG][reason].format(kind=kind)
    print(NOBODY[LANG].format(reason=words), file=sys.stderr, flush=True)
    return 1


def remove(checkout: Path) -> None:
    """Take away what reads as a result, whatever it is and whoever put it there."""
    for name in RESULTS:
        path = checkout / name
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
