"""The seal's key in a token (PKCS#11 2.40: an HSM, a card, SoftHSM). It never leaves it; one session is opened, kept, and opened anew after the token was away.

    (1) load the module                                                 (a path that is none)
    (2) find the token by its label                                     (pulled out, or another one)
    (3) log in with the PIN of its file                                 (never twice with a wrong one: `pin`)
    (4) find the private key by its label, and the certificates
    (5) sign a probe: the certificate's key has to verify it            (certificate of another key)

A module that hangs holds the caller up: PKCS#11 knows no time limits. The service opens it in a process of its own (`bounded_token`).
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal, Protocol, cast

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11.constants import Attribute, ObjectClass, TokenFlag
from pkcs11.exceptions import (
    MultipleObjectsReturned,
    MultipleTokensReturned,
    NoSuchKey,
    NoSuchToken,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.mechanisms import KeyType, Mechanism

from signing.errors import SealFault, SealUnusable
from signing.seal.key import largest_signature, require_fit
from signing.seal.pin import PinFile

__all__ = ["TokenKey", "TokenPlace"]

_SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What PKCS#1 v1.5 puts before a SHA-256 digest (RFC 8017 § 9.2)."""


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where the key is.

    Attributes:
        module: the maker's PKCS#11 library, such as /usr/lib/softhsm/libsofthsm2.so.
        token, key: labels; the key's is CKA_LABEL of the private key.
        certificates: PEM, the seal's first, then its issuers; None: they lie in the token.
    """

    module: Path
    token: str
    key: str
    pin: PinFile
    certificates: Path | None


class _PrivateKey(Protocol):
    """What the library's private keys can do; its own types leave it out."""

    @property
    def key_type(self) -> KeyType: ...
    def __getitem__(self, attribute: Attribute) -> object: ...
    def sign(self, data: bytes, *, mechanism: Mechanism, pin: str | None) -> bytes: ...


class TokenKey:
    """Implements `SealKey`. Safe for several threads; one signature at a time.

    Raises (on construction): SealUnusable, with what is wrong.
    """

    def __init__(self, place: TokenPlace) -> None:
        self._place, self._lock = place, Lock()
        self._session: pkcs11.Session | None = None
        self._private: _PrivateKey | None = None
        self._asks_each_time = False
        self._mechanisms: frozenset[Mechanism] = frozenset()
        try:
            self._open()
            self.chain = self._certificates()
            self._public = require_fit(x509.load_der_x509_certificate(self.chain[0]).public_key(), "the certificate")
            self._require_match()
        except (PKCS11Error, SealUnusable) as error:
            self.close()
            raise error if isinstance(error, SealUnusable) else self._no_answer(error) from error

    @property
    def algorithm(self) -> Literal["RSA", "ECDSA"]:
        return "RSA" if isinstance(self._public, rsa.RSAPublicKey) else "ECDSA"

    @property
    def largest_signature_bytes(self) -> int:
        return largest_signature(self._public)

    def sign(self, content: bytes) -> bytes:
        with self._lock:
            try:
                return self._signed(content)
            except PKCS11Error:
                self._forget()
            try:
                return self._signed(content)
            except PKCS11Error as error:
                self._forget()
                raise self._no_answer(error) from error

    def close(self) -> None:
        """Log out; the next signature opens a session again."""
        session, self._session, self._private = self._session, None, None
        if session is not None:
            with suppress(PKCS11Error):
                session.close()

    def _signed(self, content: bytes) -> bytes:
        if self._private is None:
            self._open()
        if not self._asks_each_time:
            return self._value(content, None)
        with self._place.pin.offered() as pin:
            try:
                return self._value(content, pin)
            except (PinIncorrect, PinInvalid, PinLenRange) as error:
                raise self._place.pin.refused() from error

    def _value(self, content: bytes, pin: str | None) -> bytes:
        assert self._private is not None  # noqa: S101 - opened by the caller
        if self.algorithm == "ECDSA":
            raw = self._private.sign(hashlib.sha256(content).digest(), mechanism=Mechanism.ECDSA, pin=pin)
            half = len(raw) // 2
            return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
        if Mechanism.SHA256_RSA_PKCS in self._mechanisms:
            return self._private.sign(content, mechanism=Mechanism.SHA256_RSA_PKCS, pin=pin)
        digest = hashlib.sha256(content).digest()
        return self._private.sign(_SHA256_DIGEST_INFO + digest, mechanism=Mechanism.RSA_PKCS, pin=pin)

    def _open(self) -> None:
        # (1), (2)
        token = self._token()
        self._mechanisms = frozenset(one for one in token.slot.get_mechanisms() if isinstance(one, Mechanism))
        # (3)
        self._session = self._logged_in(token)
        # (4)
        try:
            found = self._session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self._place.key)
        except NoSuchKey as error:
            text = f"the token {self._place.token} holds no private key labelled {self._place.key}"
            raise SealUnusable(SealFault.KEY_NOT_FOUND, text) from error
        except MultipleObjectsReturned as error:
            text = f"the token {self._place.token} holds several private keys labelled {self._place.key}"
            raise SealUnusable(SealFault.KEY_NOT_FOUND, text) from error
        self._private = cast(_PrivateKey, found)
        with suppress(PKCS11Error):
            self._asks_each_time = bool(self._private[Attribute.ALWAYS_AUTHENTICATE])

    def _token(self) -> pkcs11.Token:
        if not self._place.module.is_file():
            raise SealUnusable(SealFault.MODULE_MISSING, f"there is no PKCS#11 module at {self._place.module}")
        try:
            module = pkcs11.lib(str(self._place.module))
        except RuntimeError as error:  # the library's own word for "no shared library", and PKCS11Error, its child
            text = f"{self._place.module} is no PKCS#11 module that loads ({type(error).__name__})"
            raise SealUnusable(SealFault.MODULE_MISSING, text) from error
        try:
            try:
                return module.get_token(token_label=self._place.token)
            except NoSuchToken:
                module.reinitialize()  # some modules notice a token that was put in only when they start anew
                return module.get_token(token_label=self._place.token)
        except NoSuchToken as error:
            raise SealUnusable(SealFault.TOKEN_NOT_FOUND, f"no token is labelled {self._place.token}") from error
        except MultipleTokensReturned as error:
            raise SealUnusable(SealFault.TOKEN_NOT_FOUND, f"several tokens are labelled {self._place.token}") from error

    def _logged_in(self, token: pkcs11.Token) -> pkcs11.Session:
        if token.flags & (TokenFlag.USER_PIN_LOCKED | TokenFlag.USER_PIN_FINAL_TRY):
            left = "is locked" if token.flags & TokenFlag.USER_PIN_LOCKED else "has one try left, which is not spent here"
            raise SealUnusable(SealFault.PIN_LOCKED, f"the PIN of token {token.label} {left}")
        with self._place.pin.offered() as pin:
            try:
                return token.open(user_pin=pin)
            except UserAlreadyLoggedIn:
                return token.open()  # an earlier session of this process
            except (PinIncorrect, PinInvalid, PinLenRange) as error:
                raise self._place.pin.refused() from error
            except PinLocked as error:
                raise SealUnusable(SealFault.PIN_LOCKED, f"the PIN of token {token.label} is locked") from error

    def _certificates(self) -> tuple[bytes, ...]:
        if self._place.certificates is None:
            return self._certificates_in_token()
        try:
            found = x509.load_pem_x509_certificates(self._place.certificates.read_bytes())
        except (OSError, ValueError) as error:
            text = f"{self._place.certificates} cannot be read as PEM certificates"
            raise SealUnusable(SealFault.CERTIFICATE_MISSING, text) from error
        return tuple(one.public_bytes(Encoding.DER) for one in found)

    def _certificates_in_token(self) -> tuple[bytes, ...]:
        """That with the key's CKA_ID first, then its issuers as far as they are there."""
        assert self._private is not None  # noqa: S101 - opened by the caller
        assert self._session is not None  # noqa: S101
        identifier = self._private[Attribute.ID]
        objects = list(self._session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
        own = [bytes(one[Attribute.VALUE]) for one in objects if one[Attribute.ID] == identifier]
        if not own:
            raise SealUnusable(
                SealFault.CERTIFICATE_MISSING, f"the token {self._place.token} holds no certificate with the key's CKA_ID"
            )
        return tuple(_upwards(own[0], [bytes(one[Attribute.VALUE]) for one in objects]))

    def _require_match(self) -> None:
        # (5)
        text = f"the certificate does not belong to the key {self._place.key} in token {self._place.token}"
        if (self._private is not None and self._private.key_type is KeyType.RSA) is not (self.algorithm == "RSA"):
            raise SealUnusable(SealFault.CERTIFICATE_OF_ANOTHER_KEY, text)
        probe = secrets.token_bytes(32)
        value = self._signed(probe)
        try:
            if isinstance(self._public, rsa.RSAPublicKey):
                self._public.verify(value, probe, padding.PKCS1v15(), hashes.SHA256())
            else:
                self._public.verify(value, probe, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            raise SealUnusable(SealFault.CERTIFICATE_OF_ANOTHER_KEY, text) from error

    def _forget(self) -> None:
        """The session, and what the module believes to know of its slots."""
        self.close()
        with suppress(PKCS11Error, RuntimeError):
            pkcs11.lib(str(self._place.module)).reinitialize()

    def _no_answer(self, error: PKCS11Error) -> SealUnusable:
        return SealUnusable(SealFault.NO_ANSWER, f"token {self._place.token} does not answer ({type(error).__name__})")


def _upwards(first: bytes, others: list[bytes]) -> Iterator[bytes]:
    """The certificate and, in turn, each one's issuer by name, the root included."""
    by_subject = {x509.load_der_x509_certificate(der).subject: der for der in others}
    seen: set[bytes] = set()
    current: bytes | None = first
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = by_subject.get(x509.load_der_x509_certificate(current).issuer)
