"""The verdict as `verify --json` prints it, and back: stored verdicts become reports, too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from signing.report.article_32 import Requirement, article_32
from signing.report.instants import zulu
from signing.report.sentences import NOTES, STEP_REVERSALS, STEPS, reason_text, remedy
from signing.verdict import (
    Indication,
    Overall,
    Qualification,
    Reason,
    ReasonCode,
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

__all__ = ["from_verify_json", "verify_json"]


def verify_json(verdict: Verdict, *, sandbox: bool, power_of_attorney_id: str | None = None) -> dict[str, Any]:
    """The fixed shape of `verify --json`; more keys may follow, these stay."""
    return {
        "sha256": verdict.sha256,
        "verdict": verdict.overall.value,
        "complete": verdict.complete,
        "issued_here": verdict.issued_here,
        "power_of_attorney_id": power_of_attorney_id,
        "sandbox": sandbox,
        "at": zulu(verdict.at),
        "reasons": [
            {"code": reason.code.value, "text": reason_text(reason), "field": reason.field, "detail": reason.detail}
            for reason in verdict.reasons
        ],
        "signatures": [_signature(finding, article_32(verdict, finding)) for finding in verdict.signatures],
        "timestamps": [_timestamp(finding) for finding in verdict.timestamps],
        "steps": [
            {
                "step": step.name.value,
                "outcome": step.outcome.value,
                "field": step.field,
                "evidence": [list(pair) for pair in step.evidence],
                "text": STEPS[step.name],
                "would_change": _would_change(step),
            }
            for step in verdict.steps
        ],
        "notes": [{"code": code, "text": NOTES.get(code, code)} for code in verdict.notes],
    }


def from_verify_json(value: Mapping[str, Any]) -> Verdict:
    """The verdict that was printed; of what only the machinery needs (`revocation_needs`, `newly_signed`) it knows nothing.

    Raises:
        KeyError, ValueError, TypeError: the dict does not come from `verify_json`.
    """
    return Verdict(
        sha256=value["sha256"],
        overall=Overall(value["verdict"]),
        complete=value["complete"],
        issued_here=value["issued_here"],
        at=datetime.fromisoformat(value["at"]),
        reasons=tuple(Reason(ReasonCode(one["code"]), one["field"], one["detail"]) for one in value["reasons"]),
        signatures=tuple(_signature_from(one) for one in value["signatures"]),
        timestamps=tuple(_timestamp_from(one) for one in value["timestamps"]),
        steps=tuple(
            Step(
                StepName(one["step"]),
                StepOutcome(one["outcome"]),
                one["field"],
                tuple((key, text) for key, text in one["evidence"]),
            )
            for one in value["steps"]
        ),
        notes=tuple(one["code"] for one in value["notes"]),
    )


def _would_change(step: Step) -> str:
    """What would turn the step's outcome; "" where it does not apply."""
    if step.outcome is StepOutcome.PASSED:
        return STEP_REVERSALS[step.name]
    codes = [ReasonCode(key) for key, _ in step.evidence if key in ReasonCode.__members__]
    return " ".join(dict.fromkeys(remedy(code) for code in codes))


def _signature(finding: SignatureFinding, requirements: tuple[Requirement, ...]) -> dict[str, Any]:
    return {
        "field": finding.field,
        "kind": "SEAL" if finding.is_seal else "SIGNATURE",
        "signer": finding.signer,
        "expected_signer": finding.expected_signer,
        "indication": finding.indication.value,
        "sub_indication": finding.sub_indication.value if finding.sub_indication else None,
        "qualification": finding.qualification.value,
        "level": finding.level,
        "signed_at": zulu(finding.signed_at) if finding.signed_at else None,
        "signed_at_source": finding.signed_at_source.value,
        "certificate_sha256": finding.certificate_sha256,
        "issuer": finding.issuer,
        "pseudonym": finding.pseudonym,
        "signed_sha256": finding.signed_sha256,
        "signature_sha256": finding.signature_sha256,
        "article_32": [
            {
                "letter": one.letter,
                "demand": one.demand,
                "outcome": one.outcome.value,
                "finding": one.finding,
                "would_change": one.would_change,
            }
            for one in requirements
        ],
    }


def _signature_from(value: Mapping[str, Any]) -> SignatureFinding:
    return SignatureFinding(
        field=value["field"],
        signer=value["signer"],
        expected_signer=value["expected_signer"],
        indication=Indication(value["indication"]),
        sub_indication=SubIndication(value["sub_indication"]) if value["sub_indication"] else None,
        qualification=Qualification(value["qualification"]),
        level=value["level"],
        signed_at=datetime.fromisoformat(value["signed_at"]) if value["signed_at"] else None,
        signed_at_source=SignedAtSource(value["signed_at_source"]),
        certificate_sha256=value["certificate_sha256"],
        issuer=value["issuer"],
        pseudonym=value.get("pseudonym", False),
        signed_sha256=value.get("signed_sha256"),
        signature_sha256=value.get("signature_sha256"),
        is_seal=value.get("kind") == "SEAL",
    )


def _timestamp(finding: TimestampFinding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "field": finding.field,
        "at": zulu(finding.at) if finding.at else None,
        "indication": finding.indication.value,
        "sub_indication": finding.sub_indication.value if finding.sub_indication else None,
        "qualified": finding.qualified,
        "authority": finding.authority,
        "whole_file": finding.whole_file,
        "token_sha256": finding.token_sha256,
        "holds_until": zulu(finding.holds_until) if finding.holds_until else None,
    }


def _timestamp_from(value: Mapping[str, Any]) -> TimestampFinding:
    return TimestampFinding(
        kind=TimestampKind(value["kind"]),
        field=value["field"],
        at=datetime.fromisoformat(value["at"]) if value["at"] else None,
        indication=Indication(value["indication"]),
        sub_indication=SubIndication(value["sub_indication"]) if value["sub_indication"] else None,
        qualified=value["qualified"],
        authority=value["authority"],
        whole_file=value["whole_file"],
        token_sha256=value.get("token_sha256"),
        holds_until=datetime.fromisoformat(value["holds_until"]) if value.get("holds_until") else None,
    )
