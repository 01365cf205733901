"""Why a fact could not be had is said in the language of the report."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from checks.hub import reasons
from checks.hub.facts import Missing, Reason, Unreachable
from checks.messages import Phrase

FIELDS = {"seconds": "10", "kind": "KeyError", "path": "a b.txt", "key": "vocab_size"}


def in_korean(reason: Phrase | str) -> str:
    assert isinstance(reason, Phrase)
    return reason.text("ko")


@pytest.mark.parametrize("phrase", reasons._ALL, ids=lambda phrase: phrase.english)
def test_a_reason_is_known_again_by_the_words_that_evidence_keeps(phrase: Phrase) -> None:
    kept = phrase.text("en", **FIELDS)
    reason = reasons.reason_of(Unreachable(kept))
    assert in_korean(reason) == phrase.text("ko", **FIELDS)
    assert re.search("[가-힣]", in_korean(reason))


@pytest.mark.parametrize("what", get_args(Reason))
def test_what_is_missing_is_named_in_words(what: Reason) -> None:
    assert re.search("[가-힣]", in_korean(reasons.reason_of(Missing(what))))


def test_a_reason_that_is_not_ours_stays_as_it_is() -> None:
    assert reasons.reason_of(Unreachable("HTTP 503")) == "HTTP 503"
    assert in_korean(reasons.reason_of(None)) == "묻지 않음"
