"""The Hub's address, as it is typed: what is accepted, and what is said of the rest."""

from __future__ import annotations

import pytest

from checks.hub.endpoint import REAL, default_endpoint, is_own, shells
from checks.messages import ProblemError, safe

ACCEPTED: list[tuple[str | None, str]] = [
    (None, REAL),
    ("", REAL),
    ("  ", REAL),
    ('""', REAL),
    ("https://huggingface.co", REAL),
    ("https://huggingface.co/", REAL),
    ("https://huggingface.co/ana/model", REAL),
    ("huggingface.co", REAL),
    ("huggingface.co/models", REAL),
    ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ("http://127.0.0.1:8000//", "http://127.0.0.1:8000"),
    ("http://127.0.0.1:8000/models", "http://127.0.0.1:8000"),
    ("HTTP://Room-7.Local:8000", "http://room-7.local:8000"),
    ("localhost:8400", "http://localhost:8400"),
    ("localhost", "http://localhost"),
    ("hub.localhost:80", "http://hub.localhost:80"),
    ("192.168.0.7:8123", "http://192.168.0.7:8123"),
    ("192.168.0.7:8123/ana", "http://192.168.0.7:8123"),
    ("10.1.2.3", "http://10.1.2.3"),
    ("teacher-laptop:8400", "http://teacher-laptop:8400"),
    ("room.lan:1", "http://room.lan:1"),
    ("room.home.arpa:1", "http://room.home.arpa:1"),
    ("hub.internal:1", "http://hub.internal:1"),
    ("[::1]:8400", "http://[::1]:8400"),
    ("http://[fd00::7]:8400/", "http://[fd00::7]:8400"),
    ("[fd00::7]", "http://[fd00::7]"),
    ('"http://192.168.0.7:8123"', "http://192.168.0.7:8123"),
    ("“http://192.168.0.7:8123” ", "http://192.168.0.7:8123"),
    ("' localhost:8400 '", "http://localhost:8400"),
    ("<http://localhost:8400/>", "http://localhost:8400"),
    ("https://192.168.0.7", "https://192.168.0.7"),
    ("http://hub.school.edu:8400", "http://hub.school.edu:8400"),
    ("https://school.edu/proxy/hub/", "https://school.edu/proxy/hub"),
]


@pytest.mark.parametrize(("written", "endpoint"), ACCEPTED)
def test_the_environment_names_the_hub(
    monkeypatch: pytest.MonkeyPatch, written: str | None, endpoint: str
) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    if written is not None:
        monkeypatch.setenv("HF_ENDPOINT", written)
    assert default_endpoint() == endpoint
    assert is_own(endpoint) is (endpoint != "https://huggingface.co")


REFUSED = [
    ("hub.school.edu:8400", "http://hub.school.edu:8400"),
    ("hub.school.edu/models", "http://hub.school.edu"),
    ("8.8.8.8:8400", "http://8.8.8.8:8400"),
    ("http//hub.school.edu:8400", "http://hub.school.edu:8400"),
    ("http:/192.168.0.7:8400", "http://192.168.0.7:8400"),
    ("htp://192.168.0.7:8400/", "http://192.168.0.7:8400"),
    ("ftp://hub.school.edu", "http://hub.school.edu"),
    ("http://", "http://ADDRESS"),
    ("http:///models", "http://ADDRESS"),
    ("http://ADDRESS OF THE HUB", "http://ADDRESS"),
    ("localhost:port", "http://ADDRESS"),
    ("http://192.168.0.7:84000000", "http://192.168.0.7:84000000"),
    ("http://[::1", "http://ADDRESS"),
    ("학교:8400", "http://ADDRESS"),
]


@pytest.mark.parametrize(("written", "meant"), REFUSED)
def test_what_is_no_address_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", written)
    with pytest.raises(ProblemError, match=r"^HUB-ADDRESS$") as error:
        default_endpoint()
    problem = error.value.problem
    assert (problem.code, problem.fields["written"]) == ("HUB-ADDRESS", safe(written))
    assert f" {shells('HF_ENDPOINT', meant).text('en')}" in problem.hint("en")


def test_three_shells_are_named() -> None:
    bash, powershell, cmd = shells("A", "b").text("en").split(" · ")
    assert (bash, powershell) == ("In bash: export A=b", 'in PowerShell: $env:A = "b"')
    assert cmd == "in cmd: set A=b"
