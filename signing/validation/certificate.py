"""One X.509 certificate, read once; and the chain from it to a listed service.

Only the key of a listed service ends a chain: nothing in a file, no operating system's store, no self-signed root. Path rules are those of RFC 5280 § 6.1
for what a listed CA's subordinates may carry; a critical extension we do not process refuses the certificate.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from asn1crypto import keys, x509

from signing.qualification.name_key import name_key
from signing.qualification.registry import ListedService, TrustRegistry
from signing.validation.algorithms import signature_holds
from signing.validation.errors import AlgorithmTooWeak, SignatureMalformed

__all__ = ["Certificate", "Chain", "ChainSearch", "find_chain"]

_PROCESSED_EXTENSIONS = frozenset(
    {
        "2.5.29.15",  # keyUsage
        "2.5.29.19",  # basicConstraints
        "2.5.29.32",  # certificatePolicies: the list decides, not the policy tree
        "2.5.29.36",  # policyConstraints
        "2.5.29.54",  # inhibitAnyPolicy
        "2.5.29.33",  # policyMappings
        "2.5.29.37",  # extendedKeyUsage
        "2.5.29.17",  # subjectAltName
        "2.5.29.18",  # issuerAltName
        "2.5.29.31",  # cRLDistributionPoints
        "2.5.29.35",  # authorityKeyIdentifier
        "2.5.29.14",  # subjectKeyIdentifier
        "1.3.6.1.5.5.7.1.1",  # authorityInfoAccess
        "1.3.6.1.5.5.7.1.3",  # qcStatements
    }
)
LONGEST_CHAIN = 8
_MOST_PATHS = 64
_NAME_CONSTRAINTS = "2.5.29.30"


class Certificate:
    """A certificate with the parts a verdict asks for, each read once.

    Raises (on construction): SignatureMalformed if the DER cannot be read.
    """

    def __init__(self, der: bytes) -> None:
        self.der = der
        try:
            self.asn1 = x509.Certificate.load(der, strict=True)
            body = self.asn1["tbs_certificate"]
            self.subject: bytes = body["subject"].dump()
            self.issuer: bytes = body["issuer"].dump()
            self.serial: int = body["serial_number"].native
            self.not_before: datetime = body["validity"]["not_before"].native
            self.not_after: datetime = body["validity"]["not_after"].native
            self.key: keys.PublicKeyInfo = body["subject_public_key_info"]
            self.extensions = {
                extension["extn_id"].dotted: (extension["critical"].native, extension["extn_value"])
                for extension in body["extensions"]
            }
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise SignatureMalformed("a certificate that cannot be read") from error

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    @cached_property
    def subject_key(self) -> str:
        return name_key(self.subject)

    @cached_property
    def issuer_key(self) -> str:
        return name_key(self.issuer)

    @cached_property
    def key_der(self) -> bytes:
        der: bytes = self.key.dump()
        return der

    @cached_property
    def usage(self) -> frozenset[str]:
        """keyUsage bits; empty if the extension is absent."""
        value = self.asn1.key_usage_value
        return frozenset(value.native) if value else frozenset()

    @cached_property
    def extended_usage(self) -> frozenset[str]:
        value = self.asn1.extended_key_usage_value
        return frozenset(item.dotted for item in value) if value else frozenset()

    @cached_property
    def is_authority(self) -> bool:
        """basicConstraints say so; what its key may do, `usage` says."""
        value = self.asn1.basic_constraints_value
        return bool(value and value["ca"].native)

    @cached_property
    def path_length(self) -> int | None:
        value = self.asn1.basic_constraints_value
        return None if value is None else value["path_len_constraint"].native

    @cached_property
    def key_identifier(self) -> bytes | None:
        """subjectKeyIdentifier; None if it has none."""
        value = self.asn1.key_identifier
        return None if value is None else bytes(value)

    @cached_property
    def issuer_key_identifier(self) -> bytes | None:
        """authorityKeyIdentifier's key; None if it has none."""
        value = self.asn1.authority_key_identifier
        return None if value is None else bytes(value)

    @property
    def self_issued(self) -> bool:
        return self.subject_key == self.issuer_key

    @cached_property
    def unprocessed_critical(self) -> frozenset[str]:
        return frozenset(oid for oid, (critical, _) in self.extensions.items() if critical and oid not in _PROCESSED_EXTENSIONS)

    def valid_at(self, at: datetime) -> bool:
        return self.not_before <= at <= self.not_after

    def issued_by(self, issuer: "Certificate") -> bool:
        """True if the issuer's name and key made this certificate.

        Raises:
            AlgorithmTooWeak: they did, by an algorithm that proves nothing.
        """
        if self.issuer_key != issuer.subject_key:
            return False
        inner = self.asn1["tbs_certificate"]["signature"].dump()
        whole_bytes = self.asn1["signature_value"].contents[:1] == b"\0"
        if inner != self.asn1["signature_algorithm"].dump() or not whole_bytes:
            return False
        try:
            return signature_holds(
                self.asn1["signature_value"].native,
                self.asn1["tbs_certificate"].dump(),
                issuer.key,
                self.asn1["signature_algorithm"],
            )
        except SignatureMalformed:
            return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and other.der == self.der

    def __hash__(self) -> int:
        return hash(self.der)


@dataclass(frozen=True, slots=True)
class Chain:
    """From a certificate to a listed service.

    Attributes:
        path: the certificate first; the listed one last (a path of one: the certificate itself is listed).
        services: listed services with the identity of any issuer in the path, or of the certificate itself.
    """

    path: tuple[Certificate, ...]
    services: tuple[ListedService, ...]

    @property
    def issuer(self) -> Certificate:
        return self.path[1] if len(self.path) > 1 else self.path[0]


@dataclass(frozen=True, slots=True)
class ChainSearch:
    """What the search for a chain came to.

    Attributes:
        too_weak: a chain stands but for an algorithm that proves nothing; names it.
        unavailable: territories of the lists that know an issuer's name, and cannot be relied on.
        broken: a listed service of the issuer's name is at hand, and did not make the certificate.
        refused: why an issuer that is at hand, and made the certificate below it, may not issue.
    """

    chain: Chain | None
    too_weak: str | None = None
    unavailable: frozenset[str] = frozenset()
    broken: str | None = None
    refused: str | None = None


def find_chain(
    certificate: Certificate, known: Iterable[Certificate], registry: TrustRegistry, *, as_of: datetime | None = None
) -> ChainSearch:
    """The shortest chain from the certificate to a listed service.

    Args:
        known: certificates from the file; they help to find a way and are trusted for nothing.
        as_of: count services of lists that were current then and have expired since (`TrustRegistry.named`).
    """
    search = _Search(known, registry, as_of)
    queue: list[tuple[Certificate, ...]] = [(certificate,)]
    for _ in range(_MOST_PATHS):
        if not queue:
            break
        path = queue.pop(0)
        if _services_of(path[-1], registry, as_of):
            return ChainSearch(Chain(path, _services_of_path(path, registry, as_of)))
        if len(path) < LONGEST_CHAIN:
            queue.extend(search.longer(path))
    return ChainSearch(None, search.too_weak, search.unavailable, search.broken, search.refused)


class _Search:
    """One search for a chain: what is at hand, and what was seen on the way."""

    def __init__(self, known: Iterable[Certificate], registry: TrustRegistry, as_of: datetime | None) -> None:
        self.by_subject: dict[str, list[Certificate]] = {}
        for item in known:
            self.by_subject.setdefault(item.subject_key, []).append(item)
        self.registry = registry
        self.as_of = as_of
        self.too_weak: str | None = None
        self.broken: str | None = None
        self.refused: str | None = None
        self.unavailable: frozenset[str] = frozenset()

    def longer(self, path: tuple[Certificate, ...]) -> Iterator[tuple[Certificate, ...]]:
        """The paths with one more issuer."""
        last = path[-1]
        for name in (last.subject, last.issuer):  # a timestamping unit may be listed itself
            self.unavailable |= self.registry.unavailable_lists_naming(name)
        for candidate in _issuers(last, self.by_subject, self.registry, self.as_of):
            if candidate in path:
                continue
            listed = bool(_services_of(candidate, self.registry, self.as_of))
            try:
                if not last.issued_by(candidate):
                    self.broken = "not issued by the listed service it names" if listed else self.broken
                elif (why := _why_not(candidate, path, listed=listed)) is not None:
                    self.refused = self.refused or why
                    self.broken = why if listed else self.broken
                else:
                    yield (*path, candidate)
            except AlgorithmTooWeak as error:
                self.too_weak = self.too_weak or str(error)


def _services_of(certificate: Certificate, registry: TrustRegistry, as_of: datetime | None) -> tuple[ListedService, ...]:
    """Listed services with this name and key (TS 119 612 § 5.5.3: the identity is the key, whatever certificate carries it)."""
    return tuple(
        service
        for service in registry.named(certificate.subject, as_of=as_of)
        if any(_key_of(der) == certificate.key_der for der in service.certificates)
    )


def _services_of_path(
    path: tuple[Certificate, ...], registry: TrustRegistry, as_of: datetime | None
) -> tuple[ListedService, ...]:
    found: list[ListedService] = []
    for item in path:
        found.extend(service for service in _services_of(item, registry, as_of) if service not in found)
    return tuple(found)


def _key_of(der: bytes) -> bytes:
    key: bytes = x509.Certificate.load(der)["tbs_certificate"]["subject_public_key_info"].dump()
    return key


def _issuers(
    last: Certificate, by_subject: dict[str, list[Certificate]], registry: TrustRegistry, as_of: datetime | None
) -> Iterator[Certificate]:
    seen: set[bytes] = set()
    for service in registry.named(last.issuer, as_of=as_of):
        for der in service.certificates:
            if der not in seen:
                seen.add(der)
                yield Certificate(der)
    for item in by_subject.get(last.issuer_key, ()):
        if item.der not in seen and not _services_of(item, registry, as_of):  # a listed key speaks by its listed certificate
            seen.add(item.der)
            yield item


def _why_not(candidate: Certificate, path: tuple[Certificate, ...], *, listed: bool) -> str | None:
    """Why the candidate may not issue the last of the path; None if it may.

    A listed key is trusted by its listing (RFC 5280 § 6.1.1 (d)), any other issuer must be an authority; each within its path length, as EU DSS has it.
    """
    below = sum(1 for item in path[1:] if not item.self_issued)
    if candidate.path_length is not None and below > candidate.path_length:
        return f"an issuer with path length {candidate.path_length} above {below} other issuers"
    if listed:
        return None
    if not candidate.is_authority:
        return "an issuer that is no authority"
    if candidate.usage and "key_cert_sign" not in candidate.usage:
        return "an issuer whose key may not sign certificates"
    if _NAME_CONSTRAINTS in candidate.extensions:
        return "an issuer with name constraints"  # not processed, so not passed over either (RFC 5280 § 4.2.1.10)
    if candidate.unprocessed_critical:
        return f"an issuer with the critical extension {min(candidate.unprocessed_critical)}"
    return None
