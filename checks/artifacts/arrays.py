"""The bytes of numpy's arrays: how many there are, by dtype and shape, and where they begin.

joblib writes them between a pickle's opcodes (joblib, numpy_pickle.py, `NumpyArrayWrapper`): one
byte with the length of a padding of 0xff, the padding, the array. Before joblib 1.2 there was no
padding. An array of Python objects is a pickle of its own.
"""

from __future__ import annotations

import re
from math import prod

from checks.artifacts.faults import BrokenError
from checks.artifacts.pickle_machine import Machine
from checks.artifacts.pickle_values import Made, Table, Value

MAX_ARRAY = 1 << 60
"""Bytes; more are absurd."""
_TYPE = re.compile(r"[<>=|]?([?biufcmMSUVOT])(\d{0,9})(?:\[\w+\])?", re.ASCII)
_HAS_OBJECTS = 1  # numpy, NPY_ITEM_REFCOUNT
_DEPTH = 8
_LONGEST_PADDING = 16
"""Bytes. No opcode is so small a number, so `pickle.load` stops there."""


class Type:
    """A dtype: bytes of one item, and whether it holds Python objects."""

    def __init__(self, size: int, *, objects: bool) -> None:
        self.size = size
        self.objects = objects


def begin_array(machine: Machine, wrapper: Made) -> bool:
    """Skip an array's bytes; return whether a pickle comes in their place.

    Raises BrokenError, also where it is not certain what whoever loads the file would read.
    """
    if machine.stream.offset() < machine.frame_end:
        # joblib goes on behind the frame, which may hold more than it seems to.
        raise BrokenError("layout")
    state = wrapper.state
    if not isinstance(state, Table) or not state.whole:
        raise BrokenError("layout")
    dtype = type_of(state.items.get("dtype"))
    shape = _shape(state.items.get("shape"))
    if dtype is None or shape is None:
        raise BrokenError("layout")
    if dtype.objects:
        machine.findings.ambiguous = True
        return True
    _skip_padding(machine, state.items.get("numpy_array_alignment_bytes"))
    size = prod(shape) * dtype.size
    if size > MAX_ARRAY:
        raise BrokenError("absurd-size", size)
    machine.stream.skip(size)
    return False


def _shape(shape: Value) -> tuple[int, ...] | None:
    is_one = isinstance(shape, tuple) and all(isinstance(one, int) and one >= 0 for one in shape)
    return shape if is_one else None


def _skip_padding(machine: Machine, alignment: Value) -> None:
    if alignment is None:
        machine.findings.ambiguous = True
        return
    length = machine.stream.take(1)[0]
    # A longer padding, or another one, is a place for opcodes.
    if length > _LONGEST_PADDING:
        raise BrokenError("layout")
    if machine.stream.take(length) != b"\xff" * length:
        raise BrokenError("layout")


def type_of(dtype: Value, depth: int = 0) -> Type | None:
    """Return what a pickled `numpy.dtype` is; None where that is not certain."""
    if not (isinstance(dtype, Made) and dtype.is_a("numpy.dtype")) or depth > _DEPTH:
        return None
    args, state = dtype.args, dtype.state
    if not isinstance(args, tuple) or not args or not isinstance(args[0], str):
        return None
    found = type_of_text(args[0])
    return found and _with_state(found, args[0], state, depth)


def type_of_text(text: str) -> Type | None:
    """Return what numpy's short name of a dtype stands for, such as `<f8`."""
    found = _TYPE.fullmatch(text)
    if found is None or found[1] == "T":
        return None
    kind, number = found[1], int(found[2] or 0)
    default = {"?": 1, "b": 1, "m": 8, "M": 8, "O": 8}.get(kind, 0)
    size = (number or default) * (4 if kind == "U" else 1)
    return Type(size, objects=kind == "O")


def _with_state(found: Type, text: str, state: Value, depth: int) -> Type | None:
    """Return the dtype with the state that it was given (numpy, `arraydescr_setstate`)."""
    if state is None:
        return found
    if not isinstance(state, tuple) or len(state) not in (8, 9):
        return None
    size, flags, kind = state[5], state[7], text.lstrip("<>=|")[:1]
    if not isinstance(size, int) or not isinstance(flags, int):
        return None
    if kind in "SUV" and size >= 0:
        found = Type(size, objects=False)
    objects = _holds_objects(found, state, depth)
    return (
        None
        if objects is None or objects != bool(flags & _HAS_OBJECTS)
        else Type(found.size, objects=objects)
    )


def _holds_objects(found: Type, state: tuple[Value, ...], depth: int) -> bool | None:
    """Return whether an item, one of its fields or of its inner array's items is an object."""
    base, fields = state[2], state[4]
    inner: list[Value] = []
    if isinstance(base, tuple) and base:
        inner.append(base[0])
    if isinstance(fields, Table) and fields.whole:
        inner += [
            one[0] if isinstance(one, tuple) and one else None for one in fields.items.values()
        ]
    elif fields is not None:
        return None
    types = [type_of(one, depth + 1) for one in inner]
    if any(one is None for one in types):
        return None
    return found.objects or any(one.objects for one in types if one)
