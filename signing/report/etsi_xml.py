"""The verdict as an ETSI TS 119 102-2 V1.4.1 validation report (XML), with the qualification that TS 119 172-4 asks for.

Structure and order of the elements are the norm's § 4 and its schema; URIs are `urn:etsi:019102:…` (§§ 4.2.4, 4.3). For the quality of a signature the norm
leaves the values open: we use those of the European Commission's validator. The report is not signed: it is self-made, no *qualified* validation (Art. 33).
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from lxml import etree

from signing.report.instants import zulu
from signing.report.sentences import NOTES, STEPS, reason_text
from signing.verdict import (
    Indication,
    Qualification,
    SignatureFinding,
    SignedAtSource,
    Step,
    StepName,
    StepOutcome,
    SubIndication,
    TimestampFinding,
    TimestampKind,
    Verdict,
)
from signing.xml_tree import Element, Maker

__all__ = ["etsi_report"]

VR = "http://uri.etsi.org/19102/v1.4.1#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XS = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ETSI = "urn:etsi:019102"
OURS = "urn:x-vollmacht:verdict"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

_MAKE = Maker(VR, {"vr": VR, "XAdES": XADES, "ds": DS, "xs": XS, "xsi": XSI})
_XADES = Maker(XADES)
_DS = Maker(DS)

_MAIN: Final = {
    Indication.TOTAL_PASSED: "total-passed",
    Indication.TOTAL_FAILED: "total-failed",
    Indication.INDETERMINATE: "indeterminate",
}
_BLOCK: Final = {StepOutcome.PASSED: "passed", StepOutcome.FAILED: "failed", StepOutcome.UNKNOWN: "indeterminate"}
_QUALITIES: Final = {
    Qualification.QESIG: "QESig",
    Qualification.ADESIG_QC: "AdESig-QC",
    Qualification.ADESIG: "AdESig",
    Qualification.QESEAL: "QESeal",
    Qualification.ADESEAL_QC: "AdESeal-QC",
    Qualification.ADESEAL: "AdESeal",
    Qualification.UNKNOWN: "Unknown",
    Qualification.NONE: "N/A",
}


def etsi_report(verdict: Verdict) -> bytes:
    """UTF-8 XML, one SignatureValidationReport for each signature; a file without any gets one that says so."""
    certificates = dict.fromkeys(_certificates(verdict))
    reports = [_signature(verdict, finding) for finding in verdict.signatures] or [_nothing(verdict)]
    objects = [*(_certificate_object(sha256) for sha256 in certificates), *map(_timestamp_object, _tokens(verdict))]
    report = _MAKE.ValidationReport(*reports)
    if objects:
        report.append(_MAKE.SignatureValidationObjects(*objects))
    return etree.tostring(report, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _signature(verdict: Verdict, finding: SignatureFinding) -> Element:
    report = _MAKE.SignatureValidationReport(_identifier(finding))
    report.append(_constraints([step for step in verdict.steps if step.field in {None, finding.field}]))
    report.append(_times(verdict, finding))
    if finding.signed_sha256 is not None:
        report.append(_MAKE.SignersDocument(_digest(finding.signed_sha256)))
    attributes = list(_attributes(verdict, finding))
    if attributes:
        report.append(_MAKE.SignatureAttributes(*attributes))
    if finding.certificate_sha256 is not None:
        signer = _MAKE.SignerInformation(
            _MAKE.SignerCertificate(VOReference=_certificate_id(finding.certificate_sha256)),
            Pseudonym=str(finding.pseudonym).lower(),
        )
        if finding.signer is not None:
            signer.append(_MAKE.Signer(_printable(finding.signer)))
        report.append(signer)
    quality = f"urn:cef:dss:signatureQualification:{_QUALITIES[finding.qualification]}"
    report.append(_MAKE.SignatureQuality(_MAKE.SignatureQualityInformation(quality)))
    report.append(_MAKE.SignatureValidationProcess(_MAKE.SignatureValidationProcessID(_process(finding))))
    report.append(_status(verdict, finding))
    report.append(_remarks(verdict, finding.field))
    return report


def _nothing(verdict: Verdict) -> Element:
    """No signature could be read: TS 119 102-2 § 4.2.1 demands one report all the same."""
    status = _MAKE.SignatureValidationStatus(
        _MAKE.MainIndication(f"{ETSI}:mainindication:indeterminate"),
        _MAKE.SubIndication(f"{ETSI}:subindication:{SubIndication.SIGNED_DATA_NOT_FOUND.value}"),
    )
    return _MAKE.SignatureValidationReport(_constraints(list(verdict.steps)), status, _remarks(verdict, None))


def _identifier(finding: SignatureFinding) -> Element:
    identifier = _MAKE.SignatureIdentifier(id=_signature_id(finding.field))
    if finding.signature_sha256 is not None:
        identifier.append(_digest(finding.signature_sha256))
    identifier.extend([_MAKE.HashOnly("false"), _MAKE.DocHashOnly("false"), _MAKE.DAIdentifier(_printable(finding.field))])
    return identifier


def _digest(sha256: str) -> Element:
    value = base64.b64encode(bytes.fromhex(sha256)).decode()
    return _MAKE.DigestAlgAndValue(_DS.DigestMethod(Algorithm=SHA256), _DS.DigestValue(value))


def _constraints(steps: list[Step]) -> Element:
    """Each numbered step as a constraint of our policy, with what was seen as its parameters."""
    policy = _MAKE.SignatureValidationPolicy(
        _MAKE.SignaturePolicyIdentifier(_XADES.SignaturePolicyImplied()), _MAKE.PolicyName("Vollmacht: docs/verdict.md")
    )
    return _MAKE.ValidationConstraintsEvaluationReport(policy, *map(_constraint, steps))


def _constraint(step: Step) -> Element:
    constraint = _MAKE.ValidationConstraint(_MAKE.ValidationConstraintIdentifier(f"{OURS}:step:{_slug(step.name)}"))
    for key, text in (("question", STEPS[step.name]), *step.evidence):
        value = _MAKE.Value(_printable(text))
        value.set(f"{{{XSI}}}type", "xs:string")
        constraint.append(_MAKE.ValidationConstraintParameter(_MAKE.Type(f"{OURS}:evidence:{_slug(key)}"), value))
    applied = "disabled" if step.outcome is StepOutcome.SKIPPED else "applied"
    constraint.append(_MAKE.ConstraintStatus(_MAKE.Status(f"{ETSI}:constraintStatus:{applied}")))
    if step.outcome in _BLOCK:
        main = _MAKE.MainIndication(f"{ETSI}:mainindication:{_BLOCK[step.outcome]}")
        constraint.append(_MAKE.ValidationStatus(main))
    return constraint


def _times(verdict: Verdict, finding: SignatureFinding) -> Element:
    proven = finding.signed_at is not None and finding.signed_at_source is SignedAtSource.TIMESTAMP
    best: datetime = finding.signed_at if proven and finding.signed_at is not None else verdict.at
    proof = _MAKE.BestSignatureTime(_MAKE.POETime(zulu(best)), _MAKE.TypeOfProof(f"{ETSI}:poetype:validation"))
    token = next((one.token_sha256 for one in verdict.timestamps if proven and one.at == best and one.token_sha256), None)
    if token is not None:
        proof.append(_MAKE.POEObject(VOReference=_timestamp_id(token)))
    return _MAKE.ValidationTimeInfo(_MAKE.ValidationTime(zulu(verdict.at)), proof)


def _attributes(verdict: Verdict, finding: SignatureFinding) -> Iterator[Element]:
    if finding.signed_at is not None and finding.signed_at_source is SignedAtSource.CLAIMED:
        yield _MAKE.SigningTime(_MAKE.Time(zulu(finding.signed_at)))
    for stamp in _tokens(verdict):
        if stamp.at is None or (stamp.kind is not TimestampKind.DOCUMENT and stamp.field != finding.field):
            continue
        name = {TimestampKind.CONTENT: "AllDataObjectsTimeStamp", TimestampKind.SIGNATURE: "SignatureTimeStamp"}
        element = _MAKE(
            name.get(stamp.kind, "DocTimeStamp"),
            _MAKE.AttributeObject(VOReference=_timestamp_id(stamp.token_sha256 or "")),
            _MAKE.TimeStampValue(zulu(stamp.at)),
        )
        element.set("Signed", str(stamp.kind is TimestampKind.CONTENT).lower())
        yield element


def _process(finding: SignatureFinding) -> str:
    level = {"B": "Basic", "T": "LTVM", "LT": "LTVM", "LTA": "LTA"}.get(finding.level.rsplit("-", 1)[-1], "Basic")
    return f"{ETSI}:validationprocess:{level}"


def _status(verdict: Verdict, finding: SignatureFinding) -> Element:
    status = _MAKE.SignatureValidationStatus(_MAKE.MainIndication(f"{ETSI}:mainindication:{_MAIN[finding.indication]}"))
    if finding.sub_indication is not None:
        status.append(_MAKE.SubIndication(f"{ETSI}:subindication:{finding.sub_indication.value}"))
    chain = [sha256 for step in _steps(verdict, finding, StepName.CHAIN) for key, sha256 in step.evidence if key == "certificate"]
    if chain:
        path = _MAKE.CertificateChain(_MAKE.SigningCertificate(VOReference=_certificate_id(chain[0])))
        path.extend(_MAKE.IntermediateCertificate(VOReference=_certificate_id(sha256)) for sha256 in chain[1:-1])
        if len(chain) > 1:
            path.append(_MAKE.TrustAnchor(VOReference=_certificate_id(chain[-1])))
        status.append(_MAKE.AssociatedValidationReportData(path))
    return status


def _steps(verdict: Verdict, finding: SignatureFinding, name: StepName) -> list[Step]:
    return [step for step in verdict.steps if step.name is name and step.field == finding.field]


def _remarks(verdict: Verdict, field: str | None) -> Element:
    """Our verdict on the whole file, its reasons and notes, in words."""
    other = _MAKE.OtherInformation(_text_element("Verdict", verdict.overall.value), _text_element("FileSHA256", verdict.sha256))
    for reason in verdict.reasons:
        if field is None or reason.field in {None, field}:
            element = _text_element("Reason", reason_text(reason))
            element.set("code", reason.code.value)
            other.append(element)
    other.extend(_text_element("Note", NOTES.get(code, code)) for code in verdict.notes)
    return other


def _text_element(name: str, text: str) -> Element:
    element = etree.Element(f"{{{OURS}}}{name}", nsmap={"v": OURS})
    element.text = _printable(text)
    return element


# -- objects --


def _certificates(verdict: Verdict) -> Iterator[str]:
    for finding in verdict.signatures:
        if finding.certificate_sha256 is not None:
            yield finding.certificate_sha256
    for step in verdict.steps:
        yield from (text for key, text in step.evidence if key == "certificate" and step.name is StepName.CHAIN)


def _tokens(verdict: Verdict) -> Iterator[TimestampFinding]:
    """Each once; a token without a digest cannot be referred to."""
    seen: set[str] = set()
    for stamp in verdict.timestamps:
        if stamp.token_sha256 is not None and stamp.token_sha256 not in seen:
            seen.add(stamp.token_sha256)
            yield stamp


def _certificate_object(sha256: str) -> Element:
    return _MAKE.ValidationObject(
        _MAKE.ObjectType(f"{ETSI}:validationObject:certificate"),
        _MAKE.ValidationObjectRepresentation(_digest(sha256)),
        id=_certificate_id(sha256),
    )


def _timestamp_object(stamp: TimestampFinding) -> Element:
    token = stamp.token_sha256 or ""
    element = _MAKE.ValidationObject(
        _MAKE.ObjectType(f"{ETSI}:validationObject:timestamp"),
        _MAKE.ValidationObjectRepresentation(_digest(token)),
        id=_timestamp_id(token),
    )
    if stamp.at is not None and stamp.indication is Indication.TOTAL_PASSED:
        element.append(_MAKE.POEProvisioning(_MAKE.POETime(zulu(stamp.at))))
    main = "passed" if stamp.indication is Indication.TOTAL_PASSED else _MAIN[stamp.indication].removeprefix("total-")
    status = _MAKE.SignatureValidationStatus(_MAKE.MainIndication(f"{ETSI}:mainindication:{main}"))
    if stamp.sub_indication is not None:
        status.append(_MAKE.SubIndication(f"{ETSI}:subindication:{stamp.sub_indication.value}"))
    quality = {True: "QTSA", False: "TSA", None: "N/A"}[stamp.qualified]
    element.append(
        _MAKE.ValidationReport(
            _MAKE.SignatureQuality(_MAKE.SignatureQualityInformation(f"urn:cef:dss:timestampQualification:{quality}")),
            _MAKE.SignatureValidationProcess(_MAKE.SignatureValidationProcessID(f"{ETSI}:validationprocess:Basic")),
            status,
        )
    )
    return element


# -- names --


def _certificate_id(sha256: str) -> str:
    return f"C-{sha256}"


def _timestamp_id(sha256: str) -> str:
    return f"T-{sha256}"


def _signature_id(field: str) -> str:
    return f"S-{hashlib.sha256(field.encode()).hexdigest()[:32]}"


def _slug(text: str) -> str:
    return (
        "".join(character if character.isalnum() and character.isascii() else "-" for character in text.lower()).strip("-") or "-"
    )


def _printable(text: str) -> str:
    """XML 1.0 cannot hold most control characters; a file's own names may contain them."""
    return "".join(
        character if character.isprintable() or character in "\t\n" else "\N{REPLACEMENT CHARACTER}" for character in text
    )
