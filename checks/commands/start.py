"""`tour start`: model_repo/ from the template, names filled in, hooks installed."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

from checks.cli import FINE, PROBLEMS
from checks.commands import common
from checks.lint.answers.linter import lint_answers
from checks.messages import Lang, Message, Place, Problem
from checks.submission import ANSWERS, MODEL_FOLDER, load

TEMPLATE = "model_repo_template"
REPO_NAME = "my-first-model"

NO_TEMPLATE = Message(
    "START-TEMPLATE",
    en="There is no {path} here.",
    ko="여기에 {path}이(가) 없습니다.",
    hint_en="Run this in the folder of your assignment, the one that holds answers.yaml.",
    hint_ko="answers.yaml이 있는 과제 폴더에서 실행하세요.",
)
BAD_USERNAME = Message(
    "START-USERNAME",
    en="{written} is not a user name of the Hub.",
    ko="{written}은(는) Hub의 사용자 이름이 아닙니다.",
    hint_en="Use the name after https://huggingface.co/ on your profile: letters, digits and -.",
    hint_ko="프로필 페이지 주소에서 https://huggingface.co/ 뒤의 이름을 쓰세요: 영문자, 숫자, -.",
)
IN_THE_WAY = Message(
    "START-FOLDER",
    en="{path} is not a folder, so nothing can be put in it.",
    ko="{path}이(가) 폴더가 아니어서 파일을 넣을 수 없습니다.",
    hint_en="Give it another name, then run `tour start` again.",
    hint_ko="이름을 바꾼 뒤 `tour start`를 다시 실행하세요.",
)
# As checks/schemas/answers.schema.json has it.
_USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,94}[A-Za-z0-9])?")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", metavar="U", help="your user name on the Hub")
    common.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    lang, here = common.lang_of(args), Path.cwd()
    problem = _prevented(here, args.username)
    if problem:
        common.tell([problem], lang)
        return PROBLEMS
    made = copy_template(here)
    _say_made(made, lang)
    problems = fill_in(here, args.username) if args.username else []
    common.tell(problems, lang)
    _say_hooks(install_hooks(here), lang)
    _say_next(lang)
    return PROBLEMS if problems else FINE


def _prevented(here: Path, username: str | None) -> Problem | None:
    if not (here / TEMPLATE).is_dir():
        return NO_TEMPLATE.about(Place(TEMPLATE), path=f"{TEMPLATE}/")
    folder = here / MODEL_FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return IN_THE_WAY.about(Place(MODEL_FOLDER), path=MODEL_FOLDER)
    if username is not None and not _USERNAME.fullmatch(username):
        return BAD_USERNAME.about(written=username)
    return None


def copy_template(here: Path) -> list[str]:
    """Bring the template's files; one that is there already is never touched."""
    folder = here / MODEL_FOLDER
    folder.mkdir(exist_ok=True)
    made = []
    for file in sorted((here / TEMPLATE).iterdir()):
        target = folder / file.name
        if file.is_file() and not target.exists() and not target.is_symlink():
            shutil.copyfile(file, target)
            made.append(f"{MODEL_FOLDER}/{file.name}")
    return made


def fill_in(here: Path, username: str) -> list[Problem]:
    """Write the names into answers.yaml where they are blank; every other byte stays."""
    path = here / ANSWERS
    answers = load(here).answers
    if answers.problems:
        return list(answers.problems)
    text = path.read_bytes().decode("utf-8")
    repo_id = f"{answers.username.value or username}/{REPO_NAME}"
    for key, answer, name in (
        ("username", answers.username, username),
        ("repo_id", answers.repo_id, repo_id),
    ):
        if answer.blank:
            text = _fill_line(text, key, name)
    path.write_bytes(text.encode("utf-8"))
    return [problem for problem in lint_answers(path, ANSWERS) if problem.severity == "error"]


def _fill_line(text: str, key: str, value: str) -> str:
    """`key:` at the start of a line gets its value; a comment behind it stays."""
    pattern = re.compile(rf"^{key}:[ \t]*(?=\r?$|#)", re.MULTILINE)
    filled, count = pattern.subn(lambda found: f"{key}: {value}{_gap(found)}", text, count=1)
    return filled if count else f"{text.rstrip()}\n{key}: {value}\n"


def _gap(found: re.Match[str]) -> str:
    return " " if found.string[found.end() : found.end() + 1] == "#" else ""


def install_hooks(here: Path) -> bool | None:
    """Have git run the hooks on every commit; None where there is nothing to install into."""
    if not (here / ".git").exists():
        return None
    if importlib.util.find_spec("pre_commit"):
        words = [sys.executable, "-m", "pre_commit", "install"]
    elif prek := shutil.which("prek"):
        words = [prek, "install"]
    else:
        return False
    return subprocess.run(words, cwd=here, capture_output=True, check=False).returncode == 0


def _say_made(made: list[str], lang: Lang) -> None:
    if made:
        names = ", ".join(made)
        common.say(lang, f"Made {names}", f"만든 파일: {names}")
    else:
        common.say(
            lang,
            f"{MODEL_FOLDER}/ is there already; nothing in it was changed",
            f"{MODEL_FOLDER}/ 이(가) 이미 있어 아무것도 바꾸지 않았습니다",
        )


def _say_hooks(installed: bool | None, lang: Lang) -> None:
    if installed:
        common.say(
            lang,
            "Installed the hooks: git now checks your files on every commit",
            "훅을 설치했습니다. 이제 commit 할 때마다 파일을 검사합니다",
        )
    else:
        common.say(
            lang,
            "No hooks were installed (`pip install pre-commit`, then `pre-commit install`); "
            "`tour lint` checks the same",
            "훅은 설치하지 않았습니다 (`pip install pre-commit` 뒤 `pre-commit install`). "
            "`tour lint`로 똑같이 검사할 수 있습니다",
        )


def _say_next(lang: Lang) -> None:
    common.say(
        lang,
        "\nNext:\n"
        "  1. Write your answers to challenges 1, 2, 3 and 6 into answers.yaml\n"
        f"  2. python {MODEL_FOLDER}/train.py, then describe the model in "
        f"{MODEL_FOLDER}/README.md\n"
        "  3. tour lint, then tour rehearse: see your score without an account\n"
        "  4. git add, git commit, git push: GitHub publishes and grades",
        "\n다음 순서:\n"
        "  1. 챌린지 1, 2, 3, 6의 답을 answers.yaml에 쓰세요\n"
        f"  2. python {MODEL_FOLDER}/train.py 실행 뒤 {MODEL_FOLDER}/README.md에 모델을 "
        "설명하세요\n"
        "  3. tour lint, 이어서 tour rehearse: 계정 없이 점수를 미리 봅니다\n"
        "  4. git add, git commit, git push: GitHub가 게시하고 채점합니다",
    )
