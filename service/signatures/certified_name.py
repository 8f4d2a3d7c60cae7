"""Whether a certificate names the signer: to choose among several credentials, never to accept a signature."""

from asn1crypto import x509

from service.domain.parties import Representative
from signing.names import NameMatch, compare_names


def names_signer(certificate: bytes, person: Representative) -> bool:
    """Args: certificate: DER."""
    try:
        subject = x509.Certificate.load(certificate).subject.native
    except (ValueError, TypeError):
        return False
    match = compare_names(
        str(subject.get("given_name", "")),
        str(subject.get("surname", "")),
        expected_given_name=person.given_name,
        expected_surname=person.surname,
        birth_name=person.birth_name,
    )
    return match is NameMatch.MATCH
