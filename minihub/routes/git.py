"""git over HTTP: clone, fetch and push, as git's own http-backend(1) serves them.

Reading is left to `git upload-pack`; writing goes through `receive`, with the Hub's rules.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import anyio
from anyio.abc import Process
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..access import downloadable_repo, store, writable_repo
from ..database import RepoRow
from ..errors import HubError, bad_request, not_served
from ..git_cli import git_environment, run_git
from ..pktline import FLUSH, Body, band, packet
from ..quarantine import Quarantine
from ..receive import (
    CAPABILITIES,
    PushRequest,
    PushResult,
    apply_push,
    read_push_request,
    reject_pack,
)
from ..store import Store

_READ, _WRITE = "git-upload-pack", "git-receive-pack"
_FRESH = {"Cache-Control": "no-cache, max-age=0, must-revalidate"}
_RULE = "-" * 73
#: A class clones parts of a repo, and single commits (`git clone --filter`, `git fetch … SHA`).
_SERVE = ["-c", "uploadpack.allowFilter=true", "-c", "uploadpack.allowAnySHA1InWant=true"]


def info_refs(request: Request) -> Response:
    """Serve `GET /ID.git/info/refs?service=…`: what there is to fetch, or to move by a push."""
    service = request.query_params.get("service")
    if service == _READ:
        environ = _environ(request, downloadable_repo(request))
        output = run_git(_upload_pack(environ, "--advertise-refs"), environ)
    elif service == _WRITE:
        row, _ = writable_repo(request)
        output = b"".join(_advertised(request, row))
    else:
        raise not_served("git over HTTP without smart transfer")
    greeting = b"" if output.startswith(b"000eversion 2\n") else _greeting(service)
    media = f"application/x-{service}-advertisement"
    return Response(greeting + output, headers=_FRESH, media_type=media)


def _upload_pack(environ: dict[str, str], *more: str) -> list[str]:
    return [*_SERVE, "upload-pack", "--strict", "--stateless-rpc", *more, environ["GIT_DIR"]]


def _greeting(service: str) -> bytes:
    return packet(f"# service={service}\n".encode()) + FLUSH


def _environ(request: Request, row: RepoRow) -> dict[str, str]:
    protocol = request.headers.get("git-protocol", "")
    folder = store(request).git_folder(row.key).resolve()
    more = {"GIT_PROTOCOL": protocol} if protocol in ("version=1", "version=2") else {}
    return git_environment(folder, **more)


def _advertised(request: Request, row: RepoRow) -> Iterator[bytes]:
    with store(request).open(row.key) as repo:
        refs = repo.targets() or [("capabilities^{}", "0" * 40)]
    ending = f"\0{CAPABILITIES} agent=minihub"
    for ref, oid in refs:
        yield packet(f"{oid} {ref}{ending}\n".encode("utf-8", "surrogateescape"))
        ending = ""
    yield FLUSH


def upload_pack(request: Request) -> Response:
    """Serve `POST /ID.git/git-upload-pack`: one round of a clone or fetch."""
    environ = _environ(request, downloadable_repo(request))
    _check_type(request, _READ)
    return _Served(["git", *_upload_pack(environ)], environ, Body(request))


def _check_type(request: Request, service: str) -> None:
    content_type = f"application/x-{service}-request"
    if request.headers.get("content-type") != content_type:
        raise HubError(415, f"The body must be {content_type}.")


class _Served(Response):
    """What a program answers to a body, both as streams; 400 where it has nothing to say to it."""

    def __init__(self, words: list[str], environ: dict[str, str], body: Body) -> None:
        super().__init__(headers=_FRESH, media_type=f"application/x-{_READ}-result")
        del self.headers["Content-Length"]
        self._words, self._environ, self._body = words, environ, body
        self._wrong: HubError | None = None

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        started = False
        process = await anyio.open_process(
            self._words, env=self._environ, stderr=subprocess.DEVNULL
        )
        async with process, anyio.create_task_group() as group:
            group.start_soon(self._feed, process)
            assert process.stdout is not None  # noqa: S101
            async for chunk in process.stdout:
                if not started:
                    started = True
                    await send(start)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        if not started and self._wrong:
            raise self._wrong
        if not started and process.returncode:
            raise bad_request("This is not a request that git upload-pack understands.")
        if not started:
            await send(start)
        await send({"type": "http.response.body", "body": b""})

    async def _feed(self, process: Process) -> None:
        assert process.stdin is not None  # noqa: S101
        try:
            async for chunk in self._body.rest():
                await process.stdin.send(chunk)
        except HubError as error:
            self._wrong = error
        except (ClientDisconnect, anyio.BrokenResourceError):
            pass  # nobody listens any more, here or there
        finally:
            await process.stdin.aclose()


async def receive_pack(request: Request) -> Response:
    """Serve `POST /ID.git/git-receive-pack`: a push."""
    row, _ = await run_in_threadpool(writable_repo, request)
    _check_type(request, _WRITE)
    body = Body(request)
    push = await read_push_request(body)
    if not push.updates:  # git asks first whether it may, before it sends much
        return _result(b"")
    state = store(request)
    with Quarantine(state.git_folder(row.key), state.incoming) as quarantine:
        fault = await quarantine.unpack(body) if push.has_pack else None
        if fault is None:
            result = await run_in_threadpool(_apply, state, row, push, quarantine)
        else:
            result = reject_pack(push, fault)
    return _result(b"".join(_report(result, push)))


def _apply(state: Store, row: RepoRow, push: PushRequest, quarantine: Quarantine) -> PushResult:
    with state.lock(row.key), state.open(row.key) as repo:
        return apply_push(repo, row.key.kind, push, quarantine, state.lfs)


def _result(content: bytes) -> Response:
    return Response(content, headers=_FRESH, media_type=f"application/x-{_WRITE}-result")


def _report(result: PushResult, push: PushRequest) -> Iterator[bytes]:
    """Yield the result in git's form, and beside it what the person's terminal shows."""
    lines = [b"unpack ok\n" if result.unpacked else b"unpack error\n"]
    for ref, reason in result.refs:
        text = f"ng {ref} {reason}\n" if reason else f"ok {ref}\n"
        lines.append(text.encode("utf-8", "surrogateescape"))
    answer = b"".join(map(packet, lines)) + FLUSH
    if "report-status" not in push.capabilities:
        return
    if "side-band-64k" not in push.capabilities:
        yield answer
        return
    if result.message:
        yield from band(2, f"{_RULE}\n{result.message}\n{_RULE}\n".encode("utf-8", "replace"))
    yield from band(1, answer)
    yield FLUSH
