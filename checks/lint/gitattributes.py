"""`.gitattributes` of the model folder: are the files that must go through LFS under its rules?

The Hub refuses a file over 10 MiB, and a binary file, that is plain git.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from checks.lint import attribute_lines, git
from checks.lint.artifacts import is_model_file
from checks.lint.attribute_lines import ATTRIBUTES_FILE, LFS_RULE, Line, read_lines
from checks.lint.folder import FolderFile, walk
from checks.lint.secrets import find_tokens
from checks.messages import Message, Place, Problem
from checks.yamldoc import read_text

__all__ = ["RULES", "lfs_paths", "lint_gitattributes", "rule_for", "why_lfs"]

MAX_PLAIN_BYTES = 10 * 1024 * 1024
_LOOKED_THROUGH = 1024 * 1024

NO_RULES = Message(
    "ATTR-NONE",
    en="The model folder has no .gitattributes, so nothing in it goes through LFS.",
    ko="모델 폴더에 .gitattributes가 없어 LFS로 저장되는 파일이 없습니다.",
    hint_en="Copy model_repo_template/.gitattributes into the model folder.",
    hint_ko="model_repo_template/.gitattributes를 모델 폴더로 복사하세요.",
    severity="warning",
)
LARGE = Message(
    "ATTR-SIZE",
    en="{path} is larger than 10 MiB ({size} bytes) and not under LFS: the Hub would refuse it.",
    ko="{path}은(는) 10 MiB보다 큰데({size}바이트) LFS 규칙이 없어 Hub가 거부합니다.",
    hint_en="Add this line to .gitattributes: {rule}",
    hint_ko=".gitattributes에 다음 줄을 추가하세요: {rule}",
)
BINARY = Message(
    "ATTR-BINARY",
    en="{path} is a binary file and not under LFS: the Hub would refuse it.",
    ko="{path}은(는) 바이너리 파일인데 LFS 규칙이 없어 Hub가 거부합니다.",
    hint_en="Add this line to .gitattributes: {rule}",
    hint_ko=".gitattributes에 다음 줄을 추가하세요: {rule}",
)
MODEL = Message(
    "ATTR-MODEL",
    en="{path} is a model file and not under LFS.",
    ko="{path}은(는) 모델 파일인데 LFS 규칙이 없습니다.",
    hint_en="Add this line to .gitattributes: {rule}",
    hint_ko=".gitattributes에 다음 줄을 추가하세요: {rule}",
    severity="warning",
)
TEXT_IN_LFS = Message(
    "ATTR-TEXT",
    en="{path} is under LFS, so the Hub cannot read it.",
    ko="{path}에 LFS 규칙이 걸려 있어 Hub가 읽을 수 없습니다.",
    hint_en="Make the rule narrower: `*.joblib` in place of `*`, for example.",
    hint_ko="규칙의 범위를 좁히세요. 예를 들어 `*` 대신 `*.joblib`을 쓰세요.",
)
BAD_NAME = Message(
    "ATTR-NAME",
    en="git does not take the attribute {name}, and ignores the whole line.",
    ko="git이 {name} 속성을 받아들이지 못해 이 줄 전체를 무시합니다.",
    hint_en="Write `PATTERN filter=lfs diff=lfs merge=lfs -text`, without spaces around =.",
    hint_ko="= 앞뒤에 공백 없이 `PATTERN filter=lfs diff=lfs merge=lfs -text`로 쓰세요.",
)
LINK = Message(
    "ATTR-LINK",
    en="{path} is a link or a special file; it is not published.",
    ko="{path}은(는) 링크이거나 특수 파일이라서 게시되지 않습니다.",
    hint_en="Put the file itself here in its place.",
    hint_ko="그 자리에 실제 파일을 두세요.",
    severity="warning",
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A model folder, its files, its rules, and which files git says are LFS files."""

    path: Path
    shown: str
    files: Sequence[FolderFile]
    lines: Sequence[Line]
    next_line: int
    answer: git.Answer

    def place_for_rule(self) -> Place:
        """Where one more rule goes: the end of `.gitattributes`, where the last rule wins."""
        return Place(f"{self.shown}/{ATTRIBUTES_FILE}", self.next_line)


def why_lfs(file: FolderFile) -> Message | None:
    """Why this file should go through LFS; None if plain git will do."""
    if file.size > MAX_PLAIN_BYTES:
        return LARGE
    if file.binary:
        return BINARY
    return MODEL if file.size and is_model_file(file.path) else None


def rule_for(path: str) -> str:
    """The line of `.gitattributes` that puts this file, or all of its kind, under LFS."""
    suffix = Path(path).suffix
    if re.fullmatch(r"\.[A-Za-z0-9]+", suffix):
        return f"*{suffix} {LFS_RULE}"
    # As `git lfs track` writes it: no spaces, and nothing in it that is a wildcard.
    name = re.sub(r"([*?\[\]\\])", r"\\\1", path).replace(" ", "[[:space:]]")
    return f"/{name} {LFS_RULE}"


def lfs_paths(
    folder: Path, files: Sequence[FolderFile], shown: str | None = None
) -> tuple[frozenset[str] | None, list[Problem]]:
    """The paths that git says are LFS files, and those that are pointers already.

    None, with the reason, when git could not be asked.
    """
    answer, problems = git.ask(folder, [file.path for file in files], shown or str(folder))
    if answer is None:
        return None, problems
    return answer.lfs | {file.path for file in files if file.pointer}, problems


def plain_files(folder: Folder) -> Iterator[Problem]:
    """Every file that the Hub wants in LFS is under a rule, or is a pointer."""
    for file in folder.files:
        if file.pointer or file.path in folder.answer.lfs:
            continue
        if why := why_lfs(file):
            rule = rule_for(file.path)
            yield why.about(folder.place_for_rule(), path=file.path, size=file.size, rule=rule)


def text_in_lfs(folder: Folder) -> Iterator[Problem]:
    """What the Hub itself reads is not in LFS."""
    for path in ("README.md", ATTRIBUTES_FILE):
        if path in folder.answer.lfs:
            yield TEXT_IN_LFS.about(folder.place_for_rule(), path=path)


def names_valid(folder: Folder) -> Iterator[Problem]:
    """git can read every attribute."""
    for said in folder.answer.complaints:
        place = Place(f"{folder.shown}/{said.path}", said.line)
        yield BAD_NAME.about(place, name=said.name or "=")


def rules_there(folder: Folder) -> Iterator[Problem]:
    """There are rules."""
    if not _has_rules(folder.files):
        yield NO_RULES.about(folder.place_for_rule())


def lines_work(folder: Folder) -> Iterator[Problem]:
    """Every line does something."""
    for line in folder.lines:
        for rule in attribute_lines.RULES:
            yield from rule(line)


def only_files(folder: Folder) -> Iterator[Problem]:
    """The folder holds files, not links to files."""
    for file in folder.files:
        if file.kind != "regular":
            yield LINK.about(Place(f"{folder.shown}/{file.path}"), path=file.path)


def no_tokens(folder: Folder) -> Iterator[Problem]:
    """No text holds a token of the Hub. The card is left to its own linter."""
    for file in folder.files:
        if file.kind == "regular" and not file.binary and file.path != "README.md":
            text = _beginning(folder.path / file.path)
            yield from find_tokens(text, f"{folder.shown}/{file.path}")


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_LOOKED_THROUGH).decode("utf-8", "replace")
    except OSError:
        return ""


RULES: tuple[Callable[[Folder], Iterator[Problem]], ...] = (
    rules_there,
    names_valid,
    lines_work,
    plain_files,
    text_in_lfs,
    only_files,
    no_tokens,
)


def lint_gitattributes(path: Path, shown: str | None = None) -> list[Problem]:
    """What is wrong with the rules of this model folder, in order of place."""
    name = shown or path.as_posix()
    problems = list(_problems(path, name))
    return sorted(problems, key=attrgetter("place.file", "place.line", "place.col", "code"))


def _problems(path: Path, shown: str) -> Iterator[Problem]:
    files, problems = walk(path, shown)
    yield from problems
    if problems and not files:
        return
    answer, problems = git.ask(path, [file.path for file in files], shown)
    yield from problems
    text, problems = _rules_text(path, shown, files)
    yield from problems
    if answer is None:
        return
    lines = read_lines(text, f"{shown}/{ATTRIBUTES_FILE}")
    folder = Folder(path, shown, files, lines, text.count("\n") + 1, answer)
    for rule in RULES:
        yield from rule(folder)


def _has_rules(files: Sequence[FolderFile]) -> bool:
    return any(file.path == ATTRIBUTES_FILE and file.kind == "regular" for file in files)


def _rules_text(path: Path, shown: str, files: Sequence[FolderFile]) -> tuple[str, list[Problem]]:
    if not _has_rules(files):
        return "", []
    text, problems = read_text(path / ATTRIBUTES_FILE, f"{shown}/{ATTRIBUTES_FILE}")
    return text or "", problems
