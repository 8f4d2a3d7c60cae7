"""What must be true in the end, whatever happened: each acknowledged signature's document archived once, each step logged once."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from service.database.embedded import embedded_postgresql
from tests.acceptance.installation import Installation
from tests.faults.test_kill import DIRECTORS, archived_pdfs, signatures_made
from tests.s3_server import S3Server

LOSS, ODD = 1, 2


def kept_in_directory(home: Path) -> dict[str, list[bytes]]:
    """Vollmacht → every PDF that lies under its id."""
    kept: dict[str, list[bytes]] = {}
    for path in archived_pdfs(home):
        kept.setdefault(path.parent.name, []).append(path.read_bytes())
    return kept


def kept_in_bucket(server: S3Server, bucket: str) -> dict[str, list[bytes]]:
    """The same, every version of every key; each under a lock."""
    client: Any = server.client()
    kept: dict[str, list[bytes]] = {}
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        assert not page.get("DeleteMarkers")
        for one in page.get("Versions", ()):
            place = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
            assert client.get_object_retention(**place)["Retention"]["Mode"] == "COMPLIANCE"
            if one["Key"].endswith(".pdf"):
                kept.setdefault(one["Key"].split("/")[-2], []).append(client.get_object(**place)["Body"].read())
    client.close()
    return kept


def assert_each_once(installation: Installation, powers: Sequence[str], kept: Mapping[str, list[bytes]], **settings: str) -> None:
    """Every one of these Vollmachten was signed by all directors, archived and then revoked, and nothing else was.

    Args:
        settings: of the installation, with the store as it is by now.
    """
    assert len(set(powers)) == len(powers)
    assert sorted(kept) == sorted(powers)
    assert signatures_made(installation.home) == len(DIRECTORS) * len(powers)
    with _database(installation, settings) as connection:
        _assert_told_once(connection, powers)
        _assert_kept(connection, kept)
    audit = installation.run("audit", "verify", **settings)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    _assert_verified(installation, kept, settings)


@contextmanager
def _database(installation: Installation, settings: Mapping[str, str]) -> Iterator[psycopg.Connection]:
    url = settings.get("DATABASE_URL")
    if url is not None:
        with psycopg.connect(url) as connection:
            yield connection
        return
    with embedded_postgresql(installation.home) as server, psycopg.connect(server.url) as connection:
        yield connection


def _assert_told_once(connection: psycopg.Connection, powers: Sequence[str]) -> None:
    """No gap: each step of each life has its event, once; and no letter goes out twice."""
    documents: dict[str, str] = dict(connection.execute("SELECT power_of_attorney::text, id::text FROM documents").fetchall())
    events = Counter(connection.execute("SELECT subject::text, kind FROM audit_log").fetchall())
    notices = connection.execute("SELECT count(*), count(DISTINCT key) FROM outbox").fetchone()
    assert notices is not None
    assert notices[0] == notices[1]
    for power in powers:
        document = documents[power]
        for subject, kind in (
            (power, "power-of-attorney:begun"),
            (power, "power-of-attorney:submitted"),
            (power, "power-of-attorney:revoked"),
            (document, "document:sealed"),
            (document, "document:archived"),
        ):
            assert events[subject, kind] == 1, (kind, events[subject, kind])
    accepted = sum(count for (_, kind), count in events.items() if kind == "signature:accepted")
    assert accepted == len(DIRECTORS) * len(powers)


def _assert_kept(connection: psycopg.Connection, kept: Mapping[str, list[bytes]]) -> None:
    """Under each key lies what was accepted, and nobody waits any more."""
    assert connection.execute("SELECT count(*) FROM archive_intents WHERE closed_at IS NULL").fetchone() == (0,)
    accepted = "SELECT power_of_attorney::text, body->>'accepted_sha256' FROM documents"
    for power, sha256 in connection.execute(accepted).fetchall():
        assert {hashlib.sha256(pdf).hexdigest() for pdf in kept[power]} == {sha256}


def _assert_verified(installation: Installation, kept: Mapping[str, list[bytes]], settings: Mapping[str, str]) -> None:
    """Read again as an operator does. A put whose answer was lost may have left a second version: alike, and told (fault 3)."""
    surplus = {power for power, versions in kept.items() if len(versions) > 1}
    verified = installation.run("archive", "verify", "--json", **settings)
    assert verified.returncode in ({ODD} if surplus else {0, ODD}), verified.stdout + verified.stderr
    found = json.loads(verified.stdout)
    assert found["checked"] == len(kept)
    assert not [one for one in found["findings"] if one["loss"]]
    assert {one["power_of_attorney_id"] for one in found["findings"] if one["code"] == "SURPLUS_VERSION"} == surplus
