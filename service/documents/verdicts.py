"""The verdict's JSON as the input of the validation report: each signature against Art. 32 (1) (a)–(h) eIDAS.

Which step answers which letter is the table below; a letter is fulfilled only if all its steps passed, and open as soon as
one of them is unknown or was skipped. What the verdict never says can thus not appear as fulfilled.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from forms.issue import Issue
from forms.parties import Hoster
from forms.validation_report import ReportedReason, ReportedSignature, ReportedTimestamp, ValidationReportInput
from service.use_cases.document_orders import ValidationReportFacts

# (a) qualified certificate, (b) issued by a QTSP and valid, (c) validation data, (d) data naming the signatory,
# (e) no hidden pseudonym, (f) QSCD, (g) integrity, (h) Art. 26: uniquely linked, identifies, sole control, change is seen.
_STEPS: Mapping[str, tuple[str, ...]] = {
    "a": ("QUALIFICATION",),
    "b": ("CHAIN", "REVOCATION", "TIMESTAMPS", "QUALIFICATION"),
    "c": ("SIGNATURE_VALUE",),
    "d": ("CHAIN", "SIGNATURE_VALUE"),
    "e": ("CHAIN",),
    "f": ("QUALIFICATION",),
    "g": ("READABLE", "BYTE_RANGES", "REVISIONS", "SIGNATURE_VALUE"),
    "h": ("BYTE_RANGES", "SIGNATURE_VALUE", "CHAIN", "REVOCATION", "QUALIFICATION"),
}
_REFUTED_BY: Mapping[str, frozenset[str]] = {
    "a": frozenset({"NOT_QUALIFIED_AT_SIGNING", "NOT_QUALIFIED_AT_ISSUANCE"}),
    "b": frozenset({"CERTIFICATE_REVOKED", "CERTIFICATE_EXPIRED", "NOT_QUALIFIED_AT_ISSUANCE"}),
    "e": frozenset({"PSEUDONYM"}),
    "f": frozenset({"NO_QSCD"}),
    "g": frozenset({"CONTENT_CHANGED", "MALFORMED"}),
}
_QUALIFIED_CERTIFICATE = frozenset({"QESIG", "ADESIG_QC", "QESEAL", "ADESEAL_QC"})
_NEEDED_QUALIFICATION: Mapping[str, frozenset[str]] = {
    "a": _QUALIFIED_CERTIFICATE,
    "b": _QUALIFIED_CERTIFICATE,
    "f": frozenset({"QESIG", "QESEAL"}),
}


def report_input(facts: ValidationReportFacts, issue: Issue, hoster: Hoster) -> ValidationReportInput:
    """The report on one verdict."""
    verdict: Mapping[str, Any] = facts.verdict
    return ValidationReportInput(
        issue=issue,
        hoster=hoster,
        verdict=verdict["verdict"],
        judged_at=facts.judged_at,
        file_sha256=verdict["sha256"],
        file_bytes=facts.file_bytes,
        issued_here=verdict["issued_here"],
        complete=verdict["complete"],
        reasons=tuple(ReportedReason(code=reason["code"], text=reason["text"]) for reason in verdict["reasons"]),
        signatures=tuple(_signature(one, verdict) for one in verdict["signatures"]),
        timestamps=tuple(_timestamp(one) for one in verdict.get("timestamps", ())),
        lists=facts.lists,
    )


def requirements(signature: Mapping[str, Any], verdict: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Letter → FULFILLED, NOT_FULFILLED or OPEN, in the order of Art. 32 (1)."""
    return tuple((letter, _outcome(letter, signature, verdict)) for letter in _STEPS)


def _outcome(letter: str, signature: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    field = signature["field"]
    codes = {reason["code"] for reason in verdict["reasons"] if reason.get("field") in {field, None}}
    if codes & _REFUTED_BY.get(letter, frozenset()):
        return "NOT_FULFILLED"
    qualification = signature["qualification"]
    if qualification not in _NEEDED_QUALIFICATION.get(letter, {qualification}):
        return "OPEN" if qualification == "UNKNOWN" else "NOT_FULFILLED"
    if letter == "d" and not signature["signer"]:
        return "NOT_FULFILLED"
    if signature["indication"] == "TOTAL_PASSED":
        return "FULFILLED"
    found = _outcomes_of(_STEPS[letter], field, verdict.get("steps", ()))
    if "FAILED" in found:
        return "NOT_FULFILLED"
    return "FULFILLED" if found == {"PASSED"} else "OPEN"


def _outcomes_of(names: Iterable[str], field: str, steps: Iterable[Mapping[str, Any]]) -> set[str]:
    """The outcomes of the named steps (`5 SIGNATURE_VALUE` …) for this signature; one that is not there is unknown."""
    told = {step["step"].rpartition(" ")[2]: step["outcome"] for step in steps if step.get("field") in {field, None}}
    return {told.get(name, "UNKNOWN") for name in names}


def _signature(one: Mapping[str, Any], verdict: Mapping[str, Any]) -> ReportedSignature:
    return ReportedSignature(
        field=one["field"],
        signer=one["signer"],
        expected_signer=one["expected_signer"],
        indication=one["indication"],
        sub_indication=one["sub_indication"],
        qualification=one["qualification"],
        level=one["level"],
        signed_at=_instant(one["signed_at"]),
        signed_at_source=one["signed_at_source"],
        requirements=requirements(one, verdict),
        issuer=one.get("issuer"),
        certificate_sha256=one.get("certificate_sha256"),
    )


def _timestamp(one: Mapping[str, Any]) -> ReportedTimestamp:
    return ReportedTimestamp(
        kind=one["kind"],
        at=_instant(one["at"]),
        indication=one["indication"],
        qualified=one["qualified"],
        authority=one.get("authority"),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
