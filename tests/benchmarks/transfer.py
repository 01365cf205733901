"""A large file up and down through the official client, beside plain `curl` and a static server.

    python tests/benchmarks/transfer.py [MIB]      default: 1024

Goal: within 1.5 times, and under 200 MiB in the server. Each server and each client is a process of
its own; the client's start and its imports count. Both sides take turns, and the best of each
counts. Beside that what the client cannot do without: the sha256 of the file, and its own HTTP, as
it does it with the static server.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.large_files import peak, write_large

TURNS = 3
STATIC = """
import http.server, shutil, sys
class Static(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        with open(self.translate_path(self.path), "wb") as file:
            while left:
                chunk = self.rfile.read1(min(1 << 20, left))
                file.write(chunk)
                left -= len(chunk)
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_): pass
    def copyfile(self, source, target):
        self.wfile.flush()
        self.connection.sendfile(source)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Static)
print(f"HF_ENDPOINT=http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"""
UPLOAD = """
import sys
from huggingface_hub import upload_file
upload_file(path_or_fileobj=sys.argv[1], path_in_repo=sys.argv[2], repo_id="ada/large")
"""
DOWNLOAD = """
import sys
from huggingface_hub import hf_hub_download
hf_hub_download("ada/large", sys.argv[1], local_dir=sys.argv[2])
"""
# The client's own loops for a body, with no Hub behind them.
PUT = """
import sys
from huggingface_hub.utils import http_backoff
with open(sys.argv[1], "rb") as file:
    http_backoff("PUT", sys.argv[2], data=file).raise_for_status()
"""
GET = """
import sys
from huggingface_hub.file_download import http_get
with open(sys.argv[1], "wb") as file:
    http_get(sys.argv[2], file)
"""


@contextmanager
def server(words: list[str], folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a server that prints its address first; yield that address."""
    folder.mkdir()
    with subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, text=True, cwd=folder
    ) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip().partition("=")[2]
        process.terminate()


def peak_of(process: subprocess.Popen[str]) -> float:
    """Return the most memory that a running process ever had, in MiB; nan where nobody says."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except FileNotFoundError:
        return float("nan")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(mebibytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, large = Path(name), Path(name) / "large.bin"
        hub = ["-m", "minihub", "--user", "ada", "--folder", str(folder / "hub/data")]
        with (
            server(hub, folder / "hub") as (minihub, url),
            server(["-c", STATIC], folder / "static") as (_, static),
        ):
            assert minihub.stdout
            token = minihub.stdout.readline().split()[0].partition("=")[2]
            environ = {**os.environ, "HF_ENDPOINT": url, "HF_TOKEN": token, "HF_HOME": name}
            environ |= {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
            create = "from huggingface_hub import create_repo; create_repo('ada/large')"
            subprocess.run([sys.executable, "-c", create], env=environ, check=True)
            best: dict[str, float] = {}
            for turn in range(TURNS):
                write_large(large, mebibytes)  # other bytes each time, or nothing would be sent
                python, path = [sys.executable, "-c"], str(folder / "down")
                turns = {
                    "curl PUT": ["curl", "-sfT", str(large), f"{static}/{turn}.bin"],
                    "client PUT": [*python, PUT, str(large), f"{static}/{turn}.client"],
                    "upload": [*python, UPLOAD, str(large), f"{turn}.bin"],
                    "curl GET": ["curl", "-sfo", path, f"{static}/{turn}.bin"],
                    "client GET": [*python, GET, path, f"{static}/{turn}.bin"],
                    "download": [*python, DOWNLOAD, f"{turn}.bin", str(folder / f"{turn}.down")],
                }
                for key, words in turns.items():
                    spent = peak(words, env=environ)[0]
                    best[key] = min(best.get(key, spent), spent)
            memory = peak_of(minihub)
        start = time.perf_counter()
        with large.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
        hashing = time.perf_counter() - start
    best["client PUT"] += hashing
    print(f"{mebibytes} MiB, best of {TURNS}: a sha256 of it takes {hashing:.1f} s")
    print("                                     s   / curl   / the client's own")
    for ours, method in (("upload", "PUT"), ("download", "GET")):
        curl, own = best[f"curl {method}"], best[f"client {method}"]
        hashed = " and a sha256" if method == "PUT" else ""
        print(f"{f'curl {method}, static server':<33} {curl:5.1f}")
        print(f"{f'client {method}{hashed}, static':<33} {own:5.1f} {own / curl:6.2f} x")
        found = best[ours]
        print(f"{f'{ours}, minihub':<33} {found:5.1f} {found / curl:6.2f} x {found / own:6.2f} x")
    print(f"the server        {memory:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
