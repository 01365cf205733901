"""Which files go through LFS and which do not, and what the Hub makes of that.

An error is what the Hub refuses. What it takes, and what goes wrong later, is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.hubspec.attributes import ATTRIBUTES_FILE, LFS_RULE, lfs_line, literal_pattern
from checks.hubspec.content import MAX_PLAIN_BYTES, read_content
from checks.hubspec.formats import is_model_file
from checks.lint.folder import FolderFile
from checks.lint.gitattributes.context import Folder, has_rules, quoted
from checks.lint.gitattributes.examine import is_small_text, is_text
from checks.lint.gitattributes.lines import MAX_NAMED_LINES, lfs_without_text
from checks.messages import Edit, Message, Place, Problem
from checks.textfile import decode, place_of

NO_RULES = Message(
    "ATTR-NONE",
    "The model folder has no .gitattributes, so nothing in it goes through LFS.",
    hint="Write one, with a line such as `*.safetensors filter=lfs diff=lfs merge=lfs -text`. "
    "In the lab `tour start` puts the template's there.",
    severity="warning",
)
LARGE = Message(
    "ATTR-SIZE",
    "{path} is larger than 10 MiB ({size} bytes) and not under LFS: the Hub would refuse it.",
    hint="Add this line to .gitattributes: {rule}",
)
BINARY = Message(
    "ATTR-BINARY",
    "{path} is a binary file and not under LFS: the Hub would refuse it.",
    hint="Add this line to .gitattributes: {rule}",
)
NOT_UTF8 = Message(
    "ATTR-UTF8",
    "{path} is a text, but not in UTF-8: to the Hub it is binary, and refused.",
    hint="In your editor choose “Save with encoding: UTF-8”.",
)
MODEL = Message(
    "ATTR-MODEL",
    "{path} is a model file and not under LFS.",
    hint="Add this line to .gitattributes: {rule}",
    severity="warning",
)
TEXT_IN_LFS = Message(
    "ATTR-TEXT",
    "{path} is under LFS, so the Hub finds a pointer where it looks for the text.",
    hint="Make the rule narrower: `*.joblib` in place of `*`, for example. Or add this line at "
    "the end: /{path} -filter -diff -merge text",
    severity="warning",
)
SMALL = Message(
    "ATTR-SMALL",
    "{path} is a small text ({size} bytes) under LFS: nobody sees its changes on the Hub.",
    hint="Make the rule narrower, so that it takes the model's files only.",
    severity="warning",
)
NO_TEXT = Message(
    "ATTR-EOL",
    "{path} is under LFS without -text: on Windows git may change bytes of it.",
    hint="Write the rule as `git lfs track` does: {pattern} {rule}",
    severity="warning",
)
# A note: a checkout without LFS, as the workflow's job “lint” has it, is in order as it is.
POINTER = Message(
    "ATTR-POINTER",
    "{path} is a git-lfs pointer; the file itself ({size} bytes) is not here.",
    hint="Run `git lfs install` and `git lfs pull`; or put the file here again and "
    "`git add -- {command}`.",
    severity="note",
)

# What the parts of one file differ in: `.7z.001`, `.z01`, `weights.0`; `tensor00000_000`.
_NUMBER = r"(?<=.\.)\d+(?:\.\d+)*$|(?<=\.[rz])\d\d$"
_LONG_NUMBER = r"(?<=\D)\d{3}[\d_]*$"
# What the Hub itself reads in a model repo, at its top.
_READ_BY_HUB = (
    "README.md",
    ATTRIBUTES_FILE,
    "config.json",
    "adapter_config.json",
    "model_index.json",
)


def needs_lfs(file: FolderFile) -> Message | None:
    """Return why this file should go through LFS; None if plain git will do."""
    if file.size > MAX_PLAIN_BYTES:
        return LARGE
    if file.binary:
        return NOT_UTF8 if is_text(file.path) else BINARY
    return MODEL if file.size and is_model_file(file.path) else None


def rule_for(path: str) -> str:
    """Return the line of `.gitattributes` that puts a file, or all of its kind, under LFS.

    Parts of one file, such as `model.7z.001` and `model.7z.002`, are of one kind.
    """
    name = path.rpartition("/")[2]
    if "tfevents" in name:
        return lfs_line("*tfevents*")
    whole = re.sub(_NUMBER if "." in name else _LONG_NUMBER, "", name, flags=re.ASCII)
    number = "[0-9]*" if whole != name else ""
    suffix = re.fullmatch(r".+?(\.\w*[A-Za-z]\w*\.?)", whole, re.ASCII | re.DOTALL)
    # A rule for every text of its kind would take the card or config.json along.
    if suffix and not is_text(path):
        return lfs_line(f"*{suffix[1]}{number}")
    return lfs_line(f"/{literal_pattern(path.removesuffix(name) + whole)}{number}")


def no_rules(folder: Folder) -> Iterator[Problem]:
    """Yield that there is no `.gitattributes`."""
    if not has_rules(folder.files):
        yield NO_RULES.about(folder.end_of_rules())


def missing_rules(folder: Folder) -> Iterator[Problem]:
    """Yield each file that the Hub wants in LFS, and that is neither under a rule nor a pointer."""
    for file in folder.files:
        # What is wrong with the rules themselves is said line by line.
        if file.pointer or file.path in folder.attributes.lfs or file.path == ATTRIBUTES_FILE:
            continue
        reason = needs_lfs(file)
        if reason is None or file.path in folder.ignored:
            continue
        if reason is NOT_UTF8:
            yield reason.about(_not_utf8(folder, file), path=file.path)
        else:
            rule = rule_for(file.path)
            fields = {"path": file.path, "size": file.size, "rule": rule}
            problem = reason.about(folder.end_of_rules(), **fields)
            yield problem.with_fix(_added(folder, rule))


def _added(folder: Folder, rule: str) -> Edit | None:
    """Return an edit adding a rule; None if it is there already, so that another one wins."""
    if not has_rules(folder.files) or any(line.row.strip() == rule for line in folder.lines):
        return None
    last_line = folder.text.rpartition("\n")[2]
    return Edit(folder.end_of_rules()._replace(col=len(last_line) + 1), 0, f"{rule}\n")


def _not_utf8(folder: Folder, file: FolderFile) -> Place:
    """Return where a text stops being UTF-8, or has a NUL."""
    place = folder.place(file.path)
    try:
        text, problems = decode(read_content(f"{folder.path}/{file.path}"), place.file)
    except OSError:
        return place
    if text is None:
        return problems[0].place or place
    return place_of(text, text.find("\0"), place.file)


def text_in_lfs(folder: Folder) -> Iterator[Problem]:
    """Yield each file under LFS that the Hub reads, or people do."""
    for file in folder.files:
        if not (file.path in folder.attributes.lfs or file.pointer):
            continue
        if file.path in _READ_BY_HUB:
            yield TEXT_IN_LFS.about(folder.end_of_rules(), path=file.path)
        # The Hub's own first rules put all of a saved_model/ under LFS.
        elif is_small_text(file) and not (
            file.binary or file.pointer or "saved_model/" in file.path
        ):
            yield SMALL.about(folder.end_of_rules(), path=file.path, size=file.size)


def lfs_not_text(folder: Folder) -> Iterator[Problem]:
    """Yield each rule that leaves open whether git may convert the line ends of an LFS file."""
    if not folder.attributes.converted:
        return
    path = min(folder.attributes.converted)
    # A line that git does not accept does nothing at all.
    rejected = {(warning.path, warning.line) for warning in folder.attributes.warnings}
    lines = [
        line
        for line in folder.lines
        if lfs_without_text(line) and (ATTRIBUTES_FILE, line.number) not in rejected
    ]
    for line in lines[:MAX_NAMED_LINES]:
        fields = {"path": path, "pattern": line.pattern, "rule": LFS_RULE}
        edit = Edit(line.place(len(line.row.rstrip()) + 1), 0, " -text")
        yield NO_TEXT.about(line.place(), **fields).with_fix(edit)
    if not lines:
        pattern, _, rule = rule_for(path).partition(" ")
        yield NO_TEXT.about(folder.end_of_rules(), path=path, pattern=pattern, rule=rule)


def pointers_without_repository(folder: Folder) -> Iterator[Problem]:
    """Yield each pointer in a folder that is in no repository, which could have its content."""
    for file in folder.files:
        if file.pointer:
            fields = {"path": file.path, "size": file.pointer.size, "command": quoted(file.path)}
            yield POINTER.about(folder.place(file.path), **fields)
