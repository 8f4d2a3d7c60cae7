"""What the authorities remember: certificates issued, revocations, and the personal credentials kept for their holders. SQLite, one file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

_TABLES = """
CREATE TABLE IF NOT EXISTS certificates (
  issuer TEXT NOT NULL, serial TEXT NOT NULL, issued_at INTEGER NOT NULL, revoked_at INTEGER, PRIMARY KEY (issuer, serial)) STRICT;
CREATE TABLE IF NOT EXISTS credentials (
  id TEXT PRIMARY KEY, given_name TEXT NOT NULL, surname TEXT NOT NULL, certificate BLOB NOT NULL, key BLOB NOT NULL,
  UNIQUE (given_name, surname)) STRICT;
CREATE TABLE IF NOT EXISTS rsa_credentials (
  id TEXT PRIMARY KEY, given_name TEXT NOT NULL, surname TEXT NOT NULL, certificate BLOB NOT NULL, key BLOB NOT NULL,
  UNIQUE (given_name, surname)) STRICT;
CREATE TABLE IF NOT EXISTS responses (id TEXT PRIMARY KEY, content TEXT NOT NULL, asked INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS requests (
  id TEXT PRIMARY KEY, client_id TEXT NOT NULL, content TEXT NOT NULL, expires_at INTEGER NOT NULL,
  person TEXT, decision TEXT) STRICT;
CREATE TABLE IF NOT EXISTS codes (
  digest TEXT PRIMARY KEY, request TEXT NOT NULL, person TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
  digest TEXT PRIMARY KEY, request TEXT, person TEXT, expires_at INTEGER NOT NULL, revoked_at INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS signatures (
  request TEXT NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (request, hash)) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Revocation:
    """One revoked certificate of an issuer."""

    serial_number: int
    revoked_at: datetime


class Register:
    """Opens the file for each piece of work: several processes and threads may write, each transaction is durable before it returns."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "register.sqlite"
        with self.work() as rows:
            for table in _TABLES.split(";"):  # executescript would commit by itself
                rows.execute(table)

    @contextmanager
    def work(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: committed at the end, rolled back at an exception."""
        connection = sqlite3.connect(self._path, timeout=20, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()

    def record(self, issuer: str, certificate: x509.Certificate, issued_at: datetime, revoked_at: datetime | None = None) -> None:
        """Remember a certificate, so that OCSP knows it; with `revoked_at` it is born revoked."""
        row = (issuer, str(certificate.serial_number), seconds(issued_at), None if revoked_at is None else seconds(revoked_at))
        with self.work() as rows:
            rows.execute("INSERT OR IGNORE INTO certificates VALUES (?, ?, ?, ?)", row)

    def revocations(self, issuer: str) -> list[Revocation]:
        with self.work() as rows:
            found = rows.execute(
                "SELECT serial, revoked_at FROM certificates WHERE issuer = ? AND revoked_at IS NOT NULL ORDER BY serial",
                (issuer,),
            )
            return [Revocation(int(row["serial"]), instant(row["revoked_at"])) for row in found]

    def status(self, issuer: str, serial_number: int) -> Revocation | bool:
        """The revocation, or whether the certificate is known at all."""
        with self.work() as rows:
            row = rows.execute(
                "SELECT revoked_at FROM certificates WHERE issuer = ? AND serial = ?", (issuer, str(serial_number))
            ).fetchone()
        if row is None or row["revoked_at"] is None:
            return row is not None
        return Revocation(serial_number, instant(row["revoked_at"]))


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def instant(stored: int) -> datetime:
    return datetime.fromtimestamp(stored, UTC)
