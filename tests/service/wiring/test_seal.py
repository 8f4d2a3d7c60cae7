"""The seal's settings, and what `doctor` says of a token: each fault its own line, with what mends it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from service.settings import SettingsError, settings_from
from service.signatures.fetching import fetcher_for
from service.wiring.chance import clock
from service.wiring.doctor import CHECKS, Finding, State
from service.wiring.seal import seals_of
from tests.signing.builders import issued_pdf
from tests.signing.soft_token import PIN, Tokens, soft_tokens

KEY = ec.generate_private_key(ec.SECP256R1())
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tokens]:
    made = soft_tokens(tmp_path / "soft")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    made.made("hoster")
    made.filled("hoster", KEY)
    yield made
    pkcs11.unload(str(made.module))


def certificate(*, days: int) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Siegel der Hosting GmbH")])
    ends = clock() + timedelta(days=days)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key()).serial_number(9)
    return builder.not_valid_before(ends - timedelta(days=900)).not_valid_after(ends).sign(KEY, hashes.SHA256())


def environment(tokens: Tokens, *, days: int = 300, pin: str = PIN) -> dict[str, str]:
    chain = (certificate(days=days).public_bytes(serialization.Encoding.DER),)
    place = tokens.place("hoster", chain, pin=pin)
    return {
        "VOLLMACHT_HOME": str(tokens.folder / "home"),
        "VOLLMACHT_SEAL_PKCS11_MODULE": str(place.module),
        "VOLLMACHT_SEAL_PKCS11_TOKEN": place.token,
        "VOLLMACHT_SEAL_PKCS11_KEY": place.key,
        "VOLLMACHT_SEAL_PKCS11_PIN_FILE": str(place.pin.file),
        "VOLLMACHT_SEAL_CERTIFICATE_FILE": str(place.certificates),
    }


def finding(given: dict[str, str]) -> Finding:
    found = list(CHECKS["seal"](settings_from(given), 0))
    assert len(found) == 1
    assert PIN not in found[0].text + found[0].remedy
    return found[0]


def test_doctor_opens_the_token_and_names_the_seal(tokens: Tokens) -> None:
    found = finding(environment(tokens))

    assert found.state is State.OK
    assert "Siegel der Hosting GmbH" in found.text


@pytest.mark.parametrize(
    ("name", "value", "text", "remedy"),
    [
        ("VOLLMACHT_SEAL_PKCS11_MODULE", "/nowhere/token.so", "no PKCS#11 module", "VOLLMACHT_SEAL_PKCS11_MODULE"),
        ("VOLLMACHT_SEAL_PKCS11_TOKEN", "another", "no token is labelled another", "plug the token in"),
        ("VOLLMACHT_SEAL_PKCS11_KEY", "another", "no private key labelled another", "VOLLMACHT_SEAL_PKCS11_KEY"),
        ("VOLLMACHT_SEAL_PKCS11_PIN_FILE", "/nowhere/pin", "/nowhere/pin", "write the PIN"),
        ("VOLLMACHT_SEAL_CERTIFICATE_FILE", "/nowhere/chain.pem", "cannot be read", "VOLLMACHT_SEAL_CERTIFICATE_FILE"),
    ],
)
def test_doctor_says_what_is_wrong_with_the_token_and_what_mends_it(
    tokens: Tokens, name: str, value: str, text: str, remedy: str
) -> None:
    found = finding({**environment(tokens), name: value})

    assert found.state is State.FAILURE
    assert text in found.text
    assert remedy in found.remedy


def test_doctor_does_not_spend_a_second_try_on_a_wrong_pin(tokens: Tokens) -> None:
    given = environment(tokens, pin="0000")

    first, second = finding(given), finding(given)

    assert "refuses the PIN" in first.text
    assert "not tried again" in second.text
    assert "right PIN" in second.remedy
    assert not first.passing


def test_doctor_tells_an_ended_seal_from_one_that_ends_soon(tokens: Tokens) -> None:
    assert finding(environment(tokens, days=-1)).state is State.FAILURE
    assert finding(environment(tokens, days=30)).state is State.WARNING


def test_doctor_warns_of_a_pin_that_others_can_read(tokens: Tokens) -> None:
    given = environment(tokens)
    Path(given["VOLLMACHT_SEAL_PKCS11_PIN_FILE"]).chmod(0o644)

    *_, found = CHECKS["seal"](settings_from(given), 0)

    assert (found.state, found.remedy.split()[0]) == (State.WARNING, "chmod")


def _never(pdf: bytes, *, at: datetime) -> bytes:
    raise AssertionError("without a timestamp no seal is lengthened")


def test_a_token_that_is_away_at_the_start_seals_when_it_is_there(tokens: Tokens) -> None:
    given = environment(tokens)
    tokens.pulled("hoster")
    seals = seals_of(settings_from(given), fetcher_for({}), (), lengthen=_never)
    assert seals is not None
    tokens.made("hoster")
    tokens.filled("hoster", KEY)

    pdf = issued_pdf([])

    assert seals.sealed(pdf, reason="Annahme", at=AT).startswith(pdf)


def test_one_seal_is_set_and_whole(tokens: Tokens) -> None:
    given = environment(tokens)

    with pytest.raises(SettingsError, match="not both"):
        settings_from({**given, "VOLLMACHT_SEAL_FILE": "/seal.p12"})
    with pytest.raises(SettingsError, match="VOLLMACHT_SEAL_PKCS11_PIN_FILE"):
        settings_from({**given, "VOLLMACHT_SEAL_PKCS11_PIN_FILE": ""})
    with pytest.raises(SettingsError, match="into a file"):
        settings_from({**given, "VOLLMACHT_SEAL_PKCS11_PIN": PIN})


def test_the_password_of_a_seal_file_may_lie_in_a_file(tmp_path: Path) -> None:
    kept = tmp_path / "seal.p12"
    encryption = serialization.BestAvailableEncryption(b"geheim")
    kept.write_bytes(serialize_key_and_certificates(b"seal", KEY, certificate(days=300), None, encryption))
    (tmp_path / "password").write_text("geheim\n")
    given = {"VOLLMACHT_HOME": str(tmp_path), "VOLLMACHT_SEAL_FILE": str(kept)}

    assert finding({**given, "VOLLMACHT_SEAL_PASSWORD_FILE": str(tmp_path / "password")}).state is State.OK
    assert "PASSWORD" in finding(given).remedy
    assert "geheim" not in repr(settings_from({**given, "VOLLMACHT_SEAL_PASSWORD": "geheim"}))
