"""One connection, where uvicorn leaves a client without an answer.

What is not HTTP is refused in the Hub's own form and noted in the log; what the client still
sends is read and dropped for a while, since closing at once would throw the answer away with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds that a refused client may go on sending.
_LINGER = 10.0


class Protocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with the last word on what is refused."""

    #: Told the status and the reason of each answer that no request could be made out for.
    note: Callable[[int, str], None]
    _refused = False

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            super().data_received(data)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Note that the client sends no more; return whether it waits for an answer."""
        if self._refused:
            return False
        if self.conn.their_state is h11.SEND_BODY:
            self._refuse(400, "The request's body ends before its announced end.")
        elif self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._refuse(400, "The request ends within its header.")
        elif self.cycle and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            return True
        return False

    def send_400_response(self, msg: str) -> None:
        """Answer where h11 has found fault; what it says is more use than `msg`."""
        error = sys.exc_info()[1]
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        self._refuse(status, f"Invalid HTTP request: {error or msg}")

    def _refuse(self, status: int, reason: str) -> None:
        self._refused = True
        busy = self.cycle is not None and not self.cycle.response_complete
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(_answer(status, reason))
        if busy:  # its own answer is noted, though nobody will read it
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        else:
            self.note(status, reason)
        self.transport.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.abort)

    def shutdown(self) -> None:
        if self._refused:
            self.transport.abort()
        else:
            super().shutdown()


def _answer(status: int, message: str) -> bytes:
    body = json.dumps({"error": message}).encode()
    words = " ".join(message.split()).encode("ascii", "replace")
    head = (
        b"HTTP/1.1 %d \r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
        b"Connection: close\r\nX-Error-Message: %s\r\n\r\n"
    )
    return head % (status, len(body), words) + body
