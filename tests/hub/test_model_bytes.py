"""What a model's first bytes look like: compressed or not, nothing is loaded, nothing runs away."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import pickle
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.hub import model_bytes, unpacking
from checks.hub.model_bytes import Look, look, look_at_first
from checks.hub.unpacking import is_packed, may_hide_pickle, unpacked
from tests.submissions import trained_model

MIB = 1024 * 1024
HARM = pickle.dumps(os.system, 4)
FINE = pickle.dumps([1.5] * 99, 4)
OTHER = Look("other", ())
SYSTEM = ("posix.system",)


def dumped(value: Any, compress: Any) -> bytes:
    stream = io.BytesIO()
    joblib.dump(value, stream, compress=compress)
    return stream.getvalue()


HOW = [1, 3, 9, *((name, 3) for name in ("zlib", "gzip", "bz2", "lzma", "xz"))]
PACKERS: list[Callable[[bytes], bytes]] = [
    *(lambda data, level=level: zlib.compress(data, level) for level in (0, 1, 5, 9)),
    gzip.compress,
    bz2.compress,
    lzma.compress,
    lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
]


@pytest.mark.parametrize("how", HOW)
def test_a_model_that_joblib_compressed_is_seen_into(how: Any) -> None:
    for path in ("model.joblib", "model.pkl", "m.SAV", "model.joblib.gz", "anything.at.all"):
        assert look(path, dumped([np.arange(99.0), {"a": 1}], how)) == OTHER
        assert look(path, dumped([np.arange(99.0), os.system], how)) == Look("other", SYSTEM)


def test_what_train_py_saves_is_fine_compressed_or_not() -> None:
    model = trained_model()
    assert look("model.joblib", model) == OTHER
    for pack in PACKERS:
        assert look("model.joblib", pack(model)) == OTHER


@pytest.mark.parametrize("pack", PACKERS)
def test_compressed_bytes_are_opened(pack: Callable[[bytes], bytes]) -> None:
    data = pack(HARM)
    assert is_packed(data)
    assert unpacked(data) == HARM
    # What follows the first stream is read by whoever loads it.
    assert unpacked(pack(FINE) + data) == FINE + HARM
    assert unpacked(pack(FINE) + b"\0" * 8 + data) == FINE + HARM
    # Rubbish is not.
    assert unpacked(data + b"rubbish") == HARM
    assert unpacked(pack(FINE) + b"XX" + data) == FINE


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, lzma.compress])
def test_the_beginning_of_a_large_one_is_enough(pack: Callable[[bytes], bytes]) -> None:
    noise = np.random.default_rng(1).bytes(200_000)
    inside = unpacked(pack(HARM + noise)[:100_000])
    assert inside is not None
    assert 90_000 < len(inside) < 110_000
    assert inside.startswith(HARM)


def test_both_sides_of_a_compression_are_looked_at() -> None:
    data = gzip.compress(pickle.dumps(os.system, 4)) + pickle.dumps(eval, 4)
    assert look("m.joblib", data) == Look("other", ("builtins.eval", "posix.system"))


CLOSED = [b"\x04\x22\x4d\x18rest", b"\x28\xb5\x2f\xfdrest", b"ZFrest"]
BROKEN = [b"x\x9c\xff\xff", b"\x1f\x8brest", b"BZh9rest", b"]\x00\0\0\1" + b"rest" * 9]
EMPTY = [b"x\x9c", b"\x1f\x8b\x08", b"BZh9", b"]\x00", b"\xfd7zXZ", zlib.compress(b"")]


@pytest.mark.parametrize("data", [*CLOSED, *BROKEN, *EMPTY])
def test_what_cannot_be_opened_is_for_a_person_where_it_may_be_a_pickle(data: bytes) -> None:
    assert is_packed(data)
    assert unpacked(data) == (b"" if data in EMPTY else None)
    for path in ("model.joblib", "a/b.pkl", "M.PICKLE", "m.sav", "m.pkl.gz", "m.joblib.lz4"):
        assert look(path, data) == Look("packed", ())
    for path in ("model.tar.gz", "model.thing", "pkl"):
        assert look(path, data) == OTHER


def test_twice_compressed_is_not_seen_into() -> None:
    data = gzip.compress(zlib.compress(HARM))
    assert look("m.joblib", data) == Look("packed", ())
    assert look("m.tar.gz", data) == OTHER


PLAIN = [
    (b"", "text"),
    (pickle.dumps([1]), "other"),
    (pickle.dumps([1], 0), "other"),
    (b"].", "other"),
    (b"x", "text"),
    (b"xy", "text"),
    (b"Z", "text"),
    (b"B", "text"),
    (b"\x1f", "unlike"),
    (b"\xfd7zX", "unlike"),
]


@pytest.mark.parametrize(("data", "kind"), PLAIN)
def test_what_is_not_compressed(data: bytes, kind: str) -> None:
    assert not is_packed(data)
    assert look("model.joblib", data) == Look(kind, ())
    assert look("model.thing", data) == OTHER


def test_a_file_that_is_cut_off_may_go_on_as_json() -> None:
    head = b'{"a": "'
    assert look("model.json", head + b"x" * (4 * MIB - len(head))) == OTHER
    assert look("model.json", head + b"x" * (4 * MIB - len(head) - 1)) == Look("unlike", ())


def test_what_would_be_run_is_said_beside_what_it_is_no_model_for() -> None:
    assert look("model.keras", HARM) == Look("unlike", SYSTEM)


def test_which_may_hide_pickles() -> None:
    for path in ("a.joblib", "b/c.PKL", "m.pickle.gz", "m.sav.xz", "m.dill.zst"):
        assert may_hide_pickle(path)
    # torch.load opens nothing that is compressed.
    for path in ("m.pt", "m.bin", "a.keras", "pkl", "m.gz", ".pkl", "m.tar.gz", "m.pkl.txt"):
        assert not may_hide_pickle(path)


PAGE = b"<html>"
SEVERAL: list[tuple[dict[str, bytes], tuple[str, Look], int]] = [
    ({"a.pkl": FINE}, ("a.pkl", OTHER), 1),
    ({"a.pkl": FINE, "b.pkl": FINE}, ("a.pkl", OTHER), 2),
    ({"a.pkl": FINE, "b.pkl": HARM}, ("b.pkl", Look("other", SYSTEM)), 2),
    ({"a.pkl": FINE, "b.pt": FINE, "c.bin": HARM}, ("c.bin", Look("other", SYSTEM)), 3),
    ({"a.pkl": FINE, "b.pkl": FINE, "c.pkl": FINE, "d.pkl": HARM}, ("a.pkl", OTHER), 3),
    (
        {"a.pkl": FINE, "b.pkl": b"ZFcos\nsystem\n."},
        ("b.pkl", Look("packed", ("os.system",))),
        2,
    ),
    ({"a.pkl": FINE, "b.onnx": HARM}, ("a.pkl", OTHER), 1),
    # Another that is no model takes nothing from the one that is.
    ({"a.pkl": FINE, "b.pkl": PAGE}, ("a.pkl", OTHER), 2),
    ({"a.pkl": PAGE, "b.pkl": HARM}, ("a.pkl", Look("page", ())), 1),
    ({"a.pkl": HARM, "b.pkl": HARM}, ("a.pkl", Look("other", SYSTEM)), 1),
]


@pytest.mark.parametrize(("files", "expected", "read"), SEVERAL)
def test_of_several_pickles_a_few_are_looked_into(
    files: dict[str, bytes], expected: tuple[str, Look], read: int
) -> None:
    asked: list[str] = []

    def first_bytes(path: str) -> bytes:
        asked.append(path)
        return files[path]

    assert look_at_first(list(files), first_bytes) == expected
    assert asked == list(files)[:read]


def test_the_bounds() -> None:
    assert model_bytes.MAX_BYTES == 4 * MIB
    assert model_bytes.MAX_FILES == 3
    assert unpacking.MAX_UNPACKED_BYTES == 64 * MIB
    assert unpacking._MAX_MEMORY == 128 * MIB
    assert unpacking._MAX_STREAMS == 64


@pytest.mark.parametrize("pack", PACKERS)
def test_to_the_byte(pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED_BYTES", 1000)
    assert unpacked(pack(b"a" * 999)) == b"a" * 999
    assert unpacked(pack(b"a" * 1000)) is None
    assert unpacked(pack(b"a" * 600) + pack(b"b" * 399)) == b"a" * 600 + b"b" * 399
    assert unpacked(pack(b"a" * 600) + pack(b"b" * 400)) is None
    assert unpacked(pack(b"a" * 999) + pack(b"")) == b"a" * 999


def test_to_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_MAX_STREAMS", 3)
    assert unpacked(gzip.compress(b"a") * 3) == b"aaa"
    assert unpacked(gzip.compress(b"a") * 4) is None


def test_a_bomb_is_for_a_person_and_takes_neither_memory_nor_time() -> None:
    bombs = [
        gzip.compress(bytes(256 * MIB), 9),
        b"".join(gzip.compress(b"") for _ in range(100_000)),
        # A dictionary of 2 GiB.
        b"]\0\0\0\x80" + lzma.compress(HARM * 99, lzma.FORMAT_ALONE)[5:],
    ]
    for bomb in bombs:
        tracemalloc.start()
        started = time.process_time()
        try:
            assert look("model.joblib", bomb[: 4 * MIB]) == Look("packed", ())
            assert tracemalloc.get_traced_memory()[1] < 140 * MIB
        finally:
            tracemalloc.stop()
        assert time.process_time() - started < 20


STARTS = [
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "pointer"),
    (b"version https://git-lfs.github.com/spec/v2", "other"),
    (b" version https://git-lfs.github.com/spec/v1", "other"),
    (b"<!DOCTYPE html><p>", "page"),
    (b"\r\n  <!doctype HTML>", "page"),
    (b"<html>", "page"),
    (b"<HTML lang=en>", "page"),
    (b"<pmml>", "other"),
    (b"a <html>", "other"),
    (b" " * 506 + b"<html>", "page"),
    (b" " * 508 + b"<html>", "other"),
]


@pytest.mark.parametrize(("data", "kind"), STARTS)
def test_a_pointer_and_a_page_are_known_by_how_they_begin(data: bytes, kind: str) -> None:
    assert look("model.thing", data) == Look(kind, ())


@given(data=st.binary(), start=st.sampled_from([*unpacking._OPENED, *unpacking._CLOSED, b""]))
def test_any_bytes_can_be_looked_at(data: bytes, start: bytes) -> None:
    assert look("model.joblib", start + data).kind in (
        *("packed", "page", "other"),
        *("text", "unlike"),
    )
