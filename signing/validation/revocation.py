"""Was this certificate revoked? Answered from CRLs and OCSP responses at hand (RFC 5280 § 6.3, RFC 6960 § 3.2, ETSI EN 319 102-1 § 5.2.5).

Each piece of evidence must (1) be about this certificate and its issuer, (2) be signed by that issuer or a responder the issuer appointed and has not revoked,
(3) have existed while its signer's certificate was valid, (4) be fresh for the instant asked, and (5) not date from after the certificate's end, when a CA may drop it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from signing.validation.certificate import Certificate
from signing.validation.crl_answer import from_crl
from signing.validation.errors import AlgorithmTooWeak, SignatureMalformed
from signing.validation.ocsp_answer import Responders, ResponderUnknown, from_ocsp
from signing.validation.revocation_evidence import Answer, Evidence, RevocationState
from signing.verdict import RevocationNeed

__all__ = ["Evidence", "RevocationState", "RevocationStatus", "revocation_need", "revocation_status"]

_WITHOUT_NEXT_UPDATE = timedelta(days=1)
_CLOCK_TOLERANCE = timedelta(minutes=5)

# reasons after which what was signed before stays good for a timestamping unit (RFC 3161 § 4)
_HARMLESS = frozenset(
    {"affiliation_changed", "superseded", "cessation_of_operation", "affiliationChanged", "cessationOfOperation"}
)


@dataclass(frozen=True, slots=True)
class RevocationStatus:
    """The answer, and from what.

    Attributes:
        known_at: thisUpdate of the evidence.
        harmless: revoked for a reason that leaves earlier timestamps good.
        remark: why evidence at hand was of no use; "" if none was there.
        in_file: the file itself carries evidence that answers.
        on_hold: revoked for the time being; the issuer may lift it.
        responders: who answered, and may be revoked themselves for all that is known here.
    """

    state: RevocationState
    revoked_at: datetime | None = None
    harmless: bool = False
    known_at: datetime | None = None
    source: str = ""
    remark: str = ""
    in_file: bool = False
    on_hold: bool = False
    responders: tuple[Certificate, ...] = ()


def revocation_status(
    certificate: Certificate,
    issuer: Certificate,
    evidence: Iterable[Evidence],
    *,
    at: datetime,
    proven_at: Callable[[int | None], datetime],
    of_responder: bool = False,
) -> RevocationStatus:
    """The certificate's state at an instant.

    Args:
        at: the instant of use.
        proven_at: position → earliest instant at which what lies there is proven to have existed.
        of_responder: it is an OCSP responder's; no other responder that would have to be asked after vouches for it.
    """
    gathered = _gathered(certificate, issuer, tuple(evidence), proven_at, of_responder=of_responder)
    answers = [answer for answer in gathered.answers if not _was_lifted(answer, gathered.answers, at)]
    revoked = [answer for answer in answers if answer.revoked_at is not None and answer.revoked_at <= at]
    if revoked:
        first = min(revoked, key=lambda answer: answer.revoked_at or at)
        on_hold = all(answer.on_hold for answer in revoked)
        return RevocationStatus(
            RevocationState.REVOKED, first.revoked_at, False, first.this_update, first.source, on_hold=on_hold
        )
    later = [answer for answer in answers if answer.revoked_at is not None]
    fresh = [answer for answer in answers if _fresh(answer, certificate, at)]
    if not fresh:
        remark = gathered.remark or ("only outdated evidence" if answers else "")
        return RevocationStatus(RevocationState.UNKNOWN, remark=remark, responders=tuple(dict.fromkeys(gathered.responders)))
    best = max(fresh, key=lambda answer: answer.this_update)
    revoked_later = min((answer.revoked_at for answer in later if answer.revoked_at), default=None)
    harmless = all(answer.reason in _HARMLESS for answer in later)
    in_file = any(answer.in_file for answer in fresh)
    return RevocationStatus(RevocationState.GOOD, revoked_later, harmless, best.this_update, best.source, in_file=in_file)


@dataclass(slots=True)
class _Gathered:
    """What the evidence at hand answers; a remark on what was of no use, and responders of whom nothing is known."""

    answers: list[Answer] = field(default_factory=list)
    remark: str = ""
    responders: list[Certificate] = field(default_factory=list)


def _gathered(
    certificate: Certificate,
    issuer: Certificate,
    evidence: tuple[Evidence, ...],
    proven_at: Callable[[int | None], datetime],
    *,
    of_responder: bool,
) -> _Gathered:
    def state_of(responder: Certificate, instant: datetime) -> RevocationState:
        known = () if of_responder else evidence
        return revocation_status(responder, issuer, known, at=instant, proven_at=proven_at, of_responder=True).state

    responders = Responders(issuer, proven_at, state_of)
    gathered = _Gathered()
    for item in evidence:
        try:
            found = (
                from_ocsp(item, certificate, issuer, responders) if item.kind == "OCSP" else from_crl(item, certificate, issuer)
            )
        except AlgorithmTooWeak as error:
            gathered.remark = f"{item.kind} signed with {error}"
            continue
        except ResponderUnknown as error:
            gathered.remark = "OCSP by a responder that may be revoked"
            gathered.responders.append(error.responder)
            continue
        except (SignatureMalformed, ValueError, TypeError, KeyError, AttributeError, IndexError, NotImplementedError):
            continue
        if found is not None:
            gathered.answers.append(replace(found, in_file=item.position is not None))
    return gathered


def _was_lifted(answer: Answer, answers: Iterable[Answer], at: datetime) -> bool:
    """A hold that was told of before the use, and of which a later answer does not know any more."""
    return (
        answer.on_hold
        and answer.this_update < at
        and any(other.revoked_at is None and other.this_update > answer.this_update for other in answers)
    )


def revocation_need(certificate: Certificate, issuer: Certificate) -> RevocationNeed | None:
    """Where to ask; None if the certificate names no place (http or https)."""
    ocsp_urls = tuple(url for url in certificate.asn1.ocsp_urls if _is_http(url))
    crl_urls = tuple(
        url for point in certificate.asn1.crl_distribution_points if isinstance(url := point.url, str) and _is_http(url)
    )
    return RevocationNeed(certificate.der, issuer.der, ocsp_urls, crl_urls) if ocsp_urls or crl_urls else None


def _is_http(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _fresh(answer: Answer, certificate: Certificate, at: datetime) -> bool:
    if answer.this_update > certificate.not_after and not answer.knows_expired:
        return False  # (5)
    if answer.this_update + _CLOCK_TOLERANCE >= at:
        return True  # (4) made after the use: the best there is
    return at <= (answer.next_update if answer.next_update is not None else answer.this_update + _WITHOUT_NEXT_UPDATE)
