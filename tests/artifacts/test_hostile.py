"""What means harm is for a person, and what is broken is said to be; nothing of it is loaded.

What is found in each file stands in hostile.txt: `python -m tests.artifacts.test_hostile` writes it
anew, for somebody to read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.artifacts.look import look
from checks.artifacts.report import Look
from checks.artifacts.source import Memory
from tests.artifacts import hostile
from tests.artifacts.hostile import FILES, HARM

EXPECTED = Path(__file__).with_name("hostile.txt")


def seen(name: str) -> Look:
    path, data = FILES[name]
    return look(path, Memory(data))


def told(name: str) -> str:
    found = seen(name)
    faults = [f"{fault.what} {fault.detail}".strip() for fault in found.faults]
    return ascii(" | ".join([name, found.verdict, found.format, *faults]))[1:-1]


def test_there_are_enough_of_them() -> None:
    assert len(hostile.PICKLES) > 80
    assert len(FILES) > 180


@pytest.mark.parametrize("name", FILES)
def test_none_passes(name: str) -> None:
    assert seen(name).verdict in ("review", "broken")


@pytest.mark.parametrize("name", [name for name in FILES if "arm" in name])
def test_harm_is_seen_wherever_it_is(name: str) -> None:
    assert seen(name).verdict == "review", name


def test_what_is_found_is_what_somebody_has_read() -> None:
    assert [told(name) for name in FILES] == EXPECTED.read_text("utf-8").splitlines()


@pytest.mark.parametrize("path", ["m.gguf", "m.h5", "m.safetensors", "m.onnx", "m", "m.txt"])
def test_a_pickle_is_one_whatever_it_is_called(path: str) -> None:
    found = look(path, Memory(HARM))
    assert ("runs", "os.system") in found.faults
    assert found.format == "pickle"


@pytest.mark.parametrize("start", [b"GGUF....", b"\x89HDF\r\n\x1a\n", b"\x93NUMPY\x01\0", b"{"])
def test_first_bytes_of_another_format_hide_no_pickle(start: bytes) -> None:
    """Nothing that loads a pickle passes over them."""
    found = look("m.pkl", Memory(start + HARM))
    assert found.format != "pickle"
    assert found.verdict in ("broken", "ok", "review")


if __name__ == "__main__":
    EXPECTED.write_text("".join(f"{told(name)}\n" for name in FILES), "utf-8")
