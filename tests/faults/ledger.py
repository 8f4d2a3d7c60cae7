"""What must be true in the end, whatever happened: each acknowledged signature's document archived once, each step logged once."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from tests.acceptance.installation import Installation
from tests.faults.test_kill import DIRECTORS, archived_pdfs, signatures_made
from tests.s3_server import S3Server


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


def assert_each_once(
    installation: Installation, database_url: str, powers: Sequence[str], kept: Mapping[str, list[bytes]]
) -> None:
    """Every one of these Vollmachten was signed by all directors, archived and then revoked, and nothing else was."""
    signers = len(DIRECTORS)
    assert signatures_made(installation.home) == signers * len(powers)
    assert sorted(kept) == sorted(powers)
    with psycopg.connect(database_url) as connection:
        documents: dict[str, str] = dict(connection.execute("SELECT power_of_attorney::text, id::text FROM documents").fetchall())
        events = Counter(connection.execute("SELECT subject::text, kind FROM audit_log").fetchall())
        notices = connection.execute("SELECT count(*), count(DISTINCT key) FROM outbox").fetchone()
        intents = connection.execute("SELECT count(*) FROM archive_intents WHERE closed_at IS NULL").fetchone()
        accepted: dict[str, str] = dict(connection.execute("SELECT id::text, body->>'accepted_sha256' FROM documents").fetchall())
    assert intents == (0,)
    assert notices is not None
    assert notices[0] == notices[1]
    for power in powers:
        document = documents[power]
        # No gap: each step of each life has its event, once.
        for subject, kind in (
            (power, "power-of-attorney:begun"),
            (power, "power-of-attorney:submitted"),
            (power, "power-of-attorney:revoked"),
            (document, "document:sealed"),
            (document, "document:archived"),
        ):
            assert events[subject, kind] == 1, (kind, events[subject, kind])
        assert [hashlib.sha256(pdf).hexdigest() for pdf in kept[power]] == [accepted[document]]
    assert sum(count for (_, kind), count in events.items() if kind == "signature:accepted") == signers * len(powers)
