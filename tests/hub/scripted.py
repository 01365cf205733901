"""A Hub that has just the pages a test gives it, and notes what it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from checks.hub.client import HubClient
from tests.hub.faulty import faulty_hub, gives, says

NOT_THERE = says(404, b'{"error": "Not found"}', X_Error_Code="RepoNotFound")


class ScriptedHub:
    """`client` asks it; `asked` has the paths, each with the range of bytes if one was named."""

    def __init__(self, client: HubClient, asked: list[str]) -> None:
        self.client = client
        self.asked = asked


@contextmanager
def scripted_hub(pages: Mapping[str, Any]) -> Iterator[ScriptedHub]:
    """Serve pages by their paths: bytes as a file, anything else as JSON; all else is missing.

    A page's path may leave out what follows its `?`, and has it in the order of the alphabet.
    """
    asked: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        path, mark, query = request.path.partition("?")
        full = path + mark + "&".join(sorted(query.split("&")))
        asked.append(" ".join(filter(None, (full, request.headers["Range"]))))
        page = pages.get(full, pages.get(path, NOT_THERE))
        if isinstance(page, bytes):
            page = gives(page)
        elif not callable(page):
            page = says(200, json.dumps(page).encode())
        page(request)

    with faulty_hub(answer) as hub:
        yield ScriptedHub(HubClient(hub.url, waits=()), asked)
