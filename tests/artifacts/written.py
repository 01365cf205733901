"""What numpy, scipy and scikit-learn write into pickles: `python -m tests.artifacts.written`.

It adds what the installed versions write to `checks/artifacts/names/`; names of other versions
stay. Only what is made here is pickled, and nothing is unpickled.
"""

from __future__ import annotations

import importlib
import inspect
import pickle
import pickletools
import pkgutil
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
import scipy.special
import scipy.stats

import checks.artifacts
from checks.artifacts.pickle_names import read_list

NAMES = Path(checks.artifacts.__file__).parent / "names"
Names = set[tuple[str, str, str]]
"""Rule, module and name."""

# Packages of scikit-learn whose classes are what models are made of.
_PACKAGES = (
    "_loss calibration cluster compose covariance cross_decomposition decomposition"
    " discriminant_analysis dummy ensemble feature_extraction feature_selection frozen"
    " gaussian_process impute isotonic kernel_approximation kernel_ridge linear_model manifold"
    " metrics mixture model_selection multiclass multioutput naive_bayes neighbors neural_network"
    " pipeline preprocessing random_projection semi_supervised svm tree"
)
_HELPERS = {
    "sklearn.base": "BaseEstimator",
    "sklearn.utils._bunch": "Bunch",
    "sklearn.utils._metadata_requests": "MetadataRequest MethodMetadataRequest MethodMapping"
    " MetadataRouter MethodPair RouterMappingPair",
}
_FUNCTIONS = ("feature_selection", "metrics", "metrics.pairwise", "preprocessing")
# Those that are kept as a transformation or an aggregate.
_OF_NUMPY = (
    "array asarray clip cumsum mean median nan_to_num nanmean nanmedian ravel round squeeze std sum"
)
_CONTAINERS = "csr csc coo bsr dia dok lil"
_OF_SCIPY = (
    "spatial._ckdtree.cKDTree spatial._kdtree.KDTree interpolate._bsplines.BSpline"
    " interpolate._interpolate.PPoly interpolate._cubic.CubicSpline"
    " optimize._optimize.OptimizeResult"
)


def imports_of(value: Any) -> set[tuple[str, str]]:
    """Return what a pickle of this imports, by modules and names of Python 3."""
    found = set()
    for protocol in (0, 2, 3):
        data = pickle.dumps(value, protocol, fix_imports=False)
        for opcode, argument, _ in pickletools.genops(data):
            if opcode.name in ("GLOBAL", "INST"):
                module, _, name = str(argument).partition(" ")
                found.add((module, name))
    return found


def of_sklearn() -> Iterator[tuple[str, str, str]]:
    """Yield the classes of scikit-learn's models, and the functions that these are given."""
    import sklearn

    for info in pkgutil.walk_packages(sklearn.__path__, "sklearn."):
        parts = info.name.split(".")
        if parts[1] in _PACKAGES.split() and not {"tests", "_plot", "setup", "conftest"} & {*parts}:
            yield from _of_module(importlib.import_module(info.name))
    yield from _functions_of_estimators()
    for helper, names in _HELPERS.items():
        yield from (("call", helper, name) for name in names.split())
    for package in _FUNCTIONS:
        module: Any = importlib.import_module(f"sklearn.{package}")
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__.startswith(module.__name__):
                yield "refer", value.__module__, name


def _functions_of_estimators() -> Iterator[tuple[str, str, str]]:
    from tests.artifacts.estimators import fitted_estimators

    for _, estimator in fitted_estimators():
        for module, name in imports_of(estimator):
            if module.startswith("sklearn."):
                value = getattr(importlib.import_module(module), name)
                yield (
                    "call" if isinstance(value, type) or name == "newObj" else "refer",
                    module,
                    name,
                )


def _of_module(module: Any) -> Iterator[tuple[str, str, str]]:
    for name, value in vars(module).items():
        if isinstance(value, type) and value.__module__ == module.__name__:
            if not issubclass(value, BaseException):
                yield "call", module.__name__, name
        elif name.startswith("__pyx_unpickle_") or name == "newObj":
            yield "call", module.__name__, name


def of_numpy() -> Iterator[tuple[str, str, str]]:
    """Yield what builds arrays, numbers and generators, and the functions on them."""
    built: list[Any] = [np.arange(3.0), np.float64(1), np.ma.masked_array(1.0), np.matrix([[1]])]
    built += [np.random.RandomState(0), np.rec.fromarrays([[1], [2.0]]), np.poly1d([1])]
    built += [np.random.Generator(kind(0)) for kind in _generators()]
    for value in built:
        yield from (("call", *name) for name in imports_of(value))
    yield from (
        ("call", "numpy", name) for name in ("ndarray", "dtype", "matrix", "recarray", "vectorize")
    )
    for core in ("numpy.core", "numpy._core"):
        yield from (("call", f"{core}.multiarray", name) for name in ("_reconstruct", "scalar"))
        yield "call", f"{core}.numeric", "_frombuffer"
    kinds = [value for value in vars(np).values() if inspect.isclass(value)]
    functions = [getattr(np, name) for name in _OF_NUMPY.split()]
    ufuncs = [value for value in vars(np).values() if isinstance(value, np.ufunc)]
    numbers = [kind for kind in kinds if issubclass(kind, np.generic)]
    for value in (*numbers, *functions, *ufuncs):
        yield from (("refer", *name) for name in imports_of(value))


def _generators() -> list[Any]:
    return [np.random.MT19937, np.random.PCG64, np.random.PCG64DXSM, np.random.SFC64]


def of_scipy() -> Iterator[tuple[str, str, str]]:
    """Yield sparse matrices, splines, distributions and the special functions."""
    for name in _CONTAINERS.split():
        for kind in ("matrix", "array"):
            value = getattr(scipy.sparse, f"{name}_{kind}")
            yield "call", value.__module__, value.__name__
            yield "call", f"scipy.sparse.{name}", value.__name__
    for name in _OF_SCIPY.split():
        module, _, kind = name.rpartition(".")
        yield "call", f"scipy.{module}", kind
    for value in vars(scipy.stats).values():
        if isinstance(value, scipy.stats.rv_continuous | scipy.stats.rv_discrete):
            yield from (("call", *name) for name in imports_of(value) if name[0] != "builtins")
    for frozen in ("rv_continuous_frozen", "rv_discrete_frozen"):
        yield "call", "scipy.stats._distn_infrastructure", frozen
    for value in vars(scipy.special).values():
        if isinstance(value, np.ufunc):
            yield from (("refer", *name) for name in imports_of(value))
    yield "refer", "scipy._lib.array_api_compat.numpy._aliases", "asarray"


def listed(library: str) -> Names:
    """Return what is listed of a library."""
    path = NAMES / f"{library}.txt"
    text = path.read_text("utf-8") if path.exists() else ""
    return {(rule, module, name) for rule, module, some in read_list(text) for name in some}


def write(library: str, names: Iterable[tuple[str, str, str]]) -> None:
    """Add names to the list of a library; one that may be called may be referred to anyway."""
    found: Names = {name for name in {*listed(library), *names} if name[1].startswith(library)}
    called = {name[1:] for name in found if name[0] == "call"}
    lines: dict[tuple[str, str], set[str]] = {}
    for rule, module, name in found:
        if rule == "call" or (module, name) not in called:
            lines.setdefault((module, rule), set()).add(name)
    text = f"# What {library} writes: `python -m tests.artifacts.written` adds to it.\n"
    for (module, rule), some in sorted(lines.items()):
        text += f"{rule} {module}: {' '.join(sorted(some))}\n"
    (NAMES / f"{library}.txt").write_text(text, "utf-8")


LIBRARIES = {"numpy": of_numpy, "scipy": of_scipy, "sklearn": of_sklearn}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for library, names in LIBRARIES.items():
        write(library, names())
