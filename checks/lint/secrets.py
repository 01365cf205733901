"""A token of the Hub in a file that is about to be shared. The token is never printed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from checks.messages import TOKEN, Message, Problem
from checks.yamldoc import place_of

_MOST = 5

SECRET = Message(
    "LINT-TOKEN",
    en="A Hugging Face token stands here. Whoever reads it can write to your repos.",
    ko="여기에 Hugging Face 토큰이 들어 있습니다. 이 값을 본 사람은 누구나 여러분의 저장소에 "
    "쓸 수 있습니다.",
    hint_en="Delete it from the file, then open https://huggingface.co/settings/tokens and "
    "invalidate it there. A token belongs in a repository secret, never in a file.",
    hint_ko="파일에서 지운 뒤 https://huggingface.co/settings/tokens 에서 그 토큰을 폐기하세요. "
    "토큰은 파일이 아니라 저장소 시크릿(repository secret)에 넣습니다.",
)


def find_tokens(text: str, file: str) -> Iterator[Problem]:
    """The tokens in the text, at their places; a file with many names the first few."""
    for found in islice(TOKEN.finditer(text), _MOST):
        yield SECRET.about(place_of(text, found.start(), file))
