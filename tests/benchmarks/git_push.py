"""`git push` of 100 small files to the embedded Hub, beside the same push to `git http-backend`.

    python tests/benchmarks/git_push.py [FILES]      default: 100

git's own back end runs under a bare server of Python's, as a CGI program; it looks at nothing that
it is given, where the Hub looks at every file and at the card. Each round pushes one commit with
other contents to both, in turns; medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.transfer import server

ROUNDS = 9
BACKEND = """
import http.server, os, subprocess, sys
class Backend(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        path, _, query = self.path.partition("?")
        send = self.headers
        body = self.rfile.read(int(send.get("Content-Length", 0)))
        environ = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": sys.argv[1], "GIT_HTTP_EXPORT_ALL": "",
            "REQUEST_METHOD": self.command, "PATH_INFO": path, "QUERY_STRING": query,
            "CONTENT_TYPE": send.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": send.get("Content-Encoding", ""), "REMOTE_USER": "ada",
            "GIT_PROTOCOL": send.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"], env=environ, input=body, stdout=subprocess.PIPE, check=True
        )
        head, _, body = done.stdout.partition(b"\\r\\n\\r\\n")
        fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for field in fields.items():
            self.send_header(*field)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_POST = do_GET
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
print(f"HF_ENDPOINT=http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
"""


def main(files: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        for role in ("AUTHOR", "COMMITTER"):
            environ |= {f"GIT_{role}_NAME": "ada", f"GIT_{role}_EMAIL": "ada@example.invalid"}

        def git(*words: str) -> None:
            subprocess.run(
                ["git", *words], cwd=folder / "work", env=environ, check=True, capture_output=True
            )

        hub = ["-m", "minihub", "--user", "ada", "--folder", str(folder / "hub/data")]
        with (
            server(hub, folder / "hub") as (minihub, url),
            server(["-c", BACKEND, str(folder / "plain")], folder / "plain") as (_, plain),
        ):
            assert minihub.stdout
            token = minihub.stdout.readline().split()[0].partition("=")[2]
            create = "import huggingface_hub as h; h.create_repo('ada/push')"
            told = {"HF_ENDPOINT": url, "HF_TOKEN": token, "HF_HOME": name}
            subprocess.run([sys.executable, "-c", create], env=environ | told, check=True)
            address = f"{url.replace('://', f'://ada:{token}@')}/ada/push"
            subprocess.run(["git", "clone", "-q", address, str(folder / "work")], check=True)
            git("clone", "-q", "--bare", ".", str(folder / "plain/push.git"))
            targets = {"embedded Hub": address, "git http-backend": f"{plain}/push.git"}
            spent: dict[str, list[float]] = {target: [] for target in targets}
            for turn in range(ROUNDS):
                for number in range(files):
                    text = f"file {number} of round {turn}\n" * 20
                    (folder / "work" / f"{number}.txt").write_text(text)
                git("add", "--all")
                git("commit", "-qm", f"round {turn}")
                for target, where in targets.items():
                    start = time.perf_counter()
                    git("push", "-q", where, "HEAD:refs/heads/main")
                    spent[target].append(time.perf_counter() - start)
    middle = {target: statistics.median(times) for target, times in spent.items()}
    for target, seconds in middle.items():
        ratio = seconds / middle["git http-backend"]
        print(f"{target:<17} {seconds * 1000:6.0f} ms for {files} files   {ratio:.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
