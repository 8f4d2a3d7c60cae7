"""Whatever the job does, the parent gets an answer soon and stays well."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from service.confinement import Completed, ConfinedServer, Outcome, OutOfMemory, TimedOut
from service.confinement.child import Crashed, Limits
from tests.waiting import wait_until

JOBS = "tests.service.confinement.jobs_to_confine"
QUICK = Limits(memory_bytes=256 * 1024 * 1024, cpu_s=1, wall_s=2.0)


@pytest.fixture
def servers() -> Iterator[list[ConfinedServer]]:
    made: list[ConfinedServer] = []
    yield made
    for server in made:
        server.close()


def run(servers: list[ConfinedServer], job: str, **parameters: Any) -> Outcome:
    servers.append(ConfinedServer(f"{JOBS}:{job}"))
    return servers[-1].run((b"one", b"four"), parameters, QUICK)


def test_a_job_gets_its_blobs_and_gives_its_answer(servers: list[ConfinedServer]) -> None:
    assert run(servers, "sizes", say="hello") == Completed({"sizes": [3, 4], "said": "hello"})


@pytest.mark.parametrize(
    ("job", "kind"),
    [
        ("eat_memory", OutOfMemory),
        ("burn", TimedOut),
        ("linger", TimedOut),
        ("die", Crashed),
        ("fail", Crashed),
        ("chatter", TimedOut),
    ],
)
def test_a_job_that_breaks_its_bounds_ends_and_the_next_one_works(servers: list[ConfinedServer], job: str, kind: type) -> None:
    servers.append(ConfinedServer(f"{JOBS}:{job}"))

    assert isinstance(servers[-1].run((), {}, QUICK), kind)
    assert isinstance(servers[-1].run((), {}, QUICK), kind)


def test_it_reaches_no_network(servers: list[ConfinedServer]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outcome = run(servers, "connect", port=listener.getsockname()[1])

    assert isinstance(outcome, Crashed)


def test_it_writes_no_file(servers: list[ConfinedServer], tmp_path: Path) -> None:
    assert isinstance(run(servers, "write_elsewhere", path=str(tmp_path / "file")), Crashed)
    assert not (tmp_path / "file").exists() or (tmp_path / "file").stat().st_size == 0


def test_it_makes_no_processes(servers: list[ConfinedServer]) -> None:
    assert isinstance(run(servers, "fork_bomb"), Crashed)


WAITING = f"""
from service.confinement import ConfinedServer
from service.confinement.child import Limits
ConfinedServer("{JOBS}:linger").run((), {{}}, Limits(wall_s=600))
"""


def test_with_kill_9_of_whoever_waits_for_it_a_job_ends_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITING], cwd=Path(__file__).resolve().parents[3]) as waiting:
        below = psutil.Process(waiting.pid)
        wait_until(lambda: len(below.children(recursive=True)) == 2, "the job's process and its parent")
        confining = below.children(recursive=True)
        waiting.kill()

    assert psutil.wait_procs(confining, timeout=60)[1] == []


def test_a_killed_server_is_started_again(servers: list[ConfinedServer]) -> None:
    run(servers, "sizes", say="first")
    process = servers[-1]._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait(5)

    assert isinstance(servers[-1].run((), {"say": "again"}, QUICK), Completed)
