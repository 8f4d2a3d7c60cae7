"""HTTP/1.1 with manners demanded: who sends too much, too slowly or without end is refused and hung up on; memory stays flat (fault 24).

uvicorn's parser takes any number of headers of any length, waits for them for ever, and reads on after a body was refused.
"""

import json
from asyncio import TimerHandle, Transport
from http import HTTPStatus
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN_S = 15.0
LARGEST_HEAD_BYTES = 32 * 1024
LARGEST_URL_BYTES = 8 * 1024
MOST_HEADERS = 100
# A body may take its time, as long as it keeps coming: at least 4 kB/s over each window, and ten minutes at the longest.
BODY_WINDOW_S = 20.0
LEAST_BODY_BYTES = 80_000
BODY_WITHIN_S = 600.0
# Somebody who is still sending must be able to read why he was refused, before the connection goes.
LINGER_S = 2.0
LINGER_BYTES = 8_000_000
TEXTS = {
    400: ("malformed-request", "Diese Anfrage ist kein gültiges HTTP."),
    408: ("too-slow", "Die Anfrage kam zu langsam."),
    414: ("address-too-long", "Die Adresse ist zu lang."),
    431: ("headers-too-large", "Die Kopfzeilen der Anfrage sind zu viele oder zu lang."),
}


class GuardedProtocol(HttpToolsProtocol):
    """One connection."""

    sandbox = True

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        super().connection_made(transport)
        self._timer: TimerHandle | None = None
        self._in_head, self._head_bytes, self._received = True, 0, 0
        self._refused: int | None = None
        self._lingering, self._dropped = False, 0
        self._wait(HEAD_WITHIN_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._lingering:
            self._dropped += len(data)
            if self._dropped > LINGER_BYTES:
                self.transport.abort()
            return
        if self.transport.is_closing():
            return
        self._received += len(data)
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > LARGEST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(431)

    # What the parser finds

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._names = True, 0
        self._sizes = 0
        if self._timer is None:
            self._wait(HEAD_WITHIN_S)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > LARGEST_URL_BYTES:
            self._give_up(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._names += 1
        self._sizes += len(name) + len(value)
        if self._names > MOST_HEADERS or self._sizes > LARGEST_HEAD_BYTES:
            self._give_up(431)

    def on_headers_complete(self) -> None:
        self._in_head, self._head_bytes = False, 0
        self._stop_waiting()
        super().on_headers_complete()
        self._body_bytes = 0
        self._body_until = self.loop.time() + BODY_WITHIN_S
        self._watch_body()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_waiting()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        unfinished = self.cycle is not None and self.cycle.more_body
        super().on_response_complete()
        if unfinished and not self.pipeline:
            self._linger()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's; it says less than ours
        self._refuse(self._refused or 400)

    # What follows

    def _give_up(self, status: int) -> None:
        """Inside a callback of the parser: it comes back as `send_400_response`."""
        self._refused = status
        raise ValueError(status)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _watch_body(self) -> None:
        self._seen = self._body_bytes
        self._timer = self.loop.call_later(BODY_WINDOW_S, self._check_body)

    def _check_body(self) -> None:
        # Where we do not read, because the application is busy, the sender is not to blame.
        slow = self._body_bytes - self._seen < LEAST_BODY_BYTES and not self.flow.read_paused
        if slow or self.loop.time() > self._body_until:
            self._too_slow()
        else:
            self._watch_body()

    def _too_slow(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        begun = self._received > 0 and (self.cycle is None or not self.cycle.response_started)
        if begun:
            self._refuse(408)
        else:
            self.transport.close()

    def _refuse(self, status: int) -> None:
        self._stop_waiting()
        code, text = TEXTS[status]
        phrase = HTTPStatus(status).phrase
        body = {"type": "about:blank", "title": phrase, "status": status, "code": code, "detail": text, "sandbox": self.sandbox}
        content = json.dumps(body, ensure_ascii=False).encode()
        head = f"HTTP/1.1 {status} {phrase}\r\ncontent-type: application/problem+json\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n"
        self.transport.write(head.encode() + content)
        self._linger()

    def _linger(self) -> None:
        """No more is read; what still comes is dropped for a moment, for a reset would overtake the answer."""
        self._lingering = True
        self._stop_waiting()
        self._unset_keepalive_if_required()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_S, self.transport.close)


def guarded(*, sandbox: bool) -> type[GuardedProtocol]:
    """The protocol class for this installation: its refusals say, as every answer does, whether they come from a sandbox."""
    return cast(type[GuardedProtocol], type("GuardedProtocol", (GuardedProtocol,), {"sandbox": sandbox}))
