"""The questions that answers.yaml asks, and what was written behind each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from checks.yamldoc import Doc

Where = tuple[str, ...]
# What each question takes: the kind of its answer.
QUESTIONS: dict[Where, str] = {
    ("username",): "name",
    ("repo_id",): "repo_id",
    ("c1", "activation_function"): "text",
    ("c1", "vocab_size"): "number",
    ("c2", "count"): "number",
    ("c2", "date"): "date",
    ("c3", "model_id"): "repo_id",
    ("c6", "dataset_id"): "repo_id",
    ("c6", "tasks"): "words",
    ("c6", "languages"): "number",
    ("c6", "splits"): "words",
}
GROUPS = tuple(dict.fromkeys(where[0] for where in QUESTIONS if len(where) == 2))


class Answers(NamedTuple):
    """The answers as they were written, and where they stand."""

    doc: Doc
    fields: dict[str, Any]

    def get(self, where: Where) -> Any:
        value: Any = self.fields
        for key in where:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def of_kind(self, kind: str) -> Iterator[tuple[Where, Any]]:
        """The answers to questions of this kind; blank ones are left out, and so is the space
        around a text: grading does not count it.
        """
        for where, its_kind in QUESTIONS.items():
            value = self.get(where)
            if its_kind == kind and not is_blank(value, kind):
                yield where, value.strip() if isinstance(value, str) else value


def is_blank(value: object, kind: str) -> bool:
    """Whether a question of this kind is left open."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (kind == "words" and value == [])
