"""The seal's key in a PKCS#11 token: the same seals as from a file, and each thing that can be wrong is said by its name."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pkcs11.constants import Attribute, ObjectClass

from signing.errors import SealFault, SealUnusable
from signing.seal import Sealer
from signing.seal.token import TokenKey
from tests.signing.builders import MADE_AT, issued_pdf
from tests.signing.soft_token import PIN, Tokens, soft_tokens
from tests.signing.test_seal import as_pyhanko_sees_it

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tokens]:
    """SoftHSM reads its folder when it is loaded, and forgets it when it is unloaded."""
    made = soft_tokens(tmp_path_factory.mktemp("tokens") / "soft")
    with pytest.MonkeyPatch.context() as patched:
        for name, value in made.environment.items():
            patched.setenv(name, value)
        yield made
        pkcs11.unload(str(made.module))


@pytest.fixture(scope="module")
def keys() -> dict[str, tuple[PrivateKey, tuple[bytes, ...]]]:
    """A key of each kind, with its certificate."""
    made: dict[str, PrivateKey] = {"rsa": rsa.generate_private_key(65537, 3072), "ecdsa": ec.generate_private_key(ec.SECP384R1())}
    return {name: (key, (certificate(key),)) for name, key in made.items()}


def certificate(key: PrivateKey, name: str = "Siegel") -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(7)
    builder = builder.not_valid_before(MADE_AT - timedelta(days=1)).not_valid_after(MADE_AT + timedelta(days=900))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def refusal(tokens: Tokens, **changes: object) -> SealFault:
    """What opening a place that differs in this from a good one says."""
    place = replace(tokens.place("good", changes.pop("chain", ())), **changes)  # type: ignore[arg-type]
    with pytest.raises(SealUnusable) as refused:
        TokenKey(place)
    assert PIN not in str(refused.value)
    return refused.value.fault


@pytest.fixture
def good(tokens: Tokens, keys: dict[str, tuple[PrivateKey, tuple[bytes, ...]]]) -> Iterator[tuple[bytes, ...]]:
    """A token `good` with the ECDSA key; gives its chain."""
    private, chain = keys["ecdsa"]
    tokens.made("good")
    tokens.filled("good", private)
    seen_anew(tokens)
    yield chain
    tokens.pulled("good")


def seen_anew(tokens: Tokens) -> None:
    """SoftHSM notices tokens that another process made only when it starts."""
    pkcs11.lib(str(tokens.module)).reinitialize()


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_other_programs_accept_a_seal_from_a_token(
    tokens: Tokens, keys: dict[str, tuple[PrivateKey, tuple[bytes, ...]]], kind: str
) -> None:
    private, chain = keys[kind]
    tokens.made(kind)
    tokens.filled(kind, private)
    seen_anew(tokens)

    key = TokenKey(tokens.place(kind, chain))

    sealed = Sealer(key).seal(issued_pdf([]), at=MADE_AT)
    assert as_pyhanko_sees_it(sealed, key).bottom_line
    key.close()


def test_the_certificates_may_lie_in_the_token(tokens: Tokens, good: tuple[bytes, ...]) -> None:
    place = replace(tokens.place("good", good), certificates=None)
    with pytest.raises(SealUnusable) as refused:
        TokenKey(place)
    assert refused.value.fault is SealFault.CERTIFICATE_MISSING
    with pkcs11.lib(str(tokens.module)).get_token(token_label="good").open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.TOKEN: True,
                Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                Attribute.ID: bytes.fromhex("a1"),
                Attribute.SUBJECT: b"",
                Attribute.VALUE: good[0],
            }
        )

    key = TokenKey(place)

    assert key.chain == good
    key.close()


def test_each_thing_that_is_wrong_has_its_own_name(tokens: Tokens, good: tuple[bytes, ...], tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"")
    no_pin = replace(tokens.place("good", good).pin, file=nothing)
    absent = replace(no_pin, file=tmp_path / "absent")

    assert refusal(tokens, chain=good, module=tmp_path / "none.so") is SealFault.MODULE_MISSING
    assert refusal(tokens, chain=good, module=nothing) is SealFault.MODULE_MISSING
    assert refusal(tokens, chain=good, token="another") is SealFault.TOKEN_NOT_FOUND
    assert refusal(tokens, chain=good, key="another") is SealFault.KEY_NOT_FOUND
    assert refusal(tokens, chain=good, certificates=nothing) is SealFault.CERTIFICATE_MISSING
    assert refusal(tokens, chain=good, pin=no_pin) is SealFault.PIN_UNREADABLE
    assert refusal(tokens, chain=good, pin=absent) is SealFault.PIN_UNREADABLE


def test_a_certificate_of_another_key_is_noticed_before_anything_is_sealed(
    tokens: Tokens, good: tuple[bytes, ...], keys: dict[str, tuple[PrivateKey, tuple[bytes, ...]]]
) -> None:
    other = certificate(ec.generate_private_key(ec.SECP384R1()))

    assert refusal(tokens, chain=(other,)) is SealFault.CERTIFICATE_OF_ANOTHER_KEY
    assert refusal(tokens, chain=keys["rsa"][1]) is SealFault.CERTIFICATE_OF_ANOTHER_KEY


def test_a_wrong_pin_is_tried_once_by_all_processes_together(tokens: Tokens, good: tuple[bytes, ...]) -> None:
    """A card locks after three."""
    wrong = tokens.place("good", good, pin="falsch")
    for _ in range(4):
        with pytest.raises(SealUnusable) as refused:
            TokenKey(wrong)
        assert refused.value.fault is SealFault.PIN_WRONG
        assert "falsch" not in str(refused.value)

    # The right one is refused, too, while the file looks as it did: it was not offered.
    facts = wrong.pin.file.stat()
    wrong.pin.note.write_text(f"{facts.st_dev} {facts.st_ino} {facts.st_size} {facts.st_mtime_ns}")
    with pytest.raises(SealUnusable, match="not tried again"):
        TokenKey(wrong)
    wrong.pin.file.write_text(PIN)
    os.utime(wrong.pin.file, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))

    TokenKey(wrong).close()


def test_a_token_that_was_pulled_and_put_back_seals_again(
    tokens: Tokens, keys: dict[str, tuple[PrivateKey, tuple[bytes, ...]]]
) -> None:
    private, chain = keys["ecdsa"]
    tokens.made("travelling")
    tokens.filled("travelling", private)
    seen_anew(tokens)
    key = TokenKey(tokens.place("travelling", chain))

    tokens.pulled("travelling")
    with pytest.raises(SealUnusable) as refused:
        key.sign(b"while it is away")
    assert refused.value.fault.may_heal

    tokens.made("travelling")
    tokens.filled("travelling", private)
    assert as_pyhanko_sees_it(Sealer(key).seal(issued_pdf([]), at=MADE_AT), key).bottom_line
    key.close()
    tokens.pulled("travelling")


def test_a_session_that_the_module_lost_is_opened_again(tokens: Tokens, good: tuple[bytes, ...]) -> None:
    key = TokenKey(tokens.place("good", good))

    seen_anew(tokens)

    assert as_pyhanko_sees_it(Sealer(key).seal(issued_pdf([]), at=MADE_AT), key).bottom_line
    key.close()


def test_threads_take_turns_at_the_token(tokens: Tokens, good: tuple[bytes, ...]) -> None:
    key = TokenKey(tokens.place("good", good))
    sealer, files = Sealer(key), [b""] * 4
    pdf = issued_pdf([])

    def seal(number: int) -> None:
        files[number] = sealer.seal(pdf, at=MADE_AT)

    threads = [Thread(target=seal, args=(number,)) for number in range(len(files))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(as_pyhanko_sees_it(sealed, key).bottom_line for sealed in files)
    key.close()
