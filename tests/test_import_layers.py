"""Imports point down the layers, and never up or in a circle."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from pathlib import Path

import checks
import minihub

CHECKS = Path(checks.__file__).parent
MINIHUB = Path(minihub.__file__).parent

LAYERS = [
    {"hubspec", "guarded_git", "messages", "textfile", "yamldoc", "schemas", "template"}
    | {"class_tag", "digests", "files", "locale", "translations"},
    {"lint"},
    {
        "artifacts",
        "assignment",
        "model_folder",
        "submission",
        "questions",
        "rubric",
        "rubric_form",
        "wrong_folder",
    },
    {"hub"},
    {"grading"},
    {"challenges"},
    {"reporters"},
    {"classroom", "hosts"},
    {"handout"},
    {"commands", "cli", "__main__"},
]
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}


def modules(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def part(path: Path) -> str:
    """Return the part of `checks` that a module belongs to: `lint` for checks/lint/card/ids.py."""
    return path.relative_to(CHECKS).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Yield the modules that a module imports, also inside functions and for type checking."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name_of(path.parent).split(".")[: 1 - node.level or None]
            source = [*(package if node.level else ()), *(node.module or "").split(".")]
            yield from (".".join([*filter(None, source), alias.name]) for alias in node.names)


def name_of(path: Path) -> str:
    """Return the name of the module or package at a path."""
    parts = path.relative_to(CHECKS.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def parts_imported(path: Path) -> Iterator[str]:
    """Yield the parts of `checks` that a module imports."""
    for name in imported(path):
        if name.startswith("checks."):
            yield name.split(".")[1]


def test_every_part_has_a_layer() -> None:
    parts = {part(path) for path in modules(CHECKS)} - {"__init__"}
    assert parts <= LAYER.keys()


def test_imports_point_down() -> None:
    upward = [
        f"{path.relative_to(CHECKS)} imports checks.{name}"
        for path in modules(CHECKS)
        if part(path) in LAYER
        for name in parts_imported(path)
        if name in LAYER and LAYER[name] > LAYER[part(path)]
    ]
    assert upward == []


def test_no_command_imports_one_of_the_challenges() -> None:
    """They ask `checks.challenges` for all of them, so that a new one is a new file."""
    found = [
        f"{path.relative_to(CHECKS)} imports {name}"
        for path in modules(CHECKS)
        if part(path) in {"commands", "reporters", "cli"}
        for name in imported(path)
        if re.match(r"checks\.challenges\.(test_)?c\d", name)
    ]
    assert found == []


def test_no_imports_go_in_a_circle() -> None:
    """Not even where one of them waits inside a function."""
    paths = {name_of(path): path for path in (*modules(CHECKS), *modules(MINIHUB))}
    graph: dict[str, set[str]] = {}
    for name, path in paths.items():
        # What is imported is a module, or something in one.
        found = {one if one in paths else one.rpartition(".")[0] for one in imported(path)}
        graph[name] = found & paths.keys() - {name}
    graphlib.TopologicalSorter(graph).prepare()


def test_the_embedded_hub_imports_hubspec_alone() -> None:
    assert modules(MINIHUB)
    found = {name for path in modules(MINIHUB) for name in parts_imported(path)}
    assert found <= {"hubspec"}


def test_only_commands_use_the_embedded_hub() -> None:
    users = {
        part(path)
        for path in modules(CHECKS)
        if any(name.split(".")[0] == "minihub" for name in imported(path))
    }
    assert users <= {"commands"}


def test_no_module_imports_from_one_challenge() -> None:
    """What others need of a challenge is collected in `checks.challenges`, or lies further down."""
    users = {
        path.name
        for path in modules(CHECKS)
        if any(name.startswith("checks.challenges.test_") for name in imported(path))
    }
    assert users == set()


def test_modules_stay_small() -> None:
    """About 250 lines; one that outgrows them becomes a folder."""
    long = {
        str(path.relative_to(CHECKS.parent)): count
        for path in (*modules(CHECKS), *modules(MINIHUB))
        if (count := len(path.read_text("utf-8").splitlines())) > 280
    }
    assert long == {}


def test_student_files_are_never_run() -> None:
    """No module unpickles, imports by a student's name, or hands anything to a shell."""
    forbidden = {"pickle", "joblib", "dill", "cloudpickle", "marshal", "shelve"}
    found = []
    for path in (*modules(CHECKS), *modules(MINIHUB)):
        found += [f"{path.name}: {n}" for n in imported(path) if n.split(".")[0] in forbidden]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                shell = any(word.arg == "shell" for word in node.keywords)
                if shell or called in ("eval", "exec", "os.system", "os.popen", "yaml.load"):
                    found.append(f"{path.name}: {called}")
    assert found == []
