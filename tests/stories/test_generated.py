"""Submissions put together at random: right passes, wrong fails, and never for another's fault.

Each answer is right, wrong, blank, or written with a slip; the model is of any library, or is not
one; the card has what it should, or lacks one thing; published by any way, and graded on any clone.
"""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checks.assignment import assignment_in
from checks.commands import demo_student
from tests.artifacts.hostile import tensor, tensors
from tests.stories.classroom import Classroom, Grade, Student
from tests.submissions import ANSWERS, trained_model

EXAMPLES = settings.default.max_examples // 8
COUNT = itertools.count(1)
RIGHT, WRONG, BLANK, UNREADABLE = "right", "wrong", "blank", "unreadable"


@dataclass(frozen=True)
class Answer:
    """A line of answers.yaml, with what is behind its key, and how it is meant to end."""

    line: str
    state: str


def written(
    key: str, right: str, wrong: str, more: tuple[str, ...] = ()
) -> st.SearchStrategy[Answer]:
    """Return ways to write an answer; `more` are others that are certainly the right one."""
    lines = {
        RIGHT: [f"{key}: {value}" for value in (right, f"{right}  # as I read it", *more)],
        WRONG: [f"{key}: {wrong}"],
        BLANK: [f"{key}:"],
        UNREADABLE: [f"{key}: [{right}", f'{key}: "{right}', f"{key}: {{{right}: 1}}"],
    }
    return st.sampled_from([Answer(line, state) for state in lines for line in lines[state]])


def text(key: str, right: str, wrong: str) -> st.SearchStrategy[Answer]:
    quoted = (f"“{right}”", f"'{right}'", f'"{right}"', f'"{right}",', f"{right},", f"`{right}`")
    return written(key, right, wrong, quoted)


def number(key: str, right: int, wrong: int) -> st.SearchStrategy[Answer]:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(right))
    return written(key, str(right), str(wrong), (f"{right:,}", wide, f'"{right}"', f"{right},"))


WORDS = {
    "c6.tasks": "automatic-speech-recognition, audio-classification",
    "c6.splits": "train, test, validation",
}
ANSWER = {
    "c1.activation_function": text("activation_function", "silu", "gelu"),
    "c1.vocab_size": number("vocab_size", 18432, 50257),
    "c2.count": number("count", 7, 70),
    "c2.date": written("date", "2026-09-01", "2999-01-01"),
    "c3.model_id": text("model_id", ANSWERS["c3"]["model_id"], "tour-lab/pocket-gpt"),
    "c6.dataset_id": text("dataset_id", ANSWERS["c6"]["dataset_id"], "tour-lab/nothing-here"),
    "c6.tasks": written("tasks", f"[{WORDS['c6.tasks']}]", "[translation]", (WORDS["c6.tasks"],)),
    "c6.languages": number("languages", 12, 13),
    "c6.splits": written("splits", f"[{WORDS['c6.splits']}]", "[train]", (WORDS["c6.splits"],)),
}
NEEDS = {
    "c1.activation": ("c1.activation_function",),
    "c1.vocabulary": ("c1.vocab_size",),
    "c2.count": ("c2.count", "c2.date"),
    "c3.model": ("c3.model_id",),
    "c6.tasks": ("c6.dataset_id", "c6.tasks"),
    "c6.languages": ("c6.dataset_id", "c6.languages"),
    "c6.splits": ("c6.dataset_id", "c6.splits"),
}
"""For each check of the answers, those that have to be right for it."""


def archive() -> bytes:
    """Return what many libraries save: a zip, whose bytes are no text."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("weights.bin", bytes(range(256)))
    return stream.getvalue()


BYTES = bytes(range(256)) * 8
TENSORS = tensors({"a": tensor("U8", [len(BYTES)], 0, len(BYTES))}, BYTES)
MODELS: dict[str, tuple[str, dict[str, bytes]]] = {
    "sklearn": ("sklearn", {"model.joblib": trained_model()}),
    "skops": ("sklearn", {"model.skops": archive()}),
    "keras": ("keras", {"model.keras": archive()}),
    "transformers": ("transformers", {"config.json": b"{}\n", "model.safetensors": TENSORS}),
    "adapter": ("peft", {"adapter_config.json": b"{}\n", "adapter_model.safetensors": TENSORS}),
    "lora": ("diffusers", {"pytorch_lora_weights.safetensors": TENSORS}),
    "xgboost": ("xgboost", {"model.ubj": BYTES}),
    "gguf": ("gguf", {"model-q4.gguf": b"GGUF" + BYTES}),
    "onnx in a folder": (
        "transformers.js",
        {"config.json": b"{}\n", "onnx/model.onnx": BYTES},
    ),
    "of my own": ("my-own-library", {"weights.dat": BYTES}),
}
NO_MODELS: dict[str, tuple[str, dict[str, bytes]]] = {
    "none": ("sklearn", {}),
    "an empty one": ("sklearn", {"model.joblib": b""}),
    "a web page": ("sklearn", {"model.joblib": b"<!DOCTYPE html><html>Sign in</html>\n"}),
    "words": ("sklearn", {"model.joblib": b"The model comes later.\n"}),
    "any bytes": ("sklearn", {"model.joblib": b"\xff" + BYTES}),
    "notes": ("sklearn", {"notes.txt": b"The model comes later.\n"}),
}
CARDS = {
    "as it should be": ("", "", frozenset[str]()),
    "no licence": ("license: mit\n", "", frozenset({"c4.card"})),
    "no widget": (
        re.search(r"widget:\n(?:  .*\n)+", demo_student.CARD)[0],  # type: ignore[index]
        "",
        frozenset({"c5.widget"}),
    ),
    "no task": ("pipeline_tag: text-classification\n", "", frozenset({"c5.found"})),
    "no language": ("language: en\n", "", frozenset({"c5.found"})),
    "no words": (demo_student.CARD.partition("---\n\n")[2], "# Mine\n", frozenset({"c4.card"})),
}
WAYS = ("workflow", "tour, LF", "tour, CRLF", "browser", "git")
CLONES = ("LF", "CRLF", "zip of LF", "zip of CRLF")


def card_of(name: str, library: str) -> str:
    old, new, _ = CARDS[name]
    card = demo_student.CARD.replace("library_name: sklearn", f"library_name: {library}")
    assert old in card
    return card.replace(old, new) if old else card


def write(student: Student, answers: dict[str, Answer], model: str, card: str) -> None:
    """Fill a student's clone: the answers, the model and the card."""
    content = student.read("answers.yaml")
    for key, answer in answers.items():
        section, name = key.split(".")
        pattern = rf"(?ms)(^{section}:\n(?:(?!^\S).*?\n)?)  {name}:[^\n]*$"
        line = answer.line.replace("\\", r"\\")
        content, count = re.subn(pattern, rf"\1  {line}", content, count=1)
        assert count == 1, key
    content = content.replace("\nusername:", f"\nusername: {student.hub_name}")
    content = content.replace("\nrepo_id:", f"\nrepo_id: {student.repo_id}")
    student.write("answers.yaml", content)
    library, files = (MODELS | NO_MODELS)[model]
    student.build_model(card_of(card, library))
    (student.folder / "model_repo" / "model.joblib").unlink()
    for path, data in files.items():
        student.write(f"model_repo/{path}", data)


def publish(student: Student, way: str) -> None:
    """Bring model_repo/ to the Hub, and the commit to GitHub."""
    match way:
        case "workflow":
            student.commit()
            student.push_and_run()
        case "tour, LF" | "tour, CRLF":
            student.git_config("core.autocrlf", "true" if way.endswith("CRLF") else "false")
            student.commit()
            student.push()
            student.clone()
            student.publish()
        case "browser" | "git":
            card = student.read("model_repo/README.md")
            student.write(
                "model_repo/README.md", f"{card}\n{assignment_in(student.folder).card_line}\n"
            )
            student.commit()
            student.push()
            upload(student, way)


def upload(student: Student, way: str) -> None:
    """Do what a student does without `tour`: the website's form, or git and git-lfs."""
    folder = student.folder / "model_repo"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    student.api.create_repo(student.repo_id)
    if way == "browser":
        operations = [
            CommitOperationAdd(path.relative_to(folder).as_posix(), path) for path in files
        ]
        student.api.create_commit(student.repo_id, operations, commit_message="Upload files")
        return
    push_with_git(student, folder)


def push_with_git(student: Student, folder: Path) -> None:
    clone = student.home / "on-the-hub"
    address = student.classroom.hub.url.replace("://", f"://{student.hub_name}:{student.token}@")
    before, student.folder = student.folder, student.home
    try:
        student.git("clone", "--quiet", f"{address}/{student.repo_id}", str(clone))
        student.run("cp", "-r", f"{folder}/.", str(clone))
        student.folder = clone
        student.git("lfs", "install", "--local")
        student.git("add", "--all")
        student.git("commit", "--quiet", "--message=My model")
        student.git("push", "--quiet", "origin", "HEAD:main")
    finally:
        student.folder = before


def grade(student: Student, classroom: Classroom, clone: str) -> Grade:
    match clone:
        case "LF" | "CRLF":
            autocrlf = "true" if clone == "CRLF" else "false"
            return classroom.grade(classroom.clone(student, autocrlf))
        case _:
            autocrlf = "true" if clone.endswith("CRLF") else "false"
            return classroom.grade(classroom.download_zip(student, autocrlf))


def expected(answers: dict[str, Answer], model: str, card: str) -> Iterator[tuple[str, str]]:
    """Yield each check, with how it should end."""
    for check, keys in NEEDS.items():
        passes = all(answers[key].state == RIGHT for key in keys)
        yield check, "passed" if passes else "failed"
    fails = CARDS[card][2] | ({"c4.artifact"} if model in NO_MODELS else frozenset())
    for check in ("c4.live", "c4.artifact", "c4.lfs", "c4.card", "c5.widget", "c5.found"):
        yield check, "failed" if check in fails else "passed"


ALL_RIGHT = {
    key: Answer(f"{key.partition('.')[2]}: {value}", RIGHT)
    for key, value in {
        "c1.activation_function": "silu",
        "c1.vocab_size": "18432",
        "c2.count": "7",
        "c2.date": "2026-09-01",
        "c3.model_id": ANSWERS["c3"]["model_id"],
        "c6.dataset_id": ANSWERS["c6"]["dataset_id"],
        "c6.tasks": f"[{WORDS['c6.tasks']}]",
        "c6.languages": "12",
        "c6.splits": f"[{WORDS['c6.splits']}]",
    }.items()
}


@pytest.mark.git_lfs
@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    number=st.integers(0, 10**9),
    answers=st.fixed_dictionaries(ANSWER),
    model=st.sampled_from([*MODELS, *NO_MODELS]),
    card=st.sampled_from([*CARDS]),
    way=st.sampled_from(WAYS),
    clone=st.sampled_from(CLONES),
)
@example(0, ALL_RIGHT, "sklearn", "as it should be", "workflow", "CRLF")
@example(1, ALL_RIGHT, "lora", "as it should be", "browser", "zip of CRLF")
@example(2, ALL_RIGHT, "of my own", "as it should be", "git", "LF")
def test_right_passes_and_wrong_fails(
    classroom: Classroom,
    number: int,
    answers: dict[str, Answer],
    model: str,
    card: str,
    way: str,
    clone: str,
) -> None:
    student = classroom.student(f"s{next(COUNT)}-{number}")
    write(student, answers, model, card)
    student.lint("gitattributes", "--fix")
    linted = student.lint()
    publish(student, way)
    graded = grade(student, classroom, clone)
    ended = {check: graded.outcome(check) for check, _ in expected(answers, model, card)}
    assert ended == dict(expected(answers, model, card)), graded.text
    assert_lint_says_it_first(linted.text, answers, model, card)


def assert_lint_says_it_first(
    linted: str, answers: dict[str, Answer], model: str, card: str
) -> None:
    """Assert that what fails on the submission alone has been said before it was published."""
    lines = [line for line in linted.splitlines() if not line.startswith(" ")]
    of_answers = [line for line in lines if line.startswith("answers.yaml:")]
    slips = [answer for answer in answers.values() if answer.state in (UNREADABLE, BLANK)]
    assert not slips or of_answers, linted
    for name in CARDS[card][2]:
        assert any("model_repo/README.md:" in line for line in lines), (name, linted)
    if model in NO_MODELS:
        assert "C4-" in linted, linted
