"""The opcodes that put numbers and texts on the stack, and those of the memo.

By the Python documentation and Lib/pickletools.py, which describes all 68. pickletools.genops
itself is not used: it reads lines and counted bytes of any length into memory, decodes every text,
stops at the first STOP, and says nothing of what is on the stack.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

from checks.artifacts.faults import BrokenError
from checks.artifacts.pickle_machine import Machine
from checks.artifacts.pickle_values import MAX_TEXT, MISSING, OTHER

_MAX_NAME = 500
"""Bytes of a module's or a global's name, of a number or of an id, where each has a line."""
_MAX_MEMO = 1 << 28
Step = Callable[["Machine"], None]
STEPS: dict[int, Step] = {}


def on(*opcodes: bytes) -> Callable[[Step], Step]:
    """Return a decorator that gives a step to these opcodes."""

    def add(step: Step) -> Step:
        STEPS.update((opcode[0], step) for opcode in opcodes)
        return step

    return add


def read_number(machine: Machine, count: int) -> int:
    """Return an unsigned number of so many bytes."""
    return int.from_bytes(machine.stream.take(count), "little")


def read_line(machine: Machine) -> str:
    """Return a name that has a line of its own."""
    line = machine.stream.line(_MAX_NAME)
    if line is None:
        raise machine.broken()
    return line.decode("utf-8", "surrogateescape")


def _fixed(size: int) -> Step:
    def step(machine: Machine) -> None:
        machine.stream.take(size)
        machine.stack.append(OTHER)

    return step


def _integer(size: int, *, signed: bool = False) -> Step:
    def step(machine: Machine) -> None:
        data = machine.stream.take(size)
        machine.stack.append(int.from_bytes(data, "little", signed=signed))

    return step


def _counted(size: int, *, signed: bool = False) -> Step:
    """Return the step of bytes that are preceded by how many they are."""

    def step(machine: Machine) -> None:
        count = int.from_bytes(machine.stream.take(size), "little", signed=signed)
        if count < 0:
            raise machine.broken()
        machine.stream.skip(count)
        machine.stack.append(OTHER)

    return step


def _text(size: int, encoding: str) -> Step:
    def step(machine: Machine) -> None:
        count = read_number(machine, size)
        if count > MAX_TEXT:
            machine.stream.skip(count)
            machine.stack.append(OTHER)
        else:
            machine.push_text(machine.stream.take(count), encoding)

    return step


def _constant(value: object) -> Step:
    return lambda machine: machine.stack.append(value)


STEPS.update(
    {
        b"J"[0]: _integer(4, signed=True),
        b"K"[0]: _integer(1),
        b"M"[0]: _integer(2),
        b"G"[0]: _fixed(8),
        b"N"[0]: _constant(None),
        b"]"[0]: _constant(OTHER),
        0x88: _constant(True),
        0x89: _constant(False),
        b")"[0]: _constant(()),
        0x8F: _constant(OTHER),
        b"B"[0]: _counted(4),
        b"C"[0]: _counted(1),
        0x8E: _counted(8),
        0x96: _counted(8),
        0x8B: _counted(4, signed=True),
        b"X"[0]: _text(4, "utf-8"),
        0x8C: _text(1, "utf-8"),
        0x8D: _text(8, "utf-8"),
        # Of Python 2, whose texts are bytes.
        b"T"[0]: _text(4, "latin-1"),
        b"U"[0]: _text(1, "latin-1"),
    }
)


@on(b"\x80")
def _proto(machine: Machine) -> None:
    machine.protocol = read_number(machine, 1)
    if machine.protocol > 5:
        raise machine.broken()


@on(b"\x95")
def _frame(machine: Machine) -> None:
    machine.begin_frame(read_number(machine, 8))


@on(b".")
def _stop(machine: Machine) -> None:
    machine.pop()
    machine.stopped = True


@on(b"(")
def _mark(machine: Machine) -> None:
    machine.marks.append(len(machine.stack))


@on(b"0")
def _pop(machine: Machine) -> None:
    if machine.marks and machine.marks[-1] == len(machine.stack):
        machine.marks.pop()
    else:
        machine.pop()


@on(b"1")
def _pop_mark(machine: Machine) -> None:
    machine.pop_mark()


@on(b"2")
def _dup(machine: Machine) -> None:
    machine.stack.append(machine.recalled(machine.top()))


# Numbers and texts that have a line each.


def _decimal(machine: Machine, kind: Callable[[bytes], int | float], end: bytes = b"") -> None:
    line = machine.stream.line(MAX_TEXT)
    if line is None:
        # More digits than any number of a model has; Python itself reads no more than 4,300.
        raise BrokenError("absurd-size", machine.stream.offset())
    try:
        number = kind(line.removesuffix(end))
    except ValueError:
        raise machine.broken() from None
    machine.stack.append(number if isinstance(number, int) else OTHER)


on(b"I")(lambda machine: _decimal(machine, int))
on(b"L")(lambda machine: _decimal(machine, int, b"L"))
on(b"F")(lambda machine: _decimal(machine, float))


@on(b"\x8a")
def _long(machine: Machine) -> None:
    count = read_number(machine, 1)
    data = machine.stream.take(count)
    machine.stack.append(int.from_bytes(data, "little", signed=True) if count <= 9 else OTHER)


@on(b"V")
def _unicode(machine: Machine) -> None:
    line = machine.stream.line(MAX_TEXT)
    if line is None:
        machine.stack.append(OTHER)
    else:
        machine.push_text(line, "raw-unicode-escape")


@on(b"S")
def _string(machine: Machine) -> None:
    line = machine.stream.line(MAX_TEXT)
    if line is None:
        machine.stack.append(OTHER)
        return
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in (b"'", b'"'):
        raise machine.broken()
    try:
        text, _ = codecs.escape_decode(line[1:-1])
    except ValueError:
        raise machine.broken() from None
    machine.push_text(text, "latin-1")


# The memo.


@on(b"p")
def _put(machine: Machine) -> None:
    _remember(machine, _index(machine))


@on(b"q")
def _binput(machine: Machine) -> None:
    _remember(machine, read_number(machine, 1))


@on(b"r")
def _long_binput(machine: Machine) -> None:
    _remember(machine, read_number(machine, 4))


@on(b"\x94")
def _memoize(machine: Machine) -> None:
    _remember(machine, len(machine.memo))


def _remember(machine: Machine, index: int) -> None:
    if index > _MAX_MEMO:
        raise BrokenError("absurd-size", index)
    machine.memo.put(index, machine.top())


@on(b"g")
def _get(machine: Machine) -> None:
    _recall(machine, _index(machine))


@on(b"h")
def _binget(machine: Machine) -> None:
    _recall(machine, read_number(machine, 1))


@on(b"j")
def _long_binget(machine: Machine) -> None:
    _recall(machine, read_number(machine, 4))


def _recall(machine: Machine, index: int) -> None:
    found = machine.memo.get(index)
    if found is MISSING:
        raise machine.broken()
    machine.stack.append(machine.recalled(found))


def _index(machine: Machine) -> int:
    line = read_line(machine)
    if not (line.isascii() and line.isdigit()) or len(line) > 10:
        raise machine.broken()
    return int(line)
