"""Whatever the bytes, a look ends within bounds: of memory, of work, of what is read."""

from __future__ import annotations

import gzip
import io
import pickle
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checks.artifacts import packed, pickle_machine, source, stream
from checks.artifacts.faults import Fault
from checks.artifacts.look import look, look_at_all
from checks.artifacts.pickle_opcodes import STEPS
from checks.artifacts.source import LimitError, LocalFile, Memory, Metered, Part, Ranges, Source
from checks.artifacts.stream import SourceSupply, Stream
from checks.hubspec.formats import MODEL_SUFFIXES
from tests.artifacts.hostile import named, padded, proto, tensor, tensors, text, zipped

MIB = 1024 * 1024
NAMES = [f"m{suffix}" for suffix in sorted(MODEL_SUFFIXES)] + [
    "m",
    "m.json",
    "m.txt",
    "m.joblib.gz",
]
OPCODES = st.sampled_from([bytes([opcode]) for opcode in STEPS])
ARGUMENTS = st.binary(max_size=9) | st.sampled_from(
    [
        b"os\nsystem\n",
        text("os"),
        text("numpy"),
        named("numpy", "dtype"),
        b"\x01",
        b"\0" * 4,
        b"1\n",
    ]
)
PICKLES = st.lists(st.tuples(OPCODES, ARGUMENTS | st.just(b"")), max_size=60).map(
    lambda parts: b"".join(opcode + argument for opcode, argument in parts)
)
STARTS = [b"", b"\x80\x04", b"PK\x03\x04", b"\x93NUMPY\x01\0", b"x\x9c", b"\x1f\x8b\x08", b"BZh9"]


def test_there_is_a_step_for_each_of_the_68_opcodes() -> None:
    assert len(STEPS) == 68


@settings(max_examples=500, deadline=None)
@given(start=st.sampled_from(STARTS), body=PICKLES, path=st.sampled_from(NAMES))
def test_any_opcodes_can_be_walked(start: bytes, body: bytes, path: str) -> None:
    found = look(path, Memory(start + body))
    assert found.verdict in ("ok", "unknown", "review", "broken")


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), start=st.sampled_from(STARTS), path=st.sampled_from(NAMES))
def test_any_bytes_can_be_looked_at(data: bytes, start: bytes, path: str) -> None:
    assert look(path, Memory(start + data)).path == path


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
)


@settings(deadline=None)
@given(value=VALUES, protocol=st.integers(0, 5))
def test_any_plain_value_passes(value: Any, protocol: int) -> None:
    assume("__setstate__" not in repr(value))
    assert look("m.pkl", Memory(pickle.dumps(value, protocol))).verdict == "ok"


@settings(max_examples=300, deadline=None)
@given(cut=st.integers(0, 400), flip=st.integers(0, 400), to=st.integers(0, 255))
def test_a_damaged_archive_or_model_is_looked_at_all_the_same(cut: int, flip: int, to: int) -> None:
    stream_ = io.BytesIO()
    joblib.dump({"a": np.arange(9.0)}, stream_)
    header = {"a": tensor("U8", [9], 0, 9)}
    for data in (
        zipped({"m/data.pkl": proto(b"]")}),
        stream_.getvalue(),
        tensors(header, bytes(9)),
    ):
        changed = bytearray(data[: len(data) - cut % len(data)])
        changed[flip % len(changed)] = to
        assert look("m.pt", Memory(bytes(changed))).verdict


LARGE: dict[str, bytes] = {
    "marks": b"\x80\x04" + b"(" * (5 * MIB),
    "lists": b"\x80\x04" + b"]" * (5 * MIB),
    "copies": b"\x80\x04N" + b"2" * (5 * MIB),
    "pairs": b"\x80\x04N" + b"2\x86" * (3 * MIB),
    "texts": b"\x80\x04" + b"".join(b"X\xd0\7\0\0%2000d\x94" % number for number in range(40_000)),
    "memo": b"\x80\x04" + b"K\x01\x94" * (3 * MIB),
    "names": b"\x80\x04" + b"".join(b"cos\nx%d\n" % number for number in range(300_000)),
    "bytes": proto(padded(60 * MIB)),
    "line": b"\x80\x04V" + b"a" * (40 * MIB),
    "deflated": zipped({"m/data.pkl": bytes(15 * MIB)}, zipfile.ZIP_DEFLATED),
    "random": zlib.compress(proto(padded(90 * MIB)), 1),
    "streams": gzip.compress(b"") * 100_000,
    "members": zipped({f"{number}.npy": b"x" for number in range(3000)}),
    "header": tensors({f"t{number}": tensor("U8", [0], 0, 0) for number in range(100_000)}),
}


LOOK = """
import re, sys
from checks.artifacts.look import look, look_at_all
from checks.artifacts.source import LocalFile
print(look("m.pt", LocalFile(sys.argv[1])).verdict)
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", LARGE)
def test_memory_is_bounded(name: str, tmp_path: Path) -> None:
    """Of the whole process, under 200 MiB."""
    (tmp_path / "m.pt").write_bytes(LARGE[name])
    command = [sys.executable, "-c", LOOK, str(tmp_path / "m.pt")]
    verdict, used = subprocess.check_output(command, text=True).split()
    assert int(used) < 200
    assert verdict in ("ok", "review", "broken")


def test_the_bounds() -> None:
    assert source.MAX_READS * source.BLOCK <= source.MAX_BYTES == 128 * MIB
    assert pickle_machine.MAX_WORK == 4_000_000
    assert packed.MAX_RATIO == 500


class Counted:
    """Zeros of any size, at the beginning of which are some bytes; it counts what is read."""

    def __init__(self, beginning: bytes, size: int) -> None:
        self.size = size
        self.beginning = beginning
        self.requests = self.bytes_read = 0

    def read(self, offset: int, length: int) -> bytes:
        self.requests += 1
        self.bytes_read += length
        stop = min(offset + length, self.size)
        return self.beginning[offset:stop].ljust(stop - offset, b"\0")


GIB = 1024 * MIB


def test_a_model_of_five_gigabytes_costs_a_few_requests() -> None:
    header = tensors({"a": tensor("U8", [5 * GIB], 0, 5 * GIB)})
    five = Counted(header, len(header) + 5 * GIB)
    assert look("m.safetensors", five).verdict == "ok"
    assert (five.requests, five.bytes_read) == (1, source.BLOCK)
    gguf = Counted(b"GGUF", 5 * GIB)
    assert look("m.gguf", gguf).verdict == "ok"
    assert gguf.requests == 1


def test_the_bytes_of_an_array_are_not_read() -> None:
    begun = b"\x80\x04" + padded(0)[:1] + (GIB).to_bytes(4, "little")
    large = Counted(begun, GIB + len(begun) + 1)
    assert look("m.pkl", large).faults == (Fault("no-pickle", str(GIB + len(begun))),)
    assert large.requests == 2
    assert large.bytes_read <= 2 * source.BLOCK


def test_a_file_is_read_only_so_often() -> None:
    metered = Metered(Memory(bytes(9 * MIB)), max_reads=2, max_bytes=3 * source.BLOCK)
    assert metered.read(0, 10) == bytes(10)
    assert metered.read(100, 1000) == bytes(1000)
    assert (metered.reads, metered.bytes_read) == (1, source.BLOCK)
    metered.read(5 * MIB, 1)
    with pytest.raises(LimitError):
        metered.read(3 * MIB, 1)
    # What was read is there.
    assert metered.read(0, 10) == bytes(10)
    assert metered.read(9 * MIB, 10) == b""
    with pytest.raises(LimitError):
        Metered(Memory(bytes(9 * MIB)), max_bytes=MIB).read(0, MIB + 1)


def test_every_source_reads_the_same(tmp_path: Path) -> None:
    data = bytes(range(256)) * 4
    (tmp_path / "m").write_bytes(data)
    sources: list[Source] = [
        Memory(data),
        LocalFile(str(tmp_path / "m")),
        Ranges(1024, Memory(data).read),
    ]
    sources += [Part(Memory(b"xx" + data + b"yy"), 2, 1024), Metered(Memory(data))]
    for one in sources:
        assert one.size == 1024
        assert one.read(10, 5) == data[10:15]
        assert one.read(1020, 99) == data[1020:]
        assert one.read(0, 1024) == data


def test_a_link_in_a_files_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(b"x")
    file = LocalFile(str(tmp_path / "m"))
    (tmp_path / "m").unlink()
    (tmp_path / "m").symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="m"):
        file.read(0, 1)


@given(data=st.binary(max_size=60), size=st.integers(1, 9), count=st.integers(0, 20))
def test_a_stream_is_the_same_by_small_pieces(data: bytes, size: int, count: int) -> None:
    class Pieces:
        def __init__(self) -> None:
            self.at = 0

        def next(self) -> bytes:
            self.at += size
            return data[self.at - size : self.at]

        def skip(self, count: int) -> None:
            self.at += count

    for supply in (Pieces(), SourceSupply(Memory(data))):
        found = Stream(supply)
        if count <= len(data):
            found.skip(count)
            assert found.offset() == count
            rest = data[count:]
            if b"\n" in rest:
                line, _, _ = rest.partition(b"\n")
                assert found.line(99) == line
                assert found.offset() == count + len(line) + 1
    assert stream.AHEAD > 300


def test_all_files_of_a_repo_share_what_is_read() -> None:
    """What comes after that says that nobody looked at it."""
    size = 64 * MIB
    begun = proto(padded(0)[:1])[:-1]
    opened: list[str] = []

    def open_one(path: str) -> Source:
        opened.append(path)
        # Each goes on and on, so that as much is read as may be.
        return Counted(begun + b"\0" * 4 + b"]0" * 999, size)

    paths = [f"{number}.gguf" for number in range(700)]
    looks = look_at_all(paths, open_one)
    assert [one.path for one in looks] == paths
    assert len(opened) == 600
    assert [one.verdict for one in looks[600:]] == ["review"] * 100
    assert looks[-1].faults == (Fault("not-seen"),)
