"""The control route: there only when asked for, and only for who has its token."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from minihub.testing import FaultyHub
from minihub.testing.faults import Limits, Status
from tests.minihub.conftest import Raw

ADDRESS = "/api/minihub/faults"


@pytest.fixture(scope="module")
def controlled() -> Iterator[FaultyHub]:
    with FaultyHub(control=True) as hub:
        yield hub


@pytest.fixture
def control(controlled: FaultyHub) -> Iterator[Raw]:
    controlled.faults.clear()
    yield Raw(controlled.url, controlled.control_token)
    controlled.faults.clear()


def test_it_is_not_there_unless_asked_for(raw: Raw) -> None:
    with FaultyHub() as uncontrolled:
        assert uncontrolled.control_token is None
        assert Raw(uncontrolled.url)("GET", ADDRESS).status == 501
    for method in ("GET", "POST", "DELETE"):
        answer = raw(method, ADDRESS, {"fault": "reset"})
        assert answer.status == 501


def test_it_needs_its_own_token(controlled: FaultyHub) -> None:
    user = controlled.add_user("ada")
    token = controlled.control_token or ""
    for wrong in (None, user, token[:-1], token + "x", "", "ü"):
        for method in ("GET", "POST", "DELETE"):
            headers = {"Authorization": f"Bearer {wrong}".encode()} if wrong is not None else {}
            answer = Raw(controlled.url)(method, ADDRESS, {"fault": "reset"}, headers)  # type: ignore[arg-type]
            assert answer.status == 401
            assert token not in answer.body.decode()
    assert controlled.faults.rules == []
    assert Raw(controlled.url, token)("GET", "/api/whoami-v2").status == 401  # good for no more


def test_faults_are_set_told_and_taken_away(controlled: FaultyHub, control: Raw) -> None:
    body = {"fault": "status", "status": 502, "path": "/api/models", "method": "GET", "times": 2}
    told = control("POST", ADDRESS, body)
    assert told.status == 200
    assert told.json == {"faults": [body | {"share": 1.0}], "limits": None}
    assert [rule.fault for rule in controlled.faults.rules] == [Status(502)]
    assert control("GET", ADDRESS).json == told.json
    assert Raw(controlled.url)("GET", "/api/models").status == 502
    assert control("DELETE", ADDRESS).json == {"faults": [], "limits": None}
    assert Raw(controlled.url)("GET", "/api/models").status == 200


SERVE_ONE = """
import sys, urllib.request
from minihub import MiniHub
with MiniHub() as hub:
    assert urllib.request.urlopen(f"{hub.url}/api/models").status == 200
print([name for name in sys.modules if name.startswith("minihub.testing")])
"""


def test_a_hub_without_faults_loads_nothing_of_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SERVE_ONE], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "body",
    [
        {"fault": "latency", "seconds": 0.5},
        {"fault": "limited", "seconds": 5},
        {"fault": "page"},
        {"fault": "answer", "status": 418, "body": "no", "media_type": "text/plain"},
        {"fault": "cut", "after": 3},
        {"fault": "reset", "share": 0.5},
        {"fault": "stale", "reads": 3},
        {"fault": "status"},
    ],
)
def test_every_kind_can_be_set(control: Raw, body: dict[str, Any]) -> None:
    told = control("POST", ADDRESS, body).json["faults"]
    assert len(told) == 1
    assert told[0].items() >= body.items()


def test_limits_are_set(controlled: FaultyHub, control: Raw) -> None:
    told = control("POST", ADDRESS, {"fault": "limits", "api": 1})
    assert told.json["limits"]["api"] == 1
    assert controlled.faults.limits == Limits(api=1)
    statuses = [Raw(controlled.url)("GET", "/api/models").status for _ in range(2)]
    assert statuses == [200, 429]
    assert control("GET", ADDRESS).status == 200  # which itself is not counted


def test_it_is_not_hit_by_its_own_faults(controlled: FaultyHub, control: Raw) -> None:
    control("POST", ADDRESS, {"fault": "reset"})
    with pytest.raises(ConnectionResetError):
        Raw(controlled.url)("GET", "/api/models")
    assert control("DELETE", ADDRESS).status == 200


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        {"fault": "flood"},
        {"fault": ["reset"]},
        {"fault": {}},
        {"fault": "status", "status": "503"},
        {"fault": "status", "status": 200},
        {"fault": "status", "seconds": 1},
        {"fault": "latency"},
        {"fault": "latency", "seconds": "long"},
        {"fault": "latency", "seconds": None},
        {"fault": "page", "html": 7},
        {"fault": "answer", "body": {}},
        {"fault": "answer", "headers": []},
        {"fault": "answer", "headers": {"X": 1}},
        {"fault": "answer", "media_type": 1},
        {"fault": "cut", "after": "half"},
        {"fault": "cut", "after": 1.5},
        {"fault": "stale"},
        {"fault": "reset", "times": 0},
        {"fault": "reset", "times": 1.5},
        {"fault": "reset", "times": "x"},
        {"fault": "reset", "share": "all"},
        {"fault": "reset", "path": 7},
        {"fault": "reset", "method": 7},
        {"fault": "limits", "api": "many"},
        {"fault": "limits", "api": 1.5},
        {"fault": "limits", "window": 0},
        {"fault": "limits", "times": 1},
        '{"fault": "latency", "seconds": NaN}',
        '{"fault": "latency", "seconds": Infinity}',
    ],
)
def test_what_is_no_fault_is_refused(controlled: FaultyHub, control: Raw, body: Any) -> None:
    answer = control("POST", ADDRESS, body)
    assert answer.status == 400
    assert answer.json["error"]
    assert controlled.faults.rules == []
    assert controlled.faults.limits is None
