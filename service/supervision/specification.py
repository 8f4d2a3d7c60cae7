"""What a supervisor must know of its server, as data that fits into a file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

GAVE_UP = 1  # a supervisor's exit status: its server cannot be had, and its log says why


@dataclass(frozen=True, slots=True)
class ServerSpecification:
    """How to prepare, start, ask and stop one server.

    Attributes:
        home: VOLLMACHT_HOME.
        prepare: commands run before each start, as the supervisor's own user, all skipped if `prepared` exists.
        start: the command; `{port}` becomes a free port, `{ready_file}` a path.
        ready: exits 0 when the server answers (`{port}`); empty: it writes JSON facts to `{ready_file}`.
        directory: working directory of the server.
        account: user name the server runs as; None: the supervisor's own.
        stop_signal: number; a second later the next harder one follows.
        keep_port: take the port of the last start again if it is free.
        holds_socket: the supervisor itself listens, and hands the socket to each start of the server (`{descriptor}`): between two starts nobody
            else can take the port, and who connects then waits.
    """

    name: str
    home: str
    start: tuple[str, ...]
    directory: str
    ready: tuple[str, ...] = ()
    prepare: tuple[tuple[str, ...], ...] = ()
    prepared: str = ""
    account: str | None = None
    stop_signal: int = 15
    keep_port: bool = False
    holds_socket: bool = False

    @property
    def lease_file(self) -> Path:
        return self.run / f"{self.name}.lease"

    @property
    def supervisor_file(self) -> Path:
        return self.run / f"{self.name}.supervisor"

    @property
    def facts_file(self) -> Path:
        return self.run / f"{self.name}.json"

    @property
    def ready_file(self) -> Path:
        return self.run / f"{self.name}.ready"

    @property
    def log_file(self) -> Path:
        return Path(self.home) / "log" / f"{self.name}.log"

    @property
    def run(self) -> Path:
        return Path(self.home) / "run"

    def dumps(self) -> str:
        return json.dumps(asdict(self))


def loads(text: str) -> ServerSpecification:
    """The inverse of `dumps`."""
    value = json.loads(text)
    return ServerSpecification(
        **{
            **value,
            "start": tuple(value["start"]),
            "ready": tuple(value["ready"]),
            "prepare": tuple(tuple(command) for command in value["prepare"]),
        }
    )
