"""Which listed services stand behind certificates: name and key of one of them (TS 119 612 § 5.5.3)."""

from collections.abc import Sequence

from asn1crypto import x509

from signing.qualification.registry import ListedService, TrustRegistry

__all__ = ["issuer_of", "services_behind"]


def issuer_of(certificate: bytes) -> bytes:
    """DER of the issuer's name. Raises ValueError."""
    name: bytes = x509.Certificate.load(certificate).issuer.dump()
    return name


def services_behind(registry: TrustRegistry, certificates: Sequence[bytes]) -> list[ListedService]:
    """Services of usable lists with name and key of one of these certificates (DER). Raises ValueError: one cannot be read."""
    found: list[ListedService] = []
    for der in certificates:
        certificate = x509.Certificate.load(der)
        for service in registry.named(certificate.subject.dump()):
            keys = {x509.Certificate.load(one).public_key.dump() for one in service.certificates}
            if certificate.public_key.dump() in keys and service not in found:
                found.append(service)
    return found
