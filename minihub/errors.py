"""What the Hub says when it refuses: status, headers and words.

The client judges an answer by `X-Error-Code` first, then by `X-Error-Message`
(`hf_raise_for_status` in huggingface_hub/utils/_http.py).
"""

from __future__ import annotations

import re

from starlette.responses import JSONResponse, PlainTextResponse, Response

_NOT_ASCII = re.compile(r"[^\x20-\x7e]")


class HubError(Exception):
    """A request that is refused, with all that the answer needs."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        headers: dict[str, str] | None = None,
        plain: bool = False,
        body: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = _encodable(message)
        self.code = code
        self.headers = headers or {}
        self.plain = plain
        self.body = body or {}

    def for_git(self, *, lfs: bool) -> None:
        """Adapt the answer to git and git-lfs.

        They ask for a password only where Basic authentication is offered; git shows what is plain
        text, and git-lfs reads `message`.
        """
        self.body = {"message": self.message, **self.body}
        self.plain = not lfs
        if self.status == 401:
            self.headers["WWW-Authenticate"] = 'Basic realm="Authentication required"'

    def response(self) -> Response:
        """Return the answer to send."""
        headers = {"X-Error-Message": _header_value(self.message), **self.headers}
        if self.code:
            headers["X-Error-Code"] = self.code
        if self.plain:
            return PlainTextResponse(self.message, self.status, headers)
        return JSONResponse({"error": self.message, **self.body}, self.status, headers)


def _encodable(text: str) -> str:
    """Return a text without lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _header_value(text: str) -> str:
    """Return a text as one line of ASCII, no longer than a header may be."""
    return _NOT_ASCII.sub("?", " ".join(text.split()))[:2000]


def bad_request(message: str) -> HubError:
    """Return a 400: the request cannot be understood, or breaks a rule."""
    return HubError(400, message)


def unauthorized(*, about_repo: bool) -> HubError:
    """Return a 401: no token. Also what a missing or private repo looks like without one.

    Over https the client takes any 401 on a repo's address for "not found"; over http it
    needs the code to come to the same end (`REPO_API_REGEX` in utils/_http.py).
    """
    return HubError(
        401,
        "Invalid username or password.",
        code="RepoNotFound" if about_repo else None,
        headers={"WWW-Authenticate": 'Bearer realm="Authentication required", charset="UTF-8"'},
    )


def invalid_token() -> HubError:
    """Return a 401: a token that nobody owns. By these words the client says so, too."""
    return HubError(401, "Invalid credentials in Authorization header")


def forbidden(message: str) -> HubError:
    """Return a 403: a token without the right to do this."""
    return HubError(403, message)


def repo_not_found() -> HubError:
    """Return a 404: no such repo, or a private one of somebody else."""
    return HubError(404, "Repository not found", code="RepoNotFound")


def revision_not_found(revision: str) -> HubError:
    """Return a 404: no branch, tag or commit of that name."""
    return HubError(404, f"Invalid rev id: {revision}", code="RevisionNotFound")


def entry_not_found(commit: str) -> HubError:
    """Return a 404: no such file at that commit; plain text, and still with the commit."""
    return HubError(
        404,
        "Entry not found",
        code="EntryNotFound",
        headers={"X-Repo-Commit": commit},
        plain=True,
    )


def path_not_found(path: str, revision: str) -> HubError:
    """Return a 404: a folder that is not in the tree."""
    return HubError(404, f'{path} does not exist on "{revision}"', code="EntryNotFound")


def gated(kind: str, repo_id: str, *, signed_in: bool) -> HubError:
    """Return a 401 or 403: files of a gated repo; its metadata and tree stay public."""
    message = f"Access to {kind} {repo_id} is restricted"
    if signed_in:
        message += f" and you are not in the authorized list. Visit /{repo_id} to ask for access."
        return HubError(403, message, code="GatedRepo")
    advice = "You must have access to it and be authenticated to access it. Please log in."
    return HubError(401, f"{message}. {advice}", code="GatedRepo")


def disabled() -> HubError:
    """Return a 403: a repo that the Hub has taken down. The client knows it by these very words."""
    return HubError(403, "Access to this resource is disabled.")


def redirected(address: str) -> HubError:
    """Return a 307: a repo that has another id now; the same question is to be asked there."""
    message = f"Temporary Redirect. Redirecting to {address}"
    return HubError(307, message, headers={"Location": address})


def conflict(what: str, **body: object) -> HubError:
    """Return a 409: what should be made is there already."""
    return HubError(409, what, body=body)


def rejected(reason: str, advice: str, files: list[str], ref: str) -> HubError:
    """Return a 400: a commit that breaks a rule of the Hub's, in the words of its push hook.

    The words are quoted in huggingface_hub#2666 and #825.
    """
    offending = "\n".join(f"  - {path} (ref: {ref})" for path in files)
    return HubError(
        400,
        f"Your push was rejected because {reason}.\n{advice}\n\nOffending files:\n{offending}",
    )


def outdated_parent() -> HubError:
    """Return a 412: the branch has moved on from the `parentCommit` of a commit."""
    return HubError(
        412,
        "The branch was updated since you opened this page. Please refresh and try again.",
    )


def not_served(what: str) -> HubError:
    """Return a 501: a part of the real Hub that this one leaves out."""
    return HubError(501, f"{what} is not served by this embedded Hub.")
