"""An embedded Hub that misbehaves."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware

from minihub.app import build
from minihub.server import MiniHub
from minihub.store import Store

from .faults import Faults, Limits
from .faults.connection import BreakableProtocol
from .faults.control import route
from .faults.middleware import FaultMiddleware


class FaultyHub(MiniHub):
    """A `MiniHub` to which happens what `faults` says, and which counts requests by `limits`.

    With `control` faults can be set over HTTP too, by whoever has the `control_token`.
    """

    _protocol = BreakableProtocol

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        limits: Limits | None = None,
        control: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(folder, **options)
        self.faults = Faults(self._clock)
        self.faults.limits = limits
        self.control_token = f"control_{secrets.token_hex(17)}" if control else None

    def _application(self, store: Store) -> Starlette:
        control = [route(self.faults, self.control_token)] if self.control_token else []
        faults = Middleware(FaultMiddleware, faults=self.faults)
        return build(store, self.requests, self.urls, routes=control, middleware=[faults])
