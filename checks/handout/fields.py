"""What the rubric asks about, in readable words: the fields of the handout and of answers.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from checks.challenges import declared
from checks.hubspec.display_names import language_name, task_name
from checks.messages import Lang
from checks.questions import ID_PATTERNS, LANGUAGE_CODE, MODEL_ID, TASK_ID, Setting
from checks.rubric import Rubric


def fields(rubric: Rubric, lang: Lang, *, offline: bool = False) -> dict[str, SimpleNamespace]:
    """Return for each challenge its settings by their names, and more names that tell of them.

    A task adds `task_name`, as the Hub's pages write it; a language `language_name`, and
    `language_label`, which is the name on the pages: huggingface.co has English names only, the
    embedded Hub (`offline`) those of the reader's language. A model's id adds `name`, a
    dataset's pattern `dataset_id` and `name`.
    """
    found: dict[str, SimpleNamespace] = {}
    for setting in declared(Setting):
        section, name = setting.path
        group = found.setdefault(section, SimpleNamespace())
        for key, value in _named(setting, name, rubric.written(setting), lang, offline):
            setattr(group, key, value)
    return found


def _named(
    setting: Setting[Any], name: str, value: Any, lang: Lang, offline: bool
) -> Iterator[tuple[str, Any]]:
    yield name, value
    if setting.kind is TASK_ID:
        yield f"{name}_name", task_name(value)
    elif setting.kind is LANGUAGE_CODE:
        yield f"{name}_name", language_name(value, lang)
        yield f"{name}_label", language_name(value, lang if offline else "en")
    elif setting.kind is MODEL_ID:
        yield "name", value.rpartition("/")[2]
    elif setting.kind is ID_PATTERNS:
        first = next((one for one in value if "*" not in one), value[0])
        yield "dataset_id", first
        yield "name", _title(first)


def _title(pattern: str) -> str:
    """Return a dataset's id or pattern as words: `a/common_voice_*` is Common Voice."""
    words = pattern.rpartition("/")[2].replace("*", "").replace("-", "_").split("_")
    return " ".join(word[:1].upper() + word[1:] for word in words if word)
