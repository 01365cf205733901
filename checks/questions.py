"""Declarations: what answers.yaml asks and rubric.yaml sets, each once, in its challenge's file.

The two files, their schemas, the linter's form of the answers, what is gathered from the Hub, and
when a saved fact is stale all follow from these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from checks.hubspec.names import MAX_NAME, MAX_REPO_ID, NAME_PATTERN, REPO_ID_PATTERN
from checks.lint import values
from checks.lint.values import MAX_NUMBER, MAX_NUMBER_TEXT
from checks.messages import Lang, Phrase
from checks.translations import translated

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A form that a value takes in YAML, named `name` in the file's schema.

    `read` returns the value, or None where it has another form; `expected` says which one it has.
    """

    name: str
    read: Callable[[Any], T | None]
    schema: Mapping[str, Any]
    expected: Phrase = field(default=Phrase("answer text", "text"))


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A question of answers.yaml: `key` is its place there, as `c1.vocab_size`.

    `text` says what to write. `demo(client, rubric)` returns what the made-up student of
    `tour demo` writes, who looks where the challenge says.
    """

    key: str
    kind: Kind[T] = field(compare=False)
    text: str = field(compare=False)
    demo: Callable[..., object] | None = field(default=None, compare=False)
    example: str | None = field(default=None, compare=False)

    @property
    def path(self) -> tuple[str, ...]:
        """Return the keys that lead to the answer."""
        return tuple(self.key.split("."))

    def text_in(self, lang: Lang) -> str:
        """Return what to write, in a language."""
        return translated(self.text, "answers.yaml", lang)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A setting of a challenge in rubric.yaml. `default` is written as it is there."""

    key: str
    kind: Kind[T] = field(compare=False)
    default: Any = field(compare=False)
    text: str = field(compare=False)

    @property
    def path(self) -> tuple[str, ...]:
        """Return the keys that lead to the setting."""
        return tuple(self.key.split("."))

    def text_in(self, lang: Lang) -> str:
        """Return what it decides, in a language."""
        return translated(self.text, f"rubric {self.key}", lang)


@dataclass(frozen=True, slots=True)
class Section:
    """What answers.yaml says above a challenge's questions, and rubric.yaml above its settings."""

    name: str
    answers: str = ""
    rubric: str = ""

    def answers_in(self, lang: Lang) -> str:
        """Return the words of answers.yaml, in a language."""
        return translated(self.answers, "answers.yaml", lang)

    def rubric_in(self, lang: Lang) -> str:
        """Return the words of rubric.yaml, in a language."""
        return translated(self.rubric, f"rubric {self.name}", lang)


# The kinds of answers. Each may be blank, which is null to YAML.
TEXT = Kind("text", values.text, {"type": ["string", "null"], "maxLength": 100})
NAME = Kind(
    "name",
    values.name,
    {
        "type": ["string", "null"],
        "pattern": rf"^\s*{NAME_PATTERN}\s*$",
        "maxLength": MAX_NAME,
    },
)
REPO_ID = Kind(
    "repo_id",
    values.repo_id,
    {
        "type": ["string", "null"],
        "pattern": rf"^\s*{REPO_ID_PATTERN}\s*$",
        "maxLength": MAX_REPO_ID,
    },
)
NUMBER = Kind(
    "number",
    values.whole_number,
    {"type": ["integer", "string", "null"], "minimum": 0, "maximum": MAX_NUMBER}
    | {"maxLength": MAX_NUMBER_TEXT},
    Phrase("answer number", "a whole number"),
)
DATE = Kind("date", values.day, {"type": ["string", "null"], "format": "date"})
WORDS = Kind(
    "words",
    values.words,
    {"type": ["array", "string", "null"], "maxLength": 2000, "maxItems": 200}
    | {"items": {"type": "string", "maxLength": 100}},
    Phrase("answer list", "a list such as [first, second]"),
)

# The kinds of settings. What is left out has its default, so none is blank.
MODEL_ID: Kind[str] = Kind(
    "repo_id",
    str,
    {
        "type": "string",
        "pattern": f"^{REPO_ID_PATTERN}$",
        "maxLength": MAX_REPO_ID,
    },
)
WORD: Kind[str] = Kind("word", str, {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 60})
TASK_ID: Kind[str] = Kind("task", str, WORD.schema)
LANGUAGE_CODE: Kind[str] = Kind("language_code", str, WORD.schema)
PERCENT: Kind[float] = Kind(
    "percent", lambda percent: percent / 100, {"type": "number", "minimum": 0, "maximum": 100}
)
ID_PATTERNS: Kind[tuple[str, ...]] = Kind(
    "id_patterns",
    tuple,
    {
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "items": {
            "type": "string",
            "pattern": "^[A-Za-z0-9*][A-Za-z0-9_.*-]*/[A-Za-z0-9_.*-]+$",
            "maxLength": MAX_REPO_ID,
        },
    },
)
