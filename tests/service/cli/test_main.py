"""The program's manners: exit codes, one JSON document on stdout, words instead of tracebacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli import loading
from service.cli import main as program
from service.cli.instants import INSTANT
from service.domain.errors import Fault, InputRefused, Unavailable
from service.settings import Environment, SettingsError, settings_from

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("DATABASE_URL", "VOLLMACHT_ENVIRONMENT", "VOLLMACHT_ARCHIVE", "VOLLMACHT_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOLLMACHT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        program.main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["check", "--help"], ["user", "--help"]])
def test_help_and_version_are_no_failure(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check"],
        ["check", "--reseller", "K-1", "--action", "RENEW_DOMAIN", "--at", "2026-11-24 10:00"],
        ["revoke", "no-uuid", "--by", "a@b.example"],
        ["serve", "--port", "70000"],
        ["sandbox", "sign", "x.pdf", "--as", "unknown", "--name", "A B", "--out", "y.pdf"],
    ],
)
def test_wrong_usage_is_64_with_words(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 64
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err


def test_a_reader_who_goes_away_is_no_verdict() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "service.cli.main", "wording", "schema"],
            stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
        )  # fmt: skip
    finally:
        os.close(writing)

    assert (ran.returncode, ran.stderr) == (130, "")


def test_the_sandbox_signs_nothing_in_a_production(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOLLMACHT_ENVIRONMENT", "production")
    (tmp_path / "in.pdf").write_bytes(b"%PDF-1.7")

    status = run(
        "sandbox", "sign", str(tmp_path / "in.pdf"), "--as", "good", "--name", "Eva Stein", "--out", str(tmp_path / "out.pdf")
    )

    assert status == 64
    assert "without any legal effect" in capsys.readouterr().err
    assert not own_home.exists()
    assert not (tmp_path / "out.pdf").exists()


def test_the_demo_invents_nothing_in_a_production(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLLMACHT_ENVIRONMENT", "production")

    assert run("demo") == 64
    assert "a production is not the place" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VOLLMACHT_ENVIRONMENT", "staging"),
        ("VOLLMACHT_ARCHIVE", "ftp://x"),
        ("VOLLMACHT_PUBLIC_URL", "vorsorge.example"),
        ("VOLLMACHT_COOLING_OFF_DAYS", "-1"),
        ("VOLLMACHT_DEED_WAITING_HOURS", "25"),
    ],
)
def test_a_wrong_setting_is_named_with_the_remedy(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_from({name: value, "VOLLMACHT_HOME": "/tmp/x"})


def test_the_defaults_are_a_sandbox_in_one_directory() -> None:
    settings = settings_from({"VOLLMACHT_HOME": "/srv/vollmacht"})

    assert (settings.environment, settings.archive, settings.database_url) == (Environment.SANDBOX, "directory", None)
    assert settings.archive_directory.is_relative_to("/srv/vollmacht")
    assert settings_from({"XDG_DATA_HOME": "/data"}).home.is_absolute()


def test_a_database_that_does_not_answer_is_69(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:nothing@127.0.0.1:9/none")

    assert run("check", "--reseller", "K-1", "--action", "RENEW_DOMAIN") == 69
    assert "Traceback" not in capsys.readouterr().err


def test_refused_input_is_one_json_document_on_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "record.json"
    file.write_text('{"reseller": {}}')

    assert run("import", str(file), "--json") == 65
    said = capsys.readouterr()
    assert json.loads(said.out)["faults"]
    assert "$.hoster" in said.err


def test_a_record_renders_the_same_every_time(tmp_path: Path) -> None:
    record = str(EXAMPLES / "sole-trader.json")

    assert run("render", record, "--out", str(tmp_path / "1.pdf")) == 0
    assert run("render", record, "--out", str(tmp_path / "2.pdf")) == 0
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


def test_a_defect_is_a_reference_and_its_details_lie_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    def broken(_name: str) -> None:
        raise RuntimeError("secret detail")

    real = loading.load
    monkeypatch.setattr(program, "load", lambda name: broken(name) if name.endswith(".check") else real(name))

    assert run("check", "--reseller", "K-1", "--action", "RENEW_DOMAIN") == 70
    said = capsys.readouterr()
    assert "secret detail" not in said.out + said.err
    (log,) = (own_home / "log").glob("defect-*")
    assert "secret detail" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("error", "code"), [(Unavailable("away"), 69), (InputRefused([Fault("$", "X", "x")]), 65), (KeyboardInterrupt(), 130)]
)
def test_each_kind_of_failure_has_its_exit_code(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int) -> None:
    def failing(_name: str) -> None:
        raise error

    monkeypatch.setattr(program, "load", failing)

    assert run("check", "--reseller", "K-1", "--action", "RENEW_DOMAIN") == code


@pytest.mark.parametrize("text", ["2026-11-24", "24.11.2026 10:00", "2026-11-24T10:00:00", "soon"])
def test_an_instant_names_its_zone(text: str) -> None:
    with pytest.raises(Exception, match=r"(?i)zone|iso"):
        INSTANT.convert(text, None, None)
    assert INSTANT.convert("2026-11-24T10:00:00+01:00", None, None).isoformat().startswith("2026-11-24T")


@pytest.mark.parametrize(
    "command", [["check", "--reseller", "K-1", "--action", "RENEW_DOMAIN"], ["lists", "status"], ["serve", "--port", "0"]]
)
def test_a_home_that_cannot_be_written_is_69_and_named(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"where a folder should be")
    monkeypatch.setenv("VOLLMACHT_HOME", str(tmp_path / "file" / "home"))

    assert run(*command) == 69
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said
    assert "VOLLMACHT_HOME" in said


def test_a_job_that_hangs_keeps_no_process_alive() -> None:
    hanging = "import threading; threading.Thread(target=threading.Event().wait).start()"
    ran = subprocess.run(
        [sys.executable, "-c", f"{hanging}\nfrom service.cli.main import main\nmain()", "--version"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("vollmacht ")
