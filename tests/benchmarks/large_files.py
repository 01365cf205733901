"""Peak memory of publishing and of serving one large file (budget: 200 MiB each).

    python tests/benchmarks/large_files.py [MIB]      default: 1024

The server and each client are processes of their own; peaks are what the kernel reports. Times
are given beside those of copying the same file on this disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.paths import ROOT
from tests.submissions import make_submission

REPO = "ada/course-feedback"
DOWNLOAD = f"""
import sys
from huggingface_hub import hf_hub_download
hf_hub_download("{REPO}", "large.safetensors", local_dir=sys.argv[1])
"""


def write_large(path: Path, mebibytes: int) -> None:
    block = os.urandom(1024 * 1024)
    with path.open("wb") as stream:
        for number in range(mebibytes):
            stream.write(number.to_bytes(8, "big") + block[8:])


def peak(words: list[str], **options: object) -> tuple[float, float]:
    """Seconds and peak MiB of a process that must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main(mebibytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        work = make_submission(Path(name) / "work")
        large = work / "model_repo/large.safetensors"
        write_large(large, mebibytes)
        start = time.perf_counter()
        shutil.copyfile(large, Path(name) / "copy")
        copying = time.perf_counter() - start
        server = subprocess.Popen(
            [sys.executable, "-m", "checks", "hub", "--user", "ada"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert server.stdout
        url = server.stdout.readline().strip().partition("=")[2]
        token = server.stdout.readline().split()[0].partition("=")[2]
        environ = {**os.environ, "HF_ENDPOINT": url, "HF_TOKEN": token, "HF_HOME": name}
        environ |= {"PYTHONPATH": str(ROOT), "HF_HUB_DISABLE_XET": "1"}
        tour = [sys.executable, "-m", "checks"]
        up = peak([*tour, "publish"], cwd=work, env=environ)
        graded = peak([*tour, "grade"], cwd=work, env=environ)
        down = peak([sys.executable, "-c", DOWNLOAD, f"{name}/down"], env=environ)
        status = Path(f"/proc/{server.pid}/status").read_text()
        served = int(status.partition("VmHWM:")[2].split()[0]) / 1024
        server.terminate()
        server.wait()
    print(f"{mebibytes} MiB       time    / copying   peak memory")
    rows = (("tour publish", up), ("tour grade", graded), ("client download", down))
    for label, (spent, mib) in rows:
        print(f"{label:<16} {spent:5.1f} s   {spent / copying:5.1f} x   {mib:6.0f} MiB")
    print(f"{'the server':<16}                    {served:6.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
