"""Is this list signed by one of these certificates? (XAdES enveloped, TS 119 612 § 5.7.1, annex B)

Numbered as in `verify_list_signature`. Each check answers an attack: a signature that covers another element than the one read (wrapping),
a key that only the file itself vouches for, a digest that is broken.
"""

import base64
import binascii
import copy
import hashlib
from collections.abc import Callable, Collection

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from signing.qualification.errors import ListSignatureInvalid

__all__ = ["verify_list_signature"]

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"

DIGESTS: dict[str, Callable[[bytes], "hashlib._Hash"]] = {
    "http://www.w3.org/2001/04/xmlenc#sha256": hashlib.sha256,
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashlib.sha384,
    "http://www.w3.org/2001/04/xmlenc#sha512": hashlib.sha512,
}
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"
_HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


def verify_list_signature(root: etree._Element, signers: Collection[bytes]) -> bytes:
    """Check the list's signature and return the signer's certificate (DER).

    Args:
        signers: DER certificates that may sign it: the pointer's in the list of lists, or the anchor. A list signed with the key of one of them
            is accepted, also if the certificate was renewed on that key.

    Raises:
        ListSignatureInvalid: with the step that failed.
    """
    try:
        return _verified(root, signers)
    except (etree.LxmlError, binascii.Error, ValueError, TypeError, AttributeError, UnsupportedAlgorithm) as error:
        raise ListSignatureInvalid("the signature cannot be read") from error


def _verified(root: etree._Element, signers: Collection[bytes]) -> bytes:
    # (1) exactly one signature, a child of the root: nothing to choose from, nothing to hide in
    signatures = list(root.iter(f"{DS}Signature"))
    if len(signatures) != 1 or signatures[0].getparent() is not root:
        raise ListSignatureInvalid("not exactly one enveloped signature")
    signature = signatures[0]
    signed_info = _child(signature, f"{DS}SignedInfo")

    # (2) the key is pinned from outside; the certificate in the file only selects it
    certificate = _signing_certificate(signature)
    keys = {_key(x509.load_der_x509_certificate(item)) for item in signers}
    if _key(certificate) not in keys:
        raise ListSignatureInvalid("signed by a certificate that the list of lists does not name")

    # (3) the references cover the whole document and the signed properties
    _check_references(root, signature, signed_info)

    # (4) the properties belong to this signature and name that very certificate
    _check_target(signature)
    _check_signing_certificate_property(signature, certificate)

    # (5) the signature value
    value = _decoded(_child(signature, f"{DS}SignatureValue"))
    method = _child(signed_info, f"{DS}SignatureMethod")
    canonical = _canonical(signed_info, _child(signed_info, f"{DS}CanonicalizationMethod").get("Algorithm", ""))
    try:
        _verify_value(certificate, method, value, canonical)
    except InvalidSignature as error:
        raise ListSignatureInvalid("signature value") from error
    return certificate.public_bytes(Encoding.DER)


def _child(parent: etree._Element, tag: str) -> etree._Element:
    found = parent.findall(tag)
    if len(found) != 1:
        raise ListSignatureInvalid(f"not exactly one {etree.QName(tag).localname}")
    return found[0]


def _decoded(element: etree._Element) -> bytes:
    """Base64 in its one canonical spelling: no stray characters, no loose bits at the end."""
    text = "".join((element.text or "").split())
    value = base64.b64decode(text, validate=True)
    if base64.b64encode(value).decode() != text:
        raise ListSignatureInvalid("base64 that is not canonical")
    return value


def _key(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _signing_certificate(signature: etree._Element) -> x509.Certificate:
    element = signature.find(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
    if element is None:
        raise ListSignatureInvalid("no X509Certificate")
    return x509.load_der_x509_certificate(_decoded(element))


def _check_references(root: etree._Element, signature: etree._Element, signed_info: etree._Element) -> None:
    properties = list(signature.iter(f"{XADES}SignedProperties"))
    document_covered = properties_covered = False
    for reference in signed_info.iterfind(f"{DS}Reference"):
        uri = reference.get("URI")
        transforms = [item.get("Algorithm", "") for item in reference.iterfind(f"{DS}Transforms/{DS}Transform")]
        if any(transform not in {ENVELOPED, EXCLUSIVE, INCLUSIVE} for transform in transforms):
            raise ListSignatureInvalid("a transform that could hide content")
        method = next((transform for transform in transforms if transform != ENVELOPED), INCLUSIVE)
        if uri == "" or (uri and uri == f"#{root.get('Id')}"):
            if ENVELOPED not in transforms:
                raise ListSignatureInvalid("document reference without the enveloped transform")
            octets = _without(root, method)
            document_covered = True
        elif len(properties) == 1 and uri == f"#{properties[0].get('Id')}" and reference.get("Type") == SIGNED_PROPERTIES:
            octets = _canonical(properties[0], method)
            properties_covered = True
        elif uri and (element := _own(signature, uri[1:])) is not None:
            octets = _canonical(element, method)
        else:
            raise ListSignatureInvalid("a reference to somewhere else")
        _check_digest(reference, octets)
    if not (document_covered and properties_covered):
        raise ListSignatureInvalid("the signature does not cover the whole list")


def _own(signature: etree._Element, id: str) -> etree._Element | None:
    """The one element with that Id inside the signature (KeyInfo is often signed too)."""
    found = [item for item in signature.iter() if item.get("Id") == id]
    return found[0] if len(found) == 1 else None


def _check_digest(reference: etree._Element, octets: bytes) -> None:
    digest = DIGESTS.get(_child(reference, f"{DS}DigestMethod").get("Algorithm", ""))
    if digest is None:
        raise ListSignatureInvalid("a digest that is too weak or unknown")
    if _decoded(_child(reference, f"{DS}DigestValue")) != digest(octets).digest():
        raise ListSignatureInvalid("digest of the content")


def _canonical(element: etree._Element, method: str) -> bytes:
    if method not in {EXCLUSIVE, INCLUSIVE}:
        raise ListSignatureInvalid("unknown canonicalisation")
    return etree.tostring(element, method="c14n", exclusive=method == EXCLUSIVE, with_comments=False, with_tail=False)


def _without(root: etree._Element, method: str) -> bytes:
    """The document without its signature; the text after the signature stays. On a copy: libxml2 renames prefixes when a node moves."""
    root = copy.deepcopy(root)
    signature = _child(root, f"{DS}Signature")
    before = signature.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (signature.tail or "")
    else:
        root.text = (root.text or "") + (signature.tail or "")
    signature.tail = None
    root.remove(signature)
    return _canonical(root, method)


def _check_target(signature: etree._Element) -> None:
    """ETSI EN 319 132-1 § 4.3.1: both ends lie outside what is signed, so they must at least meet."""
    targets = [item.get("Target") for item in signature.iter(f"{XADES}QualifyingProperties")]
    if targets != [f"#{signature.get('Id')}"]:
        raise ListSignatureInvalid("properties of another signature")


def _check_signing_certificate_property(signature: etree._Element, certificate: x509.Certificate) -> None:
    der = certificate.public_bytes(Encoding.DER)
    for version in ("SigningCertificateV2", "SigningCertificate"):
        for digest in signature.iter(f"{XADES}{version}"):
            cert_digest = digest.find(f"{XADES}Cert/{XADES}CertDigest")
            if cert_digest is None:
                break
            algorithm = DIGESTS.get(_child(cert_digest, f"{DS}DigestMethod").get("Algorithm", ""))
            value = _decoded(_child(cert_digest, f"{DS}DigestValue"))
            if algorithm is not None and algorithm(der).digest() == value:
                return
            if (
                algorithm is None
                and version == "SigningCertificate"
                and hashlib.sha1(der, usedforsecurity=False).digest() == value
            ):
                return  # published lists of version 5 still name their certificate by SHA-1; the key is pinned all the same
    raise ListSignatureInvalid("the signed properties name another certificate")


def _verify_value(certificate: x509.Certificate, method: etree._Element, value: bytes, octets: bytes) -> None:
    key = certificate.public_key()
    algorithm = method.get("Algorithm", "")
    if algorithm.startswith(f"{_MORE}rsa-sha") and isinstance(key, rsa.RSAPublicKey):
        key.verify(value, octets, padding.PKCS1v15(), _hash(algorithm.rsplit("-", 1)[1]))
    elif algorithm.startswith(f"{_MORE}ecdsa-sha") and isinstance(key, ec.EllipticCurvePublicKey):
        half = len(value) // 2
        raw = encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
        key.verify(raw, octets, ec.ECDSA(_hash(algorithm.rsplit("-", 1)[1])))
    elif algorithm.startswith(_MORE_2007) and algorithm.endswith("-rsa-MGF1") and isinstance(key, rsa.RSAPublicKey):
        digest = _hash(algorithm.removeprefix(_MORE_2007).removesuffix("-rsa-MGF1"))
        key.verify(value, octets, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
    elif algorithm == f"{_MORE_2007}rsa-pss" and isinstance(key, rsa.RSAPublicKey):
        digest, mask, salt = _pss_parameters(method)
        key.verify(value, octets, padding.PSS(padding.MGF1(mask), salt), digest)
    else:
        raise ListSignatureInvalid("a signature algorithm that is too weak or unknown")


def _hash(name: str) -> hashes.HashAlgorithm:
    if name not in _HASHES:
        raise ListSignatureInvalid("a digest that is too weak or unknown")
    return _HASHES[name]


def _pss_parameters(method: etree._Element) -> tuple[hashes.HashAlgorithm, hashes.HashAlgorithm, int]:
    """RFC 9231 § 2.3.9: digest, digest of the mask, salt length; SHA-256 and its length by default."""
    space = f"{{{_MORE_2007.removesuffix('#')}#}}"
    digest: hashes.HashAlgorithm = hashes.SHA256()
    parameters = method.find(f"{space}RSAPSSParams")
    if parameters is None:
        return digest, digest, digest.digest_size
    found = parameters.find(f"{DS}DigestMethod")
    if found is not None:
        digest = _hash(_digest_name(found))
    mask = digest
    mask_digest = parameters.find(f"{space}MaskGenerationFunction/{DS}DigestMethod")
    if mask_digest is not None:
        mask = _hash(_digest_name(mask_digest))
    salt = parameters.find(f"{space}SaltLength")
    return digest, mask, int(salt.text or "") if salt is not None else digest.digest_size


def _digest_name(element: etree._Element) -> str:
    algorithm = DIGESTS.get(element.get("Algorithm", ""))
    return algorithm(b"").name if algorithm else ""
