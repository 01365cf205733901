"""What a pickle would do to whoever loads it: its stack, its memo, and what was found."""

from __future__ import annotations

from checks.artifacts.faults import MAX_NAMES, BrokenError, Fault, What
from checks.artifacts.pickle_names import imported_name, is_dangerous, rule_of
from checks.artifacts.pickle_rules import (
    harmless_call,
    harmless_state,
    is_conditional,
    made_by,
)
from checks.artifacts.pickle_values import OTHER, Made, Memo, Name, Value
from checks.artifacts.source import LimitError
from checks.artifacts.stream import Stream

MAX_WORK = 4_000_000
"""Opcodes of one file, where some count twice: a second or two, a vocabulary of a million words."""
_MAX_TEXTS = 96 * 1024 * 1024
"""Bytes of texts that are kept, each of which takes `_TEXT` more than its characters."""
_TEXT = 60
_MAX_STACK = 1_000_000
_MAX_FAR = 300_000
WRAPPERS = (
    "joblib.numpy_pickle.NumpyArrayWrapper",
    "sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper",
)
"""In whose place joblib puts an array: its bytes follow the opcode that builds one."""


class Findings:
    """What was found in a file, each thing once, and the work that it took.

    `ambiguous`: another way of opening the file would read it otherwise. `calls` counts what was
    called, of that which was imported.
    """

    def __init__(self) -> None:
        self.faults: dict[Fault, None] = {}
        self.ambiguous = False
        self.calls = 0
        self.opened = 0.0
        self.work = 0
        self.texts = 0

    def add(self, what: What, detail: str = "") -> None:
        if len(self.faults) < MAX_NAMES:
            self.faults[Fault(what, detail[:200])] = None

    def open_more(self, share: float) -> None:
        """Count what was decompressed, as a share of what may be. Raises LimitError."""
        self.opened += share
        if self.opened > 1:
            raise LimitError

    def worked(self, opcodes: int) -> None:
        """Count opcodes. Raises LimitError."""
        self.work += opcodes
        if self.work > MAX_WORK:
            raise LimitError


class Machine:
    """The machine that runs one pickle, with names for what is imported and nothing called.

    `arrays`: it is joblib's, which finds the bytes of arrays between the opcodes; `array` is the
    wrapper of one that comes next. `storages`: it is torch's, which keeps tensors elsewhere.
    """

    __slots__ = (
        *(
            "array",
            "arrays",
            "conditional",
            "findings",
            "frame_end",
            "marks",
            "memo",
            "protocol",
            "stack",
        ),
        *("stopped", "storages", "stream"),
    )

    def __init__(
        self, stream: Stream, findings: Findings, *, arrays: bool = False, storages: bool = False
    ) -> None:
        self.stream = stream
        self.findings = findings
        self.arrays = arrays
        self.storages = storages
        self.stack: list[Value] = []
        self.marks: list[int] = []
        self.memo = Memo()
        self.protocol = 0
        self.frame_end = 0
        self.conditional: list[Value] = []
        self.array: Made | None = None
        self.stopped = False

    def add(self, what: What, detail: str = "") -> None:
        self.findings.add(what, detail)

    def worked(self, opcodes: int) -> None:
        """Count opcodes. Raises LimitError, also where too much is kept."""
        self.findings.worked(opcodes)
        if len(self.stack) + len(self.marks) > _MAX_STACK or len(self.memo.far) > _MAX_FAR:
            raise LimitError

    def broken(self) -> BrokenError:
        """Return what is raised where this is no pickle any more."""
        return BrokenError("no-pickle", self.stream.offset())

    def top(self) -> Value:
        """Return what is on top of the stack, above the last mark. Raises BrokenError."""
        if len(self.stack) <= (self.marks[-1] if self.marks else 0):
            raise self.broken()
        return self.stack[-1]

    def pop(self) -> Value:
        """Take what is on top of the stack. Raises BrokenError."""
        self.top()
        return self.stack.pop()

    def pop_mark(self) -> list[Value]:
        """Take everything above the last mark, and the mark. Raises BrokenError."""
        if not self.marks:
            raise self.broken()
        start = self.marks.pop()
        items = self.stack[start:]
        del self.stack[start:]
        return items

    def push_text(self, data: bytes, encoding: str) -> None:
        try:
            text = data.decode(encoding, "surrogatepass" if encoding == "utf-8" else "strict")
        except UnicodeDecodeError:
            raise self.broken() from None
        self.findings.texts += len(text) + _TEXT
        if self.findings.texts > _MAX_TEXTS:
            raise LimitError
        if text == "__setstate__":
            # As an attribute, it is called with whatever comes next.
            self.add("calls", text)
        self.stack.append(text)

    def begin_frame(self, size: int) -> None:
        """Begin a frame, which must not lie in another. Raises BrokenError."""
        start = self.stream.offset()
        if start < self.frame_end:
            raise self.broken()
        self.frame_end = start + size

    def imported(self, module: str, name: str) -> Name:
        """Return a name that is imported, and say so if a model has no need of it."""
        found = imported_name(module, name, self.protocol)
        rule = rule_of(*found)
        if rule is None:
            self.add("runs" if is_dangerous(*found) else "own-code", ".".join(found))
        imported = Name(*found, rule)
        self.recalled(imported)
        return imported

    def recalled(self, value: Value) -> Value:
        """Return a value that is pushed, after noting one that nothing but a call may take."""
        if is_conditional(value):
            self.conditional.append(value)
        return value

    def end(self) -> None:
        """Say so if something was given away that may only be called here."""
        for value in self.conditional:
            self.add("calls", str(value))

    def called(self, called: Value, args: Value) -> Value:
        """Return what a call gives, and say so if it may do any harm."""
        if not isinstance(called, Name):
            self.add("calls", _described(called))
            return Made(None)
        self.findings.calls += 1
        if called in self.conditional:
            self.conditional.remove(called)
        if called.rule is not None and not harmless_call(called, args):
            self.add("calls", str(called))
        return made_by(called, args)

    def built(self, target: Value, state: Value) -> None:
        """Give a value its state, and say so if that may do any harm."""
        self.changed(target)
        if not isinstance(target, Made):
            return
        target.state = state
        if not harmless_state(target, state):
            self.add("state", str(target.name))
        if self.arrays and target.is_a(*WRAPPERS):
            self.array = target

    def changed(self, target: Value) -> None:
        """Say so if something that was imported is changed for everybody who uses it."""
        if isinstance(target, Name):
            self.add("changes-class", str(target))

    def persistent(self, reference: Value) -> None:
        """Push what an id stands for, which the loader gives: of tensors, torch does."""
        if not (self.storages and _is_storage(reference)):
            self.add("persistent", reference if isinstance(reference, str) else "")
        self.stack.append(OTHER)


def _described(called: Value) -> str:
    if isinstance(called, Made) and called.name is not None:
        return f"{called.name}(…)"
    return called if isinstance(called, str) else ""


def _is_storage(reference: Value) -> bool:
    """Return whether this is torch's id of a storage: a tuple that begins with its name."""
    match reference:
        case ("storage", Name(rule=str()), str(), *_):
            return True
        case "storage":
            return False
    return False
