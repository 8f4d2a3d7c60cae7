"""Lists are signed with what their operators like: Germany with RSASSA-PSS. Made here by another implementation of XAdES, signxml."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.xades.xades import XAdESSigner

from signing.qualification.errors import ListSignatureInvalid
from signing.qualification.list_signature import DS, verify_list_signature

MORE = "http://www.w3.org/2007/05/xmldsig-more#"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def certificate_for(key: Key) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Operator")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.DER)


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ECDSA = ec.generate_private_key(ec.SECP384R1())
CERTIFICATES = {RSA: certificate_for(RSA), ECDSA: certificate_for(ECDSA)}


def signed(key: Key, method: SignatureMethod) -> etree._Element:
    root = etree.fromstring(b'<list xmlns="urn:list"><service>granted</service></list>')
    signer = XAdESSigner(
        signature_algorithm=method,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    pem = x509.load_der_x509_certificate(CERTIFICATES[key]).public_bytes(serialization.Encoding.PEM)
    made = signer.sign(root, key=key, cert=pem.decode())
    return etree.fromstring(etree.tostring(made))


@pytest.mark.parametrize(
    ("key", "method"),
    [
        (RSA, SignatureMethod.RSA_SHA256),
        (RSA, SignatureMethod.RSA_SHA512),
        (RSA, SignatureMethod.SHA256_RSA_MGF1),
        (RSA, SignatureMethod.SHA512_RSA_MGF1),
        (ECDSA, SignatureMethod.ECDSA_SHA256),
        (ECDSA, SignatureMethod.ECDSA_SHA384),
    ],
    ids=lambda value: getattr(value, "name", type(value).__name__),
)
def test_the_signatures_of_another_maker_are_understood(key: Key, method: SignatureMethod) -> None:
    root = signed(key, method)

    assert verify_list_signature(root, [CERTIFICATES[key]]) == CERTIFICATES[key]
    with pytest.raises(ListSignatureInvalid, match="does not name"):
        verify_list_signature(root, [certificate_for(ec.generate_private_key(ec.SECP256R1()))])
    root[0].text = "withdrawn"
    with pytest.raises(ListSignatureInvalid, match="digest of the content"):
        verify_list_signature(root, [CERTIFICATES[key]])


PARAMETERS = f"""<RSAPSSParams xmlns="{MORE}"><DigestMethod xmlns="{DS[1:-1]}" Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/>
<MaskGenerationFunction Algorithm="{MORE}MGF1"><DigestMethod xmlns="{DS[1:-1]}" Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></MaskGenerationFunction>
<SaltLength>20</SaltLength></RSAPSSParams>"""


@pytest.mark.parametrize(
    ("parameters", "digest", "mask", "salt"),
    [(None, hashes.SHA256(), hashes.SHA256(), 32), (PARAMETERS, hashes.SHA512(), hashes.SHA256(), 20)],
    ids=["defaults", "parameters"],
)
def test_pss_with_and_without_parameters(
    parameters: str | None, digest: hashes.HashAlgorithm, mask: hashes.HashAlgorithm, salt: int
) -> None:
    root = signed(RSA, SignatureMethod.SHA256_RSA_MGF1)
    information, value = root.find(f".//{DS}SignedInfo"), root.find(f".//{DS}SignatureValue")
    method = root.find(f".//{DS}SignatureMethod")
    assert information is not None
    assert value is not None
    assert method is not None
    method.set("Algorithm", f"{MORE}rsa-pss")
    if parameters is not None:
        method.append(etree.fromstring(parameters))
    octets = etree.tostring(information, method="c14n", exclusive=False)
    value.text = base64.b64encode(RSA.sign(octets, padding.PSS(padding.MGF1(mask), salt), digest)).decode()

    assert verify_list_signature(root, [CERTIFICATES[RSA]]) == CERTIFICATES[RSA]
    value.text = base64.b64encode(RSA.sign(octets, padding.PSS(padding.MGF1(mask), salt + 1), digest)).decode()
    with pytest.raises(ListSignatureInvalid, match="signature value"):
        verify_list_signature(root, [CERTIFICATES[RSA]])


def without_signature(root: etree._Element) -> None:
    root.remove(root[-1])


def signed_twice(root: etree._Element) -> None:
    root.append(etree.fromstring(etree.tostring(root[-1])))


def wrapped(root: etree._Element) -> None:
    """The signature no longer speaks about the element that is read."""
    outer = etree.SubElement(root, "outer")
    outer.append(root[1])


def set_attribute(path: str, name: str, value: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        found = root.find(f".//{DS}{path}")
        assert found is not None
        found.set(name, value)

    return change


@pytest.mark.parametrize(
    ("attack", "why"),
    [
        (without_signature, "not exactly one"),
        (signed_twice, "not exactly one"),
        (wrapped, "not exactly one"),
        (set_attribute("SignatureMethod", "Algorithm", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"), "too weak"),
        (set_attribute("SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224"), "too weak"),
        (set_attribute("SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"), "signature value"),
        (set_attribute("DigestMethod", "Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1"), "too weak"),
        (set_attribute("CanonicalizationMethod", "Algorithm", "urn:mine"), "canonicalisation"),
        (set_attribute("Reference", "URI", "#elsewhere"), "somewhere else"),
        (set_attribute("Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116"), "hide content"),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", ""),
)
def test_attacks_on_the_signature_have_their_names(attack: Callable[[etree._Element], None], why: str) -> None:
    root = signed(RSA, SignatureMethod.RSA_SHA256)
    attack(root)

    with pytest.raises(ListSignatureInvalid, match=why):
        verify_list_signature(root, [CERTIFICATES[RSA]])
