"""A stopped VOLLMACHT_HOME is backed up by copying it, and restored by copying it back, anywhere."""

import json
import subprocess
import threading
from pathlib import Path

import pytest

from tests.acceptance.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
STOPPED_WITHIN_S = 20


def wait_until_stopped(home: Path) -> None:
    """The supervisor removes the server's facts when it has stopped it."""
    pause = threading.Event()
    for _ in range(STOPPED_WITHIN_S * 10):
        if not (home / "run" / "postgresql.json").exists() and not (home / "postgresql" / "cluster" / "postmaster.pid").exists():
            return
        pause.wait(0.1)
    raise AssertionError("the embedded server still runs")


def test_a_copy_of_a_stopped_home_is_the_installation_again(
    fresh: Installation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = fresh.home.parent / "out"
    fresh.succeed("demo", "--out", str(out))
    before = fresh.ask()
    power = json.loads((out / "verdict.json").read_text())["power_of_attorney_id"]
    wait_until_stopped(fresh.home)

    place = tmp_path_factory.mktemp("restored")
    place.chmod(0o711)
    subprocess.run(["/bin/cp", "-a", str(fresh.home), str(place / "home")], check=True)
    # What happened after the backup is not in it; the original lives on beside the copy.
    revoked = fresh.run("revoke", power, "--by", "gross-weiss@pixelwerft.example")
    assert revoked.returncode == 0, revoked.stderr
    restored = Installation(place / "home")

    assert restored.ask() == before
    status, verdict = restored.verdict(out / "vollmacht.pdf")
    assert (status, verdict["issued_here"]) == (0, True)
    restored.succeed("export", power, "--out", str(place / "evidence.zip"))
    assert fresh.ask()[0] == 1

    assert_verified(restored)


def assert_verified(installation: Installation) -> None:
    """Archive and log are whole; then somebody lays hands on the archive, and it shows."""
    audit = installation.run("audit", "verify", "--json")
    assert (audit.returncode, json.loads(audit.stdout)["whole"]) == (0, True), audit.stdout
    assert checked(installation) == (0, [])
    pdf = next((installation.home / "archive").rglob("*.pdf"))
    stranger = pdf.with_name("1-abc.pdf")
    stranger.write_bytes(b"of a later time than the backup")
    assert checked(installation) == (2, ["UNKNOWN_DOCUMENT"])
    stranger.unlink()
    content = pdf.read_bytes()
    pdf.chmod(0o644)
    pdf.write_bytes(content[:-1] + b"!")
    assert checked(installation) == (1, ["CHANGED"])
    pdf.unlink()
    assert checked(installation) == (1, ["MISSING"])


def checked(installation: Installation) -> tuple[int, list[str]]:
    ran = installation.run("archive", "verify", "--json")
    assert "Traceback" not in ran.stderr
    return ran.returncode, [one["code"] for one in json.loads(ran.stdout)["findings"]]
