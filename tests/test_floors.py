"""Imports point down the floors of the house, and never up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import checks

HOUSE = Path(checks.__file__).parent

FLOORS = [
    {"messages", "yamldoc", "schemas", "template"},
    {"lint"},
    {"submission", "rubric"},
    {"hub"},
    {"grading"},
    {"challenges"},
    {"reporters"},
    {"commands", "cli", "__main__"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
# The command line is one floor, and the exit codes are its own; nothing else may look up.
MINIHUB_MAY_BE_USED_BY = {"commands", "minihub"}


def modules() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


def part(path: Path) -> str:
    """The part of the house that a module belongs to: `lint` for checks/lint/card/names.py."""
    first = path.relative_to(HOUSE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """The parts of the house that a module imports, type-checking imports among them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            base = node.module or ""
            names = [f"{base}.{alias.name}" for alias in node.names] if base == "checks" else [base]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("checks."))


def test_every_part_of_the_house_has_a_floor() -> None:
    parts = {part(path) for path in modules()} - {"__init__", "minihub"}
    assert parts <= FLOOR.keys()


def test_imports_point_down() -> None:
    upward = [
        f"{path.relative_to(HOUSE)} imports checks.{name}"
        for path in modules()
        if part(path) in FLOOR
        for name in imports(path)
        if name in FLOOR and FLOOR[name] > FLOOR[part(path)]
    ]
    assert upward == []


def test_the_embedded_hub_is_a_library_of_its_own() -> None:
    inside = [path for path in modules() if part(path) == "minihub"]
    assert inside
    assert [path.name for path in inside for name in imports(path) if name != "minihub"] == []


def test_only_commands_use_the_embedded_hub() -> None:
    users = {part(path) for path in modules() if "minihub" in set(imports(path))}
    assert users <= MINIHUB_MAY_BE_USED_BY


def test_modules_stay_small() -> None:
    """About 250 lines; one that outgrows them becomes a folder."""
    long = {
        str(path.relative_to(HOUSE)): count
        for path in modules()
        if (count := len(path.read_text("utf-8").splitlines())) > 280
    }
    assert long == {}


def test_student_files_are_never_run() -> None:
    """No module unpickles, imports by a student's name, or hands anything to a shell."""
    forbidden = {"pickle", "joblib", "dill", "cloudpickle", "marshal", "shelve"}
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                found += [f"{path.name}: {n}" for n in names if n.split(".")[0] in forbidden]
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                shell = any(word.arg == "shell" for word in node.keywords)
                if shell or called in ("eval", "exec", "os.system", "os.popen", "yaml.load"):
                    found.append(f"{path.name}: {called}")
    assert found == []
