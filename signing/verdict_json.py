"""A verdict as a plain dict and back, without loss: so it crosses the pipe from the confined child."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from signing.verdict import (
    Indication,
    Overall,
    Qualification,
    Reason,
    ReasonCode,
    RevocationNeed,
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

__all__ = ["from_json", "needs_from_json", "needs_to_json", "to_json"]


def to_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as a plain dict, without loss; not the shape of `verify --json` (that is `signing.report.verify_json`)."""
    return {
        "sha256": verdict.sha256,
        "overall": verdict.overall.value,
        "complete": verdict.complete,
        "issued_here": verdict.issued_here,
        "at": _instant(verdict.at),
        "reasons": [[reason.code.value, reason.field, reason.detail] for reason in verdict.reasons],
        "signatures": [_signature_to_json(finding) for finding in verdict.signatures],
        "timestamps": [_timestamp_to_json(finding) for finding in verdict.timestamps],
        "steps": [
            [step.name.value, step.outcome.value, step.field, [list(pair) for pair in step.evidence]] for step in verdict.steps
        ],
        "notes": list(verdict.notes),
        "revocation_needs": needs_to_json(verdict.revocation_needs),
    }


def from_json(value: Mapping[str, Any]) -> Verdict:
    """The inverse of `to_json`.

    Raises:
        KeyError, ValueError, TypeError: the dict does not come from `to_json`.
    """
    return Verdict(
        sha256=value["sha256"],
        overall=Overall(value["overall"]),
        complete=value["complete"],
        issued_here=value["issued_here"],
        at=datetime.fromisoformat(value["at"]),
        reasons=tuple(Reason(ReasonCode(code), field, detail) for code, field, detail in value["reasons"]),
        signatures=tuple(_signature_from_json(item) for item in value["signatures"]),
        timestamps=tuple(_timestamp_from_json(item) for item in value["timestamps"]),
        steps=tuple(
            Step(StepName(name), StepOutcome(outcome), field, tuple((key, text) for key, text in evidence))
            for name, outcome, field, evidence in value["steps"]
        ),
        notes=tuple(value["notes"]),
        revocation_needs=needs_from_json(value["revocation_needs"]),
    )


def needs_to_json(needs: Sequence[RevocationNeed]) -> list[list[Any]]:
    return [[need.certificate.hex(), need.issuer.hex(), list(need.ocsp_urls), list(need.crl_urls)] for need in needs]


def needs_from_json(value: Sequence[Sequence[Any]]) -> tuple[RevocationNeed, ...]:
    """The inverse of `needs_to_json`."""
    return tuple(
        RevocationNeed(bytes.fromhex(certificate), bytes.fromhex(issuer), tuple(ocsp), tuple(crl))
        for certificate, issuer, ocsp, crl in value
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _parsed(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _signature_to_json(finding: SignatureFinding) -> dict[str, Any]:
    return {
        "field": finding.field,
        "signer": finding.signer,
        "expected_signer": finding.expected_signer,
        "indication": finding.indication.value,
        "sub_indication": finding.sub_indication and finding.sub_indication.value,
        "qualification": finding.qualification.value,
        "level": finding.level,
        "signed_at": finding.signed_at and _instant(finding.signed_at),
        "signed_at_source": finding.signed_at_source.value,
        "certificate_sha256": finding.certificate_sha256,
        "issuer": finding.issuer,
        "newly_signed": finding.newly_signed,
        "pseudonym": finding.pseudonym,
        "signed_sha256": finding.signed_sha256,
        "signature_sha256": finding.signature_sha256,
        "is_seal": finding.is_seal,
    }


def _signature_from_json(value: Mapping[str, Any]) -> SignatureFinding:
    return SignatureFinding(
        field=value["field"],
        signer=value["signer"],
        expected_signer=value["expected_signer"],
        indication=Indication(value["indication"]),
        sub_indication=SubIndication(value["sub_indication"]) if value["sub_indication"] else None,
        qualification=Qualification(value["qualification"]),
        level=value["level"],
        signed_at=_parsed(value["signed_at"]),
        signed_at_source=SignedAtSource(value["signed_at_source"]),
        certificate_sha256=value["certificate_sha256"],
        issuer=value["issuer"],
        newly_signed=value["newly_signed"],
        pseudonym=value["pseudonym"],
        signed_sha256=value["signed_sha256"],
        signature_sha256=value["signature_sha256"],
        is_seal=value["is_seal"],
    )


def _timestamp_to_json(finding: TimestampFinding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "field": finding.field,
        "at": finding.at and _instant(finding.at),
        "indication": finding.indication.value,
        "sub_indication": finding.sub_indication and finding.sub_indication.value,
        "qualified": finding.qualified,
        "authority": finding.authority,
        "whole_file": finding.whole_file,
        "token_sha256": finding.token_sha256,
        "holds_until": finding.holds_until and _instant(finding.holds_until),
    }


def _timestamp_from_json(value: Mapping[str, Any]) -> TimestampFinding:
    typed = {
        "kind": TimestampKind(value["kind"]),
        "at": _parsed(value["at"]),
        "indication": Indication(value["indication"]),
        "sub_indication": SubIndication(value["sub_indication"]) if value["sub_indication"] else None,
        "holds_until": _parsed(value["holds_until"]),
    }
    return TimestampFinding(**{**value, **typed})
