"""`tour hub --from-hub`: copy public repos for a classroom without internet."""

from __future__ import annotations

from pathlib import Path

from checks.cli import FINE, PROBLEMS, UNCHECKED
from checks.commands import common
from checks.hub.client import HubClient
from checks.hub.copying import Copied, Source, copy, list_repo
from checks.hub.facts import Fact, Found, Missing, Reason, Unreachable
from checks.messages import Lang, Message, Problem, safe

NOT_THERE = Message(
    "COPY-MISSING",
    en="{id} was not copied: {endpoint} has no such public repo.",
    ko="{id}을(를) 복사하지 못했습니다. {endpoint}에 그런 공개 저장소가 없습니다.",
    hint_en="Check the spelling. Write a dataset as datasets/OWNER/NAME, a Space as "
    "spaces/OWNER/NAME.",
    hint_ko="철자를 확인하세요. 데이터셋은 datasets/OWNER/NAME, Space는 spaces/OWNER/NAME으로 "
    "적습니다.",
)
CLOSED = Message(
    "COPY-GATED",
    en="{id} was not copied: it is gated or disabled, so its files are not for everybody.",
    ko="{id}을(를) 복사하지 못했습니다. 접근 승인이 필요하거나 막힌 저장소여서 누구나 쓸 수 있는 "
    "파일이 아닙니다.",
    hint_en="Choose another one that is public.",
    hint_ko="공개된 다른 저장소를 고르세요.",
)
DOWN = Message(
    "COPY-HUB",
    en="{id} was not copied: {endpoint} could not be asked ({reason}).",
    ko="{id}을(를) 복사하지 못했습니다. {endpoint}에 물을 수 없습니다 ({reason}).",
    hint_en="Run the same command again later. What is copied stays, and is not fetched again.",
    hint_ko="나중에 같은 명령을 다시 실행하세요. 이미 복사한 것은 그대로 두고 다시 받지 않습니다.",
)
NO_FOLDER = Message(
    "COPY-FOLDER",
    en="--from-hub needs --catalogue DIR: the folder to copy into.",
    ko="--from-hub에는 복사할 폴더를 --catalogue DIR로 적어야 합니다.",
    hint_en="For example: tour hub --from-hub openai-community/gpt2 --catalogue class-catalogue",
    hint_ko="예: tour hub --from-hub openai-community/gpt2 --catalogue class-catalogue",
)

_CLOSED: frozenset[Reason] = frozenset({"gated", "disabled"})


def copy_all(ids: list[str], endpoint: str, catalogue: Path, lang: Lang) -> int:
    """Copy each of these repos, whatever becomes of the others; the exit code."""
    client, failures = HubClient(endpoint), []
    for number, text in enumerate(ids, 1):
        print(f"[{number}/{len(ids)}] {safe(text)}", flush=True)
        try:
            done = _copy(client, Source.parse(text), catalogue)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            common.tell([common.CANNOT_WRITE.about(path=catalogue, reason=reason)], lang)
            return UNCHECKED
        if isinstance(done, Found):
            _tell(done.value, lang)
        else:
            failures.append(_problem(text, endpoint, done))
            common.tell(failures[-1:], lang)
    return _conclude(len(ids), failures, catalogue, lang)


def _copy(client: HubClient, source: Source, catalogue: Path) -> Fact[Copied]:
    listing = list_repo(client, source)
    return copy(client, listing.value, catalogue) if isinstance(listing, Found) else listing


def _problem(text: str, endpoint: str, done: Missing | Unreachable) -> Problem:
    if isinstance(done, Missing):
        message = CLOSED if done.reason in _CLOSED else NOT_THERE
        return message.about(id=text, endpoint=endpoint)
    return DOWN.about(id=text, endpoint=endpoint, reason=done.reason)


def _tell(done: Copied, lang: Lang) -> None:
    name, size = safe(done.id), f"{done.size / 1000:,.1f} kB"
    if not done.is_new:
        common.say(lang, f"  {name} is there already", f"  {name}: 이미 있습니다")
        return
    common.say(
        lang,
        f"  {name}: {done.files} files ({size}), {done.placeholders} large ones by name alone",
        f"  {name}: 파일 {done.files}개 ({size}), 큰 파일 {done.placeholders}개는 이름만",
    )
    if done.left:
        common.say(
            lang,
            f"  {done.left} more files were left out",
            f"  나머지 파일 {done.left}개는 뺐습니다",
        )


def _conclude(wanted: int, failures: list[Problem], catalogue: Path, lang: Lang) -> int:
    there, folder = wanted - len(failures), safe(catalogue)
    common.say(
        lang,
        f"{there} of {wanted} are in {folder}",
        f"{wanted}개 중 {there}개가 {folder}에 있습니다",
    )
    if any(problem.message is DOWN for problem in failures):
        return UNCHECKED
    if failures:
        return PROBLEMS
    common.say(
        lang,
        f"Serve them: tour hub --catalogue {folder}",
        f"이제 실행하세요: tour hub --catalogue {folder}",
    )
    return FINE
