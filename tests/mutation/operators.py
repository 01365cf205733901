"""What a mutant may differ in: mutmut's mutations of one node, and four of our own.

mutmut itself leaves out functions with a decorator and whatever is outside functions. Every check
here has a decorator and half of the rules are constants, so only its mutations are taken from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

Change = tuple[cst.CSTNode, cst.CSTNode]


def negate_condition(node: cst.If | cst.While | cst.CompIf) -> Iterator[Change]:
    """Yield the opposite condition."""
    yield node.test, _negated(node.test)


def negate_guard(node: cst.MatchCase) -> Iterator[Change]:
    """Yield `case x if not y` for `case x if y`."""
    if node.guard is not None:
        yield node.guard, _negated(node.guard)


def catch_less(node: cst.ExceptHandler) -> Iterator[Change]:
    """Yield handlers that let one kind of error through."""
    match node.type:
        case cst.Tuple(elements=elements) as kinds:
            for one in elements:
                rest = [element for element in elements if element is not one]
                yield kinds, kinds.with_changes(elements=rest)
        case cst.BaseExpression() as kind:
            yield kind, cst.Tuple([])


def drop_statement(node: cst.Expr | cst.Raise) -> Iterator[Change]:
    """Yield `pass` for a call, a `yield` or a `raise`; docstrings stay."""
    if not (isinstance(node, cst.Expr) and isinstance(node.value, cst.BaseString)):
        yield node, cst.Pass()


def _negated(condition: cst.BaseExpression) -> cst.BaseExpression:
    bracketed = condition.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), bracketed)


_OURS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Iterator[Change]]], ...] = (
    ((cst.If, cst.While, cst.CompIf), negate_condition),
    (cst.MatchCase, negate_guard),
    (cst.ExceptHandler, catch_less),
    ((cst.Expr, cst.Raise), drop_statement),
)


def changes_at(node: cst.CSTNode) -> Iterator[Change]:
    """Yield the changes of one node: itself or a part of it, and what stands in its place."""
    for kind, mutate in mutation_operators:
        if isinstance(node, kind):
            yield from ((node, new) for new in mutate(node))
    for kinds, change in _OURS:
        if isinstance(node, kinds):
            yield from change(node)
