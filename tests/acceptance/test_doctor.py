"""`vollmacht doctor` is green where all is well, and names what is wrong where it is not, with the command that mends it."""

import json
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from service.wiring.doctor import State, remedy_of, skew_finding, space_finding
from service.wiring.doctor.ground import lock_findings
from tests.acceptance.installation import Installation
from tests.openid_provider import running_lying_provider
from tests.s3_server import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def findings(installation: Installation, *arguments: str, **settings: str) -> tuple[int, dict[str, Any]]:
    """Exit status, and the failures by check."""
    ran = installation.run("doctor", "--json", *arguments, **settings)
    assert "Traceback" not in ran.stderr
    said = json.loads(ran.stdout)
    assert said["ok"] == (ran.returncode == 0)
    failures = {one["check"]: one for one in said["findings"] if one["state"] == "failure"}
    assert all(one["remedy"] for one in failures.values())
    return ran.returncode, failures


def test_a_fresh_sandbox_is_well(fresh: Installation) -> None:
    assert findings(fresh) == (0, {})


def test_two_processes_with_postgresql_and_s3_are_well(
    fresh: Installation,
    own_database: str,
    s3_server: S3Server,
) -> None:
    settings = {"DATABASE_URL": own_database, "VOLLMACHT_ARCHIVE": f"s3://{s3_server.new_bucket()}/poa", **s3_server.environment}
    status, failures = findings(fresh, **settings)
    assert (status, failures["database"]["remedy"]) == (1, "vollmacht migrate")
    assert fresh.run("migrate", **settings).returncode == 0

    assert findings(fresh, **settings) == (0, {})


def test_an_old_schema_and_a_newer_one_are_told_apart(fresh: Installation, own_database: str) -> None:
    fresh.run("migrate", DATABASE_URL=own_database)
    for version, remedy in (("0001", "vollmacht migrate"), ("9999", "install the newer version")):
        with psycopg.connect(own_database) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", (version,))
        assert findings(fresh, DATABASE_URL=own_database)[1]["database"]["remedy"] == remedy


def test_a_wrong_password_and_a_server_that_is_away(fresh: Installation, own_database: str) -> None:
    user, rest = own_database.split(":", 2)[1].removeprefix("//"), own_database.rsplit("@", 1)[1]
    wrong = findings(fresh, DATABASE_URL=f"postgresql://{user}:wr0ng@{rest}")[1]["database"]
    away = findings(fresh, DATABASE_URL="postgresql://u:s3cret@127.0.0.1:1/x")[1]["database"]
    absent = findings(fresh, DATABASE_URL=f"{own_database.rpartition('/')[0]}/not_there")[1]["database"]

    assert wrong["remedy"] == "correct the password in DATABASE_URL"
    assert away["remedy"] == "start PostgreSQL, or correct DATABASE_URL"
    assert absent["remedy"].startswith("CREATE DATABASE not_there OWNER ")
    assert "wr0ng" not in str(wrong)
    assert "s3cret" not in str(away)


def test_no_bucket_no_lock_no_server_and_a_wrong_key(fresh: Installation, s3_server: S3Server) -> None:
    def archive(bucket: str, **more: str) -> Any:
        return findings(fresh, VOLLMACHT_ARCHIVE=f"s3://{bucket}/poa", **{**s3_server.environment, **more})[1]["archive"]

    absent, unlocked = archive("no-such-bucket"), s3_server.new_bucket(lock=False)
    assert "there is no bucket of that name" in absent["text"]
    assert absent["remedy"] == "aws s3api create-bucket --bucket no-such-bucket --object-lock-enabled-for-bucket"
    # A lock cannot be switched on later: another bucket is needed, and the setting follows.
    remedy = archive(unlocked)["remedy"]
    assert f"--bucket {unlocked}-locked --object-lock-enabled-for-bucket" in remedy
    assert f"VOLLMACHT_ARCHIVE=s3://{unlocked}-locked/poa" in remedy
    assert "AWS_ENDPOINT_URL_S3" in archive("any", AWS_ENDPOINT_URL_S3="http://127.0.0.1:1")["remedy"]
    assert "AWS_" in archive(s3_server.new_bucket(), AWS_SECRET_ACCESS_KEY="wrong")["remedy"]


def test_a_port_taken_by_another_program_is_named_and_by_serve_it_is_as_it_should_be(fresh: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, failures = findings(fresh, "--port", str(taken.getsockname()[1]))
    with fresh.serving() as serving:
        served = findings(fresh, "--port", serving.url.rpartition(":")[2])

    assert status == 1
    assert "--port ANOTHER" in failures["port"]["remedy"]
    assert served == (0, {})


def test_no_timestamp_authority(fresh: Installation) -> None:
    away = findings(fresh, VOLLMACHT_TIMESTAMP_URLS="http://127.0.0.1:1/tsa")[1]["timestamps"]
    (fresh.home / "log").mkdir(parents=True, exist_ok=True)
    shutil.rmtree(fresh.home / "sandbox-trust")
    (fresh.home / "sandbox-trust").write_bytes(b"a file where the keys should be")

    assert "http://127.0.0.1:1/tsa" in away["text"]
    assert "VOLLMACHT_TIMESTAMP_URLS" in away["remedy"]
    failures = findings(fresh)[1]  # the sandbox's server of a moment ago may still answer
    assert {"provider", "timestamps", "lists"} <= failures.keys()
    assert all("sandbox" in failures[one]["text"] for one in ("provider", "timestamps", "lists"))


def test_a_list_that_is_missing(fresh: Installation) -> None:
    fresh.succeed("lists", "status")
    # A copy: the sandbox's provider publishes its own lists anew whenever it starts.
    mirror = fresh.home.parent / "lists"
    shutil.copytree(fresh.home / "sandbox-trust" / "trusted-lists", mirror)
    index = json.loads((mirror / "index.json").read_text())
    for name in index["locations"].values():
        (mirror / name).unlink(missing_ok=True)

    assert "lists" in findings(fresh, VOLLMACHT_LISTS=str(mirror))[1]


def test_what_may_pass_by_itself_is_told_apart_from_what_keeps_production_from_starting(fresh: Installation) -> None:
    away = fresh.run("doctor", VOLLMACHT_SMTP_URL="smtp://127.0.0.1:1")
    missing = fresh.run("doctor", VOLLMACHT_ENVIRONMENT="production")

    assert (away.returncode, missing.returncode) == (1, 1)
    assert "Vollmacht starts all the same" in away.stdout
    assert "Vollmacht does not start" in missing.stdout
    assert "Vollmacht starts" not in missing.stdout


def test_production_does_not_start_on_sandbox_providers(fresh: Installation, tmp_path: Path) -> None:
    failures = findings(fresh, VOLLMACHT_ENVIRONMENT="production")[1]

    assert {"environment", "provider", "mail"} <= set(failures)


def test_a_mail_server_that_is_away(fresh: Installation) -> None:
    assert "VOLLMACHT_SMTP_URL" in findings(fresh, VOLLMACHT_SMTP_URL="smtp://127.0.0.1:1")[1]["mail"]["remedy"]


def test_a_full_disk_and_a_wrong_clock(tmp_path: Path) -> None:
    assert space_finding(tmp_path, 100_000_000).state is State.FAILURE
    assert remedy_of("provider", tmp_path, 100_000_000).startswith("free space")
    assert remedy_of("timestamps", tmp_path, 10**12) == "mend the provider above first"
    assert space_finding(tmp_path, 500_000_000).state is State.WARNING
    assert space_finding(tmp_path, 10**12).state is State.OK
    assert skew_finding("the database", timedelta(seconds=-61)).state is State.FAILURE
    assert skew_finding("the database", timedelta(seconds=59)).state is State.OK


def test_a_lock_that_was_not_extended_is_named_before_it_ends() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    states = {days: [one.state for one in lock_findings(now + timedelta(days=days), now)] for days in (-1, 100, 300)}

    assert states == {-1: [State.FAILURE], 100: [State.WARNING], 300: []}


def test_an_openid_provider_that_is_away_or_somebody_else(fresh: Installation) -> None:
    def log_in(issuer: str) -> Any:
        client = {"VOLLMACHT_OIDC_CLIENT_ID": "vollmacht", "VOLLMACHT_OIDC_CLIENT_SECRET": "s3cret"}
        return findings(fresh, VOLLMACHT_OIDC_ISSUER=issuer, **client)[1].get("log-in")

    with running_lying_provider() as provider:
        assert log_in(provider.issuer) is None
        provider.metadata = {"issuer": "https://login.example/"}
        assert "https://login.example/" in log_in(provider.issuer)["text"]
    away = log_in("http://127.0.0.1:1")
    assert "VOLLMACHT_OIDC_ISSUER" in away["remedy"]
    assert "it does not answer (ConnectError)" in away["text"]


def test_a_production_on_a_sandboxs_database_is_named_and_the_other_way_round(fresh: Installation) -> None:
    assert fresh.run("check", "--reseller", "K-1", "--action", "INFORM_END_CUSTOMER").returncode in {1, 2, 65}

    failures = findings(fresh, VOLLMACHT_ENVIRONMENT="production")[1]

    assert "belongs to a sandbox" in failures["database"]["text"]
