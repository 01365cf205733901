"""The scan of pickles sees imports however they are spelt, and runs nothing."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import time
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.hub import pickles
from checks.hub.pickles import suspicious_imports
from tests.submissions import trained_model

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
POSIX_SYSTEM = ("posix.system",)


class Calls:
    """An object that makes whoever unpickles it call something."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> Any:
        return self._call


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_call_of_the_system_is_seen(tmp_path: Path, protocol: int) -> None:
    mark = tmp_path / "mark"
    data = pickle.dumps(Calls(os.system, f"touch {mark}"), protocol)
    assert suspicious_imports(data) == POSIX_SYSTEM
    assert not mark.exists()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_name_that_comes_from_the_memo_is_seen(protocol: int) -> None:
    for value in (["posix", os.system], ["system", os.system], ["system", "posix", os.system]):
        assert suspicious_imports(pickle.dumps(value, protocol)) == POSIX_SYSTEM


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_several_are_all_seen_in_the_order_of_the_alphabet(protocol: int) -> None:
    data = pickle.dumps([time.sleep, getattr, eval, os.system, len], protocol)
    builtins = "__builtin__" if protocol < 3 else "builtins"
    assert suspicious_imports(data) == (f"{builtins}.eval", f"{builtins}.getattr", *POSIX_SYSTEM)


def test_a_module_with_a_whole_package_below_it() -> None:
    assert suspicious_imports(pickle.dumps(subprocess.Popen, 4)) == ("subprocess.Popen",)


SUSPECTS = [
    "_posixsubprocess",
    "asyncio",
    "code",
    "commands",
    "ctypes",
    "importlib",
    "marshal",
    "multiprocessing",
    "nt",
    "os",
    "pip",
    "platform",
    "posix",
    "pty",
    "requests",
    "runpy",
    "shutil",
    "signal",
    "socket",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "urllib",
    "urllib.request",
    "webbrowser",
]
CALLS = [
    "__import__",
    "breakpoint",
    "compile",
    "eval",
    "exec",
    "getattr",
    "globals",
    "input",
    "open",
    "setattr",
]


def imports(module: str, name: str) -> bytes:
    """A pickle that imports a name, spelt out with the opcode GLOBAL."""
    return f"c{module}\n{name}\n.".encode()


@pytest.mark.parametrize("module", SUSPECTS)
def test_everything_of_these_modules_is_suspect(module: str) -> None:
    assert suspicious_imports(imports(module, "anything")) == (f"{module}.anything",)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("module", ["builtins", "__builtin__"])
def test_these_builtins_are_suspect(module: str, name: str) -> None:
    assert suspicious_imports(imports(module, name)) == (f"{module}.{name}",)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "list"),
        ("sklearn.pipeline", "Pipeline"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("copyreg", "_reconstructor"),
        ("collections", "OrderedDict"),
        ("mycode", "eval"),
        ("os_helpers", "system"),
        ("sklearn.os", "x"),
    ],
)
def test_what_models_need_is_not_suspect(module: str, name: str) -> None:
    assert suspicious_imports(imports(module, name)) == ()


SPELT: list[tuple[bytes, tuple[str, ...]]] = [
    # Protocol 0: INST makes an instance by calling.
    (b"(S'ls'\nios\nsystem\n.", ("os.system",)),
    # STACK_GLOBAL takes the texts of every protocol.
    (b"Vos\nVsystem\n\x93.", ("os.system",)),
    (b"S'os'\nS'system'\n\x93.", ("os.system",)),
    (b"U\x02osU\x06system\x93.", ("os.system",)),
    (b"T\x02\0\0\0osT\x06\0\0\0system\x93.", ("os.system",)),
    (b"X\x02\0\0\0osX\x06\0\0\0system\x93.", ("os.system",)),
    (b"\x8c\x02os\x8c\x06system\x93.", ("os.system",)),
    (b"\x8d\x02\0\0\0\0\0\0\0os\x8c\x06system\x93.", ("os.system",)),
    # Things between the two texts and the import.
    (b"\x8c\x02os\x8c\x06system]0\x93.", ("os.system",)),
    (b"\x8c\x02os(K\x01K\x021\x8c\x06system\x93.", ("os.system",)),
    (b"\x8c\x06system2\x8c\x02osN00\x8c\x02os\x8c\x06system\x93.", ("os.system",)),
    (b"\x8c\x02os2\x93.", ("os.os",)),
    # The memo, in its five spellings.
    (b"\x8c\x02os\x940\x8c\x06system\x940h\x00h\x01\x93.", ("os.system",)),
    (b"\x8c\x02osq\x050\x8c\x06systemq\x060h\x05h\x06\x93.", ("os.system",)),
    (b"\x8c\x02osr\x05\0\0\x000\x8c\x06systemp6\n0j\x05\0\0\0g6\n\x93.", ("os.system",)),
    (b"N\x940\x8c\x02os\x940\x8c\x06systemh\x01h\x00\x93.", ()),
    (b"\x8c\x02os\x940h\x00\x8c\x06system\x940h\x00h\x01\x93.", ("os.system",)),
    # A module that is reached through another.
    (b"\x8c\x06joblib\x8c\tos.system\x93.", ("joblib.os.system",)),
    (b"\x8c\x06joblib\x8c\x08a.os.b.c\x93.", ("joblib.a.os.b.c",)),
    (b"\x8c\x06joblib\x8c\x04a.os\x93.", ()),
    # Texts that are imported by nobody.
    (b"\x8c\x02os\x8c\x06system.", ()),
    (b"]\x94(\x8c\x02os\x8c\x06systeme.", ()),
    (b"\x8c\x02osN\x93.", ()),
    (b"N\x8c\x06system\x93.", ()),
    (b"\x8c\x02osh\x09\x93.", ()),
    # No pickle, or one that breaks: what is written out before or behind is seen all the same.
    (b"", ()),
    (b"\xff\xff", ()),
    (b"\x93", ()),
    (b"0", ()),
    (b"e", ()),
    (b"\x94", ()),
    (b"cos\nsystem\n\xff", ("os.system",)),
    (b"\xff\xffcos\nsystem\n", ("os.system",)),
    (b"\xff\xff\x8c\x02os\x94\x8c\x06system\x94\x93", ("os.system",)),
    (b"\xff\xffX\x02\0\0\0osq\x01X\x06\0\0\0systemq\x02\x93", ("os.system",)),
    (b"\xff\xff\x8c\x02os\x8c\x06system\x93", ("os.system",)),
]


@pytest.mark.parametrize(("data", "found"), SPELT)
def test_an_import_is_seen_however_it_is_spelt(data: bytes, found: tuple[str, ...]) -> None:
    assert suspicious_imports(data) == found


def test_the_scan_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    late = b"N0" * 5 + b"\x8c\x02os\x940\x8c\x06system\x940h\x00h\x01\x93."
    for most, found in ((18, ()), (19, ("os.system",))):
        monkeypatch.setattr(pickles, "MAX_OPCODES", most)
        assert suspicious_imports(late) == found


def test_a_hostile_file_takes_no_longer_than_its_first_half_million_opcodes() -> None:
    assert pickles.MAX_OPCODES == 500_000
    assert suspicious_imports(b"]" * 4_000_000) == ()


def test_what_train_py_saves_is_not_suspect() -> None:
    assert suspicious_imports(trained_model()) == ()


def test_a_call_behind_an_array_is_seen() -> None:
    stream = io.BytesIO()
    joblib.dump([np.arange(999.0), os.system], stream)
    assert suspicious_imports(stream.getvalue()) == POSIX_SYSTEM


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
)


@given(value=PLAIN, protocol=st.sampled_from(PROTOCOLS))
def test_wherever_a_call_is_in_a_pickle_it_is_seen(value: Any, protocol: int) -> None:
    data = pickle.dumps([value, "posix", os.system, value], protocol)
    assert "posix.system" in suspicious_imports(data)


@given(data=st.binary())
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    assert isinstance(suspicious_imports(data), tuple)
