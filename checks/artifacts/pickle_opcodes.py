"""The opcodes that put things together, import and call.

`STEPS` has what each opcode does to the machine, by Lib/pickletools.py, which describes all 68.
pickletools.genops itself is not used: it reads lines and counted bytes of any length into memory,
decodes every text, stops at the first STOP, and says nothing of what is on the stack.
"""

from __future__ import annotations

from checks.artifacts.pickle_machine import Machine
from checks.artifacts.pickle_scalars import STEPS as STEPS
from checks.artifacts.pickle_scalars import Step, on, read_line, read_number
from checks.artifacts.pickle_values import MAX_TABLE, MAX_TUPLE, OTHER, Made, Table

# Tuples, lists, dicts and sets.


def _tuple_of(count: int) -> Step:
    def step(machine: Machine) -> None:
        items = [machine.pop() for _ in range(count)]
        machine.stack.append(tuple(reversed(items)))

    return step


STEPS.update({0x85: _tuple_of(1), 0x86: _tuple_of(2), 0x87: _tuple_of(3)})


@on(b"t")
def _tuple(machine: Machine) -> None:
    items = machine.pop_mark()
    machine.stack.append(tuple(items) if len(items) <= MAX_TUPLE else OTHER)


@on(b"l", b"\x91")
def _list_or_frozenset(machine: Machine) -> None:
    machine.pop_mark()
    machine.stack.append(OTHER)


@on(b"}")
def _empty_dict(machine: Machine) -> None:
    machine.stack.append(Table())


@on(b"d")
def _dict(machine: Machine) -> None:
    table = Table()
    _fill(machine, table, machine.pop_mark())
    machine.stack.append(table)


@on(b"s")
def _setitem(machine: Machine) -> None:
    item, key = machine.pop(), machine.pop()
    _fill(machine, machine.top(), [key, item])


@on(b"u")
def _setitems(machine: Machine) -> None:
    pairs = machine.pop_mark()
    _fill(machine, machine.top(), pairs)


def _fill(machine: Machine, target: object, pairs: list[object]) -> None:
    if len(pairs) % 2:
        raise machine.broken()
    if isinstance(target, Table):
        target.update(pairs)
    else:
        machine.changed(target)


@on(b"a")
def _append(machine: Machine) -> None:
    machine.pop()
    machine.changed(machine.top())


@on(b"e", b"\x90")
def _appends_or_additems(machine: Machine) -> None:
    machine.pop_mark()
    machine.changed(machine.top())


# Imports and calls.


@on(b"c")
def _global(machine: Machine) -> None:
    module = read_line(machine)
    machine.stack.append(machine.imported(module, read_line(machine)))


@on(b"\x93")
def _stack_global(machine: Machine) -> None:
    name, module = machine.pop(), machine.pop()
    if isinstance(name, str) and isinstance(module, str):
        machine.stack.append(machine.imported(module, name))
    else:
        machine.add("made-up-name", str(name) if isinstance(name, str) else "")
        machine.stack.append(OTHER)


@on(b"i")
def _inst(machine: Machine) -> None:
    module = read_line(machine)
    called = machine.imported(module, read_line(machine))
    _call(machine, called, tuple(machine.pop_mark()))


@on(b"o")
def _obj(machine: Machine) -> None:
    called, *args = machine.pop_mark() or [None]
    _call(machine, called, tuple(args))


@on(b"R", b"\x81")
def _reduce_or_newobj(machine: Machine) -> None:
    args = machine.pop()
    _call(machine, machine.pop(), args)


@on(b"\x92")
def _newobj_ex(machine: Machine) -> None:
    machine.pop()
    args = machine.pop()
    _call(machine, machine.pop(), args)


def _call(machine: Machine, called: object, args: object) -> None:
    if isinstance(args, tuple) and len(args) > MAX_TABLE:
        args = OTHER
    machine.stack.append(machine.called(called, args))


@on(b"b")
def _build(machine: Machine) -> None:
    state = machine.pop()
    machine.built(machine.top(), state)


def _extension(size: int) -> Step:
    def step(machine: Machine) -> None:
        machine.add("extension", str(read_number(machine, size)))
        machine.stack.append(Made(None))

    return step


STEPS.update({0x82: _extension(1), 0x83: _extension(2), 0x84: _extension(4)})


@on(b"P")
def _persid(machine: Machine) -> None:
    machine.persistent(read_line(machine))


@on(b"Q")
def _binpersid(machine: Machine) -> None:
    machine.persistent(machine.pop())


@on(b"\x98")
def _readonly(machine: Machine) -> None:
    machine.top()


@on(b"\x97")
def _next_buffer(machine: Machine) -> None:
    # Bytes from outside of the file, which nobody gives.
    raise machine.broken()
