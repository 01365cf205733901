"""What the libraries themselves write passes, in every protocol, compression and format."""

from __future__ import annotations

import functools
import io
import operator
import pickle
import zipfile
from collections.abc import Iterator
from typing import Any

import joblib
import numpy as np
import pytest
import scipy.stats
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RandomizedSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from checks.artifacts.faults import Fault
from checks.artifacts.look import look
from checks.artifacts.pickle_names import rule_of
from checks.artifacts.report import Look
from checks.artifacts.source import Memory
from tests.artifacts import written
from tests.artifacts.estimators import fitted_estimators
from tests.artifacts.hostile import proto, tensor, tensors, wrapper, zipped
from tests.submissions import trained_model

PROTOCOLS = range(6)
METHODS = ["zlib", "gzip", "bz2", "lzma", "xz"]


def seen(data: bytes, path: str = "model.joblib") -> Look:
    return look(path, Memory(data))


def dumps(value: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    joblib.dump(value, stream, **options)
    return stream.getvalue()


def ways(value: Any) -> Iterator[tuple[str, bytes]]:
    """Yield every way in which somebody may save this, with the format that it then has."""
    for protocol in PROTOCOLS:
        yield "pickle", pickle.dumps(value, protocol)
        yield "pickle", dumps(value, protocol=protocol)
    for method in METHODS:
        yield f"pickle, {method}", dumps(value, compress=(method, 3))


def test_what_train_py_saves() -> None:
    assert seen(trained_model()) == Look("model.joblib", "pickle")


def test_every_estimator_of_scikit_learn() -> None:
    names = set()
    for name, estimator in fitted_estimators():
        names.add(name)
        for form, data in ways(estimator):
            assert seen(data) == Look("model.joblib", form), name
    assert len(names) >= 190


class Unusual:
    pass


def own_tokenizer(text: str) -> list[str]:
    return text.split()


TEXTS = ["some words", "other words here"]
DISTRIBUTIONS = {"C": scipy.stats.loguniform(1e-3, 1), "max_iter": scipy.stats.randint(50, 99)}
VALUES: dict[str, Any] = {
    "str.split": make_pipeline(
        TfidfVectorizer(tokenizer=str.split, token_pattern=None), MultinomialNB()
    ).fit(TEXTS, [0, 1]),
    "str.lower": CountVectorizer(
        preprocessor=str.lower, tokenizer=str.split, token_pattern=None
    ).fit(TEXTS),
    "classes of texts": LogisticRegression().fit([[1], [2]], ["a", "b"]),
    "classes of objects": LogisticRegression().fit([[1], [2]], np.array(["a", "b"], dtype=object)),
    "columns": ColumnTransformer([("a", "passthrough", [0])]).fit([[1, 2]]),
    "a function of numpy's": FunctionTransformer(np.log1p),
    "a part of one": FunctionTransformer(functools.partial(np.power, 2)),
    "a method of objects": FunctionTransformer(operator.itemgetter(1)),
    "a search over distributions": RandomizedSearchCV(
        LogisticRegression(), DISTRIBUTIONS, n_iter=1
    ),
    "all distributions": [
        one
        for name, one in vars(scipy.stats).items()
        if isinstance(one, scipy.stats.rv_continuous | scipy.stats.rv_discrete)
    ],
    "arrays of every type": [np.arange(3, dtype=kind) for kind in "bhilqBHILQefdgFDG"],
    "arrays of other types": [
        np.array(["a", "bc"]),
        np.array([b"a", b"bc"]),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.array([1], dtype="m8[s]"),
        np.array([(1, 2.0, [3, 4])], dtype=[("a", "i4"), ("b", "f8"), ("c", "u1", (2,))]),
        np.array([(None, 1)], dtype=[("a", "O"), ("b", "i4")]),
        np.array([b"x"], dtype="V5"),
        np.zeros((0, 3)),
        np.zeros(()),
        np.asfortranarray(np.ones((3, 4))),
        np.array([None, "a", 1.5], dtype=object),
        np.ones(100_000),
    ],
    "others": [None, True, 1.5, 2**90, -1, "a" * 300, b"a" * 300, bytearray(9), {1}, 1j],
}


@pytest.mark.parametrize("name", VALUES)
def test_what_people_keep_in_a_model(name: str) -> None:
    for form, data in ways(VALUES[name]):
        assert seen(data) == Look("model.joblib", form)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_function_of_ones_own_is_named_for_a_person(protocol: int) -> None:
    model = CountVectorizer(tokenizer=own_tokenizer, token_pattern=None)
    found = seen(pickle.dumps(model, protocol))
    assert found.verdict == "review"
    assert found.faults == (Fault("own-code", f"{__name__}.own_tokenizer"),)
    assert seen(pickle.dumps(Unusual(), protocol)).faults[0].detail == f"{__name__}.Unusual"


@pytest.mark.parametrize("module", ["joblib", "sklearn.externals.joblib"])
def test_an_array_as_joblib_wrote_it_before_1_2(module: str) -> None:
    old = wrapper(b"K\x02\x85", "f8", padding=None, module=module) + b"\xff" * 16
    assert seen(proto(old + old)) == Look("model.joblib", "pickle")


def test_a_method_of_texts_in_skops() -> None:
    method = b'{"__module__": "builtins", "__class__": "method_descriptor"}'
    assert seen(zipped({"schema.json": method}), "m.skops").verdict == "ok"


def test_pickles_one_after_the_other() -> None:
    assert seen(pickle.dumps([1]) * 5 + pickle.dumps([2], 0), "m.pkl").verdict == "ok"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("library", written.LIBRARIES)
def test_the_lists_have_what_is_installed(library: str) -> None:
    """`python -m tests.artifacts.written` adds what a new version writes."""
    missing = [
        name for _, module, name in written.LIBRARIES[library]()
        if module.startswith(library) and rule_of(module, name) is None
    ]  # fmt: skip
    assert missing == []


def test_the_lists_have_what_older_versions_write() -> None:
    """All estimators of 1.3 to 1.8 were seen to pass."""
    for module, name in (
        ("_loss", "CyHalfBinomialLoss"),
        ("_loss", "__pyx_unpickle_CyHalfSquaredError"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("sklearn.ensemble._gb_losses", "BinomialDeviance"),
    ):
        assert rule_of(module, name) == "call", f"{module}.{name}"


def npz(save: Any) -> bytes:
    stream = io.BytesIO()
    save(stream, np.arange(3.0), names=np.array(["a"]), big=np.ones(100_000))
    return stream.getvalue()


def npy(value: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, value)
    return stream.getvalue()


def torch_archive() -> bytes:
    """A tensor as torch.save writes it."""
    state = (
        b"\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01X\x06\x00\x00\x00weightq\x02"
        b"ctorch._utils\n_rebuild_tensor_v2\nq\x03((X\x07\x00\x00\x00storageq\x04"
        b"ctorch\nFloatStorage\nq\x05X\x01\x00\x00\x000q\x06X\x03\x00\x00\x00cpuq\x07K\x04tq\x08Q"
        b"K\x00K\x02K\x02\x86q\tK\x02K\x01\x86q\n\x89h\x00)Rq\x0btq\x0cRq\rs."
    )
    return zipped({"m/data.pkl": state, "m/byteorder": b"little", "m/data/0": bytes(16)})


LEGACY = (
    b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19." + b"\x80\x02M\xe9\x03." + b"\x80\x02}q\x00."
    b"\x80\x02N." + b"\x80\x02]q\x00." + bytes(40)
)
KERAS = zipped({"config.json": b"{}", "metadata.json": b"{}", "model.weights.h5": b"\x89HDF\r\n"})
SKOPS = zipped({"schema.json": b'{"__module__": "sklearn.svm._classes", "__class__": "SVC"}'})
TENSORS = tensors(
    {
        "__metadata__": {"a": "b"},
        "b": tensor("U8", [], 16, 17),
        "a": tensor("F32", [2, 2], 0, 16),
    },
    bytes(17),
)
FORMATS: dict[str, tuple[str, bytes]] = {
    "numpy": ("m.npz", npy(np.ones(9))),
    "npz": ("m.npz", npz(np.savez)),
    "torch": ("m.pt", torch_archive()),
    "keras": ("m.keras", KERAS),
    "skops": ("m.skops", SKOPS),
    "zip": ("m.zip", zipped({"a.txt": b"words", "b": bytes(9)}, zipfile.ZIP_DEFLATED)),
    "safetensors": ("m.safetensors", TENSORS),
    "hdf5": ("m.h5", bytes(512) + b"\x89HDF\r\n\x1a\n" + bytes(99)),
    "gguf": ("m.gguf", b"GGUF\3\0\0\0" + bytes(99)),
    "onnx": ("m.onnx", b"\x08\x08\x12\x07pytorch"),
    "protobuf": ("saved_model.pb", b"\x08\x01\x12"),
    "tflite": ("m.tflite", b"\x1c\0\0\0TFL3" + bytes(99)),
    "coreml": ("m.mlmodel", b"\x08\x04\x12"),
    "catboost": ("m.cbm", b"CBM1\0\0"),
    "xgboost": ("m.ubj", b"{L\0\0\0\0\0\0\0\x07learner"),
    "json": ("m.json", b'{"learner": {}}'),
    "text": ("m.pkl", b"tree\nversion=v4\n"),
    "fasttext": ("m.bin", b"\xba\x16\x4f\x2f" + bytes(99)),
    "sqlite": ("m.sqlite3", b"SQLite format 3\0" + bytes(99)),
    "tar": ("m.nemo", bytes(257) + b"ustar" + bytes(99)),
}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_recognised(form: str) -> None:
    path, data = FORMATS[form]
    assert seen(data, path) == Look(path, form)


def test_other_forms_of_these() -> None:
    assert seen(npz(np.savez_compressed), "m.npz") == Look("m.npz", "npz")
    assert seen(npy(np.array(["a", None], dtype=object)), "m.npz") == Look("m.npz", "numpy")
    assert seen(LEGACY, "m.pt") == Look("m.pt", "torch")
    assert seen(tensors({}), "m.safetensors") == Look("m.safetensors", "safetensors")


@pytest.mark.parametrize("path", ["m.thing", "m.rds", "m.bin", "m.pt", "weights", "m.tar.gz"])
def test_what_nobody_knows_is_taken_as_it_is(path: str) -> None:
    assert seen(b"\0\1\2\3" * 99, path).verdict == "unknown"
