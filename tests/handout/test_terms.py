"""A beginner's words are marked and explained where the handout first uses them."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from checks import handout
from checks.messages import Lang
from checks.rubric import Rubric

TERMS: dict[Lang, tuple[str, ...]] = {
    "en": (
        *("token", "Git", "terminal", "repo", "commit", "clone", "virtual environment", "hook"),
        *("lint", "organisation", "pipeline tag", "licence", "model card", "widget"),
        *("inference provider", "LFS", "pointer", "low-resource language", "front matter"),
        *("split", "subset", "dataset viewer", "streaming", "secret", "branch", "pull request"),
        *("push", "publish", "Space", "library", "metadata", "Community"),
    ),
    "ko": (
        *("토큰", "git", "터미널", "저장소", "커밋", "복제", "가상 환경", "훅"),
        *("린트", "조직", "라이선스", "모델 카드", "위젯", "추론 제공자", "LFS", "포인터"),
        *("저자원 언어", "메타데이터", "스플릿", "서브셋", "데이터셋 뷰어", "스트리밍"),
        *("푸시", "시크릿", "브랜치", "풀 리퀘스트"),
        *("파이프라인 태그", "게시", "스페이스", "라이브러리"),
    ),
}
DEFINES: dict[Lang, str] = {
    "en": r"(\bcalled|\bcalls|\bis) (a |an |the )?TERM"
    r"|TERM( \([^)]*\))?([,:]| (is|means|has|keeps|shows|proposes|it)\b)"
    r"|To TERM .*\bis to\b|With TERM it\b",
    "ko": r"입니다|합니다|라고|[은는] .+(글|보여)|이란|뜻|\(|: ",
}
"""What a sentence, or the one after it, has if it explains TERM."""
_SENTENCE = re.compile(r"(?<=[.?!]) +")


def first_use(text: str, term: str) -> tuple[bool, str]:
    """Return whether the first use is marked, its sentence, and the next one."""
    letter = r"[A-Za-z]"
    pattern = re.compile(rf"(?<!{letter}){re.escape(term)}(?!{letter})", re.IGNORECASE)
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        if token.type != "inline":
            continue
        # What a button is called, in quotes, explains itself where it is pressed.
        said, marks, marked = "", [], False
        for child in token.children or []:
            if child.type in ("em_open", "strong_open", "em_close", "strong_close"):
                marked = child.type.endswith("open")
            elif child.type in ("text", "softbreak"):
                start = len(said)
                said += child.content or " "
                marks += [marked] * (len(said) - start)
        quoted = [found.span() for found in re.finditer(r"“[^”]*”", said)]
        for found in pattern.finditer(said):
            if any(start < found.start() < end for start, end in quoted):
                continue
            before = max(said.rfind(end, 0, found.start()) for end in (". ", "? ", "! ")) + 1
            return marks[found.start()], " ".join(_SENTENCE.split(said[before:].strip())[:2])
    raise AssertionError(f"{term} is not used")


@pytest.mark.parametrize(
    ("lang", "term"), [(lang, term) for lang, terms in TERMS.items() for term in terms]
)
def test_a_term_is_explained_where_it_is_first_used(lang: Lang, term: str) -> None:
    text = handout.render(
        "lab", lang, Rubric(), hub="https://huggingface.co", offline=False, pictures=""
    )
    marked, sentence = first_use(text, term)
    assert marked, sentence
    assert re.search(DEFINES[lang].replace("TERM", re.escape(term)), sentence), sentence
