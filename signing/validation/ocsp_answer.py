"""What an OCSP response says of a certificate, and whether it may say it (RFC 6960 § 3.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import core, ocsp, parser

from signing.qualification.name_key import name_key
from signing.validation.algorithms import DIGEST_BY_OID, digest, signature_holds
from signing.validation.certificate import Certificate
from signing.validation.revocation_evidence import Answer, Evidence, RevocationState

__all__ = ["ResponderUnknown", "Responders", "from_ocsp"]

OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"
_NO_CHECK = "1.3.6.1.5.5.7.48.1.5"
_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6"


class ResponderUnknown(Exception):
    """The responder's certificate may be revoked, and nothing at hand says that it was not."""

    def __init__(self, responder: Certificate) -> None:
        super().__init__()
        self.responder = responder


def from_ocsp(item: Evidence, certificate: Certificate, issuer: Certificate, responders: "Responders") -> Answer | None:
    response = ocsp.OCSPResponse.load(item.der)
    if response["response_status"].native != "successful":
        return None
    basic = response["response_bytes"]["response"].parsed
    body = basic["tbs_response_data"]
    for single in body["responses"]:
        if _is_about(single["cert_id"], certificate, issuer):  # (1)
            if not responders.signed(basic, item):
                return None
            return _ocsp_answer(single, certificate)
    return None


def _is_about(identifier: ocsp.CertId, certificate: Certificate, issuer: Certificate) -> bool:
    if identifier["serial_number"].native != certificate.serial:
        return False
    oid = identifier["hash_algorithm"]["algorithm"].dotted
    key_bits: bytes = issuer.key["public_key"].contents[1:]
    if oid == "1.3.14.3.2.26":  # RFC 6960 identifies by SHA-1; it proves nothing and need not
        names = issuer.asn1.subject.sha1 if issuer.subject == certificate.issuer else None
        return identifier["issuer_key_hash"].native == issuer.key.sha1 and (
            names is None or identifier["issuer_name_hash"].native in {names, certificate.asn1.issuer.sha1}
        )
    if oid not in DIGEST_BY_OID:
        return False
    name = DIGEST_BY_OID[oid]
    return bool(
        identifier["issuer_key_hash"].native == digest(name, key_bits)
        and identifier["issuer_name_hash"].native in {digest(name, issuer.subject), digest(name, certificate.issuer)}
    )


@dataclass(frozen=True, slots=True)
class Responders:
    """Who may answer for an issuer: itself, and whom it appointed (RFC 6960 § 4.2.2.2).

    Attributes:
        proven_at: position → earliest instant at which what lies there is proven to have existed.
        state_of: a responder's own state at an instant; asked if its certificate does not say that nobody need ask.
    """

    issuer: Certificate
    proven_at: Callable[[int | None], datetime]
    state_of: Callable[[Certificate, datetime], RevocationState]

    def signed(self, basic: ocsp.BasicOCSPResponse, item: Evidence) -> bool:
        """(2), (3)

        Raises:
            ResponderUnknown
        """
        body = basic["tbs_response_data"]
        embedded = basic["certs"]
        appointed = [] if isinstance(embedded, core.Void) else [Certificate(each.dump()) for each in embedded]
        for candidate in [self.issuer, *appointed]:
            if not _is_responder(body["responder_id"], candidate):
                continue
            if not signature_holds(basic["signature"].native, body.dump(), candidate.key, basic["signature_algorithm"]):
                continue
            if candidate.key_der == self.issuer.key_der:
                return True
            if self._is_appointed(candidate, item, body["produced_at"].native):
                return True
        return False

    def _is_appointed(self, candidate: Certificate, item: Evidence, produced_at: datetime) -> bool:
        if (
            OCSP_SIGNING not in candidate.extended_usage
            or not candidate.valid_at(produced_at)
            or self.proven_at(item.position) > candidate.not_after
            or not candidate.issued_by(self.issuer)
        ):
            return False
        if _NO_CHECK in candidate.extensions:
            return True
        state = self.state_of(candidate, produced_at)
        if state is RevocationState.UNKNOWN:
            raise ResponderUnknown(candidate)
        return state is RevocationState.GOOD


def _is_responder(identifier: ocsp.ResponderId, candidate: Certificate) -> bool:
    if identifier.name == "by_key":
        return bool(identifier.chosen.native == candidate.key.sha1)
    name = parser.parse(identifier.dump())[4]  # [1] EXPLICIT Name
    return name_key(name) == candidate.subject_key


def _ocsp_answer(single: ocsp.SingleResponse, certificate: Certificate) -> Answer | None:
    status = single["cert_status"]
    next_update = single["next_update"].native
    revoked_at, reason = None, ""
    if status.name == "revoked":
        revoked_at = status.chosen["revocation_time"].native
        reason = status.chosen["revocation_reason"].native or "unspecified"
    elif status.name != "good":
        return None
    extensions = single["single_extensions"]
    cutoff = None
    if not isinstance(extensions, core.Void):
        for extension in extensions:
            if extension["extn_id"].dotted == _ARCHIVE_CUTOFF:
                cutoff = core.GeneralizedTime.load(extension["extn_value"].contents).native
    knows_expired = cutoff is not None and cutoff <= certificate.not_after
    return Answer(single["this_update"].native, next_update, revoked_at, str(reason), knows_expired, "OCSP")
