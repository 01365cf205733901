"""Every setting of git is known: those by which a program may start do so in no command of ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from checks.hub import evidence as hub_evidence
from tests.commands.conftest import Done, Tour, tour
from tests.facts import evidence_for, submission_in
from tests.needs import needs_program

__all__ = ["Done", "tour"]
FILE = Path(__file__).with_name("settings.txt")
HOOKS = "fsmonitor-watchman post-checkout post-index-change pre-commit reference-transaction"
# What takes no program's path: what leads to one instead.
VALUES = {
    "alias.*": "!{bin}",
    "submodule.*.update": "!{bin}",
    "credential.helper": "!{bin}",
    "log.showsignature": "true",
    "core.hookspath": "{top}/hooks",
    "core.attributesfile": "{top}/attributes",
    "core.worktree": "",  # it would leave the traps' own folder
    "include.path": "{top}/included",
    "includeif.*.path": "{top}/included",
    "protocol.*.allow": "always",
    "protocol.allow": "always",
    "remote.*.url": "ext::{bin}",
    "submodule.recurse": "true",
    "extensions.partialclone": "",
    "extensions.worktreeconfig": "",
    "remote.*.promisor": "",
}
PLAIN = (
    "status",
    "add --renormalize .",
    "diff",
    "log -1 -p",
    "x",
    "update-ref refs/heads/other HEAD",
    "fetch mine",
    "cat-file --textconv HEAD:answers.yaml",
    "var GIT_EDITOR",
)


@cache
def classified() -> dict[str, list[str]]:
    parts = re.split(r"(?m)^\[(.+)\]\n", FILE.read_text())
    return {name: text.split() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def test_every_setting_of_this_git_is_classified() -> None:
    git = needs_program("git")
    told = subprocess.run([git, "help", "--config"], capture_output=True, text=True, check=True)
    names = [re.sub(r"<[^>]*>", "*", line) for line in told.stdout.split("\n") if " " not in line]
    names = [name for name in names if "." in name]
    assert len(names) > 500
    known = classified()
    exact = {name.lower() for part in ("dangerous", "harmless") for name in known[part]}
    sections = {name.lower() for name in known["harmless sections"]}
    new = [
        name
        for name in names
        if name.lower() not in exact and name.lower().partition(".")[0] not in sections
    ]
    assert not new, (
        f"this git has settings that {FILE.name} does not: {new}. Read in `git help config` what "
        "each does. If it can name a program, or lead git elsewhere, put it under [dangerous]."
    )


@pytest.mark.usefixtures("tour")
def test_no_setting_of_a_repository_starts_a_program(
    tmp_path: Path, tour: Tour, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_program("git")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.invalid")
    work, marks = tmp_path / "work", tmp_path / "marks"
    submission = submission_in(work)
    evidence = hub_evidence.to_json(evidence_for(submission))
    (tmp_path / "evidence.json").write_text(json.dumps(evidence))
    (work / "rubric.yaml").write_text('due: "2026-10-01T00:00:00+00:00"\n')
    for words in ("init -q -b main", "add .", "commit -qm all"):
        subprocess.run(["git", *words.split()], cwd=work, check=True)
    _set_traps(work, marks, tmp_path)
    marks.mkdir()
    for words in (
        "grade . --evidence ../evidence.json",
        "publish --dry-run",
        "lint",
        "lint --fix",
        "next",
    ):
        tour(*words.split())
        assert sorted(path.name for path in marks.iterdir()) == [], words
    for line in PLAIN:
        subprocess.run(
            ["git", *line.split()], cwd=work, capture_output=True, check=False, timeout=20
        )
    sprung = {path.name for path in marks.iterdir()}
    least = {"alias.x", "core.fsmonitor", "filter.mine.process", "remote.mine.url"}
    assert least <= sprung, "the traps do not work, so nothing was shown"


def _set_traps(work: Path, marks: Path, top: Path) -> None:
    """Set every dangerous setting to a program that leaves a mark under the setting's name."""
    program = top / "program"
    program.write_text(f'#!/bin/sh\n: > "{marks}/${{0##*/}}"\nexit 1\n')
    program.chmod(0o755)
    (top / "bin").mkdir()
    (top / "hooks").mkdir()
    (top / "attributes").write_text("* filter=mine diff=mine merge=mine\n")
    info = work / ".git/info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text("* filter=mine diff=mine merge=mine\n")
    (top / "bin/hook").symlink_to(program)
    for name in HOOKS.split():
        (top / "hooks" / name).write_text(f"#!/bin/sh\nexec {top}/bin/hook\n")
        (top / "hooks" / name).chmod(0o755)
    (top / "included").write_text(f"[core]\n\tfsmonitor = {top}/bin/core.fsmonitor\n")
    config = []
    for name in classified()["dangerous"]:
        key = name.replace("*", "x" if name.startswith(("alias", "pager")) else "mine")
        path = top / "bin" / key
        path.symlink_to(program)
        value = VALUES.get(name.lower(), "{bin}").format(bin=path, top=top)
        section, _, last = key.rpartition(".")
        outer, dot, inner = section.partition(".")
        head = f'[{outer} "{inner}"]' if dot else f"[{outer}]"
        config += [head, f"\t{last} = {value}"] if value else []
    with (work / ".git/config").open("a") as stream:
        stream.write("\n".join(config) + "\n")
    assert os.listdir(top / "bin")  # noqa: PTH208
