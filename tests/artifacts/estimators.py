"""Every estimator of scikit-learn, fitted where it takes one of a few kinds of data."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.utils import all_estimators
from sklearn.utils._test_common.instance_generator import _construct_instances

_X = np.abs(np.random.default_rng(0).normal(size=(40, 4)))
_CLASSES = np.arange(40) % 2
_NUMBERS = _X[:, 0] + 1
_WORDS = ["a word here", "and some there"] * 20
_DATA: list[tuple[Any, ...]] = [
    (_X, _CLASSES),
    (_X, _NUMBERS),
    (_X, np.column_stack([_CLASSES, 1 - _CLASSES])),
    (_X, np.column_stack([_NUMBERS, _NUMBERS])),
    (_X @ _X.T,),
    (_X,),
    (_WORDS,),
    (_WORDS, _CLASSES),
    ([{"a": 1}, {"b": 2}],),
    ([["a"], ["b"]],),
    ([[1, 2], [2]],),
    (_NUMBERS, _NUMBERS),
]


def fitted_estimators() -> Iterator[tuple[str, Any]]:
    """Yield the name of each estimator with an instance: fitted, but for the few that need more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield "FrozenEstimator", FrozenEstimator(LogisticRegression().fit(_X, _CLASSES))
        for name, kind in all_estimators():
            if name != "FrozenEstimator":
                for estimator in _construct_instances(kind):
                    yield name, _fitted(estimator)


def _fitted(estimator: Any) -> Any:
    for data in _DATA:
        with contextlib.suppress(Exception):
            return estimator.fit(*data)
    return estimator
