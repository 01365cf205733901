"""The mutants of a source file: the file with one node of its syntax tree changed.

Left out by where they are in the tree, since nothing can come of them:

- annotations and type variables. Most are never evaluated; one that is, as by msgspec, stops the
  import if it is not a type, which tells nothing about the tests;
- docstrings, and the sentences of a `Message`, a `Question` and their like: what is graded is
  which message comes, and that is its code. The tests of the translations hold every word.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from tests.mutation.operators import changes_at

Key = tuple[str, str, str, int]
Span = tuple[int, int]
_SAY = ("Message", "Phrase", "Question", "Section", "Setting")
_TOKENS = re.compile(r"\w+|[()\[\]{},.]|[^\w\s()\[\]{},.]+|\s+")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of a file: `change`, as `before -> after`, on a line of this text.

    `nth` counts from 1 the same changes on lines of the same text: with them it names a mutant in
    a way that survives changes elsewhere in the file. `index` is its place among the file's.
    `body` is the first and last line of the function that it is in, None at the module's level.
    """

    path: str
    line_number: int
    column: int
    line: str
    change: str
    nth: int
    index: int
    body: Span | None

    @property
    def key(self) -> Key:
        return (self.path, self.line, self.change, self.nth)

    def __str__(self) -> str:
        nth = f" #{self.nth}" if self.nth > 1 else ""
        where = f"{self.path}:{self.line_number}:{self.column}"
        return f"{where}: {self.change}{nth}, in: {self.line}"


def mutants_of(root: Path, path: str) -> list[Mutant]:
    """Return the mutants of a file, in the order of their places."""
    source = (root / path).read_text("utf-8")
    lines = source.splitlines()
    tree = _tree(source)
    seen: Counter[tuple[str, str]] = Counter()
    mutants = []
    for index, (node, new) in enumerate(tree.changes):
        start = tree.positions[node].start
        line = lines[start.line - 1].strip()
        change = _change(node, new)
        seen[line, change] += 1
        where = (path, start.line, start.column + 1, line, change, seen[line, change])
        mutants.append(Mutant(*where, index, tree.body_of(start.line, start.column)))
    return mutants


def mutated(root: Path, mutant: Mutant) -> str:
    """Return a mutant's source."""
    tree = _tree((root / mutant.path).read_text("utf-8"))
    node, new = tree.changes[mutant.index]
    changed = tree.module.deep_replace(node, new)
    assert isinstance(changed, cst.Module)
    return changed.code


@dataclass(frozen=True, slots=True)
class _Tree:
    module: cst.Module
    positions: dict[cst.CSTNode, CodeRange]
    changes: list[tuple[cst.CSTNode, cst.CSTNode]]
    bodies: list[CodeRange]

    def body_of(self, line: int, column: int) -> Span | None:
        """Return the lines of the innermost function whose body this is in."""
        around = [
            (body.start.line, body.end.line)
            for body in self.bodies
            if (body.start.line, body.start.column) <= (line, column)
            and (line, column) < (body.end.line, body.end.column)
        ]
        return max(around, default=None)


@lru_cache(maxsize=4)
def _tree(source: str) -> _Tree:
    wrapper = MetadataWrapper(cst.parse_module(source))
    positions = dict(wrapper.resolve(PositionProvider))
    collector = _Collector()
    wrapper.module.visit(collector)
    changes = [change for node in collector.nodes for change in changes_at(node)]
    bodies = [positions[body] for body in collector.bodies]
    changes.sort(key=lambda change: _start(positions[change[0]]))
    return _Tree(wrapper.module, positions, changes, bodies)


def _start(where: CodeRange) -> Span:
    return where.start.line, where.start.column


class _Collector(cst.CSTVisitor):
    """Notes the nodes that may change, and the bodies of functions."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[cst.CSTNode] = []
        self.bodies: list[cst.BaseSuite] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        match node:
            case cst.Annotation():
                return False
            case cst.Call(func=cst.Name(value=name), args=arguments) if name in _SAY:
                for argument in arguments:
                    if not _is_sentence(argument.value):
                        argument.value.visit(self)
                return False
            case cst.Assign(value=cst.Call(func=cst.Name(value="TypeVar"))):
                return False
            case cst.FunctionDef(body=body):
                self.bodies.append(body)
        self.nodes.append(node)
        return True


def _is_sentence(node: cst.BaseExpression) -> bool:
    match node:
        case cst.SimpleString(value=text):
            return " " in text
        case _:
            return isinstance(node, cst.ConcatenatedString)


def _change(node: cst.CSTNode, new: cst.CSTNode) -> str:
    """Return `before -> after`, without what both begin and end with."""
    before, after = (_TOKENS.findall(_text(one)) for one in (node, new))
    start = _same(before, after)
    before, after = before[start:], after[start:]
    end = _same(before[::-1], after[::-1])
    kept = ("".join(part[: len(part) - end]).strip() for part in (before, after))
    return " -> ".join(part or "(nothing)" for part in kept)


def _same(one: list[str], other: list[str]) -> int:
    """Return with how many equal items both begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _text(node: cst.CSTNode) -> str:
    return " ".join(cst.Module([]).code_for_node(node).split())
