"""`vollmacht provider`: what an operator sees, and the exit status that says whose turn it is."""

import json
from pathlib import Path

import pytest

from service.cli import main as program
from service.cli.provider import exit_code
from service.settings import SettingsError, provider_settings, settings_from
from service.signatures.provider_check import CheckedStep
from tests.signing.served import loopback

PROFILE = """
name = "contracted"
label = "Beispiel-Vertrauensdienst"
api_version = "2.0"
base_url = "https://127.0.0.1:{port}"
signature_algorithms = ["1.2.840.113549.1.1.11"]
credential_authorisation = "scope"
cost_per_signature_eur = "1.20"
"""


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in (
        "DATABASE_URL",
        "VOLLMACHT_ENVIRONMENT",
        "VOLLMACHT_PROVIDERS",
        "VOLLMACHT_PROVIDERS_DIR",
        "VOLLMACHT_PUBLIC_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOLLMACHT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def contracted(home: Path) -> Path:
    """A profile of the operator's own, of a provider where nobody answers."""
    nobody = loopback()
    port = nobody.getsockname()[1]
    nobody.close()
    folder = home / "providers"
    folder.mkdir(parents=True)
    (folder / "contracted.toml").write_text(PROFILE.format(port=port))
    return folder


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        program.main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_list_shows_ours_the_operators_and_which_are_in_use(
    contracted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOLLMACHT_PROVIDERS", "contracted,sandbox-v1")

    assert run("provider", "list", "--json") == 0

    listed = json.loads(capsys.readouterr().out)
    assert listed["directory"] == str(contracted)
    used = {one["name"]: one["used"] for one in listed["providers"]}
    assert used == {
        "contracted": True, "sandbox": False, "sandbox-v1": True, "sandbox-v1-device": False, "sandbox-v2.0": False, "sandbox-v2.2-percent": False,
    }  # fmt: skip


def test_a_faulty_profile_is_listed_with_its_faults_and_refused_by_check(
    contracted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (contracted / "broken.toml").write_text('name = "broken"\nclient_secret = "s3cret"\n')

    assert run("provider", "list") == 0
    assert run("provider", "check", "broken") == 65

    said = "".join(capsys.readouterr())
    assert "UNUSABLE" in said
    assert "s3cret" not in said


def test_without_its_secrets_a_provider_is_not_even_asked(contracted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("provider", "check", "contracted") == 64

    assert "VOLLMACHT_PROVIDER_CONTRACTED_CLIENT_SECRET" in capsys.readouterr().err


def test_a_provider_that_cannot_be_reached_is_69_and_one_document(
    contracted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOLLMACHT_PROVIDER_CONTRACTED_CLIENT_ID", "id")
    monkeypatch.setenv("VOLLMACHT_PROVIDER_CONTRACTED_CLIENT_SECRET", "s3cret")

    assert run("provider", "check", "contracted", "--json") == 69

    out = capsys.readouterr().out
    said = json.loads(out)
    assert (said["ok"], said["steps"][0]["step"], said["steps"][0]["blame"]) == (False, "reach", "network")
    assert "s3cret" not in out


def test_a_sandboxs_profile_is_refused_in_production(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VOLLMACHT_ENVIRONMENT", "production")

    assert run("provider", "check", "sandbox-v2.0") == 65
    assert "the sandbox's" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([], 0),
        ([("warning", "ours")], 0),
        ([("failure", "ours"), ("failure", "network")], 64),
        ([("failure", "network")], 69),
        ([("failure", "provider")], 1),
        ([("ok", None), ("failure", "lists")], 1),
    ],
)
def test_the_first_failure_says_whose_turn_it_is(outcomes: list[tuple[str, str | None]], code: int) -> None:
    assert exit_code([CheckedStep("step", outcome, "", blame, "") for outcome, blame in outcomes]) == code


def test_a_secret_may_lie_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    settings = settings_from(
        {
            "VOLLMACHT_HOME": str(tmp_path),
            "VOLLMACHT_PROVIDER_SIGN_2_0_CLIENT_ID": "id",
            "VOLLMACHT_PROVIDER_SIGN_2_0_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
        }
    )

    given = provider_settings(settings, "sign-2.0")

    assert given.client_secret == "s3cret"
    assert "s3cret" not in repr(given) + repr(settings)


@pytest.mark.parametrize("names", ["Sandbox", "a b", "../x"])
def test_a_list_of_providers_that_is_none_is_refused(names: str) -> None:
    with pytest.raises(SettingsError, match="VOLLMACHT_PROVIDERS"):
        settings_from({"VOLLMACHT_PROVIDERS": names})
