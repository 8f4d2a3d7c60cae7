"""One CMS signature (RFC 5652, CAdES): read it strictly, check its value.

What is not signed inside a CMS structure (sets of certificates and digests, versions, unsigned attributes) is read as suspiciously as the rest: in the last
timestamp of a file no outer signature covers it, and a changed byte there must not pass.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, parser, tsp

from signing.validation.algorithms import WEAK_DIGESTS, check_digest_allowed, digest, signature_holds
from signing.validation.certificate import Certificate
from signing.validation.errors import SignatureMalformed
from signing.validation.seamless import check_nothing_between

__all__ = ["CmsSignature", "Imprint", "read_cms"]

SIGNATURE_TIMESTAMP = "1.2.840.113549.1.9.16.2.14"
CONTENT_TIMESTAMP = "1.2.840.113549.1.9.16.2.20"
ADOBE_REVOCATION = "1.2.840.113583.1.1.8"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_TIME = "1.2.840.113549.1.9.5"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
_SIGNED_DATA = "1.2.840.113549.1.7.2"

_CERTIFICATE_IDENTIFIERS = {(0x04,), (0x30, 0x04), (0x04, 0x30), (0x30, 0x04, 0x30)}
"""Tags of ESSCertID and ESSCertIDv2: digest algorithm, if it is not SHA-256, digest, issuer and serial number (RFC 5035 § 4)."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a timestamp stamps: the digest's name, its value, and when (genTime)."""

    digest: str
    value: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class CmsSignature:
    """A parsed CMS signature with exactly one signer.

    Attributes:
        certificate: the signer's, found by the signer identifier.
        certificates: all embedded ones, the signer's included.
        signed_attributes: as they stand there, [0] IMPLICIT.
        imprint: of a timestamp token; None for a signature.
        claimed_at: signing-time attribute.
        names_certificate: a signed attribute binds the certificate (ESS signing-certificate).
        crls, ocsps: DER, from the Adobe attribute.
        timestamps: DER of signature timestamp tokens; content_timestamps: of content timestamps.
    """

    der: bytes
    certificate: Certificate
    certificates: tuple[Certificate, ...]
    signer: cms.SignerInfo
    signed_attributes: bytes
    digest_name: str
    content: bytes | None
    imprint: Imprint | None
    claimed_at: datetime | None
    names_certificate: bool
    timestamps: tuple[bytes, ...]
    content_timestamps: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]

    @property
    def value(self) -> bytes:
        """The signature value, what a signature timestamp stamps."""
        value: bytes = self.signer["signature"].native
        return value

    def digest_matches(self, *parts: bytes) -> bool:
        """True if the message-digest attribute is the digest of the signed bytes (of the token's content for a timestamp).

        Raises:
            AlgorithmTooWeak
        """
        attribute = _attribute(self.signer["signed_attrs"], _MESSAGE_DIGEST)
        octets = (self.content,) if self.content is not None else parts
        if attribute is None:
            raise SignatureMalformed("no message-digest")
        return bool(attribute[0].native == digest(self.digest_name, *octets))

    def value_holds(self) -> bool:
        """True if the signature value over the signed attributes was made by the certificate's key.

        Raises:
            AlgorithmTooWeak, SignatureMalformed
        """
        return signature_holds(
            self.value,
            b"\x31" + self.signed_attributes[1:],
            self.certificate.key,
            self.signer["signature_algorithm"],
            digest_in_context=self.digest_name,
        )


def read_cms(der: bytes, *, timestamp: bool) -> CmsSignature:
    """Parse one ContentInfo.

    Args:
        timestamp: a timestamp token (RFC 3161) is expected, else a detached signature.

    Raises:
        SignatureMalformed, AlgorithmTooWeak
    """
    try:
        check_nothing_between(der)
        return _read(der, timestamp=timestamp)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise SignatureMalformed("a CMS structure that cannot be read") from error


def _read(der: bytes, *, timestamp: bool) -> CmsSignature:
    information = cms.ContentInfo.load(der, strict=True)
    if information["content_type"].dotted != _SIGNED_DATA:
        raise SignatureMalformed("no SignedData")
    data = information["content"]
    if len(data["signer_infos"]) != 1:
        raise SignatureMalformed("not exactly one signer")
    if not isinstance(data["crls"], core.Void) and len(data["crls"]):
        raise SignatureMalformed("revocation data beside the signature")
    signer = data["signer_infos"][0]
    # before anything else of it is read: asn1crypto encodes a structure anew once it has looked at its algorithms
    signed_attributes: bytes = signer["signed_attrs"].dump()
    digest_name = _digest_name(data, signer)
    certificates = _certificates(data)
    certificate = _signer_certificate(signer, certificates)
    _check_versions(data, signer, timestamp=timestamp)
    signed = signer["signed_attrs"]
    if isinstance(signed, core.Void) or not len(signed):
        raise SignatureMalformed("no signed attributes")
    content = data["encap_content_info"]
    content_type = _attribute(signed, _CONTENT_TYPE)
    if content_type is None or content_type[0].dotted != content["content_type"].dotted:
        raise SignatureMalformed("content type and its signed attribute differ")
    wanted = "1.2.840.113549.1.9.16.1.4" if timestamp else "1.2.840.113549.1.7.1"
    if content["content_type"].dotted != wanted:
        raise SignatureMalformed("not the expected kind of content")
    _check_protection(signed, signer)
    claimed = _attribute(signed, _SIGNING_TIME)
    crls, ocsps = _adobe_revocation(signed)
    octets = _octets(content["content"]) if timestamp else None
    if not timestamp and not isinstance(content["content"], core.Void) and content["content"].contents:
        raise SignatureMalformed("a detached signature that carries content")
    unsigned = signer["unsigned_attrs"]
    return CmsSignature(
        der=der,
        certificate=certificate,
        certificates=certificates,
        signer=signer,
        signed_attributes=signed_attributes,
        digest_name=digest_name,
        content=octets,
        imprint=_imprint(octets) if octets is not None else None,
        claimed_at=claimed[0].native if claimed is not None else None,
        names_certificate=_check_named_certificate(signed, certificate),
        timestamps=_tokens(unsigned, SIGNATURE_TIMESTAMP),
        content_timestamps=_tokens(signed, CONTENT_TIMESTAMP),
        crls=crls,
        ocsps=ocsps,
    )


def _digest_name(data: cms.SignedData, signer: cms.SignerInfo) -> str:
    name = check_digest_allowed(signer["digest_algorithm"])
    announced = {item["algorithm"].dotted for item in data["digest_algorithms"]}
    if signer["digest_algorithm"]["algorithm"].dotted not in announced:
        raise SignatureMalformed("digest algorithm is not announced")
    for item in data["digest_algorithms"]:
        if item["algorithm"].dotted not in WEAK_DIGESTS:
            check_digest_allowed(item)
    return name


def _attribute(attributes: cms.CMSAttributes, oid: str) -> core.SetOf | None:
    """Values of the one attribute of that type, exactly one; more than one such attribute is refused (RFC 5652 §§ 5.3, 11.1, 11.2)."""
    if isinstance(attributes, core.Void):
        return None
    named = [item for item in attributes if item["type"].dotted == oid]
    found = [item["values"] for item in named]
    # a third part of an attribute is passed over by the parser, and may be what another reader takes
    if len(found) > 1 or (found and (len(found[0]) != 1 or len(_split(named[0].contents)) != 2)):
        raise SignatureMalformed(f"attribute {oid} is not there exactly once")
    return found[0] if found else None


def _check_protection(signed: cms.CMSAttributes, signer: cms.SignerInfo) -> None:
    """CMSAlgorithmProtection, if it is there, names the structure's own algorithms (RFC 6211 § 3)."""
    values = _attribute(signed, _ALGORITHM_PROTECTION)
    if values is None:
        return
    said = values[0]
    if any(said[name].contents != signer[name].contents for name in ("digest_algorithm", "signature_algorithm")):
        raise SignatureMalformed("the signed attributes name other algorithms")


def _certificates(data: cms.SignedData) -> tuple[Certificate, ...]:
    if isinstance(data["certificates"], core.Void):
        raise SignatureMalformed("no certificates")
    return tuple(Certificate(choice.chosen.dump()) for choice in data["certificates"] if choice.name == "certificate")


def _signer_certificate(signer: cms.SignerInfo, certificates: tuple[Certificate, ...]) -> Certificate:
    identifier = signer["sid"]
    for certificate in certificates:
        if identifier.name == "issuer_and_serial_number":
            chosen = identifier.chosen
            if chosen["serial_number"].native == certificate.serial and chosen["issuer"].dump() == certificate.issuer:
                return certificate
        elif identifier.chosen.native == certificate.asn1.key_identifier:
            return certificate
    raise SignatureMalformed("the signer's certificate is not there")


def _check_versions(data: cms.SignedData, signer: cms.SignerInfo, *, timestamp: bool) -> None:
    """RFC 5652 §§ 5.1, 5.3. Some producers of signatures confuse 1 and 3 in SignedData, none in timestamps."""
    by_name = signer["sid"].name == "issuer_and_serial_number"
    if signer["version"].native != ("v1" if by_name else "v3"):
        raise SignatureMalformed("version of the signer")
    allowed = {"v3"} if timestamp else {"v1", "v3"}
    if any(choice.name != "certificate" for choice in data["certificates"]):
        allowed |= {"v4", "v5"}
    if data["version"].native not in allowed:
        raise SignatureMalformed("version of the signed data")


def _octets(content: core.Asn1Value) -> bytes:
    octets = content.native if isinstance(content, core.OctetString) else content.parsed.dump()
    parsed = content.contents if isinstance(content, core.ParsableOctetString) else octets
    return bytes(parsed)


def _imprint(octets: bytes) -> Imprint:
    token = tsp.TSTInfo.load(octets, strict=True)
    imprint = token["message_imprint"]
    return Imprint(check_digest_allowed(imprint["hash_algorithm"]), imprint["hashed_message"].native, token["gen_time"].native)


def _tokens(attributes: cms.CMSAttributes, oid: str) -> tuple[bytes, ...]:
    if isinstance(attributes, core.Void):
        return ()
    return tuple(value.dump() for item in attributes if item["type"].dotted == oid for value in item["values"])


def _check_named_certificate(signed: cms.CMSAttributes, certificate: Certificate) -> bool:
    """True if a signing-certificate attribute is there and names this certificate (ETSI EN 319 122-1 § 5.2.2).

    The older attribute names it by SHA-1. It adds no weakness: the certificate is also the one whose key made the signature.

    Raises:
        SignatureMalformed: it names another one (certificate substitution).
    """
    first, second = _attribute(signed, _SIGNING_CERTIFICATE), _attribute(signed, _SIGNING_CERTIFICATE_V2)
    for attribute in (first, second):
        if attribute is None:
            continue
        named = attribute[0]["certs"][0]
        if tuple(part[0] for part in _split(named.contents)) not in _CERTIFICATE_IDENTIFIERS:
            raise SignatureMalformed("a signing-certificate attribute with parts nobody knows")
        if attribute is second:
            right = digest(check_digest_allowed(named["hash_algorithm"]), certificate.der)
        else:
            right = hashlib.sha1(certificate.der, usedforsecurity=False).digest()
        serial = named["issuer_serial"]
        if named["cert_hash"].native != right or (
            not isinstance(serial, core.Void) and serial["serial_number"].native != certificate.serial
        ):
            raise SignatureMalformed("the signed attributes name another certificate")
    return first is not None or second is not None


def _adobe_revocation(signed: cms.CMSAttributes) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Adobe's RevocationInfoArchival: [0] CRLs, [1] OCSP responses. Only raw parts are taken, so that a strange one harms nobody."""
    attribute = _attribute(signed, ADOBE_REVOCATION)
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    if attribute is not None:
        for part in _elements(attribute[0].dump()):
            tag = parser.parse(part)[2]
            for sequence in _elements(part):
                for item in _elements(sequence):
                    (crls if tag == 0 else ocsps if tag == 1 else []).append(item)
    return tuple(crls), tuple(ocsps)


def _elements(encoded: bytes) -> list[bytes]:
    return _split(parser.parse(encoded)[4])


def _split(content: bytes) -> list[bytes]:
    found: list[bytes] = []
    position = 0
    while position < len(content):
        length = parser.peek(content[position:])
        found.append(content[position : position + length])
        position += length
    return found
