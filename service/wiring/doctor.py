"""`vollmacht doctor`: every prerequisite looked at, each failure with the command that mends it. Later checks stand on earlier ones."""

import importlib
import shutil
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from service.database.migration import SchemaState, schema_state
from service.database.urls import APP_ROLE
from service.domain.errors import ServiceError
from service.settings import Settings, SettingsError
from service.signatures.lists import list_states
from service.wiring.chance import clock, new_id
from service.wiring.ground import migrated_database
from service.wiring.lists import lists_in_use
from service.wiring.policy import configured_hoster
from service.wiring.trust_service import sandbox_provider

LEAST_FREE_BYTES, FEW_FREE_BYTES = 200_000_000, 1_000_000_000
LARGEST_SKEW = timedelta(seconds=60)
SOON = timedelta(days=3)
PATIENCE_S = 5


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """Attributes:
    remedy: the command or setting that mends it; empty where nothing is to be mended.
    """

    check: str
    state: State
    text: str
    remedy: str = ""


Check = Callable[[Settings, int], Iterator[Finding]]


def examine(settings: Settings, *, port: int) -> list[Finding]:
    """All checks; one that breaks is a finding, not a crash."""
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            findings += check(settings, port)
        except (ServiceError, SettingsError) as error:
            findings.append(Finding(name, State.FAILURE, str(error), _remedy_of(name)))
        except Exception as error:
            findings.append(Finding(name, State.FAILURE, f"The check itself failed: {type(error).__name__}.", _remedy_of(name)))
    return findings


def _home(settings: Settings, _port: int) -> Iterator[Finding]:
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
        return Finding("home", State.FAILURE, f"The disk is full: {text}", f"free space on the disk of {home}")
    few = free_bytes < FEW_FREE_BYTES
    return Finding("home", State.WARNING if few else State.OK, text, "free some space" if few else "")


def _database(settings: Settings, _port: int) -> Iterator[Finding]:
    if settings.database_url is None:
        with migrated_database(settings) as url:
            yield from _inside(url, "the embedded server")
        return
    place = urlsplit(settings.database_url)
    where = f"{place.hostname}:{place.port or 5432}{place.path}"
    try:
        state = schema_state(settings.database_url)
    except ServiceError as error:
        remedy = (
            "correct the password in DATABASE_URL" if "password" in str(error) else "start PostgreSQL, or correct DATABASE_URL"
        )
        yield Finding("database", State.FAILURE, str(error), remedy)
        return
    if state is SchemaState.NEWER:
        yield Finding("database", State.FAILURE, f"{where} has a newer schema than this program.", "install the newer version")
    elif state is not SchemaState.CURRENT:
        yield Finding("database", State.FAILURE, f"{where} has an {state.value.lower()} schema.", "vollmacht migrate")
    else:
        yield from _inside(settings.database_url, where)


def _inside(url: str, where: str) -> Iterator[Finding]:
    with psycopg.connect(url, connect_timeout=PATIENCE_S) as connection:
        version = connection.info.server_version // 10000
        now = connection.execute("SELECT clock_timestamp()").fetchone()
        try:
            connection.execute(f"SET LOCAL ROLE {APP_ROLE}")
        except psycopg.Error:
            grant = f'GRANT {APP_ROLE} TO "{connection.info.user}"'
            yield Finding("database", State.FAILURE, f"{where}: the user may not take on the role {APP_ROLE}.", grant)
            return
    yield Finding("database", State.OK, f"{where}, PostgreSQL {version}.")
    yield skew_finding("the database", now[0] - clock() if now else timedelta(0))


def skew_finding(whose: str, skew: timedelta) -> Finding:
    """Over 60 s signatures and timestamps would contradict each other."""
    text = f"Our clock and that of {whose} differ by {abs(skew.total_seconds()):.0f} s."
    if abs(skew) > LARGEST_SKEW:
        return Finding("clock", State.FAILURE, f"{text} Signing is refused over 60 s.", "timedatectl set-ntp true")
    return Finding("clock", State.OK, text)


def _archive(settings: Settings, _port: int) -> Iterator[Finding]:
    bucket = settings.archive_bucket
    if bucket is None:
        text = "A directory: tamper-evident, not tamper-proof."
        yield Finding("archive", State.OK if settings.sandbox else State.WARNING, f"{settings.archive_directory}. {text}")
        return
    probed = importlib.import_module("service.archive.probing").probed
    found = probed(bucket.name, bucket.prefix, at=clock(), nonce=str(new_id()))
    if found.failure is None:
        yield Finding("archive", State.OK, f"{settings.archive}: locked objects can be neither deleted nor shortened.")
        yield skew_finding("the S3 server", found.skew)
        return
    create = f"aws s3api create-bucket --bucket {bucket.name} --object-lock-enabled-for-bucket"
    remedy = {
        "InvalidAccessKeyId": "correct AWS_ACCESS_KEY_ID",
        "SignatureDoesNotMatch": "correct AWS_SECRET_ACCESS_KEY",
        "NoCredentialsError": "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        "EndpointConnectionError": "start the S3 server, or correct AWS_ENDPOINT_URL_S3",
        "RequestTimeTooSkewed": "timedatectl set-ntp true",
        "403": "correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the bucket's policy",
    }.get(found.code, create)
    yield Finding("archive", State.FAILURE, f"{settings.archive}: {found.failure}", remedy)


def _port_free(_settings: Settings, port: int) -> Iterator[Finding]:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            text = (
                f"Port {port} on 127.0.0.1 is taken ({error.strerror}); by a running `vollmacht serve`, that is as it should be."
            )
            yield Finding("port", State.WARNING, text, "vollmacht serve --port ANOTHER")
            return
    yield Finding("port", State.OK, f"Port {port} on 127.0.0.1 is free.")


def _provider(settings: Settings, _port: int) -> Iterator[Finding]:
    if not settings.sandbox:
        text = "Only the sandbox's signature provider and timestamp authority are there: nothing they sign has legal effect."
        yield Finding(
            "provider", State.FAILURE, text, "VOLLMACHT_ENVIRONMENT=sandbox, until a contracted provider can be configured"
        )
        return
    with sandbox_provider(settings) as url:
        yield Finding("provider", State.OK, f"The sandbox's signature provider and timestamp authority answer at {url}.")


def _lists(settings: Settings, _port: int) -> Iterator[Finding]:
    now = clock()
    remedy = "vollmacht lists status"
    for one in list_states(lists_in_use(settings), at=now):
        text = f"{one['territory']}: {one['state']}, next update {one['next_update'] or 'unknown'}."
        ends = datetime.fromisoformat(str(one["next_update"])) if one["next_update"] else None
        if one["state"] != "OK":
            yield Finding("lists", State.FAILURE, text, remedy)
        elif ends is not None and ends - now < SOON:
            yield Finding("lists", State.WARNING, text, remedy)
        else:
            yield Finding("lists", State.OK, text)


def _mail(settings: Settings, _port: int) -> Iterator[Finding]:
    if settings.smtp_url is None:
        if settings.sandbox:
            yield Finding("mail", State.OK, f"Letters become files in {settings.mail_directory}.")
        else:
            yield Finding("mail", State.FAILURE, "Production sends mail.", "set VOLLMACHT_SMTP_URL")
        return
    parts = urlsplit(settings.smtp_url)
    host, tls = parts.hostname or "", parts.scheme == "smtps"
    try:
        if tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=PATIENCE_S, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=PATIENCE_S)
        with server:
            server.ehlo()
    except (OSError, smtplib.SMTPException) as error:
        remedy = "start the mail server, or correct VOLLMACHT_SMTP_URL"
        yield Finding("mail", State.FAILURE, f"{host}: the mail server does not answer ({type(error).__name__}).", remedy)
        return
    yield Finding("mail", State.OK, f"{host} answers.")


def _production(settings: Settings, _port: int) -> Iterator[Finding]:
    if settings.sandbox:
        yield Finding("environment", State.OK, "sandbox: nothing here has legal effect.")
        return
    configured_hoster(settings)
    if not (settings.public_url or "").startswith("https://"):
        yield Finding("environment", State.FAILURE, "Production is reached over https.", "set VOLLMACHT_PUBLIC_URL=https://…")
        return
    yield Finding("environment", State.OK, f"production at {settings.public_url}.")


CHECKS: dict[str, Check] = {
    "home": _home,
    "environment": _production,
    "database": _database,
    "archive": _archive,
    "provider": _provider,
    "lists": _lists,
    "mail": _mail,
    "port": _port_free,
}


def _remedy_of(name: str) -> str:
    return {"lists": "vollmacht lists status", "home": "set VOLLMACHT_HOME", "environment": "set VOLLMACHT_HOSTER_FILE"}.get(
        name, "look into the log folder of VOLLMACHT_HOME"
    )
