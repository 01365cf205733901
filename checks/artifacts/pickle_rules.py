"""Which calls of an allowed name do no harm: those that build data, and nothing by its name."""

from __future__ import annotations

import re
from collections.abc import Callable

from checks.artifacts.pickle_values import Made, Name, Table, Value

_BASES = frozenset(
    [
        "object",
        "list",
        "dict",
        "tuple",
        "set",
        "frozenset",
        "int",
        "float",
        "complex",
        "str",
        "bytes",
        "bytearray",
    ]
)
_STR_METHODS = frozenset(
    [
        "capitalize",
        "casefold",
        "lower",
        "lstrip",
        "rstrip",
        "split",
        "splitlines",
        "strip",
        "swapcase",
        "title",
        "upper",
    ]
)
# scipy, `rv_discrete._attach_methods` and `rv_continuous._attach_methods`.
_OF_DISTRIBUTIONS = frozenset(("_cdf_single", "_entropy", "_mom0_sc", "_mom1_sc", "_ppf_single"))
# scipy, `_distn_infrastructure.parse_arg_template`, which __setstate__ runs as code.
_SHAPES = r"(?:[A-Za-z_]\w*, )*"
_LOCSCALE_IN, _LOCSCALE_OUT = r"loc=0(?:, scale=1)?", r"loc, (?:scale|1)"
_TEMPLATE = re.compile(
    rf"""
def _parse_args\(self, {_SHAPES} {_LOCSCALE_IN}\):
    return \({_SHAPES}\), {_LOCSCALE_OUT}

def _parse_args_rvs\(self, {_SHAPES} {_LOCSCALE_IN}, size=None\):
    return self\._argcheck_rvs\({_SHAPES} {_LOCSCALE_OUT}, size=size\)

def _parse_args_stats\(self, {_SHAPES} {_LOCSCALE_IN}, moments='mv'\):
    return \({_SHAPES}\), {_LOCSCALE_OUT}, moments
""",
    re.ASCII,
)


def harmless_call(called: Name, args: Value) -> bool:
    """Return whether calling this with these arguments only makes data."""
    if called.rule != "call":
        return False
    special = _SPECIAL.get(str(called))
    return special is None or (isinstance(args, tuple) and special(args))


def is_conditional(value: Value) -> bool:
    """Return whether this may be called with some arguments only, so that nobody else may have it.

    What it is given to could call it with any.
    """
    return isinstance(value, Name) and value.rule == "call" and str(value) in _SPECIAL


def made_by(called: Name, args: Value) -> Made:
    """Return what a call makes: of `copyreg`'s helpers, an instance of their first argument."""
    if str(called) in _HELPERS and isinstance(args, tuple) and args and isinstance(args[0], Name):
        return Made(args[0])
    return Made(called, args)


def harmless_state(made: Made, state: Value) -> bool:
    """Return whether giving this object its state runs no code that comes with it."""
    if not _is_distribution(made):
        return True
    template = state.items.get("_parse_arg_template") if _is_whole(state) else None
    return isinstance(template, str) and _TEMPLATE.fullmatch(template) is not None


def _is_distribution(made: Made) -> bool:
    name = made.name
    return name is not None and name.module.startswith("scipy.stats.") and name.name[-4:] == "_gen"


def _is_whole(state: Value) -> bool:
    return isinstance(state, Table) and state.whole


def _getattr(args: tuple[Value, ...]) -> bool:
    """Return whether this is a method of texts, which many give as a tokenizer, or scipy's own."""
    match args:
        case (Name(module="builtins", name="str"), str(method)):
            return method in _STR_METHODS
        case (Made() as made, str(method)):
            return _is_distribution(made) and method in _OF_DISTRIBUTIONS
    return False


def _encode(args: tuple[Value, ...]) -> bool:
    """Return whether these are bytes, as protocols before 3 spell them."""
    return len(args) == 2 and args[1] in ("latin1", "latin-1")


def _reconstructor(args: tuple[Value, ...]) -> bool:
    match args:
        case (Name(rule="call"), Name(module="builtins", name=base), _):
            return base in _BASES
    return False


def _newobj(args: tuple[Value, ...]) -> bool:
    return bool(args) and isinstance(args[0], Name) and args[0].rule == "call"


def _type(args: tuple[Value, ...]) -> bool:
    return len(args) == 1 and args[0] is None


def _generator(args: tuple[Value, ...]) -> bool:
    """Return whether this makes a random generator, and not what else it was told to call."""
    return all(isinstance(one, str) or _module(one).startswith("numpy.random.") for one in args)


def _rebuild(args: tuple[Value, ...]) -> bool:
    """Return whether torch rebuilds a tensor, and calls nothing else that it was given."""
    return len(args) == 4 and isinstance(args[0], Name) and _module(args[0]) == "torch._utils"


def _module(value: Value) -> str:
    """Return the module of a name, or of what made this."""
    name = value.name if isinstance(value, Made) else value
    return name.module if isinstance(name, Name) else ""


_HELPERS = ("copyreg._reconstructor", "copyreg.__newobj__", "copyreg.__newobj_ex__")
_SPECIAL: dict[str, Callable[[tuple[Value, ...]], bool]] = {
    "builtins.getattr": _getattr,
    "builtins.type": _type,
    "_codecs.encode": _encode,
    "copyreg._reconstructor": _reconstructor,
    "copyreg.__newobj__": _newobj,
    "copyreg.__newobj_ex__": _newobj,
    "numpy.random._pickle.__generator_ctor": _generator,
    "numpy.random._pickle.__randomstate_ctor": _generator,
    "torch._tensor._rebuild_from_type_v2": _rebuild,
}
