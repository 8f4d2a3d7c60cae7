"""`ports.Seals` on the hoster's key."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509

from service.domain.errors import Unavailable
from signing.errors import DocumentError, SealUnusable, TimestampError
from signing.fetching import Fetcher
from signing.seal import Sealer, SealKey, pkcs12_key
from signing.timestamps import TimestampAuthorities

log = logging.getLogger(__name__)


class HosterSeals:
    """Implements `ports.Seals`; the key is read once and kept.

    Args:
        timestamp_urls: authorities, asked in their order; none answers: the seal goes without (level B-B), and the log says so.
    """

    def __init__(self, key: SealKey, fetcher: Fetcher, timestamp_urls: tuple[str, ...]) -> None:
        self._plain = Sealer(key)
        self._stamped = Sealer(key, timestamper=TimestampAuthorities(timestamp_urls, fetcher)) if timestamp_urls else None

    def sealed(self, pdf: bytes, *, reason: str, at: datetime) -> bytes:
        try:
            if self._stamped is not None:
                try:
                    return self._stamped.seal(pdf, at=at, reason=reason)
                except TimestampError as error:
                    log.warning("sealed without a timestamp: %s", error)
            return self._plain.seal(pdf, at=at, reason=reason)
        except (DocumentError, SealUnusable) as error:
            raise Unavailable(f"Das Dokument lässt sich nicht siegeln: {error}") from error


def seal_key(file: Path, password: str | None) -> SealKey:
    """Raises Unavailable: the file holds no key to seal with; says why."""
    try:
        return pkcs12_key(file, password)
    except SealUnusable as error:
        raise Unavailable(f"The seal cannot be used: {error}.") from error


def seal_facts(key: SealKey) -> tuple[str, datetime]:
    """Whom the certificate names, and its end."""
    certificate = x509.Certificate.load(key.chain[0])
    ends: datetime = certificate.not_valid_after
    return str(certificate.subject.human_friendly), ends.astimezone(UTC)
