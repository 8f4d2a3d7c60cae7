"""The verdict's JSON as the input of the validation report: what was found, word for word; nothing is judged here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forms.issue import Issue
from forms.parties import Hoster
from forms.validation_report import (
    LETTERS,
    ReportedReason,
    ReportedSignature,
    ReportedTimestamp,
    Requirement,
    ValidationReportInput,
)
from service.use_cases.document_orders import ValidationReportFacts


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
        signatures=tuple(map(_signature, verdict["signatures"])),
        timestamps=tuple(map(_timestamp, verdict.get("timestamps", ()))),
        lists=facts.lists,
    )


def _signature(one: Mapping[str, Any]) -> ReportedSignature:
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
        requirements=_requirements(one.get("article_32", ())),
        issuer=one.get("issuer"),
        certificate_sha256=one.get("certificate_sha256"),
    )


def _requirements(answers: tuple[Mapping[str, str], ...]) -> tuple[Requirement, ...]:
    """All eight letters; one that a verdict stored earlier does not answer stays open."""
    given = {one["letter"]: one for one in answers}
    return tuple(
        Requirement(letter=letter, outcome=given[letter]["outcome"], finding=given[letter]["finding"] or None)
        if letter in given
        else Requirement(letter=letter, outcome="UNKNOWN")
        for letter in LETTERS
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
