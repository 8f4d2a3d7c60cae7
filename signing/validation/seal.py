"""Signature or seal, and whether it is qualified as what it is (Art. 3 (25)–(27), 38, 40 eIDAS; ETSI TS 119 615 § 4.5).

(a) a certificate for seals names a legal person; whoever signs with it declares nothing of his own     (seal passed off as a signature)
(b) a seal is judged as one in files of others only: in a file of ours a person has to sign
(c) a certificate that names a natural person seals nothing, whatever its QcType says                    (a person hidden behind a type)
(d) the operator's own anchors make a seal known, never a signature, never a proof of time, never qualified
"""

from collections.abc import Iterator
from dataclasses import replace

from signing.qualification.certificate_facts import facts_of
from signing.qualification.determination import CertificatePurpose, Determination, determine
from signing.validation.certificate import Certificate
from signing.validation.circumstances import Fault
from signing.validation.signer_name import signer_name
from signing.verdict import SEAL_DETAIL, ReasonCode

__all__ = ["is_for_seals", "may_be_seal", "names_no_person", "qualification_faults", "told_of_seal"]

Determinations = tuple[Determination, Determination]


def names_no_person(certificate: Certificate) -> bool:
    """(c) An organisation, and neither given name nor surname nor pseudonym."""
    name = signer_name(certificate.asn1)
    return bool(name.organisation) and not (name.given_name or name.surname or name.pseudonym)


def is_for_seals(certificate: Certificate, determinations: Determinations | None) -> bool:
    """(a) By the list's word, else by the certificate's own."""
    if determinations is not None:
        return determinations[1].purpose is CertificatePurpose.SEAL
    facts = facts_of(certificate.asn1)
    return determine(facts, (), at=facts.issued_at).purpose is CertificatePurpose.SEAL


def may_be_seal(certificate: Certificate) -> bool:
    """(d) Known seals need no QcType; one that says "signature" is none."""
    facts = facts_of(certificate.asn1)
    said = determine(facts, (), at=facts.issued_at).purpose
    return names_no_person(certificate) and (not facts.qc_types or said is CertificatePurpose.SEAL)


def qualification_faults(determinations: Determinations | None, *, as_seal: bool) -> list[Fault]:
    """What keeps it from being qualified, at issuance and at signing.

    Args:
        as_seal: a seal is what is asked for; otherwise a signature.
    """
    if determinations is None:
        return []
    faults = list(_unqualified(determinations, CertificatePurpose.SEAL if as_seal else CertificatePurpose.SIGNATURE))
    if not faults and not all(one.qualified_device for one in determinations):
        faults.append(Fault(ReasonCode.NO_QSCD, None, determinations[1].service or ""))
    return [told_of_seal(fault) for fault in faults] if as_seal else faults


def _unqualified(determinations: Determinations, wanted: CertificatePurpose) -> Iterator[Fault]:
    codes = (ReasonCode.NOT_QUALIFIED_AT_ISSUANCE, ReasonCode.NOT_QUALIFIED_AT_SIGNING)
    for determination, code in zip(determinations, codes, strict=True):
        if not determination.qualified:
            yield Fault(code, None, determination.status or "")
        elif determination.purpose is not wanted:
            yield Fault(code, None, determination.purpose.value)


def told_of_seal(fault: Fault) -> Fault:
    """The same, for a report that speaks of a seal."""
    return replace(fault, detail=f"{SEAL_DETAIL}: {fault.detail}" if fault.detail else SEAL_DETAIL)
