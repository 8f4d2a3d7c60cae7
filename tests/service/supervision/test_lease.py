"""One server per home, shared by lease, gone soon after the last user."""

import functools
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from service.supervision import ServerSpecification, ServerUnavailable, lease
from tests.faults.processes import belonging_to, left_behind
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]
GONE_WITHIN_S = 10.0
SERVER = """
import json, os, signal, sys
ready = sys.argv[1]
with open(ready + ".new", "w") as file:
    json.dump({"pid": os.getpid()}, file)
os.replace(ready + ".new", ready)
signal.sigwait([signal.SIGTERM])
"""


def specification(home: Path, *start: str) -> ServerSpecification:
    program = home.parent / "server.py"
    program.write_text(SERVER)
    return ServerSpecification(
        name="server", home=str(home), start=start or (sys.executable, str(program), "{ready_file}"), directory="/"
    )


def pid_of(facts: Mapping[str, object]) -> int:
    return int(str(facts["pid"]))


def gone(pid: int) -> bool:
    """Within ten seconds; a zombie of an init that reaps late counts as gone."""
    pause = threading.Event()
    for _ in range(int(GONE_WITHIN_S / 0.1)):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        pause.wait(0.1)
    return False


def test_two_users_share_one_server_and_the_last_one_ends_it(tmp_path: Path) -> None:
    wanted = specification(tmp_path / "home")
    with lease(wanted) as first:
        with lease(wanted) as second:
            assert pid_of(first) == pid_of(second)
        assert not Path(f"/proc/{pid_of(first)}").stat().st_size
        with lease(wanted) as third:
            assert pid_of(third) == pid_of(first)

    assert gone(pid_of(first))


def test_after_kill_9_of_its_user_nothing_stays(tmp_path: Path) -> None:
    user = holder(specification(tmp_path / "home"))
    assert user.stdout is not None
    pid = int(user.stdout.readline())

    user.kill()
    user.wait()
    user.stdout.close()

    assert gone(pid)


def holder(wanted: ServerSpecification) -> "subprocess.Popen[str]":
    """A command that uses the server and says its pid."""
    program = textwrap.dedent(f"""
        import sys, time
        from service.supervision import lease
        from service.supervision.specification import loads
        with lease(loads({wanted.dumps()!r})) as facts:
            print(facts["pid"], flush=True)
            time.sleep(60)
    """)
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[3]
    )


def test_a_server_that_never_answers_goes_with_those_who_waited_for_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    user = holder(specification(home, "/bin/sleep", "1000"))
    wait_until(lambda: "/bin/sleep 1000 " in belonging_to(home).values(), "the server is started")

    user.kill()
    user.communicate()

    assert left_behind(home) == {}


def test_a_killed_server_is_there_again_for_the_next_user(tmp_path: Path) -> None:
    wanted = specification(tmp_path / "home")
    with lease(wanted) as first:
        os.kill(pid_of(first), signal.SIGKILL)
        assert gone(pid_of(first))
    with lease(wanted) as second:
        assert pid_of(second) != pid_of(first)
        assert Path(f"/proc/{pid_of(second)}").exists()


def test_a_stale_facts_file_with_a_recycled_pid_misleads_nobody(tmp_path: Path) -> None:
    wanted = specification(tmp_path / "home")
    wanted.run.mkdir(parents=True)
    wanted.facts_file.write_text(f'{{"pid": {os.getpid()}, "port": 1}}')

    with lease(wanted) as facts:
        assert pid_of(facts) != os.getpid()


def test_a_server_that_does_not_start_is_named_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(ServerUnavailable, match=r"server\.log"), lease(specification(tmp_path / "home", "/bin/false")):
        pass


def test_a_server_that_cannot_start_yet_is_tried_again(tmp_path: Path) -> None:
    """Its predecessor still holds the data or the port."""
    wanted = specification(tmp_path / "home")
    again = tmp_path / "again"
    later = f'test -e {again} || {{ touch {again}; exit 1; }}; exec {sys.executable} {tmp_path / "server.py"} "$0"'

    with lease(replace(wanted, start=("/bin/sh", "-c", later, "{ready_file}"))) as facts:
        assert Path(f"/proc/{pid_of(facts)}").exists()


def test_what_the_server_said_last_is_in_the_error(tmp_path: Path) -> None:
    wanted = specification(tmp_path / "home", "/bin/sh", "-c", "echo FATAL: the disk is full >&2; exit 1")

    with pytest.raises(ServerUnavailable, match="FATAL: the disk is full"), lease(wanted):
        pass


def test_a_kept_server_survives_kill_9_of_its_supervisor_under_its_old_port(tmp_path: Path) -> None:
    wanted = replace(specification(tmp_path / "home"), keep_port=True)
    with lease(wanted, keep=True) as facts:
        port = facts["port"]
        os.kill(supervisor_of(pid_of(facts)), signal.SIGKILL)
        assert gone(pid_of(facts))
        again = eventually(lambda: other_than(pid_of(facts), wanted))
        assert again["port"] == port

    assert gone(pid_of(again))


def test_a_server_killed_again_and_again_comes_back_each_time(tmp_path: Path) -> None:
    wanted = specification(tmp_path / "home")
    with lease(wanted) as facts:
        pid = pid_of(facts)
        for _ in range(12):
            os.kill(pid, signal.SIGKILL)
            pid = pid_of(eventually(functools.partial(other_than, pid, wanted)))


ACCEPTING = """
import json, os, socket, sys
listening = socket.socket(fileno=int(sys.argv[1]))
with open(sys.argv[2] + ".new", "w") as file:
    json.dump({"pid": os.getpid()}, file)
os.replace(sys.argv[2] + ".new", sys.argv[2])
while True:
    with listening.accept()[0] as asked:
        asked.sendall(b"%d" % os.getpid())
"""


def test_between_two_starts_of_a_server_nobody_else_gets_its_port_and_who_asks_then_waits(tmp_path: Path) -> None:
    def says(port: int) -> int:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as asking:
            return int(asking.recv(20))

    program = tmp_path / "accepting.py"
    program.write_text(ACCEPTING)
    wanted = replace(
        specification(tmp_path / "home", sys.executable, str(program), "{descriptor}", "{ready_file}"),
        keep_port=True,
        holds_socket=True,
    )
    with lease(wanted, keep=True) as first:
        port, pid = int(str(first["port"])), pid_of(first)
        assert says(port) == pid
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(OSError, match="in use"):
            socket.create_server(("127.0.0.1", port))
        assert gone(pid)
        assert says(port) != pid

        second = eventually(lambda: other_than(pid, wanted))
        os.kill(supervisor_of(pid_of(second)), signal.SIGKILL)
        third = eventually(lambda: other_than(pid_of(second), wanted) if other_than(pid, wanted) else None)
        assert third["port"] == port
        assert says(port) == pid_of(third)


def supervisor_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def other_than(pid: int, wanted: ServerSpecification) -> Mapping[str, object] | None:
    try:
        facts: dict[str, object] = json.loads(wanted.facts_file.read_text())
    except (OSError, ValueError):
        return None
    return facts if pid_of(facts) != pid else None


def eventually(ask: Callable[[], Mapping[str, object] | None]) -> Mapping[str, object]:
    pause = threading.Event()
    for _ in range(int(GONE_WITHIN_S / 0.05)):
        found = ask()
        if found is not None:
            return found
        pause.wait(0.05)
    raise AssertionError("it did not come back")
