"""`tour lint --explain CODE`: what it means, an example that fails, and the same one mended."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from checks.cli import FINE, USAGE
from checks.commands.lint_codes import messages, said_about, shown, with_blanks
from checks.lint.example import Content, Example, shipped
from checks.lint.suggest.closest import nearest
from checks.messages import Lang, Message, Severity, render, safe

_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "fails": "This fails",
        "passes": "This passes",
        "gone": "(is not there)",
        "fix": "`tour lint --fix` makes this change.",
        "unknown": "There is no code {code}.",
        "near": "Did you mean {near}?",
        "all": "All codes: {codes}",
    },
    "ko": {
        "fails": "실패하는 예",
        "passes": "통과하는 예",
        "gone": "(파일 없음)",
        "fix": "`tour lint --fix`가 이렇게 고쳐 줍니다.",
        "unknown": "{code}라는 코드는 없습니다.",
        "near": "{near}을(를) 찾으셨나요?",
        "all": "전체 코드: {codes}",
    },
}
_SEVERITIES: dict[Lang, dict[Severity, str]] = {
    "en": {
        "error": "an error; `tour lint` ends with 1, and a commit stops",
        "warning": "a warning; it fails with --strict only",
        "note": "a note; it never fails",
        "review": "for the teacher to look at",
    },
    "ko": {
        "error": "오류: `tour lint`가 1로 끝나고 커밋이 멈춥니다",
        "warning": "경고: --strict를 쓸 때만 실패합니다",
        "note": "참고: 실패로 치지 않습니다",
        "review": "선생님이 살펴봅니다",
    },
}
_LONGEST = 200


def explain(code: str, lang: Lang) -> int:
    """Print what this code means; capitals do not matter."""
    found = messages()
    message = found.get(code.strip().upper())
    if message is None:
        print(_unknown(code, found, lang), file=sys.stderr)
        return USAGE
    for line in _explained(message, lang):
        print(line)
    return FINE


def _unknown(code: str, found: Mapping[str, Message], lang: Lang) -> str:
    words = _WORDS[lang]
    near = nearest(code, found)
    second = words["near"].format(near=near) if near else words["all"].format(codes=_listed(found))
    return f"{words['unknown'].format(code=safe(code, 60))} {second}"


def _listed(found: Mapping[str, Message]) -> str:
    return ", ".join(sorted(found))


def _explained(message: Message, lang: Lang) -> Iterator[str]:
    example = shipped(message.code)
    problem = said_about(example) if example else None
    yield f"{message.code}: {_SEVERITIES[lang][message.severity]}"
    yield ""
    if problem:
        yield render(problem, lang)
    else:
        yield with_blanks(message.text(lang))
        yield f"    {with_blanks(message.hint(lang))}"
    if example:
        yield from _files(_WORDS[lang]["fails"], example, example.broken, example.steps, lang)
        yield from _files(_WORDS[lang]["passes"], example, example.mended, example.mending, lang)
    if problem and problem.fix:
        yield from ("", _WORDS[lang]["fix"])


def _files(
    title: str, example: Example, files: Mapping[str, Content], steps: tuple[str, ...], lang: Lang
) -> Iterator[str]:
    """The files that differ between broken and mended, as they are here."""
    differ = [
        path
        for path in dict.fromkeys((*example.broken, *example.mended))
        if example.broken.get(path) != example.mended.get(path)
    ]
    for path in differ or example.broken:
        yield from ("", f"{title}: {path}", "")
        content = shown(files.get(path)) if path in files else _WORDS[lang]["gone"]
        for line in content.rstrip("\n").split("\n"):
            yield f"    {safe(line, _LONGEST)}".rstrip()
    for step in steps:
        yield f"    $ {step}"
