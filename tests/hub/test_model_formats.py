"""A file that is surely not of the format that its name says, and all that may be."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.hub.model_formats import is_text, wrong_format
from checks.hubspec.formats import MODEL_SUFFIXES, suffix
from tests.layouts import WITH_MODEL
from tests.submissions import trained_model

HDF5 = b"\x89HDF\r\n\x1a\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
WORDS = b"I could not save my model.\n"
KOREAN = "모델을 저장하지 못했습니다.".encode()
MODELS = [*(f"m{suffix}" for suffix in sorted(MODEL_SUFFIXES)), "m.JOBLIB", "m.joblib.gz"]


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


def saved(dump: Any, *arguments: Any) -> bytes:
    stream = io.BytesIO()
    dump(stream, *arguments)
    return stream.getvalue()


def tensors(size: int, begin: bytes = b"{") -> bytes:
    return size.to_bytes(8, "little") + begin


ARRAY = np.arange(4.0)
NPY = saved(np.save, ARRAY)
OLD = b"cnumpy\nndarray\np0\n"
LIGHTGBM, XGBOOST = b"tree\nversion=v4\n", b'{"learner": {}}'
PICKLES = ("joblib", "pkl", "pickle", "dill")

PICKLED = [
    trained_model(),
    *(pickle.dumps([1.5], protocol) for protocol in range(6)),
    *(saved(lambda file, a: joblib.dump(a, file, protocol=2), ARRAY), pickle.dumps(ARRAY)),
    *(b"\x80\x02", b"\x80\x05", b"N.", b"(lp0\nF1.5\na" + OLD * 9 + b"\xff\xff"),
    *(zipped("a"), zipped(), NPY, HDF5, LIGHTGBM, XGBOOST),
]
UNPICKLED = [
    *((b".", "text"), (b"x", "text"), (WORDS, "text"), (KOREAN, "text")),
    *((b"\x80", "unlike"), (b"\x80\x01", "unlike"), (b"\x80\x06", "unlike")),
    *((PNG, "unlike"), (b"N", "text"), (b"PK", "text"), (b"\0", "unlike")),
    # Ten opcodes that fit, and others.
    *((b"N" * 9 + b"\xff", "unlike"), (b"N" * 9 + b"\t", "text")),
]
FITTING: dict[str, list[bytes]] = {
    **dict.fromkeys(PICKLES, PICKLED),
    "sav": [pickle.dumps([1], 0), b"$FL2@(#) SPSS\0", PNG, LIGHTGBM, XGBOOST],
    "h5": [HDF5, *(bytes(512 << power) + HDF5 for power in range(13))],
    "hdf5": [HDF5, bytes(1024) + HDF5],
    "gguf": [b"GGUF\3", b"FUGG\0"],
    "keras": [zipped("a"), HDF5],
    "npz": [saved(np.savez, ARRAY), zipped(), NPY],
    "skops": [zipped("schema.json")],
    "safetensors": [tensors(2, b"{}"), tensors(100_000_000), tensors(0xFF)],
    "json": [XGBOOST, b"[1, NaN]", b"\xef\xbb\xbf{}", b'{"a": 1}\n{"a": 2}\n', b"1"],
    "pt": [zipped("a/data.pkl"), pickle.dumps(1), b"\x7fELF\2\1\1\0", PNG, XGBOOST],
    "pb": [b"node {\n}", b"\x08\x01"],
    "bin": [b"2 3\nthe 0.1 0.2 0.3\n", b"\0\1"],
    "rds": [b"A\n3\n263168\n"],
    "txt": [LIGHTGBM, WORDS],
    "onnx": [b"\x08\x08\x12\x07pytorch"],
    "thing": [WORDS, b"\0", b"x"],
}
UNFITTING: dict[str, list[tuple[bytes, str]]] = {
    **dict.fromkeys(PICKLES, UNPICKLED),
    "sav": [(WORDS, "text"), (b"x", "text")],
    "h5": [(HDF5[:-1], "unlike"), (b"\0" + HDF5, "unlike"), (bytes(513) + HDF5, "unlike")],
    "hdf5": [(bytes(512 << 13) + HDF5, "unlike"), (WORDS, "text")],
    "gguf": [(b"GGU", "text"), (b"GGML\0", "unlike")],
    "keras": [(pickle.dumps(1), "unlike"), (XGBOOST, "text"), (b"PK", "text"), (NPY, "unlike")],
    "npz": [(HDF5, "unlike"), (b"x", "text")],
    "skops": [(pickle.dumps(1), "unlike"), (WORDS, "text")],
    "safetensors": [
        *((tensors(100_000_001), "unlike"), (tensors(9, b" {"), "unlike"), (b"{}", "text")),
        *((b"\2" + bytes(7), "unlike"), (WORDS, "text"), (zipped("a"), "unlike")),
    ],
    "json": [(b"{", "unlike"), (WORDS, "unlike"), (b"\xff", "unlike"), (b"[" * 99_999, "unlike")],
    "pt": [(WORDS, "text"), (KOREAN, "text")],
    "onnx": [(WORDS, "text"), (b"x", "text")],
}


@pytest.mark.parametrize(
    ("ending", "data"), [(ending, data) for ending, some in FITTING.items() for data in some]
)
def test_what_may_be_of_its_format(ending: str, data: bytes) -> None:
    assert wrong_format(f"a/m.{ending}", data, is_whole=True) is None


@pytest.mark.parametrize(
    ("ending", "data", "seen"),
    [(ending, *one) for ending, some in UNFITTING.items() for one in some],
)
def test_what_is_surely_not_of_its_format(ending: str, data: bytes, seen: str) -> None:
    assert wrong_format(f"a/m.{ending}", data, is_whole=True) == seen


def test_ten_opcodes_of_an_old_pickle_are_enough() -> None:
    assert wrong_format("m.pkl", b"N" * 10 + b"\xff", is_whole=True) is None


def test_of_a_json_file_that_is_cut_off_nothing_is_certain() -> None:
    assert wrong_format("m.json", b'{"a": ', is_whole=False) is None


@pytest.mark.parametrize("path", MODELS)
def test_words_are_a_model_in_few_formats(path: str) -> None:
    seen = None if path in ("m.bin", "m.pb", "m.rds") else "text"
    assert wrong_format(path, WORDS, is_whole=True) == seen


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", True),
        (b"\ta\r\n\x0cb~\x7f", True),
        (KOREAN, True),
        *((KOREAN[:cut], True) for cut in (1, 2, 4)),
        *((bytes([code]), code in b"\t\n\r\x0c") for code in range(32)),
        (b"\xff", False),
        (b"\xec\x20", False),
        ("모델".encode("cp949"), False),
    ],
)
def test_which_bytes_are_words(data: bytes, words: bool) -> None:
    assert is_text(data) == words


@given(data=st.binary(), path=st.sampled_from([*MODELS, "m.json", "m.txt", "m"]))
def test_any_bytes_are_something(data: bytes, path: str) -> None:
    assert wrong_format(path, data, is_whole=True) in (None, "text", "unlike")


@given(data=st.binary(min_size=1), path=st.sampled_from(["a.txt", "a.model", "a", "a.tar"]))
def test_nothing_is_certain_of_a_format_that_nobody_listed(data: bytes, path: str) -> None:
    assert wrong_format(path, data, is_whole=True) is None


def test_a_model_of_random_bytes_is_none() -> None:
    generator = np.random.default_rng(1)
    seen = [
        wrong_format("m.joblib", b"\xf0" + generator.bytes(99), is_whole=True) for _ in range(9)
    ]
    assert seen == ["unlike"] * 9


def test_every_honest_layout_has_a_beginning_that_fits() -> None:
    begin = {ending: some[0] for ending, some in FITTING.items()}
    for layout in WITH_MODEL:
        for path in layout.paths:
            ending = suffix(path)[1:]
            data = begin.get(ending, b"\x08\1\0")
            assert wrong_format(path, data, is_whole=True) is None, path
    assert json.loads(begin["json"])
