"""`ports.Seals` on the hoster's key."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from asn1crypto import x509

from service.domain.errors import ServiceError, Unavailable
from signing.errors import DocumentError, SealFault, SealUnusable, TimestampError
from signing.fetching import Fetcher
from signing.seal import PinFile, Sealer, SealKey, pkcs12_key
from signing.seal.bounded_token import BoundedTokenKey
from signing.seal.token import TokenPlace
from signing.timestamps import TimestampAuthorities

__all__ = ["HosterSeals", "Lengthen", "PinFile", "SealFault", "SealRefused", "TokenPlace", "seal_facts", "seal_key", "token_key"]

log = logging.getLogger(__name__)


class Lengthen(Protocol):
    """`ports.Signatures.seal`."""

    def __call__(self, pdf: bytes, *, at: datetime) -> bytes: ...


class SealRefused(Unavailable):
    """The hoster's seal cannot be used; `fault` says which remedy helps."""

    def __init__(self, error: SealUnusable) -> None:
        super().__init__(f"The seal cannot be used: {error}.")
        self.fault = error.fault


class HosterSeals:
    """Implements `ports.Seals`; the key is opened once and kept.

    Args:
        key: opens it; may raise SealRefused: then it is asked again for the next document (a token that is away comes back).
        timestamp_urls: authorities, asked in their order; none answers: the seal goes without (level B-B), and the log says so.
        lengthen: a stamped file, the instant → the file as B-LTA, for those who verify it offline in ten years. Raises ServiceError: somebody is
            away; the seal goes without (level B-T), and the log says so: no letter waits for that.
    """

    def __init__(
        self, key: Callable[[], SealKey], fetcher: Fetcher, timestamp_urls: tuple[str, ...], *, lengthen: Lengthen
    ) -> None:
        self._key, self._fetcher, self._urls, self._lengthen = key, fetcher, timestamp_urls, lengthen
        self._opening = Lock()
        self._sealers: tuple[Sealer, ...] = ()

    def sealed(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        try:
            *stamped, plain = self._opened()
            for sealer in stamped:
                try:
                    return self._lasting(sealer.seal(pdf, at=at, reason=reason), at)
                except TimestampError as error:
                    log.warning("sealed without a timestamp: %s", error)
            return plain.seal(pdf, at=at, reason=reason)
        except SealUnusable as error:
            log.error("not sealed: %s", error)
            raise SealRefused(error) from error
        except DocumentError as error:
            raise Unavailable(f"Das Dokument lässt sich nicht siegeln: {error}") from error

    def open(self) -> None:
        """Open the key now. Raises SealRefused."""
        self._opened()

    def _lasting(self, stamped: bytes, at: datetime) -> bytes:
        try:
            return self._lengthen(stamped, at=at)
        except ServiceError as error:
            log.warning("sealed without revocation data: %s", error.text)
            return stamped

    def _opened(self) -> tuple[Sealer, ...]:
        """With a timestamp, if authorities are known, and without."""
        with self._opening:
            if not self._sealers:
                key = self._key()
                stamped = [Sealer(key, timestamper=TimestampAuthorities(self._urls, self._fetcher))] if self._urls else []
                self._sealers = (*stamped, Sealer(key))
            return self._sealers


def seal_key(file: Path, password: str | None) -> SealKey:
    """Raises SealRefused: the file holds no key to seal with; says why."""
    try:
        return pkcs12_key(file, password)
    except SealUnusable as error:
        raise SealRefused(error) from error


def token_key(place: TokenPlace) -> BoundedTokenKey:
    """In a process of its own: a module that hangs keeps nothing waiting but its seal.

    Raises SealRefused: module, token, PIN, key or certificate is not as it should be, or nothing answers; says which.
    """
    try:
        return BoundedTokenKey(place)
    except SealUnusable as error:
        raise SealRefused(error) from error


def seal_facts(key: SealKey) -> tuple[str, datetime]:
    """Whom the certificate names, and its end."""
    certificate = x509.Certificate.load(key.chain[0])
    ends: datetime = certificate.not_valid_after
    return str(certificate.subject.human_friendly), ends.astimezone(UTC)
