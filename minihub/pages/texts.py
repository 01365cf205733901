"""What the pages say, in English and Korean."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

Lang = Literal["en", "ko"]
LANGS: tuple[Lang, ...] = get_args(Lang)
_LANGUAGES = Path(__file__).parent / "languages.json"


class Text(NamedTuple):
    """One thing in both languages, with the same `{fields}`."""

    en: str
    ko: str


TEXTS = {
    # The frame of every page.
    "skip": Text("Skip to the content", "본문으로 건너뛰기"),
    "site": Text("Embedded Hub", "내장 Hub"),
    "site_nav": Text("Site", "사이트"),
    "language_nav": Text("Language", "언어 선택"),
    "about": Text(
        "A small Hub for practice, on this computer or in this classroom; not huggingface.co.",
        "이 컴퓨터나 교실 안에서 쓰는 연습용 작은 Hub입니다. huggingface.co가 아닙니다.",
    ),
    "models": Text("Models", "모델"),
    "datasets": Text("Datasets", "데이터셋"),
    "spaces": Text("Spaces", "Spaces"),
    "model": Text("model", "모델"),
    "dataset": Text("dataset", "데이터셋"),
    "space": Text("Space", "Space"),
    # Home.
    "home_title": Text("A small Hub for practice", "연습용 작은 Hub"),
    "home_lead": Text(
        "Look around as you would on huggingface.co: filter models, read their cards, open their "
        "files.",
        "huggingface.co에서처럼 둘러보세요. 모델을 필터로 찾고, 카드를 읽고, 파일을 열어 보세요.",
    ),
    "trending": Text("Trending models", "인기 모델"),
    "search_models": Text("Search models by name", "이름으로 모델 검색"),
    # Lists.
    "filters": Text("Filters", "필터"),
    "chosen_filters": Text("Chosen filters", "선택한 필터"),
    "remove": Text("remove", "빼기"),
    "clear": Text("Clear all", "모두 지우기"),
    "results": Text("Results", "결과"),
    "total": Text("{count} in all", "모두 {count}개"),
    "none_found": Text(
        "Nothing matches all of these filters. Remove one.",
        "이 필터를 모두 만족하는 것이 없습니다. 필터를 하나 빼 보세요.",
    ),
    "none_yet": Text("There is nothing here yet.", "아직 아무것도 없습니다."),
    "search": Text("Search by name", "이름으로 검색"),
    "sort": Text("Sort by", "정렬"),
    "apply": Text("Show", "보기"),
    "sort_trending": Text("Trending", "인기"),
    "sort_likes": Text("Most likes", "좋아요"),
    "sort_downloads": Text("Most downloads", "다운로드"),
    "sort_created": Text("Recently created", "최근 생성"),
    "sort_modified": Text("Recently updated", "최근 수정"),
    "more": Text("{count} more", "{count}개 더 보기"),
    "pages": Text("Pages", "페이지 이동"),
    "previous": Text("Previous", "이전"),
    "next": Text("Next", "다음"),
    "page_of": Text("Page {page} of {pages}", "{pages}쪽 중 {page}쪽"),
    "pipeline_tag": Text("Tasks", "태스크"),
    "task_categories": Text("Tasks", "태스크"),
    "library": Text("Libraries", "라이브러리"),
    "language": Text("Languages", "언어"),
    "license": Text("Licenses", "라이선스"),
    "license_tag": Text("license", "라이선스"),
    "dataset_filter": Text("Datasets", "데이터셋"),
    "sdk": Text("SDK", "SDK"),
    "other": Text("Other", "기타"),
    "owner_title": Text("Account or organization", "계정 또는 단체"),
    # A repo.
    "card_tab": Text("{kind} card", "{kind} 카드"),
    "files_tab": Text("Files and versions", "파일과 버전"),
    "repo_nav": Text("Parts of this repo", "저장소 메뉴"),
    "tags": Text("Tags", "태그"),
    "facts": Text("Facts", "정보"),
    "downloads": Text("Downloads", "다운로드"),
    "likes": Text("Likes", "좋아요"),
    "updated": Text("Updated", "수정일"),
    "files": Text("Files", "파일"),
    "clone": Text("Clone this repository", "저장소 복제"),
    "gated": Text("gated", "승인 필요"),
    "gated_notice": Text(
        "This repository is gated: anyone may read its card and the list of its files, but the "
        "files are only for those whom its owner has given access.",
        "접근 승인이 필요한 저장소입니다. 카드와 파일 목록은 누구나 볼 수 있지만, 파일은 소유자가 "
        "승인한 사람만 받을 수 있습니다.",
    ),
    "no_card": Text(
        "There is no card: README.md is missing or empty.",
        "카드가 없습니다. README.md가 없거나 비어 있습니다.",
    ),
    "bad_metadata": Text(
        "The metadata at the top of README.md cannot be read: {reason}.",
        "README.md 맨 위의 메타데이터를 읽을 수 없습니다: {reason}.",
    ),
    "no_metadata": Text(
        "README.md begins with no metadata, so filters do not find this repository.",
        "README.md에 메타데이터가 없어서 필터로 찾을 수 없습니다.",
    ),
    "cut_card": Text(
        "Only the first part of this long card is shown. The whole is in README.md.",
        "카드가 길어 앞부분만 보여 줍니다. 전체는 README.md에 있습니다.",
    ),
    "metadata": Text("Metadata of this card", "이 카드의 메타데이터"),
    "widget": Text("Examples to try", "시험해 볼 예시"),
    "widget_note": Text(
        "From “widget:” in the metadata. This Hub runs no models.",
        "메타데이터의 “widget:”에서 가져왔습니다. 이 Hub는 모델을 실행하지 않습니다.",
    ),
    "example": Text("Example {number}", "예시 {number}"),
    "output": Text("Expected output", "예상 출력"),
    "trained_on": Text("Datasets used to train it", "학습에 쓴 데이터셋"),
    "trained_models": Text("Models trained on this dataset", "이 데이터셋으로 학습한 모델"),
    "all_trained": Text("Show all {count}", "{count}개 모두 보기"),
    "linked_models": Text("Models this Space uses", "이 Space가 쓰는 모델"),
    "space_note": Text(
        "This Hub does not run Spaces; it shows their files.",
        "이 Hub는 Space를 실행하지 않고 파일만 보여 줍니다.",
    ),
    "not_here": Text("not on this Hub", "이 Hub에 없음"),
    # Files.
    "revision": Text("Revision", "리비전"),
    "branches": Text("Branches", "브랜치"),
    "tags_git": Text("Tags", "태그"),
    "path": Text("Path", "경로"),
    "name": Text("Name", "이름"),
    "size": Text("Size", "크기"),
    "last_commit": Text("Last commit", "마지막 커밋"),
    "date": Text("Date", "날짜"),
    "folder": Text("folder", "폴더"),
    "lfs": Text("LFS", "LFS"),
    "history": Text("History", "커밋 기록"),
    "latest": Text("Latest commit", "최근 커밋"),
    "raw": Text("Raw", "원본"),
    "download": Text("Download", "다운로드"),
    "download_file": Text("Download {name}", "{name} 다운로드"),
    "content_of": Text("Content of {name}", "{name}의 내용"),
    "lines": Text("{count} lines", "{count}줄"),
    "lfs_notice": Text(
        "This file is stored through LFS: git holds only this pointer to it.",
        "LFS로 저장된 파일입니다. git에는 이 포인터만 있습니다.",
    ),
    "oid": Text("SHA-256", "SHA-256"),
    "pointer_size": Text("Size of the pointer", "포인터 크기"),
    "file_size": Text("Size of the file", "파일 크기"),
    "too_large": Text(
        "This file is too large to show here. Download it to read it.",
        "파일이 커서 여기에 보여 줄 수 없습니다. 다운로드해서 보세요.",
    ),
    "binary": Text(
        "This file is not text, so it is not shown here.",
        "텍스트 파일이 아니어서 보여 주지 않습니다.",
    ),
    "empty_file": Text("This file is empty.", "빈 파일입니다."),
    "empty_folder": Text("There are no files here.", "파일이 없습니다."),
    # Commits.
    "commits_title": Text("Commits", "커밋 기록"),
    "commit": Text("Commit", "커밋"),
    "author": Text("Author", "작성자"),
    "parent": Text("Parent", "이전 커밋"),
    "browse": Text("Browse the files at this commit", "이 커밋의 파일 보기"),
    "changed": Text("{count} files changed", "바뀐 파일 {count}개"),
    "changed_one": Text("1 file changed", "바뀐 파일 1개"),
    "added": Text("added", "추가됨"),
    "removed": Text("deleted", "삭제됨"),
    "modified": Text("changed", "수정됨"),
    "no_change": Text("This commit changes no file.", "이 커밋에서 바뀐 파일이 없습니다."),
    "diff_binary": Text(
        "Not text: the change is not shown.", "텍스트가 아니어서 보여 주지 않습니다."
    ),
    "diff_large": Text("Too large to show the change.", "변경이 커서 보여 주지 않습니다."),
    "diff_cut": Text("{count} more lines are not shown.", "나머지 {count}줄은 생략했습니다."),
    "diff_more": Text("{count} more files are not shown.", "나머지 파일 {count}개는 생략했습니다."),
    "diff_of": Text("Changes in {name}", "{name}의 변경"),
    # Refusals.
    "error_repo": Text("There is no such repository", "그런 저장소가 없습니다"),
    "error_repo_hint": Text(
        "Check the spelling, capital letters too. A private repository is not shown here, since a "
        "browser does not sign in to this Hub.",
        "철자와 대소문자를 확인하세요. 이 Hub에는 브라우저로 로그인할 수 없어서 비공개 저장소는 "
        "보이지 않습니다.",
    ),
    "error_revision": Text("There is no such revision", "그런 리비전이 없습니다"),
    "error_revision_hint": Text(
        "A revision is a branch, a tag, or the full 40 digits of a commit.",
        "리비전은 브랜치, 태그, 또는 커밋의 40자리 전체 id입니다.",
    ),
    "error_entry": Text("There is no such file", "그런 파일이 없습니다"),
    "error_entry_hint": Text(
        "It may have been renamed or deleted in this revision.",
        "이 리비전에서 이름이 바뀌었거나 삭제되었을 수 있습니다.",
    ),
    "error_gated": Text("These files are gated", "접근 승인이 필요한 파일입니다"),
    "error_gated_hint": Text(
        "Only those whom the owner has given access may read them. The card stays public.",
        "소유자가 승인한 사람만 볼 수 있습니다. 카드는 공개되어 있습니다.",
    ),
    "error_disabled": Text("This repository is disabled", "막힌 저장소입니다"),
    "error_disabled_hint": Text(
        "The Hub has taken it down; its owner knows more.",
        "Hub가 내린 저장소입니다. 소유자에게 문의하세요.",
    ),
    "error_page": Text("There is no such page", "그런 페이지가 없습니다"),
    "error_page_hint": Text(
        "This small Hub has models, datasets and Spaces; it has no settings and no sign-in.",
        "이 작은 Hub에는 모델, 데이터셋, Space만 있습니다. 설정과 로그인은 없습니다.",
    ),
    "error_other": Text("This cannot be shown", "보여 줄 수 없습니다"),
    "error_other_hint": Text(
        "The Hub answered with the words below.", "Hub가 아래와 같이 답했습니다."
    ),
    "error_back": Text("To the models", "모델 목록으로"),
}


def say(name: str, lang: Lang, /, **fields: object) -> str:
    """A text, filled in; numbers are written with commas."""
    text = TEXTS[name].ko if lang == "ko" else TEXTS[name].en
    numbers = {key: f"{value:,}" for key, value in fields.items() if isinstance(value, int)}
    return text.format_map(fields | numbers)


def task_name(task: str) -> str:
    """A task as the website writes it: `text-to-speech` is Text to Speech."""
    return " ".join(word if word == "to" else word.capitalize() for word in task.split("-"))


def language_name(code: str, lang: Lang) -> str:
    """A language's name; the code itself where it is not among those of `languages.json`."""
    names = _names().get(code)
    return names[LANGS.index(lang)] if names else code


@cache
def _names() -> dict[str, list[str]]:
    """Names of the languages that most models on the Hub are for (CLDR's names)."""
    found: dict[str, list[str]] = json.loads(_LANGUAGES.read_text("utf-8"))
    return found
