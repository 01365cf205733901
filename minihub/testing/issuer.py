"""A stand-in for GitHub's issuer of id tokens, to try trusted publishing without GitHub.

Request, claims and life time as docs.github.com, "OpenID Connect reference", has them.

    with Issuer(Job("ada/lab")) as issuer:
        trust(hub, "ada/model", issuer=issuer.url, repository="ada/lab")
        subprocess.run(["hf", "upload", …], env=os.environ | issuer.environment)
"""

from __future__ import annotations

import contextlib
import hmac
import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from minihub.listening import listener, serving, urls

SECONDS = 300
_EARLIER = 600
_RUNS = itertools.count(1_700_000_001)


@dataclass(frozen=True)
class Job:
    """A job, as far as its id token describes it. `workflow` is the name of its file.

    `called` is the reusable workflow that the job is of, as ORG/REPO/PATH@REF, and
    `called_commit` its commit; "" where the job is of `workflow` itself.
    """

    repository: str = "octo-org/octo-repo"
    branch: str = "main"
    workflow: str = "publish.yml"
    name: str = "Publish"
    event: str = "push"
    actor: str = "octocat"
    commit: str = "0" * 40
    repository_id: str = "74"
    called: str = ""
    called_commit: str = ""
    runner: str = "github-hosted"

    def claims(self) -> dict[str, Any]:
        """Return what an id token of the job says, issued now."""
        owner, ref = self.repository.partition("/")[0], f"refs/heads/{self.branch}"
        workflow = f"{self.repository}/.github/workflows/{self.workflow}@{ref}"
        return {
            "sub": f"repo:{self.repository}:ref:{ref}",
            "repository": self.repository,
            "repository_id": self.repository_id,
            "repository_owner": owner,
            "repository_owner_id": "65",
            "repository_visibility": "private",
            "ref": ref,
            "ref_type": "branch",
            "ref_protected": "false",
            "base_ref": "",
            "head_ref": "",
            "sha": self.commit,
            "workflow": self.name,
            "workflow_ref": workflow,
            "workflow_sha": self.commit,
            "job_workflow_ref": self.called or workflow,
            "job_workflow_sha": self.called_commit or self.commit,
            "run_id": str(next(_RUNS)),
            "run_number": "1",
            "run_attempt": "1",
            "runner_environment": self.runner,
            "actor": self.actor,
            "actor_id": "12",
            "event_name": self.event,
        }


class Issuer:
    """An issuer on loopback, for use in a `with` block. It speaks for `job`, which may change."""

    def __init__(self, job: Job | None = None, *, clock: Callable[[], float] = time.time) -> None:
        self.job = job or Job()
        self.public: list[dict[str, Any]] = []
        self.rotate()
        self.url = ""
        self._clock = clock
        self._request_token = secrets.token_urlsafe(32)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            found = stack.enter_context(listener("127.0.0.1", 0))
            stack.enter_context(serving(self._app(), found))
            self.url, self._stack = urls(found)[0], stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def rotate(self, keep: int = 1) -> None:
        """Sign with a new key from now on; of the old ones the last so many are still told."""
        self.key: RSAPrivateKey = generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = secrets.token_hex(8)
        told = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        told |= {"use": "sig", "alg": "RS256", "kid": self.kid, "x5t": self.kid}
        self.public = [told, *self.public[:keep]]

    @property
    def environment(self) -> dict[str, str]:
        """What GitHub sets for a job with `permissions: id-token: write`."""
        return {
            "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/idtoken?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": self._request_token,
        }

    def claims(self, audience: str) -> dict[str, Any]:
        """Return what an id token of the job says, issued now."""
        now = int(self._clock())
        return self.job.claims() | {
            "iss": self.url,
            "aud": audience,
            "jti": secrets.token_hex(16),
            "iat": now,
            "nbf": now - _EARLIER,
            "exp": now + SECONDS,
        }

    def token(self, audience: str, **claims: object) -> str:
        """Return a signed id token of the job, with other claims where some are given."""
        return self.sign(self.claims(audience) | claims)

    def sign(self, claims: dict[str, Any], kid: str | None = None) -> str:
        """Return any claims, signed as an id token's are."""
        headers = {"kid": kid or self.kid, "x5t": self.kid}
        return jwt.encode(claims, self.key, "RS256", headers=headers)

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/.well-known/jwks", self._keys),
                Route("/idtoken", self._idtoken),
            ]
        )

    def _configuration(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/.well-known/jwks",
                "subject_types_supported": ["public", "pairwise"],
                "response_types_supported": ["id_token"],
                "claims_supported": sorted(self.claims("")),
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid"],
            }
        )

    def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": self.public})

    def _idtoken(self, request: Request) -> Response:
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        known = hmac.compare_digest(sent.encode(), self._request_token.encode())
        if scheme.lower() != "bearer" or not known:
            return JSONResponse({"message": "Unauthorized"}, 401)
        owner = self.job.repository.partition("/")[0]
        audience = request.query_params.get("audience", f"https://github.com/{owner}")
        return JSONResponse({"value": self.token(audience)})
