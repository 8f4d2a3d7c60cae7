"""Who the certificate says its holder is (ETSI EN 319 412-2 § 4.2.4)."""

from dataclasses import dataclass

from asn1crypto import x509

__all__ = ["SignerName", "signer_name"]

_GIVEN_NAME = "2.5.4.42"
_SURNAME = "2.5.4.4"
_COMMON_NAME = "2.5.4.3"
_PSEUDONYM = "2.5.4.65"
_ORGANISATION = "2.5.4.10"
_PSEUDONYM_MARK = ":PN"
"""German providers mark a pseudonym so in the common name, with or without an attribute of its own."""


@dataclass(frozen=True, slots=True)
class SignerName:
    """Names as the certificate spells them; "" where it has none."""

    given_name: str
    surname: str
    common_name: str
    pseudonym: str
    organisation: str

    @property
    def display_name(self) -> str | None:
        if self.given_name and self.surname:
            return f"{self.given_name} {self.surname}"
        return self.common_name or self.pseudonym or self.organisation or None


def signer_name(certificate: x509.Certificate) -> SignerName:
    """Read the subject; attributes that cannot be decoded count as absent."""
    found: dict[str, list[str]] = {}
    for relative_name in certificate.subject.chosen:
        for pair in relative_name:
            try:
                oid, value = pair["type"].dotted, pair["value"].native
            except (ValueError, TypeError):
                continue
            if isinstance(value, str):
                found.setdefault(oid, []).append(value.strip())
    given, surname, common, pseudonym, organisation = (
        " ".join(found.get(oid, ())) for oid in (_GIVEN_NAME, _SURNAME, _COMMON_NAME, _PSEUDONYM, _ORGANISATION)
    )
    if not pseudonym and common.upper().endswith(_PSEUDONYM_MARK):
        pseudonym = common
    return SignerName(given, surname, common, pseudonym, organisation)
