"""XAdES BASELINE-B signature of a trusted list as TS 119 612 v2.4.1 (TSLVersionIdentifier 6) demands it.

Enveloped, SigningCertificateV2, exclusive canonicalisation as a declared transform of both references. Not signxml's signer: it digests SignedProperties
exclusively without declaring the transform, and EU DSS answers HASH_FAILURE.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from asn1crypto import tsp
from asn1crypto.x509 import Certificate as Asn1Certificate
from asn1crypto.x509 import GeneralName
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from signing.sandbox.certificates import Holder
from signing.xml_tree import Element, Maker

_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_XADES = "http://uri.etsi.org/01903/v1.3.2#"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_D = Maker(_DSIG, {"ds": _DSIG})
_X = Maker(_XADES, {"xades": _XADES, "ds": _DSIG})


def signed_list(root: Element, signer: Holder, signed_at: datetime) -> bytes:
    """The list with its signature as last child, serialised. `signed_at` must lie within the signer certificate's validity."""
    certificate = signer.certificate.public_bytes(serialization.Encoding.DER)
    document_digest = _digest(_canonical(root))  # what the enveloped-signature transform will leave of it
    properties = _signed_properties(certificate, signed_at)
    properties_digest = _D.DigestValue()
    signed_info = _D.SignedInfo(
        _D.CanonicalizationMethod(Algorithm=_EXCLUSIVE),
        _D.SignatureMethod(Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        _D.Reference(
            _D.Transforms(_D.Transform(Algorithm=f"{_DSIG}enveloped-signature"), _D.Transform(Algorithm=_EXCLUSIVE)),
            _sha256(),
            _D.DigestValue(document_digest),
            Id="reference-list",
            URI="",
        ),
        _D.Reference(
            _D.Transforms(_D.Transform(Algorithm=_EXCLUSIVE)),
            _sha256(),
            properties_digest,
            Type="http://uri.etsi.org/01903#SignedProperties",
            URI="#signed-properties",
        ),
    )
    value = _D.SignatureValue()
    key_info = _D.KeyInfo(_D.X509Data(_D.X509Certificate(_base64(certificate))))
    qualifying = _D.Object(_X.QualifyingProperties(properties, Target="#signature"))
    root.append(_D.Signature(signed_info, value, key_info, qualifying, Id="signature"))
    # Digested in place: canonicalisation sees the namespaces of the finished document.
    properties_digest.text = _digest(_canonical(properties))
    r, s = decode_dss_signature(signer.key.sign(_canonical(signed_info), ec.ECDSA(hashes.SHA256())))
    value.text = _base64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))  # XML signatures hold r‖s, not DER
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _signed_properties(certificate: bytes, signed_at: datetime) -> Element:
    parsed = Asn1Certificate.load(certificate)
    issuer_serial = tsp.IssuerSerial(
        {"issuer": [GeneralName("directory_name", parsed.issuer)], "serial_number": parsed.serial_number}
    )
    digest = hashlib.sha256(certificate).digest()
    return _X.SignedProperties(
        _X.SignedSignatureProperties(
            _X.SigningTime(f"{signed_at:%Y-%m-%dT%H:%M:%SZ}"),
            _X.SigningCertificateV2(
                _X.Cert(
                    _X.CertDigest(_sha256(), _D.DigestValue(_base64(digest))), _X.IssuerSerialV2(_base64(issuer_serial.dump()))
                )
            ),
        ),
        _X.SignedDataObjectProperties(_X.DataObjectFormat(_X.MimeType("text/xml"), ObjectReference="#reference-list")),
        Id="signed-properties",
    )


def _sha256() -> Element:
    return _D.DigestMethod(Algorithm="http://www.w3.org/2001/04/xmlenc#sha256")


def _canonical(node: Element) -> bytes:
    return etree.tostring(node, method="c14n", exclusive=True)


def _digest(octets: bytes) -> str:
    return _base64(hashlib.sha256(octets).digest())


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
