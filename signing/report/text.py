"""The verdict for a person at a terminal."""

from signing.report.instants import zulu
from signing.report.sentences import NOTES, OUTCOMES, STEPS, headline, reason_text
from signing.verdict import SignatureFinding, SignedAtSource, Verdict

__all__ = ["text_lines"]


def text_lines(verdict: Verdict) -> list[str]:
    """The verdict for a person at a terminal, one line each."""
    lines = [headline(verdict), f"SHA-256 {verdict.sha256}", f"geprüft zum {zulu(verdict.at)}"]
    lines.extend(
        f"- {reason.code.value}: {reason_text(reason)}" + (f" [{reason.detail}]" if reason.detail else "")
        for reason in verdict.reasons
    )
    for finding in verdict.signatures:
        when = zulu(finding.signed_at) if finding.signed_at else "unbekannt"
        source = "laut Zeitstempel" if finding.signed_at_source is SignedAtSource.TIMESTAMP else "nach eigener Angabe"
        lines.append(
            f"{'Siegel' if finding.is_seal else 'Unterschrift'} {finding.field}: {finding.signer or 'unbekannt'}, {when} {source}"
        )
        lines.append(f"  {finding.indication.value}{_sub(finding)}, {finding.qualification.value}, {finding.level}")
    for step in verdict.steps:
        where = f" · {step.field}" if step.field else ""
        lines.append(f"  [{OUTCOMES[step.outcome]}] {STEPS[step.name]}{where}")
    lines.extend(NOTES.get(code, code) for code in verdict.notes)
    return lines


def _sub(finding: SignatureFinding) -> str:
    return f" ({finding.sub_indication.value})" if finding.sub_indication else ""
