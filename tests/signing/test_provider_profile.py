"""A provider's file: everything wrong with it is said at once, by key, and no secret is taken."""

from pathlib import Path

import pytest

from signing.errors import ProfileFaulty
from signing.provider.profile import FOLDER, load_profile, names_in, read_profile

GOOD: dict[str, object] = {
    "name": "provider",
    "label": "Beispiel",
    "api_version": "2.0",
    "base_url": "https://csc.provider.example",
    "signature_algorithms": ["1.2.840.113549.1.1.11"],
}


def faults(**changes: object) -> tuple[str, ...]:
    given = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    with pytest.raises(ProfileFaulty) as refused:
        read_profile("provider", given)
    return refused.value.faults


@pytest.mark.parametrize("name", names_in(FOLDER))
def test_every_profile_that_comes_with_the_program_can_be_used_and_is_a_sandboxs(name: str) -> None:
    profile = load_profile(name)

    assert profile.name == name
    assert profile.sandbox


def test_five_keys_are_enough() -> None:
    profile = read_profile("provider", GOOD)

    assert (profile.credential_authorisation, profile.activation, profile.api_path) == ("rar", "bearer", "/csc/v2")
    assert not profile.sandbox


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"label": None}, "label"),
        ({"api_version": "3.0"}, "api_version"),
        ({"base_url": "csc.provider.example"}, "base_url"),
        ({"base_url": "http://csc.provider.example"}, "base_url"),
        ({"base_url": "https://user:secret@csc.provider.example"}, "base_url"),
        ({"api_path": "csc/v2"}, "api_path"),
        ({"signature_algorithms": []}, "signature_algorithms"),
        ({"signature_algorithms": ["RS256"]}, "signature_algorithms"),
        ({"signature_algorithms": "1.2.3"}, "signature_algorithms"),
        ({"hash_encoding": "hex"}, "hash_encoding"),
        ({"login_hint": "yes"}, "login_hint"),
        ({"timeout_s": 0}, "timeout_s"),
        ({"cost_per_signature_eur": "1,20"}, "cost_per_signature_eur"),
        ({"extra_parameters": {"lang": 7}}, "extra_parameters"),
        ({"timestamp_urls": ["ftp://tsa.example"]}, "timestamp_urls"),
        ({"colour": "blue"}, "colour"),
        ({"name": "other"}, "name"),
        ({"api_version": "1.0.4", "activation": "sad"}, "credential_authorisation"),
        ({"api_version": "1.0.4", "credential_authorisation": "scope"}, "activation"),
        ({"credential_authorisation": "authorize"}, "activation"),
        ({"service_authorisation": "none"}, "service_authorisation"),
        ({"service_authorisation": "client_credentials"}, "user"),
    ],
)
def test_what_is_wrong_is_said_by_its_key(changes: dict[str, object], key: str) -> None:
    assert any(fault.startswith(key) for fault in faults(**changes)), faults(**changes)


@pytest.mark.parametrize("key", ["client_secret", "password", "private_key", "access_token"])
def test_a_secret_in_a_profile_is_refused_and_not_repeated(key: str) -> None:
    found = faults(**{key: "s3cret"})

    assert "secrets do not belong in a profile" in found[0]
    assert "s3cret" not in " ".join(found)


def test_all_faults_come_at_once() -> None:
    assert len(faults(label=None, api_version="3.0", colour="blue")) == 3


@pytest.mark.parametrize("content", ["name = ", "\x00", "[[["])
def test_a_file_that_is_no_toml_is_a_fault_and_no_crash(tmp_path: Path, content: str) -> None:
    (tmp_path / "provider.toml").write_text(content)

    with pytest.raises(ProfileFaulty, match="not readable TOML"):
        load_profile("provider", folder=tmp_path)


@pytest.mark.parametrize("name", ["nobody", "../sandbox", "", "A"])
def test_a_name_that_is_none_of_the_folders_is_a_fault(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProfileFaulty, match="does not exist"):
        load_profile(name, folder=tmp_path)
