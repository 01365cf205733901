"""What a pickle would import, read from its bytes. Nothing is ever unpickled.

The opcodes are followed as far as they go: joblib puts the bytes of arrays between them, and from
there on only imports that are written out are seen. Not a proof of anything: a pickle that means
harm can hide from any scan. It decides only whether a person should look before somebody loads
the model. How a compressed one is opened: `checks/hub/unpacking.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pickletools import OpcodeInfo, genops
from typing import Any

_MODULES = (
    "_posixsubprocess asyncio code commands ctypes importlib marshal multiprocessing nt os pip"
    " platform posix pty requests runpy shutil signal socket ssl subprocess sys tempfile threading"
    " urllib urllib.request webbrowser"
)
_BUILTINS = "__import__ breakpoint compile eval exec getattr globals input open setattr"

_SUSPECTS = {(module, None) for module in _MODULES.split()} | {
    (module, name) for module in ("builtins", "__builtin__") for name in _BUILTINS.split()
}
MAX_OPCODES = 500_000
"""What is followed of a pickle: about a second's work."""
_MARK = object()
_TEXTS = "UNICODE BINUNICODE SHORT_BINUNICODE BINUNICODE8 STRING BINSTRING SHORT_BINSTRING"
# Protocols 0 to 3: the opcode GLOBAL, `c`, then module and name, a line each.
_GLOBAL = re.compile(rb"c([A-Za-z_][\w.]{0,99})\n([A-Za-z_][\w.]{0,99})\n")
# From protocol 4: two strings, each perhaps kept in the memo, then STACK_GLOBAL.
_STRING = rb"(?:\x8c.|X.\x00\x00\x00)([A-Za-z_][\w.]{0,99})(?:\x94|q.)?"
_STACK_GLOBAL = re.compile(_STRING + _STRING + rb"\x93", re.DOTALL)


def suspicious_imports(data: bytes) -> tuple[str, ...]:
    """Return the imports of a pickle that a model has no need of, as `module.name`."""
    written_out = {
        (match[1].decode("ascii"), match[2].decode("ascii"))
        for pattern in (_GLOBAL, _STACK_GLOBAL)
        for match in pattern.finditer(data)
    }
    found = written_out.union(_followed(data))
    return tuple(sorted(f"{module}.{name}" for module, name in found if _is_suspect(module, name)))


def _is_suspect(module: str, name: str) -> bool:
    """Return whether a model has no need of this, nor of a module that is reached through it."""
    reached = (module, *name.split(".")[:-1])
    return (module, name) in _SUSPECTS or any((one, None) in _SUSPECTS for one in reached)


def _followed(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the imports that the opcodes make, up to the first that is none."""
    stack: list[Any] = []
    memo: dict[int, Any] = {}
    try:
        for opcode, argument, _ in islice(genops(data), MAX_OPCODES):
            match opcode.name:
                case "GLOBAL" | "INST":
                    module, _, name = str(argument).partition(" ")
                    yield module, name
                case "STACK_GLOBAL" if all(isinstance(one, str) for one in stack[-2:]):
                    yield stack[-2], stack[-1]
            _step(stack, memo, opcode, argument)
    except (ValueError, IndexError):
        return


def _step(stack: list[Any], memo: dict[int, Any], opcode: OpcodeInfo, argument: Any) -> None:
    """Do what an opcode does to the stack, where a text is itself and all else None."""
    match opcode.name:
        case "MEMOIZE":
            memo[len(memo)] = stack[-1]
        case "PUT" | "BINPUT" | "LONG_BINPUT":
            memo[argument] = stack[-1]
        case "GET" | "BINGET" | "LONG_BINGET":
            stack.append(memo.get(argument))
        case "DUP":
            stack.append(stack[-1])
        case name if name in _TEXTS.split():
            stack.append(argument)
        case _:
            for taken in reversed(opcode.stack_before):
                if taken.name == "stackslice":
                    while stack[-1] is not _MARK:
                        stack.pop()
                else:
                    stack.pop()
            stack += [_MARK if left.name == "mark" else None for left in opcode.stack_after]
