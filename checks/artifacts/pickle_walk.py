"""Pickles walked as the pickle machine does, from the first opcode to the last byte of a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from checks.artifacts.arrays import begin_array
from checks.artifacts.faults import BrokenError
from checks.artifacts.pickle_machine import Findings, Machine
from checks.artifacts.pickle_opcodes import STEPS
from checks.artifacts.pickle_values import OTHER
from checks.artifacts.stream import AHEAD, Stream

_MAX_NESTED = 4
_MAX_PLAIN = 100_000


def walk(machine: Machine, nested: int = 0) -> None:
    """Run a machine up to its STOP. Raises BrokenError and LimitError."""
    try:
        while not machine.stopped:
            _step(machine)
            if machine.array is not None:
                _pass_array(machine, nested)
    finally:
        machine.end()
    if machine.stream.offset() < machine.frame_end:
        raise BrokenError("cut-off", machine.stream.offset())


def _step(machine: Machine) -> None:
    stream = machine.stream
    machine.worked(2 + _walk_plain(machine))
    if stream.pos >= len(stream.data) and not stream.refill():
        raise BrokenError("cut-off", stream.offset())
    step = STEPS.get(stream.data[stream.pos])
    if step is None:
        raise machine.broken()
    stream.pos += 1
    step(machine)


def _pass_array(machine: Machine, nested: int) -> None:
    """Pass the bytes of an array, or the pickle that comes in their place."""
    wrapper, machine.array = machine.array, None
    if wrapper is not None and begin_array(machine, wrapper):
        if nested >= _MAX_NESTED:
            raise BrokenError("layout")
        # joblib reads it with a machine of its own, whose memo is empty.
        walk(Machine(machine.stream, machine.findings), nested + 1)
    machine.stack[-1] = OTHER


def _walk_plain(machine: Machine) -> int:
    """Run short texts, small numbers and the memo, which are most of a vocabulary.

    Return how many opcodes were run. It stops at any other, and short of the end of what is ready:
    no opcode of these is longer than that.
    """
    stream, stack, memo = machine.stream, machine.stack, machine.memo
    fence = machine.marks[-1] if machine.marks else 0
    if len(stream.data) - stream.pos < AHEAD:
        stream.refill()
    data, pos = stream.data, stream.pos
    count, stop = 0, len(data) - AHEAD
    dense, is_dense = memo.dense, not memo.far
    while pos < stop and count < _MAX_PLAIN:
        opcode = data[pos]
        if opcode == 0x8C:
            end = pos + 2 + data[pos + 1]
            machine.push_text(data[pos + 2 : end], "utf-8")
            pos = end
        elif opcode == 0x94 and is_dense and len(stack) > fence:
            dense.append(stack[-1])
            pos += 1
        elif opcode == 0x4B:
            stack.append(data[pos + 1])
            pos += 2
        elif opcode == 0x4D:
            stack.append(data[pos + 1] | data[pos + 2] << 8)
            pos += 3
        elif opcode == 0x4A:
            stack.append(int.from_bytes(data[pos + 1 : pos + 5], "little", signed=True))
            pos += 5
        elif opcode == 0x68 and isinstance(found := memo.get(data[pos + 1]), str):
            stack.append(found)
            pos += 2
        elif opcode == 0x6A and isinstance(found := memo.get(_index(data, pos)), str):
            stack.append(found)
            pos += 5
        elif opcode == 0x58 and data[pos + 2 : pos + 5] == b"\0\0\0":
            end = pos + 5 + data[pos + 1]
            machine.push_text(data[pos + 5 : end], "utf-8")
            pos = end
        elif opcode == 0x71 and len(stack) > fence:
            memo.put(data[pos + 1], stack[-1])
            is_dense = not memo.far
            pos += 2
        elif opcode == 0x72 and data[pos + 4] < 16 and len(stack) > fence:
            memo.put(_index(data, pos), stack[-1])
            is_dense = not memo.far
            pos += 5
        else:
            break
        count += 1
    stream.pos = pos
    return count


def _index(data: bytes, pos: int) -> int:
    return int.from_bytes(data[pos + 1 : pos + 5], "little")


def walk_all(
    opened: Callable[[], Stream],
    findings: Findings,
    *,
    storages: bool = False,
    most: int | None = None,
) -> None:
    """Walk every pickle of a file, one after the other, as each way of opening it would.

    joblib passes over the bytes of arrays; `pickle.load` takes them for opcodes, which it can only
    where no padding comes first. `storages`: torch keeps tensors elsewhere. `most`: behind so many
    pickles comes something else. Raises BrokenError and LimitError.
    """
    _walk_in_turn(opened(), findings, arrays=True, storages=storages, most=most)
    if findings.ambiguous:
        other = Findings()
        other.work = findings.work
        # Opened so, it may be no pickle at all.
        with suppress(BrokenError):
            _walk_in_turn(opened(), other, arrays=False, storages=storages, most=most)
        # Bytes of an array can be anything; the names of what is dangerous are no accident.
        findings.faults.update((one, None) for one in other.faults if one.what == "runs")


def _walk_in_turn(
    stream: Stream, findings: Findings, *, arrays: bool, storages: bool, most: int | None
) -> None:
    """Walk one pickle after the other, up to the last byte. Raises BrokenError and LimitError."""
    walk(Machine(stream, findings, arrays=arrays, storages=storages))
    count = 1
    while count != most and (stream.pos < len(stream.data) or stream.refill()):
        start = stream.offset()
        try:
            walk(Machine(stream, findings, arrays=arrays, storages=storages))
        except BrokenError:
            raise BrokenError("trailing", start) from None
        count += 1
