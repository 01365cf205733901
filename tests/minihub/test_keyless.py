"""Keyless sign-in: the exchange, what its tokens may do, and every token that must not pass."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from minihub import MiniHub
from minihub.accounts import OIDC_TOKEN_SECONDS
from minihub.testing import Issuer, Job, trust
from tests.minihub.conftest import Answer, Raw

JOB = Job("school/lab-ada", branch="main", workflow="classroom.yml", name="Publish and grade")
REQUEST = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
}


class Clock:
    """The hour as it is, and as much later as is said."""

    later = 0.0

    def __call__(self) -> float:
        return time.time() + self.later


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def world(clock: Clock) -> Iterator[MiniHub]:
    with MiniHub(clock=clock) as hub:
        api = HfApi(endpoint=hub.url, token=hub.add_user("ada"))
        for repo, kind in (("ada/model", "model"), ("ada/other", "model"), ("ada/data", "dataset")):
            api.create_repo(repo, repo_type=kind, private=True)
        yield hub


@pytest.fixture(scope="module")
def issuer(world: MiniHub) -> Iterator[Issuer]:
    with Issuer(JOB) as issuer:
        claims = {"repository": JOB.repository, "branch": "main", "workflow": "classroom.yml"}
        trust(world, "ada/model", issuer=issuer.url, **claims)
        trust(world, "datasets/ada/data", issuer=issuer.url, repository=JOB.repository)
        yield issuer


def exchange(hub: MiniHub, token: str, resource: str = "ada/model", **more: Any) -> Answer:
    return Raw(hub.url)(
        "POST", "/oauth/token", REQUEST | {"subject_token": token, "resource": resource} | more
    )


def refused(answer: Answer, error: str = "invalid_grant") -> str:
    """Return why an exchange was refused; it must have been."""
    assert (answer.status, answer.json["error"]) == (400, error)
    assert "access_token" not in answer.json
    return str(answer.json["error_description"])


def test_an_exchange(world: MiniHub, issuer: Issuer) -> None:
    for resource in ("ada/model", "datasets/ada/data"):
        answer = exchange(world, issuer.token(world.url), resource)
        assert answer.status == 200
        assert answer.json.pop("access_token").startswith("hf_jwt_")
        assert {key: answer.json[key] for key in ("token_type", "expires_in")} == {
            "token_type": "bearer",
            "expires_in": 3600,
        }
        kind = "urn:ietf:params:oauth:token-type:access_token"
        assert answer.json["issued_token_type"] == kind


def test_localhost_is_the_hub_too(world: MiniHub, issuer: Issuer) -> None:
    localhost = world.url.replace("127.0.0.1", "localhost")
    assert exchange(world, issuer.token(localhost)).status == 200


def _keyless(world: MiniHub, issuer: Issuer, resource: str = "ada/model") -> str:
    return str(exchange(world, issuer.token(world.url), resource).json["access_token"])


def test_its_token_writes_to_its_repo_alone(world: MiniHub, issuer: Issuer) -> None:
    api = HfApi(endpoint=world.url, token=_keyless(world, issuer))
    api.upload_file(path_or_fileobj=b"\0x", path_in_repo="a.bin", repo_id="ada/model")
    newest, *_ = api.list_repo_commits("ada/model")
    assert newest.authors == ["[OIDC]"]
    assert api.hf_hub_download("ada/model", "a.bin")
    for repo, status in (("tour-lab/pocket-gpt", 403), ("ada/other", 404)):
        with pytest.raises(HfHubHTTPError) as caught:
            api.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id=repo)
        assert caught.value.response.status_code == status
    raw = Raw(world.url, api.token)  # type: ignore[arg-type]
    assert raw("POST", "/api/repos/create", {"name": "new", "organization": "ada"}).status == 401
    assert raw("DELETE", "/api/repos/delete", {"name": "model"}).status == 401
    assert raw("GET", "/api/whoami-v2").status == 401


def test_its_token_lives_an_hour(world: MiniHub, issuer: Issuer, clock: Clock) -> None:
    raw = Raw(world.url, _keyless(world, issuer))
    try:
        clock.later = OIDC_TOKEN_SECONDS - 60
        assert raw("GET", "/api/models/ada/model").status == 200
        clock.later = OIDC_TOKEN_SECONDS + 1
        answer = raw("GET", "/api/models/ada/model")
        assert (answer.status, answer.json["error"]) == (
            401,
            "Invalid credentials in Authorization header",
        )
    finally:
        clock.later = 0


def test_an_id_token_serves_each_process_of_a_job(world: MiniHub, issuer: Issuer) -> None:
    """With HF_OIDC_ID_TOKEN every process exchanges the same one (`_get_token_from_oidc`)."""
    token = issuer.token(world.url)
    first, second = exchange(world, token), exchange(world, token)
    assert first.status == second.status == 200
    assert first.json["access_token"] != second.json["access_token"]


@pytest.mark.parametrize(
    ("job", "claim"),
    [
        (Job("school/lab-bob", workflow="classroom.yml"), "repository ('school/lab-bob')"),
        (Job("School/lab-ada", workflow="classroom.yml"), "repository ('School/lab-ada')"),
        (Job("school/lab-ada", "main2", "classroom.yml"), "branch ('main2')"),
        (Job("school/lab-ada", "feature/main", "classroom.yml"), "branch ('feature/main')"),
        (Job("school/lab-ada", "main", "other.yml"), "workflow ('other.yml')"),
    ],
)
def test_a_claim_that_does_not_match_is_named(
    world: MiniHub, issuer: Issuer, job: Job, claim: str
) -> None:
    issuer.job = job
    try:
        why = refused(exchange(world, issuer.token(world.url)))
    finally:
        issuer.job = JOB
    assert why == f"Claims that do not match: {claim}"


def test_a_tag_is_no_branch(world: MiniHub, issuer: Issuer) -> None:
    for ref in ("refs/tags/main", "refs/pull/1/refs/heads/main"):
        assert "branch (None)" in refused(exchange(world, issuer.token(world.url, ref=ref)))


def test_the_nearest_publisher_tells_what_is_wrong(world: MiniHub, issuer: Issuer) -> None:
    trust(world, "ada/other", issuer=issuer.url, repository="a/b", branch="x", workflow="y")
    trust(world, "ada/other", issuer=issuer.url, repository=JOB.repository, event_name="schedule")
    why = refused(exchange(world, issuer.token(world.url), "ada/other"))
    assert why == "Claims that do not match: event_name ('push')"
    good = issuer.token(world.url, event_name="schedule")
    assert exchange(world, good, "ada/other").status == 200


def _unsigned(issuer: Issuer, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": issuer.kid})


def _signed_with_the_public_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    """Return an HS256 token, made by hand, since the library refuses to."""
    import hashlib
    import hmac

    public = issuer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = _part({"alg": "HS256", "typ": "JWT", "kid": issuer.kid}) + b"." + _part(claims)
    signature = hmac.new(public, head, hashlib.sha256).digest()
    return (head + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def _part(value: dict[str, Any]) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def _changed_after_signing(issuer: Issuer, claims: dict[str, Any]) -> str:
    head, _, signature = issuer.sign(claims | {"repository": "evil/lab"}).split(".")
    return ".".join([head, _part(claims).decode(), signature])


def _another_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, key, "RS256", headers={"kid": issuer.kid})


def _without(name: str) -> Callable[[Issuer, dict[str, Any]], str]:
    return lambda issuer, claims: issuer.sign({k: v for k, v in claims.items() if k != name})


def _with(**more: Any) -> Callable[[Issuer, dict[str, Any]], str]:
    return lambda issuer, claims: issuer.sign(claims | more)


def _text(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).rstrip(b"=").decode()


FORGERIES: dict[str, tuple[Callable[[Issuer, dict[str, Any]], str], str]] = {
    "alg none": (_unsigned, "alg"),
    "HS256 with the public key": (_signed_with_the_public_key, "alg"),
    "changed": (_changed_after_signing, "Signature verification failed"),
    "another key": (_another_key, "Signature verification failed"),
    "a kid nobody has": (lambda issuer, claims: issuer.sign(claims, "stray"), "signing key"),
    "expired": (_with(exp=int(time.time()) - 1), "expired"),
    "not yet": (_with(nbf=int(time.time()) + 3600), "not yet valid"),
    "from the future": (_with(iat=int(time.time()) + 3600), "not yet valid"),
    "for another Hub": (_with(aud="https://huggingface.co"), "Audience"),
    "no audience": (_without("aud"), '"aud"'),
    "no end": (_without("exp"), '"exp"'),
    "no subject": (_without("sub"), '"sub"'),
    "no issuer": (_without("iss"), 'issuer "None"'),
    "another issuer": (_with(iss="https://token.actions.githubusercontent.com"), "No publisher"),
    "garbage": (lambda *_: "a.b.c", "Decode"),
    "odd text": (lambda *_: "\ud800", "UnicodeEncode"),
    "deep": (lambda *_: f"{_text('{}')}.{_text('[' * 9000)}.{_text('x')}", "recursion"),
    "deep head": (lambda *_: f"{_text('[' * 9000)}.e30.{_text('x')}", "recursion"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_or_stray_token(world: MiniHub, issuer: Issuer, name: str) -> None:
    forge, why = FORGERIES[name]
    assert why in refused(exchange(world, forge(issuer, issuer.claims(world.url))))


def test_an_address_that_the_hub_was_never_told_is_no_audience(
    world: MiniHub, issuer: Issuer
) -> None:
    """An id token meant for another server must not pass by a Host header."""
    body = REQUEST | {"subject_token": issuer.token("http://evil.example"), "resource": "ada/model"}
    answer = Raw(world.url)("POST", "/oauth/token", body, {"Host": "evil.example"})
    assert "Audience" in refused(answer)


def test_repos_that_trust_nobody(world: MiniHub, issuer: Issuer) -> None:
    token = issuer.token(world.url)
    for resource in ("tour-lab/pocket-gpt", "ada/nothing", "spaces/ada/model"):
        assert "trusted publisher" in refused(exchange(world, token, resource))


def test_publishers_go_with_their_repo(world: MiniHub, issuer: Issuer) -> None:
    api = HfApi(endpoint=world.url, token=world.add_user("ada"))
    api.create_repo("ada/brief")
    trust(world, "ada/brief", issuer=issuer.url, repository=JOB.repository)
    assert exchange(world, issuer.token(world.url), "ada/brief").status == 200
    api.delete_repo("ada/brief")
    api.create_repo("ada/brief")
    refused(exchange(world, issuer.token(world.url), "ada/brief"))


@pytest.mark.parametrize(
    "more",
    [
        *({name: None} for name in ("grant_type", "subject_token_type", "resource")),
        {"grant_type": "authorization_code"},
        {"subject_token_type": "urn:ietf:params:oauth:token-type:access_token"},
        {"subject_token": ""},
        {"subject_token": ["a"]},
        {"subject_token": "a" * 20_000},
        *({"resource": name} for name in ("a/b/c", "../x", "kernels/ada/model", "-")),
    ],
    ids=str,
)
def test_malformed_requests(world: MiniHub, more: dict[str, Any]) -> None:
    refused(exchange(world, "a.b.c", **more), "invalid_request")


def test_a_body_that_is_no_json(world: MiniHub) -> None:
    for body in (b"", b"[]", b"grant_type=x"):
        refused(Raw(world.url)("POST", "/oauth/token", body), "invalid_request")


def test_a_users_own_tokens_are_not_served(world: MiniHub) -> None:
    assert exchange(world, "a.b.c", "ada").status == 501


def test_an_issuer_that_is_down(world: MiniHub) -> None:
    with Issuer(JOB) as gone:
        trust(world, "ada/other", issuer=gone.url, repository=JOB.repository)
        token = gone.token(world.url)
    assert "does not tell its keys" in refused(exchange(world, token, "ada/other"))


def test_publishers_that_cannot_be(world: MiniHub) -> None:
    with pytest.raises(ValueError, match="https"):
        trust(world, "ada/model", issuer="http://issuer.example", repository="a/b")
    with pytest.raises(ValueError, match="repository"):
        trust(world, "ada/model", branch="main")
    with pytest.raises(ValueError, match="no repo"):
        trust(world, "ada/nothing", repository="a/b")


def test_the_issuer_wants_the_jobs_own_token(issuer: Issuer) -> None:
    for token in (None, "no"):
        assert Raw(issuer.url, token)("GET", "/idtoken?audience=x").status == 401


def _run(words: list[str], environment: dict[str, str], home: Path) -> str:
    """Run a program with the official client in it, as a job of GitHub's would start it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "GITHUB_", "ACTIONS_"))}
    own = {"HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1"}
    done = subprocess.run(
        words, env=kept | own | environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_official_client_does_the_exchange(
    world: MiniHub, issuer: Issuer, tmp_path: Path
) -> None:
    """`create_repo` is refused and falls back; the commit is the workflow's."""
    script = """
from huggingface_hub import HfApi
api = HfApi()
print(api.create_repo("ada/model", exist_ok=True).repo_id)
print(api.upload_file(path_or_fileobj=b"\\0keyless", path_in_repo="k.bin", repo_id="ada/model").oid)
"""
    environment = issuer.environment | {"HF_ENDPOINT": world.url, "HF_OIDC_RESOURCE": "ada/model"}
    told = _run([sys.executable, "-c", script], environment, tmp_path).split()
    api = HfApi(endpoint=world.url, token=world.add_user("ada"))
    newest, *_ = api.list_repo_commits("ada/model")
    assert told == ["ada/model", newest.commit_id]
    assert newest.authors == ["[OIDC]"]
    assert Path(api.hf_hub_download("ada/model", "k.bin")).read_bytes() == b"\0keyless"


def test_the_command_hf_does_too(world: MiniHub, issuer: Issuer, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("keyless")
    environment = issuer.environment | {"HF_ENDPOINT": world.url, "HF_OIDC_RESOURCE": "ada/model"}
    hf = Path(sys.executable).with_name("hf")
    _run([str(hf), "upload", "ada/model", str(tmp_path / "notes.txt")], environment, tmp_path)
    assert HfApi(endpoint=world.url, token=world.add_user("ada")).file_exists(
        "ada/model", "notes.txt"
    )
