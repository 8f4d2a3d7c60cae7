"""A body may take its time as long as it keeps coming: at least 4 kB/s, and ten minutes at the longest (fault 24). The clock is the test's."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from service.cli.guarded_http import BODY_WINDOW_S, BODY_WITHIN_S, LEAST_BODY_BYTES, guarded

pytestmark = pytest.mark.timeout(60)
LENGTH = 10_000_000
HEAD = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n" % LENGTH
WINDOWS = int(BODY_WITHIN_S / BODY_WINDOW_S)


class HurriedLoop(asyncio.SelectorEventLoop):
    """Its time can be set forward: what is due by then is done at once."""

    ahead_s = 0.0

    def time(self) -> float:
        return super().time() + self.ahead_s


@dataclass
class Reader:
    """An application that reads bodies, unless it is busy; then it says how much it read."""

    taken: int = 0
    busy: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, _scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        while True:
            if self.busy:
                await asyncio.Event().wait()
            message = await receive()
            self.taken += len(message.get("body", b""))
            self.changed.set()
            if message["type"] == "http.disconnect":
                return
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def has_taken(self, size: int) -> None:
        while self.taken < size:
            self.changed.clear()
            await self.changed.wait()


@dataclass
class Sender:
    """A client, and the clock of both."""

    loop: HurriedLoop
    reader: Reader
    coming: asyncio.StreamReader
    going: asyncio.StreamWriter
    sent: int = 0

    async def send_body(self, size: int) -> None:
        self.going.write(b"x" * size)
        await self.going.drain()
        self.sent += size
        await self.reader.has_taken(self.sent)

    async def wait(self, seconds: float) -> None:
        self.loop.ahead_s += seconds
        for _ in range(10):  # what was due is called, and what that has brought about
            await asyncio.sleep(0)

    async def status(self) -> int:
        return int((await self.coming.readline()).split()[1])

    @property
    def is_answered(self) -> bool:
        return bool(self.coming._buffer) or self.coming.at_eof()  # type: ignore[attr-defined]  # reading it would wait


def tried(story: Callable[[Sender], Awaitable[None]]) -> None:
    """The story, told to a real protocol on a real socket."""
    loops: list[HurriedLoop] = []

    def hurried() -> HurriedLoop:
        loops.append(HurriedLoop())
        return loops[0]

    async def told() -> None:
        reader, state, protocol = Reader(), ServerState(), guarded(sandbox=True)
        config = uvicorn.Config(reader, http=protocol, ws="none", lifespan="off", log_level="warning")
        config.load()
        server = await loops[0].create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        coming, going = await asyncio.open_connection(host, port)
        try:
            going.write(HEAD)
            await story(Sender(loops[0], reader, coming, going))
        finally:
            going.close()
            server.close()
            for task in state.tasks:
                task.cancel()
            await asyncio.gather(*state.tasks, return_exceptions=True)

    with asyncio.Runner(loop_factory=hurried) as runner:
        runner.run(told())


def test_a_body_that_comes_too_slowly_is_refused_after_the_first_window() -> None:
    async def story(sender: Sender) -> None:
        await sender.send_body(LEAST_BODY_BYTES - 1)
        await sender.wait(BODY_WINDOW_S)

        assert await sender.status() == 408

    tried(story)


def test_however_fast_it_began_a_body_that_stops_is_refused() -> None:
    async def story(sender: Sender) -> None:
        await sender.send_body(50 * LEAST_BODY_BYTES)
        await sender.wait(BODY_WINDOW_S)
        assert not sender.is_answered
        await sender.wait(BODY_WINDOW_S)

        assert await sender.status() == 408

    tried(story)


def test_a_slow_line_that_keeps_coming_is_heard_to_the_end() -> None:
    async def story(sender: Sender) -> None:
        for _ in range(WINDOWS - 1):
            await sender.send_body(LEAST_BODY_BYTES)
            await sender.wait(BODY_WINDOW_S)
            assert not sender.is_answered
        await sender.send_body(LENGTH - sender.sent)

        assert await sender.status() == 200

    tried(story)


def test_after_ten_minutes_it_is_over_however_well_it_comes() -> None:
    async def story(sender: Sender) -> None:
        windows = 0
        while not sender.is_answered:
            await sender.send_body(LEAST_BODY_BYTES)
            await sender.wait(BODY_WINDOW_S)
            windows += 1

        assert windows in {WINDOWS, WINDOWS + 1}
        assert await sender.status() == 408

    tried(story)


def test_whoever_is_not_read_is_not_to_blame() -> None:
    async def story(sender: Sender) -> None:
        sender.reader.busy = True
        sender.going.write(b"x" * 1_000_000)
        await sender.wait(BODY_WINDOW_S)
        await sender.wait(BODY_WINDOW_S)

        assert not sender.is_answered

    tried(story)
