"""The embedded PostgreSQL, from outside: killed in every order, in the middle of being made, on bad ground."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from service.database.embedded import embedded_postgresql
from service.domain.errors import Unavailable

T = TypeVar("T")
Starter = Callable[[], "subprocess.Popen[str]"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
ROOT = Path(__file__).resolve().parents[3]
USE = """
import sys, pathlib
from service.database.embedded import embedded_postgresql
with embedded_postgresql(pathlib.Path(sys.argv[1]), durable=False) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    assert eventually(lambda: not processes(tmp_path / "home")), processes(tmp_path / "home")


def eventually(ask: Callable[[], T], *, within_s: float = 10.0) -> T:
    """The first answer that is not empty, else the last one."""
    pause = threading.Event()
    for _ in range(int(within_s / 0.02)):
        found = ask()
        if found:
            return found
        pause.wait(0.02)
    return ask()


def processes(home: Path) -> list[int]:
    """Who names the home in its command, or works in it."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and int(place.name) != os.getpid():
            with suppress(OSError):
                here = (place / "cwd").readlink()
                named = str(home).encode() in (place / "cmdline").read_bytes()
                ended = (place / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
                if (named or here.is_relative_to(home)) and not ended:
                    found.append(int(place.name))
    return found


def supervisor(home: Path) -> int | None:
    for pid in processes(home):
        with suppress(OSError):
            if b"service.supervision" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    return None


@pytest.fixture
def user(home: Path) -> Iterator[Starter]:
    """Starts a command that holds the server; killed at the end, and its home must then be deserted soon."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        started.append(_started(home))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


def _started(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answers(home: Path) -> int:
    """A command that comes now; returns the server's pid."""
    with embedded_postgresql(home, durable=False) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    return int(json.loads((home / "run" / "postgresql.json").read_text())["pid"])


def growing(home: Path) -> bool:
    """In the middle of initdb."""
    return any(place.glob("*/global") if (place := home / "postgresql").exists() else ())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_supervisor_ended_in_the_middle_of_initdb_blocks_nobody(home: Path, user: Starter, number: int) -> None:
    first = user()
    assert eventually(lambda: growing(home))
    supervising = supervisor(home)
    assert supervising
    os.kill(supervising, number)

    assert answers(home)
    # The one under whose feet it was ended gets its server, too.
    assert first.stdout is not None
    assert first.stdout.readline().strip().isdigit()
    assert [path.name for path in (home / "postgresql").glob("cluster*")] == ["cluster"]


def test_ctrl_c_in_the_middle_of_initdb_leaves_nothing_running_and_the_next_command_works(home: Path, user: Starter) -> None:
    first = user()
    assert eventually(lambda: growing(home))
    first.send_signal(signal.SIGINT)
    first.communicate()

    assert eventually(lambda: not processes(home)), processes(home)
    assert answers(home)


@pytest.mark.parametrize("order", ["supervisor", "server", "supervisor, then server", "server, then supervisor"])
def test_whoever_is_killed_the_command_that_comes_at_once_is_served(home: Path, user: Starter, order: str) -> None:
    first = user()
    assert first.stdout is not None
    pids = {"server": int(first.stdout.readline())}
    pids["supervisor"] = supervisor(home) or 0
    for victim in order.split(", then "):
        os.kill(pids[victim], signal.SIGKILL)

    assert answers(home) != pids["server"]


def test_a_stopped_supervisor_that_goes_on_later_restarts_its_server_and_leaves_none_behind(home: Path, user: Starter) -> None:
    first = user()
    assert first.stdout is not None
    server = int(first.stdout.readline())
    supervising = supervisor(home) or 0
    os.kill(supervising, signal.SIGSTOP)
    os.kill(server, signal.SIGKILL)
    second = user()
    os.kill(supervising, signal.SIGCONT)

    assert second.stdout is not None
    assert int(second.stdout.readline()) != server


def test_a_pid_file_whose_number_now_belongs_to_another_program_of_the_same_account_is_forgotten(home: Path) -> None:
    answers(home)
    assert eventually(lambda: not processes(home))
    cluster = home / "postgresql" / "cluster"
    owner = cluster.stat()
    with subprocess.Popen(["/bin/sleep", "60"], user=owner.st_uid, group=owner.st_gid, cwd="/") as other:
        (cluster / "postmaster.pid").write_text(f"{other.pid}\n{cluster}\n")

        assert answers(home)
        other.kill()


def test_a_port_taken_meanwhile_is_exchanged(home: Path) -> None:
    answers(home)
    assert eventually(lambda: not processes(home))
    port = int((home / "run" / "postgresql.port").read_text())
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()

        assert answers(home)
        assert json.loads((home / "run" / "postgresql.json").read_text())["port"] != port


def test_two_homes_side_by_side_are_two_servers(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "a home with spaces, ümläuts and {braces} %s"
    with embedded_postgresql(home, durable=False) as one, embedded_postgresql(other, durable=False) as two:
        assert (one.pid, one.port) != (two.pid, two.port)
    assert eventually(lambda: not processes(other))


def test_data_of_another_major_version_is_refused_untouched(home: Path) -> None:
    answers(home)
    assert eventually(lambda: not processes(home))
    version = home / "postgresql" / "cluster" / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(Unavailable, match="made by PostgreSQL 17"):
        answers(home)
    version.write_text("18\n")
    assert answers(home)


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(Unavailable, match="VOLLMACHT_HOME"):
        answers(tmp_path / "file")


def test_a_failure_of_initdb_is_named_and_the_next_start_begins_anew(home: Path) -> None:
    place = home / "postgresql"
    place.mkdir(parents=True)
    (place / "preparing").mkdir()

    with pytest.raises(Unavailable, match="preparing"):
        answers(home)
    shutil.rmtree(place / "preparing")
    assert answers(home)


def test_a_killed_backend_takes_the_server_down_for_a_moment_and_a_command_waits_for_it(home: Path, user: Starter) -> None:
    user()
    with embedded_postgresql(home, durable=False) as server, psycopg.connect(server.url) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)

        assert answers(home) == server.pid
