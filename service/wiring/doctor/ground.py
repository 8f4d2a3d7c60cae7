"""What an installation stands on: its directory, the database, the port."""

import http.client
import json
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg

from service.database.backlog import FIRST_LOCK_END, SURPLUS
from service.database.migration import SchemaState, schema_state
from service.database.urls import APP_ROLE
from service.domain.errors import ServiceError
from service.domain.retention import ENDS_SOON
from service.settings import Settings
from service.wiring.chance import clock
from service.wiring.doctor.finding import PATIENCE_S, Finding, State
from service.wiring.ground import migrated_database
from service.wiring.soundness import LARGEST_SKEW, LEAST_FREE_BYTES

FEW_FREE_BYTES = 1_000_000_000


def home(settings: Settings, _port: int) -> Iterator[Finding]:
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o711)
    probe = settings.home / ".doctor"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Finding("home", State.FAILURE, f"{settings.home} cannot be written: {error.strerror}.", "set VOLLMACHT_HOME")
        return
    yield space_finding(settings.home, shutil.disk_usage(settings.home).free)


def space_finding(home: Path, free_bytes: int) -> Finding:
    """A full disk refuses before anybody is asked to sign."""
    text = f"{home}, {free_bytes / 1e9:.1f} GB free."
    if free_bytes < LEAST_FREE_BYTES:
        text = f"The disk is full: {home}, {free_bytes / 1e6:.0f} MB free; below {LEAST_FREE_BYTES / 1e6:.0f} MB nobody is asked to sign."
        return Finding("home", State.FAILURE, text, f"free space on the disk of {home}", passing=True)
    few = free_bytes < FEW_FREE_BYTES
    return Finding("home", State.WARNING if few else State.OK, text, "free some space" if few else "")


def database(settings: Settings, _port: int) -> Iterator[Finding]:
    if settings.database_url is None:
        with migrated_database(settings) as url:
            yield from _inside(url, "the embedded server")
        return
    place = urlsplit(settings.database_url)
    where = f"{place.hostname or 'this machine'}:{place.port or 5432}{place.path}"
    try:
        state = schema_state(settings.database_url)
    except ServiceError as error:
        yield Finding("database", State.FAILURE, str(error), _remedy(str(error), place))
        return
    if state is SchemaState.NEWER:
        yield Finding("database", State.FAILURE, f"{where} has a newer schema than this program.", "install the newer version")
    elif state is not SchemaState.CURRENT:
        yield Finding("database", State.FAILURE, f"{where} has an {state.value.lower()} schema.", "vollmacht migrate")
    else:
        with migrated_database(settings) as url:
            yield from _inside(url, where)


def _remedy(said: str, place: SplitResult) -> str:
    """By PostgreSQL's own words, which are English whatever the server speaks: the connection has no language yet."""
    if "password" in said:
        return "correct the password in DATABASE_URL"
    if "does not exist" in said and "database" in said:
        return f"CREATE DATABASE {unquote(place.path.strip('/'))} OWNER {unquote(place.username or 'vollmacht')}; or correct DATABASE_URL"
    return "start PostgreSQL, or correct DATABASE_URL"


def _inside(url: str, where: str) -> Iterator[Finding]:
    with psycopg.connect(url, connect_timeout=PATIENCE_S) as connection:
        version = connection.info.server_version // 10000
        now = connection.execute("SELECT clock_timestamp()").fetchone()
        surplus = connection.execute(SURPLUS).fetchone()
        first_lock_end = connection.execute(FIRST_LOCK_END).fetchone()
        try:
            connection.execute(f"SET LOCAL ROLE {APP_ROLE}")
        except psycopg.Error:
            grant = f'GRANT {APP_ROLE} TO "{connection.info.user}"'
            yield Finding("database", State.FAILURE, f"{where}: the user may not take on the role {APP_ROLE}.", grant)
            return
    yield Finding("database", State.OK, f"{where}, PostgreSQL {version}.")
    if surplus is not None and surplus[0]:
        text = f"{surplus[0]} archived documents have another version or a delete marker beside them; the archived version is served."
        yield Finding("archive", State.WARNING, text, "vollmacht archive verify")
    if first_lock_end is not None and first_lock_end[0] is not None:
        yield from lock_findings(first_lock_end[0], clock())
    yield skew_finding("the database", now[0] - clock() if now else timedelta(0))


def lock_findings(ends_at: datetime, at: datetime) -> Iterator[Finding]:
    """A running worker extends each lock about once a month: one that ends soon was not extended for long."""
    if ends_at - at < ENDS_SOON:
        text = f"An archived document's lock ends on {ends_at:%Y-%m-%d}, and was not extended."
        remedy = "let a `vollmacht worker` run and read its log; the store must allow PutObjectRetention"
        yield Finding("archive", State.FAILURE if ends_at <= at else State.WARNING, text, remedy, passing=True)


def skew_finding(whose: str, skew: timedelta) -> Finding:
    """Over 60 s signatures and timestamps would contradict each other."""
    text = f"Our clock and that of {whose} differ by {abs(skew.total_seconds()):.0f} s."
    if abs(skew) > LARGEST_SKEW:
        return Finding("clock", State.FAILURE, f"{text} Signing is refused over 60 s.", "timedatectl set-ntp true", passing=True)
    return Finding("clock", State.OK, text)


def port_free(_settings: Settings, port: int) -> Iterator[Finding]:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if _is_ours(port):
                yield Finding("port", State.OK, f"On port {port} of 127.0.0.1 a `vollmacht serve` answers.")
                return
            text = f"Port {port} on 127.0.0.1 cannot be used: {error.strerror}."
            yield Finding("port", State.FAILURE, text, "vollmacht serve --port ANOTHER, or stop the other program", passing=True)
            return
    yield Finding("port", State.OK, f"Port {port} on 127.0.0.1 is free.")


def _is_ours(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/livez")
        answer = json.loads(connection.getresponse().read(1000))
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return isinstance(answer, dict) and answer.get("status") == "ok" and "sandbox" in answer
