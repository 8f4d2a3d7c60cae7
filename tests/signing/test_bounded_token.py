"""A token whose module hangs holds up one seal, for its time, and nothing else."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11.constants import Attribute, ObjectClass
from pkcs11.exceptions import UserNotLoggedIn
from pkcs11.mechanisms import Mechanism
from pkcs11.util.ec import encode_named_curve_parameters

from signing.errors import SealFault, SealUnusable
from signing.seal import PinFile, Sealer
from signing.seal.bounded_token import BoundedTokenKey, Patience
from signing.seal.token import TokenPlace
from tests.signing.builders import MADE_AT, issued_pdf
from tests.signing.hanging_token import AT_SIGNATURE
from tests.signing.soft_token import PIN, Tokens, soft_tokens
from tests.signing.test_seal import as_pyhanko_sees_it
from tests.signing.test_seal_token import certificate

HANGING = "tests.signing.hanging_token"
SHORT = Patience(opening=60, signing=0.2)


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tokens]:
    made = soft_tokens(tmp_path_factory.mktemp("bounded") / "soft")
    with pytest.MonkeyPatch.context() as patched:
        for name, value in made.environment.items():
            patched.setenv(name, value)
        yield made


@pytest.fixture(scope="module")
def place(tokens: Tokens) -> TokenPlace:
    key = ec.generate_private_key(ec.SECP256R1())
    tokens.made("bounded")
    tokens.filled("bounded", key)
    return tokens.place("bounded", (certificate(key),))


@pytest.fixture
def nowhere(tmp_path: Path) -> TokenPlace:
    return TokenPlace(tmp_path / "module.so", "token", "seal", PinFile(tmp_path / "pin", tmp_path / "note"), None)


def is_gone(process: int | None) -> bool:
    """Ended, and waited for."""
    assert process is not None
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_other_programs_accept_a_seal_made_in_the_process(place: TokenPlace) -> None:
    key = BoundedTokenKey(place)
    process = key.process_id

    sealed = Sealer(key).seal(issued_pdf([]), at=MADE_AT)

    assert as_pyhanko_sees_it(sealed, key).bottom_line
    key.close()
    assert is_gone(process)


def test_what_is_wrong_keeps_its_name_on_the_way_out_of_the_process(place: TokenPlace) -> None:
    for changed, fault in (
        (replace(place, token="another"), SealFault.TOKEN_NOT_FOUND),
        (replace(place, key="another"), SealFault.KEY_NOT_FOUND),
        (replace(place, module=Path("/nonexistent.so")), SealFault.MODULE_MISSING),
    ):
        with pytest.raises(SealUnusable) as refused:
            BoundedTokenKey(changed)
        assert refused.value.fault is fault


def test_a_process_that_stands_still_is_replaced(place: TokenPlace) -> None:
    key = BoundedTokenKey(place, patience=SHORT)
    stopped = key.process_id
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)

    with pytest.raises(SealUnusable, match="no answer within") as refused:
        key.sign(b"content")

    assert refused.value.fault.may_heal
    assert is_gone(stopped)
    assert key.sign(b"content")
    assert key.process_id != stopped
    key.close()


def test_a_module_that_hangs_while_it_is_opened_is_given_up(nowhere: TokenPlace) -> None:
    with pytest.raises(SealUnusable) as refused:
        BoundedTokenKey(nowhere, patience=Patience(opening=0.2), process=HANGING)

    assert refused.value.fault is SealFault.NO_ANSWER


def test_a_module_that_hangs_at_a_signature_is_ended_by_its_own_alarm(nowhere: TokenPlace) -> None:
    """Even if nobody is left who could end it."""
    key = BoundedTokenKey(replace(nowhere, key=AT_SIGNATURE), patience=SHORT, process=HANGING)
    process = key.process_id

    with pytest.raises(SealUnusable) as refused:
        key.sign(b"content")

    assert refused.value.fault is SealFault.NO_ANSWER
    assert is_gone(process)


def test_a_key_that_wants_the_pin_for_each_signature_gets_it(tokens: Tokens) -> None:
    """CKA_ALWAYS_AUTHENTICATE, as cards for qualified seals have it."""
    private = ec.generate_private_key(ec.SECP256R1())
    tokens.made("each time")
    _with_pin_each_time(tokens, "each time", private)
    key = BoundedTokenKey(tokens.place("each time", (certificate(private),)))

    sealed = [Sealer(key).seal(issued_pdf([]), at=MADE_AT) for _ in range(2)]

    assert all(as_pyhanko_sees_it(each, key).bottom_line for each in sealed)
    key.close()


def _with_pin_each_time(tokens: Tokens, label: str, private: ec.EllipticCurvePrivateKey) -> None:
    module = pkcs11.lib(str(tokens.module))
    module.reinitialize()
    with module.get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
        key = session.create_object(
            {
                Attribute.CLASS: ObjectClass.PRIVATE_KEY,
                Attribute.KEY_TYPE: pkcs11.KeyType.EC,
                Attribute.TOKEN: True,
                Attribute.PRIVATE: True,
                Attribute.SENSITIVE: True,
                Attribute.SIGN: True,
                Attribute.ALWAYS_AUTHENTICATE: True,
                Attribute.LABEL: "seal",
                Attribute.ID: b"\xa2",
                Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1"),
                Attribute.VALUE: private.private_numbers().private_value.to_bytes(32),
            }
        )
        with pytest.raises(UserNotLoggedIn):
            cast(Any, key).sign(bytes(32), mechanism=Mechanism.ECDSA)
    pkcs11.unload(str(tokens.module))
