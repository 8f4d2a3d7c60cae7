"""The whole path on every ground an operator may choose: embedded or his own PostgreSQL, directory or S3, one process or four."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from service.cli.demonstration.story import Story
from service.domain.power_of_attorney import BERLIN
from tests.acceptance.installation import PROGRAM, Installation, Serving
from tests.acceptance.records import example
from tests.s3_server import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("archive", ["directory", "s3"])
@pytest.mark.parametrize("database", ["embedded", "own"])
def test_the_demo_holds_on_every_ground(
    fresh: Installation, request: pytest.FixtureRequest, s3_server: S3Server, database: str, archive: str
) -> None:
    settings: dict[str, str] = {}
    bucket = s3_server.new_bucket()
    if database == "own":
        settings["DATABASE_URL"] = request.getfixturevalue("own_database")
        before = fresh.run("demo", **settings)
        assert (before.returncode, "vollmacht migrate" in before.stderr) == (69, True)
        assert fresh.run("migrate", **settings).returncode == 0
    if archive == "s3":
        settings |= {**s3_server.environment, "VOLLMACHT_ARCHIVE": f"s3://{bucket}/kept"}

    out = fresh.home.parent / "out"
    ran = fresh.run("demo", "--out", str(out), **settings)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    if archive == "s3":
        assert_locked_once(s3_server, bucket, (out / "vollmacht.pdf").read_bytes())
        assert not (fresh.home / "archive").exists()
    else:
        assert [path.read_bytes() for path in (fresh.home / "archive").rglob("*.pdf")] == [(out / "vollmacht.pdf").read_bytes()]
    assert (fresh.home / "postgresql" / "cluster").exists() == (database == "embedded")
    verified = fresh.run("verify", str(out / "vollmacht.pdf"), "--json", **settings)
    assert json.loads(verified.stdout)["issued_here"] is True


def test_import_is_the_first_command_after_migrate_on_a_database_of_ones_own(fresh: Installation, own_database: str) -> None:
    assert fresh.run("migrate", DATABASE_URL=own_database).returncode == 0

    imported = fresh.run("import", "-", content=json.dumps(example("gmbh-joint")), DATABASE_URL=own_database)

    assert imported.returncode == 0, imported.stderr


def test_two_serving_and_two_working_processes_share_one_database_and_one_bucket(
    fresh: Installation, own_database: str, s3_server: S3Server
) -> None:
    bucket = s3_server.new_bucket()
    settings = {
        "DATABASE_URL": own_database,
        "VOLLMACHT_ARCHIVE": f"s3://{bucket}/kept",
        "VOLLMACHT_DEED_WAITING_HOURS": "0",
        **s3_server.environment,
    }
    assert fresh.run("migrate", **settings).returncode == 0
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(working(fresh, **settings))
        first, second = (stack.enter_context(fresh.serving(**settings)) for _ in range(2))
        begun, finished = (story_at(serving) for serving in (first, second))
        stack.callback(begun.close)
        stack.callback(finished.close)
        for key, _label, act in begun.steps():
            act()
            if key == "sign":
                break
        finished.power = begun.power
        keys = [key for key, _, _ in finished.steps()]
        for _key, _label, act in finished.steps()[keys.index("archive") :]:
            act()

    assert_locked_once(s3_server, bucket, finished.pdf)
    with psycopg.connect(own_database) as connection:
        kinds = [row[0] for row in connection.execute("SELECT kind FROM audit_log")]
    assert kinds.count("document:archived") == 1
    assert kinds.count("signature:accepted") == 2


def story_at(serving: Serving) -> Story:
    record = example("gmbh-joint")
    today = datetime.now(UTC).astimezone(BERLIN).date()  # noqa: TID251 - a story happens today
    password = next(iter(serving.passwords.values()))
    return Story(serving.url, password, json.dumps(record).encode(), record, today)


@contextmanager
def working(installation: Installation, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([*PROGRAM, "worker"], env=installation.environment(**settings), cwd=installation.home.parent)
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(40) == 0


def assert_locked_once(server: S3Server, bucket: str, pdf: bytes) -> None:
    """Every object once, locked for more than a year, no delete marker; the document among them."""
    client: Any = server.client()
    listed = client.list_object_versions(Bucket=bucket)
    versions = listed.get("Versions", [])
    assert "DeleteMarkers" not in listed
    assert len({one["Key"] for one in versions}) == len(versions)
    contents = []
    for one in versions:
        assert one["Key"].startswith("kept/")
        retention = client.get_object_retention(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Retention"]
        assert retention["Mode"] == "COMPLIANCE"
        assert retention["RetainUntilDate"] > datetime.now(UTC) + timedelta(days=365)  # noqa: TID251 - the server's clock is today's
        contents.append(client.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Body"].read())
    assert contents.count(pdf) == 1
    assert Path(versions[0]["Key"]).parts[0] == "kept"
