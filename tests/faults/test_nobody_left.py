"""Two commands at once, ended in every way, and whoever works for them killed: within ten seconds nobody is left, and the next command works."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.installation import PROGRAM, ROOT, Installation
from tests.acceptance.records import example
from tests.faults.processes import belonging_to, holds, left_behind
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
NOBODY = 65534
ENDS_WITHIN_S = 45  # of requests and jobs under way the last ones are finished
# As an ordinary account; if a checkout under /root keeps it from reading the program, with the right to read added.
ORDINARY: tuple[str, ...] = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
READING: tuple[str, ...] = (*ORDINARY, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
SAYS_READY = {"serve": '"url"', "worker": "Working"}
ARGUMENTS = {
    "serve": ("--port", "0", "--json"),
    "import": ("record.json",),
    "check": ("--reseller", "K-10472", "--action", "INFORM_END_CUSTOMER"),
}


@dataclass(frozen=True)
class Ground:
    """A home, and what its commands are run by; nothing: as the test itself."""

    installation: Installation
    run_by: tuple[str, ...]

    @property
    def home(self) -> Path:
        return self.installation.home

    def started(self, command: str, stack: ExitStack) -> "Command":
        """In a process group of its own, as a shell starts what stands in the foreground."""
        place = self.home.parent
        log = stack.enter_context((place / f"{command}.log").open("w+"))
        process = subprocess.Popen(
            [*self.run_by, *PROGRAM, command, *ARGUMENTS.get(command, ())],
            env=self.installation.environment(),
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        stack.callback(process.wait, 30)
        stack.callback(process.kill)
        return Command(command, process, Path(log.name), self.home)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.run_by, *PROGRAM, *arguments],
            env=self.installation.environment(),
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )


@dataclass(frozen=True)
class Command:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    home: Path

    def wait_until_ready(self) -> None:
        """What runs long says so; the others hold the server by then."""
        wait_until(lambda: self.process.poll() is not None or self._is_ready(), f"{self.name}: {self.log.read_text()}")

    def wait_until_it_asks_for_the_server(self) -> None:
        wait_until(lambda: self.process.poll() is not None or self._has_lease(), self.name)

    def _is_ready(self) -> bool:
        mark = SAYS_READY.get(self.name)
        return mark in self.log.read_text() if mark else self._has_lease()

    def _has_lease(self) -> bool:
        return holds(self.process.pid, self.home / "run" / "postgresql.lease")

    def end(self, number: int) -> None:
        """To its whole group, as Ctrl-C of a terminal; a group that is gone already is none."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            self.process.wait(5)


def those(home: Path, *words: str) -> list[int]:
    """Who belongs to the home and has one of these words in his command."""
    return [pid for pid, command in belonging_to(home).items() if any(word in command for word in words)]


def kill(pids: list[int]) -> None:
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def nobody(_home: Path) -> None:
    """Nobody is killed first."""


def supervisors(home: Path) -> None:
    kill(those(home, "service.supervision"))


def servers(home: Path) -> None:
    kill([int(json.loads((home / "run" / f"{name}.json").read_text())["pid"]) for name in ("postgresql", "sandbox")])


def a_backend_and_the_confining(home: Path) -> None:
    """What opens files is started with the first one that is judged."""
    wait_until(lambda: bool(those(home, "service.confinement")), "a file is judged")
    kill(those(home, "service.confinement"))
    kill(those(home, "postgres: ")[-1:])


@contextmanager
def prepared(run_by: tuple[str, ...] = ()) -> Iterator[Ground]:
    """A place for a home, where any account can go; nobody is left there at the end, so that a failure troubles no other test."""
    with tempfile.TemporaryDirectory(prefix="nobody-left-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o711)
        (place / "record.json").write_text(json.dumps(example("gmbh-joint")))
        if run_by:
            os.chown(place, NOBODY, NOBODY)
        ground = Ground(Installation(place / "home"), run_by)
        try:
            yield ground
        finally:
            for pid in left_behind(ground.home):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """In use for long: its cluster and its sandbox's keys are made."""
    with prepared() as ground:
        ground.installation.succeed("import", "-", content=json.dumps(example("gmbh-joint")))
        prepare_sandbox = [sys.executable, "-m", "signing.sandbox", "prepare", "--directory", str(ground.home / "sandbox-trust")]
        subprocess.run(prepare_sandbox, check=True, cwd=ROOT)
        yield ground


def accounts() -> list[tuple[str, ...]]:
    """Our own; and as root an ordinary one, if it can be had."""
    return [(), *(run_by for run_by in (ORDINARY, READING) if os.geteuid() == 0 and _runs(run_by))][:2]


def _runs(run_by: tuple[str, ...]) -> bool:
    """Whether the program can be started so, and can start others."""
    starts_another = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import service.supervision'], check=True)"
    try:
        return (
            subprocess.run([*run_by, sys.executable, "-c", starts_another], capture_output=True, check=False, cwd=ROOT).returncode
            == 0
        )
    except OSError:
        return False


Killing = Callable[[Path], None]


@pytest.mark.parametrize(
    ("pair", "killed", "ended_by"),
    [
        (("serve", "demo"), nobody, signal.SIGINT),
        (("demo", "doctor"), nobody, signal.SIGKILL),
        (("worker", "check"), supervisors, signal.SIGINT),
        (("serve", "import"), servers, signal.SIGTERM),
        (("serve", "demo"), a_backend_and_the_confining, signal.SIGTERM),
    ],
)
def test_however_two_commands_end_nobody_is_left(
    ground: Ground, pair: tuple[str, str], killed: Killing, ended_by: signal.Signals
) -> None:
    with ExitStack() as stack:
        commands = []
        for name in pair:
            commands.append(ground.started(name, stack))
            commands[-1].wait_until_ready()
        killed(ground.home)
        for command in commands:
            command.end(ended_by)
        for command in commands:
            command.process.wait(ENDS_WITHIN_S)

        assert left_behind(ground.home) == {}
    assert_the_next_command_is_served(ground)


@pytest.mark.parametrize(
    ("run_by", "killed", "ended_by"), [(accounts()[0], supervisors, signal.SIGKILL), (accounts()[-1], nobody, signal.SIGINT)]
)
def test_nor_when_they_end_while_the_very_first_server_is_being_made(
    run_by: tuple[str, ...], killed: Killing, ended_by: signal.Signals
) -> None:
    with prepared(run_by) as ground, ExitStack() as stack:
        commands = [ground.started(name, stack) for name in ("import", "check")]
        for command in commands:
            command.wait_until_it_asks_for_the_server()
        wait_until(lambda: bool(those(ground.home, "initdb")) or ground.home.joinpath("postgresql", "cluster").exists(), "initdb")
        killed(ground.home)
        for command in commands:
            command.end(ended_by)
        for command in commands:
            command.process.wait(ENDS_WITHIN_S)

        assert left_behind(ground.home) == {}
        assert_the_next_command_is_served(ground)


def assert_the_next_command_is_served(ground: Ground) -> None:
    ran = ground.run("import", "record.json")
    assert ran.returncode == 0, ran.stderr
