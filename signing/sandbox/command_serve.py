"""Serve the sandbox on 127.0.0.1 until SIGTERM; one JSON line {"url", "pid", "port"} says that it answers."""

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn

from signing.sandbox import clock
from signing.sandbox.errors import DirectoryUnusable
from signing.sandbox.installation import open_installation, write_atomically
from signing.sandbox.publication import prepare
from signing.sandbox.server import sandbox_app


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, help="0: the port of the last start if it is free, else any")
    parser.add_argument(
        "--descriptor", type=int, help="a socket that listens already, opened by whoever starts this; --port then means nothing"
    )
    parser.add_argument("--ready-file", type=Path, help="gets the same JSON line as stdout, atomically")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        help="a registered redirect address; without any, all loopback addresses are allowed",
    )


class _Server(uvicorn.Server):
    """Says so once it answers."""

    def __init__(self, config: uvicorn.Config, line: str, ready_file: Path | None) -> None:
        super().__init__(config)
        self._line, self._ready_file = line, ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready_file is not None:
            write_atomically(self._ready_file, self._line.encode(), 0o644)
        with suppress(OSError):  # whoever started it may be gone
            os.write(sys.stdout.fileno(), self._line.encode())


def run(arguments: argparse.Namespace) -> int:
    now = clock.now()
    installation = open_installation(arguments.directory, now)
    register = prepare(installation, now)
    if arguments.descriptor is not None:
        listening = socket.socket(fileno=arguments.descriptor)
    else:
        listening = _listen(installation.directory, arguments.port)
    port = listening.getsockname()[1]
    write_atomically(installation.directory / "port", f"{port}\n".encode())
    base = f"http://127.0.0.1:{port}"
    app = sandbox_app(installation, register, clock.now, base, redirects=tuple(arguments.redirect_uri))
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    line = json.dumps({"url": base, "pid": os.getpid(), "port": port}) + "\n"
    server = _Server(config, line, arguments.ready_file)
    # Told to end before uvicorn listens to signals, it ends as soon as it stands: the kernel says once that the supervisor was killed.
    # Of the signal that uvicorn raises once more when it is done nothing is left to do, and status 0 is the truth.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    asyncio.run(server.serve(sockets=[listening]))
    return 0


def _listen(directory: Path, wanted: int) -> socket.socket:
    """A listening socket on loopback: the wanted port, or with 0 the last one if it can be had, so that open pages survive a restart."""
    last = directory / "port"
    remembered = int(last.read_text()) if wanted == 0 and last.exists() else wanted
    for port in dict.fromkeys((remembered, wanted)):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # asyncio and uvloop do so only with sockets they make: an answer in two pieces would wait 40 ms until the first is acknowledged
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError:
            listening.close()
            continue
        listening.listen(128)
        return listening
    raise DirectoryUnusable(directory, f"Port {wanted} ist belegt")
