"""What looking at model files takes: seconds, memory, requests and bytes.

The budget is 2 s and 200 MiB for a file. Beside the seconds, how often in the same time `hashlib`
reads as many bytes as the file has.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import re
import time
import zlib
from pathlib import Path

import joblib
import numpy as np

from checks.artifacts.look import look
from checks.artifacts.source import Memory, Metered, Ranges
from tests.artifacts.hostile import tensor, tensors

GIB = 1024**3
WORDS = {f"word number {number}": number for number in range(700_000)}


def forest() -> bytes:
    """Return what a forest of 200 trees takes: many arrays of some size."""
    stream = io.BytesIO()
    joblib.dump([np.random.default_rng(1).random((20_000, 8)) for _ in range(200)], stream)
    return stream.getvalue()


def main() -> None:
    files = {
        "700,000 words": pickle.dumps(WORDS),
        "700,000 words, zlib": zlib.compress(pickle.dumps(WORDS), 3),
        "a forest of 250 MiB": forest(),
        "numbers of 4 million": pickle.dumps(list(range(300, 3_000_300))),
    }
    for name, data in files.items():
        metered = Metered(Memory(data))
        start = time.perf_counter()
        found = look("m.joblib", metered)
        took = time.perf_counter() - start
        start = time.perf_counter()
        hashlib.sha256(data).digest()
        times = took / (time.perf_counter() - start)
        print(
            f"{name:22} {found.verdict:7} {took:5.2f} s ({times:5.1f} × hashing)"
            f" {metered.reads:4} reads, {metered.bytes_read / 2**20:6.1f} MiB"
        )
    header = tensors({"a": tensor("F32", [GIB // 4], 0, GIB)})
    large = Metered(
        Ranges(
            len(header) + GIB,
            lambda offset, length: header[offset : offset + length].ljust(length, b"\0"),
        )
    )
    found = look("m.safetensors", large)
    print(f"{'1 GiB of safetensors':22} {found.verdict:7} {large.reads} read, {large.bytes_read} B")
    status = Path("/proc/self/status").read_text("utf-8")
    print("all in all, with the files themselves:", re.findall(r"VmHWM:\s+(.*)", status)[0])


if __name__ == "__main__":
    main()
