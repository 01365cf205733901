"""What a pickle would import, read from its bytes. Nothing is ever unpickled.

Not a proof of anything: a pickle that means harm can hide from any scan. It decides only
whether a person should look before somebody loads the model.
"""

from __future__ import annotations

import re

_MODULES = (
    "_posixsubprocess asyncio code commands ctypes importlib marshal multiprocessing nt os pip"
    " platform posix pty requests runpy shutil signal socket ssl subprocess sys tempfile threading"
    " urllib urllib.request webbrowser"
)
_BUILTINS = "__import__ breakpoint compile eval exec getattr globals input open setattr"

_SUSPECTS = {(module, None) for module in _MODULES.split()} | {
    (module, name) for module in ("builtins", "__builtin__") for name in _BUILTINS.split()
}
# Protocols 0 to 3: the opcode GLOBAL, `c`, then module and name, a line each.
_GLOBAL = re.compile(rb"c([A-Za-z_][\w.]{0,99})\n([A-Za-z_][\w.]{0,99})\n")
# From protocol 4: two strings, each perhaps kept in the memo, then STACK_GLOBAL.
_STRING = rb"(?:\x8c.|X.\x00\x00\x00)([A-Za-z_][\w.]{0,99})(?:\x94|q.)?"
_STACK_GLOBAL = re.compile(_STRING + _STRING + rb"\x93", re.DOTALL)


def suspicious_imports(data: bytes) -> tuple[str, ...]:
    """Return the imports of a pickle that a model has no need of, as `module.name`."""
    found = {
        (match[1].decode("ascii"), match[2].decode("ascii"))
        for pattern in (_GLOBAL, _STACK_GLOBAL)
        for match in pattern.finditer(data)
    }
    return tuple(
        sorted(
            f"{module}.{name}"
            for module, name in found
            if (module, None) in _SUSPECTS or (module, name) in _SUSPECTS
        )
    )
