"""Which names a model may import: exact lists, `names/*.txt`, of what common libraries write."""

from __future__ import annotations

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from checks.artifacts.pickle_values import Rule

_FOLDER = Path(__file__).with_name("names")
_RULES: dict[str, Rule] = {"call": "call", "refer": "refer"}
# What no model has need of: these say rather more than that a name is not on the lists.
_MODULES = (
    "_posixsubprocess _thread asyncio bdb cProfile cgitb code codecs codeop commands compileall"
    " configparser ctypes dbm distutils doctest ensurepip fileinput ftplib lib2to3 logging"
    " py_compile pyclbr test this tokenize turtledemo unittest antigravity concurrent contextlib"
    " glob gc http idlelib imaplib importlib inspect io linecache marshal mmap multiprocessing nt"
    " ntpath os pdb pickle _pickle pickletools pip pkg_resources pkgutil platform posix posixpath"
    " profile pty pydoc requests runpy setuptools shelve shutil signal site smtplib socket"
    " socketserver sqlite3 ssl subprocess sys sysconfig tarfile telnetlib tempfile threading timeit"
    " trace urllib uuid venv webbrowser winreg xmlrpc zipfile zipimport builtins __builtin__"
)
_DANGEROUS = frozenset(_MODULES.split())
_RUNNING = frozenset(
    (
        *("numpy.load", "numpy.fromfile", "numpy.memmap", "numpy.save", "numpy.loadtxt"),
        *("joblib.load", "joblib.numpy_pickle.load", "cloudpickle.load", "cloudpickle.loads"),
        *(
            "torch.load",
            "torch.serialization.load",
            "pandas.read_pickle",
            "dill.loads",
            "dill.load",
        ),
        *("types.CodeType", "types.FunctionType", "functools.reduce", "operator.attrgetter"),
        *("operator.methodcaller", "numpy.testing._private.utils.runstring"),
        *("numpy.core._ufunc_reconstruct", "numpy._core._ufunc_reconstruct"),
    )
)


def imported_name(module: str, name: str, protocol: int) -> tuple[str, str]:
    """Return what is imported: protocols before 3 have Python 2's names."""
    if protocol < 3:
        if (module, name) in NAME_MAPPING:
            return NAME_MAPPING[module, name]
        module = IMPORT_MAPPING.get(module, module)
    return module, name


def rule_of(module: str, name: str) -> Rule | None:
    """Return what may be done with a name; None: it is on no list."""
    return names().get(module, {}).get(name)


def is_dangerous(module: str, name: str) -> bool:
    """Return whether a model has surely no need of this, nor of what is reached through it."""
    if f"{module}.{name}" in _RUNNING:
        return True
    reached = (module.partition(".")[0], *name.split(".")[:-1])
    return not _DANGEROUS.isdisjoint(reached)


@cache
def names() -> Mapping[str, Mapping[str, Rule]]:
    """Return the rule of each name, by module."""
    found: dict[str, dict[str, Rule]] = {}
    for path in sorted(_FOLDER.glob("*.txt")):
        for rule, module, some in read_list(path.read_text("utf-8")):
            found.setdefault(module, {}).update(dict.fromkeys(some, rule))
    return found


def read_list(text: str) -> Iterator[tuple[Rule, str, list[str]]]:
    """Yield rule, module and names of each line of a list, such as `call collections: deque`."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            head, _, some = line.partition(":")
            rule, module = head.split()
            yield _RULES[rule], module, some.split()
