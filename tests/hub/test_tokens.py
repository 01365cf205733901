"""The student's token, as it is pasted: what is certain is used, and nothing of it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from checks.hub import tokens
from checks.hub.tokens import NAME, QUOTES, SPACES, OwnToken, own_token, read_pasted
from checks.messages import Phrase, Problem

TOKEN = "hf_" + "aB3" * 11 + "x"
OTHER = "hf_" + "Zz9" * 11 + "y"
SHORT = "hf_" + "a" * 20
ROOM, REAL = "http://192.168.0.7:8400", "https://huggingface.co"

READ: list[tuple[str, str, Phrase | None]] = [
    (TOKEN, TOKEN, None),
    (f"  {TOKEN}\n", TOKEN, None),
    (SHORT, SHORT, None),
    (f"{SHORT}.a-b_c==", f"{SHORT}.a-b_c==", None),
    ("YOUR-TOKEN", "YOUR-TOKEN", None),
    ("hf_wrong", "hf_wrong", None),
    (f'"{TOKEN}"', TOKEN, QUOTES),
    (f"'{TOKEN}'", TOKEN, QUOTES),
    (f"“{TOKEN}”", TOKEN, QUOTES),
    (f"<{TOKEN}>", TOKEN, QUOTES),
    (f"`{TOKEN}`", TOKEN, QUOTES),
    (f'"{TOKEN}', TOKEN, QUOTES),
    (f'" {SHORT} "', SHORT, QUOTES),
    (f"HF_TOKEN={TOKEN}", TOKEN, NAME),
    (f"HF_TOKEN={SHORT}", SHORT, NAME),
    (f"hf_token={SHORT}", SHORT, NAME),
    (f'export HF_TOKEN="{SHORT}"', SHORT, NAME),
    (f"set HF_TOKEN={SHORT}", SHORT, NAME),
    (f'$env:HF_TOKEN = "{SHORT}"', SHORT, NAME),
    (f"HUGGING_FACE_HUB_TOKEN: {SHORT}", SHORT, NAME),
    (f'"HF_TOKEN={SHORT}"', SHORT, NAME),
    (f"token: {SHORT}", SHORT, NAME),
    (f"Token:{SHORT}", SHORT, NAME),
    (f"Bearer {SHORT}", SHORT, NAME),
    (f"Authorization: Bearer {SHORT}", SHORT, NAME),
    (f"HF_TOKEN={TOKEN}  # ana", TOKEN, NAME),
    (f"ana: {TOKEN}", TOKEN, NAME),
    (f"ana {TOKEN}", TOKEN, NAME),
    (f"ana:{TOKEN}", TOKEN, NAME),
    (f"{TOKEN} {TOKEN}", TOKEN, NAME),
    (f"{TOKEN[:20]} {TOKEN[20:]}", TOKEN, SPACES),
    (f"{TOKEN[:20]}\n{TOKEN[20:]}", TOKEN, SPACES),
    (f"{TOKEN[:9]}\r\n  {TOKEN[9:30]} {TOKEN[30:]}", TOKEN, SPACES),
    (f'"{TOKEN[:20]} {TOKEN[20:]}"', TOKEN, QUOTES),
    (f"HF_TOKEN={TOKEN[:20]} {TOKEN[20:]}", TOKEN, NAME),
    (f"{TOKEN} {OTHER}", "", None),
    (f"{SHORT} abc", "", None),
    (f"{TOKEN[:20]} {TOKEN[20:-1]}", "", None),
    (f"{TOKEN[:20]} {TOKEN[20:]}z", "", None),
    ("my secret words", "", None),
    ("비밀", "", None),
    (f"{SHORT}é", "", None),
    ('""', "", None),
    ("HF_TOKEN=", "", None),
    ("a:b", "a:b", None),
    ("p@ss,word", "p@ss,word", None),
    ("a\x00b", "", None),
]


@pytest.mark.parametrize(("written", "token", "extra"), READ)
def test_what_is_certain_is_read(written: str, token: str, extra: Phrase | None) -> None:
    assert read_pasted(written) == (token, extra)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "GITHUB_ACTIONS", "HF_OIDC_RESOURCE"):
        monkeypatch.delenv(name, raising=False)
    stored = tmp_path / "token"
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(stored))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(tmp_path / "stored_tokens"))
    return stored


def found(endpoint: str) -> Any:
    own = own_token(endpoint)
    assert isinstance(own, OwnToken)
    assert own.source == tokens.source()
    return own.token, own.source.name.text("en"), own.source.renew.text("en")


IN_TERMINAL = (
    "Then set it in this terminal. In bash: export HF_TOKEN=hf_… · in PowerShell: "
    '$env:HF_TOKEN = "hf_…" · in cmd: set HF_TOKEN=hf_…'
)


@pytest.mark.parametrize("endpoint", [ROOM, REAL])
def test_the_variable_of_the_terminal_comes_first(
    monkeypatch: pytest.MonkeyPatch, environment: Path, endpoint: str
) -> None:
    environment.write_text(OTHER)
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", OTHER)
    monkeypatch.setenv("HF_TOKEN", f" {TOKEN} ")
    assert found(endpoint) == (TOKEN, "the variable HF_TOKEN", IN_TERMINAL)


def test_the_older_variable_is_read_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "  ")
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", TOKEN)
    token, name, renew = found(ROOM)
    assert (token, name) == (TOKEN, "the variable HUGGING_FACE_HUB_TOKEN")
    assert "export HUGGING_FACE_HUB_TOKEN=hf_…" in renew


def test_a_secret_on_github_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    token, name, renew = found(REAL)
    assert (token, name) == (TOKEN, "the secret HF_TOKEN")
    assert "“Secrets and variables”" in renew


def test_a_stored_token_goes_to_the_real_hub_alone(
    monkeypatch: pytest.MonkeyPatch, environment: Path
) -> None:
    environment.write_text(TOKEN + "\n")
    monkeypatch.setenv("HF_OIDC_RESOURCE", "ada/model")
    how = "Then run `hf auth login --force`."
    assert found(REAL) == (TOKEN, "what `hf auth login` has stored", how)
    assert own_token(ROOM) is None
    assert own_token("https://hub.school.edu") is None


def test_what_is_stored_and_no_token_is_told_how_to_get_one(environment: Path) -> None:
    environment.write_text("my secret words")
    problem = own_token(REAL)
    assert isinstance(problem, Problem)
    assert "what `hf auth login` has stored" in problem.text("en")
    assert f"Open {REAL}/settings/tokens" in problem.hint("en")
    assert problem.hint("en").endswith("Then run `hf auth login --force`.")


def test_no_token_at_all() -> None:
    assert own_token(REAL) is None


def test_what_was_around_it_is_said_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", f"ana: {TOKEN}")
    own = own_token(ROOM)
    assert isinstance(own, OwnToken)
    (note,) = own.notes
    assert (note.code, note.severity) == ("PUB-PASTED", "note")
    assert note.text("en") == (
        "the variable HF_TOKEN holds more than a token: a name or other words beside it. "
        "What is certainly the token was used."
    )
    assert "ana" not in note.text("en")
    assert TOKEN not in repr(own)


def test_a_token_alone_is_nothing_to_speak_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    own = own_token(ROOM)
    assert isinstance(own, OwnToken)
    assert (own.extra, own.notes) == (None, ())


def test_what_can_be_no_token_is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "my secret words")
    problem = own_token(ROOM)
    assert isinstance(problem, Problem)
    assert problem.code == "PUB-TOKEN-FORM"
    assert "the variable HF_TOKEN" in problem.text("en")
    assert problem.hint("en") == (
        f"Use a token. Ask your teacher for your token of this Hub, {ROOM}. {IN_TERMINAL}"
    )


@pytest.mark.parametrize(
    ("token", "looks"),
    [
        (TOKEN, True),
        ("hf_" + "a" * 16, True),
        ("hf_" + "a" * 15, False),
        ("hf_" + "a" * 16 + ".b=", True),
        ("hf_" + "a" * 16 + "!", False),
        ("YOUR-TOKEN", False),
        ("x" + TOKEN, False),
    ],
)
def test_the_form_of_a_token(token: str, looks: bool) -> None:
    assert tokens.has_form(token) is looks
