"""Where in the source a code's message is, which rules use it, and what a check may find.

Read from the source with `ast`, since only one module is to be imported, not all of them: the
linters are installed without what most other modules need.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2]
LINTERS = ("checks.lint.", "checks.textfile.", "checks.yamldoc.", "checks.commands.lint.")
Name = tuple[str, str]
"""A module, and what it defines: ("checks.lint.card.names", "license_known")."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, a class, a method or a constant of a module."""

    name: Name
    line: int
    is_function: bool
    code: str | None
    """Of the message that it is."""
    check: str | None
    """The id of the check that it is."""
    uses: set[Name]

    def __str__(self) -> str:
        """Return its place and name, as `checks/lint/card/names.py:76 license_known`."""
        return f"{self.path}:{self.line} {self.name[1]}"

    @property
    def path(self) -> str:
        """Where its module is, from the folder that holds the package."""
        path = FOLDER.parent.joinpath(*self.name[0].split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        return path.relative_to(FOLDER.parent).as_posix()


@cache
def definitions() -> dict[Name, Definition]:
    """Return everything that the package defines at the top of a module, and its methods."""
    by_name = {}
    for path in sorted(FOLDER.rglob("*.py")):
        parts = path.relative_to(FOLDER.parent).with_suffix("").parts
        module = ".".join(parts).removesuffix(".__init__")
        for definition in _in_module(module, ast.parse(path.read_text("utf-8"))):
            by_name[definition.name] = definition
    return by_name


def _in_module(module: str, tree: ast.Module) -> Iterator[Definition]:
    names, aliases = _imported(tree)
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name):
                yield _definition(module, name, node, names, aliases)
            case ast.ClassDef(name=name):
                yield _definition(module, name, node, names, aliases)
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        yield _definition(module, f"{name}.{inner.name}", inner, names, aliases)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield _definition(module, name, node, names, aliases)


def _imported(tree: ast.Module) -> tuple[dict[str, Name], dict[str, str]]:
    """Return what a module imports from others of the package, and other modules by alias."""
    names, aliases = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("checks"):
            for alias in node.names:
                known_as = alias.asname or alias.name
                names[known_as] = (node.module or "", alias.name)
                aliases[known_as] = f"{node.module}.{alias.name}"
    return names, aliases


def _definition(
    module: str, name: str, node: ast.stmt, names: dict[str, Name], aliases: dict[str, str]
) -> Definition:
    uses = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(value=ast.Name(id=alias), attr=attribute) if alias in aliases:
                uses.add((aliases[alias], attribute))
            case ast.Name(id=used):
                uses.add(names.get(used, (module, used)))
    full_name, is_function = (module, name), isinstance(node, ast.FunctionDef)
    uses.discard(full_name)
    return Definition(full_name, node.lineno, is_function, _code(node), _check(node), uses)


def _code(node: ast.stmt) -> str | None:
    """Return the code of a message, where a constant is one."""
    match node:
        case ast.Assign(
            value=ast.Call(func=ast.Name(id="Message"), args=[ast.Constant(value=str(code)), *_])
        ):
            return code
    return None


def _check(node: ast.stmt) -> str | None:
    """Return the id of a check, where a function is one."""
    match node:
        case ast.FunctionDef(
            decorator_list=[
                ast.Call(func=ast.Name(id="check"), args=[ast.Constant(value=str(check))])
            ]
        ):
            return check
    return None


@cache
def messages() -> dict[str, Definition]:
    """Return where each code's message is."""
    return {item.code: item for item in definitions().values() if item.code}


def is_linted(code: str) -> bool:
    """Return whether `tour lint` is what finds this."""
    return f"{messages()[code].name[0]}.".startswith(LINTERS)


def rules(code: str) -> list[Definition]:
    """Return the functions that use a code's message, also through tables that hold it."""
    wanted, functions = {messages()[code].name}, []
    while wanted:
        users = [item for item in definitions().values() if item.uses & wanted]
        functions += [item for item in users if item.is_function and item not in functions]
        wanted = {item.name for item in users if not item.is_function}
    return functions


@cache
def checks() -> dict[str, Definition]:
    """Return the function of each check."""
    return {item.check: item for item in definitions().values() if item.check}


def codes_of(check: str) -> list[str]:
    """Return the codes of its own challenge, and of grading, that a check can come to."""
    known, seen, todo = definitions(), set(), [checks()[check].name]
    while todo:
        if (name := todo.pop()) in known and name not in seen:
            seen.add(name)
            todo += known[name].uses
    challenge = check.partition(".")[0].upper()
    codes = {code for name in seen if (code := known[name].code)}
    return sorted(code for code in codes if code.partition("-")[0] in (challenge, "GRADE"))


def checks_that_find(code: str) -> list[str]:
    """Return the checks that can come to a code."""
    return [check for check in checks() if code in codes_of(check)]
