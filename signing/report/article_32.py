"""One signature against Art. 32 (1) (a) to (h) of Regulation (EU) No 910/2014 (eIDAS), sentence by sentence.

Each requirement is answered from the steps and reasons of the verdict that bear on it, and says what the answer rests on and what would turn it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from signing.report.instants import zulu
from signing.report.sentences import STEP_REVERSALS, reason_text, remedy
from signing.verdict import Indication, Qualification, Reason, ReasonCode, SignatureFinding, Step, StepName, StepOutcome, Verdict

__all__ = ["Requirement", "article_32"]

R, S = ReasonCode, StepName


@dataclass(frozen=True, slots=True)
class Requirement:
    """Attributes:
    letter: a to h.
    demand: what the law demands, in German.
    finding: what was found, and from what.
    would_change: what would turn the outcome.
    """

    letter: str
    demand: str
    outcome: StepOutcome
    finding: str
    would_change: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """Attributes:
    steps: those the requirement rests on.
    reasons: those that answer it with no, or leave it open.
    """

    demand: str
    steps: tuple[StepName, ...]
    reasons: tuple[ReasonCode, ...]


_TRUST = (R.CHAIN_UNTRUSTED, R.LISTS_UNAVAILABLE)
_INTEGRITY = (R.CONTENT_CHANGED, R.MALFORMED, R.STALE_REVISION)
_TIME = (R.TIMESTAMP_MISSING, R.TIMESTAMP_INVALID)

_RULES: Final[Mapping[str, _Rule]] = {
    "a": _Rule(
        "Das Zertifikat, auf dem die Signatur beruht, war zum Zeitpunkt des Signierens ein qualifiziertes Zertifikat für elektronische "
        "Signaturen, das die Anforderungen des Anhangs I erfüllt.",
        (S.QUALIFICATION,),
        (R.NOT_QUALIFIED_AT_SIGNING, R.NOT_QUALIFIED_AT_ISSUANCE, *_TRUST, *_TIME),
    ),
    "b": _Rule(
        "Das qualifizierte Zertifikat wurde von einem qualifizierten Vertrauensdiensteanbieter ausgestellt und war zum Zeitpunkt des "
        "Signierens gültig.",
        (S.CHAIN, S.REVOCATION, S.TIMESTAMPS),
        (R.NOT_QUALIFIED_AT_ISSUANCE, R.CERTIFICATE_EXPIRED, R.CERTIFICATE_REVOKED, R.REVOCATION_UNKNOWN, *_TRUST, *_TIME),
    ),
    "c": _Rule(
        "Die Signaturvalidierungsdaten entsprechen den Daten, die dem vertrauenden Beteiligten bereitgestellt werden.",
        (S.SIGNATURE_VALUE,),
        (R.MALFORMED, R.ALGORITHM_TOO_WEAK),
    ),
    "d": _Rule(
        "Der eindeutige Datensatz, der den Unterzeichner im Zertifikat repräsentiert, wird dem vertrauenden Beteiligten korrekt bereitgestellt.",
        (S.SIGNER,),
        (R.NAME_MISMATCH, R.NAME_NEAR_MISS, R.SIGNER_NOT_IN_SET),
    ),
    "e": _Rule(
        "Ein Pseudonym, das zum Zeitpunkt des Signierens benutzt wurde, wird dem vertrauenden Beteiligten eindeutig angegeben.",
        (),
        (),
    ),
    "f": _Rule(
        "Die elektronische Signatur wurde von einer qualifizierten elektronischen Signaturerstellungseinheit erstellt.",
        (S.QUALIFICATION,),
        (R.NO_QSCD, R.NOT_QUALIFIED_AT_SIGNING, R.NOT_QUALIFIED_AT_ISSUANCE, *_TRUST),
    ),
    "g": _Rule(
        "Die Unversehrtheit der unterzeichneten Daten ist nicht beeinträchtigt.",
        (S.BYTE_RANGES, S.SIGNATURE_VALUE, S.REVISIONS, S.ISSUED_BYTES),
        _INTEGRITY,
    ),
    "h": _Rule(
        "Die Anforderungen des Artikels 26 (fortgeschrittene elektronische Signatur) waren zum Zeitpunkt des Signierens erfüllt.",
        (S.SIGNATURE_VALUE, S.BYTE_RANGES),
        (*_INTEGRITY, R.ALGORITHM_TOO_WEAK),
    ),
}


_OF_SEALS: Final[Mapping[str, str]] = {
    "a": "Das Zertifikat, auf dem das Siegel beruht, war zum Zeitpunkt des Siegelns ein qualifiziertes Zertifikat für elektronische Siegel, das die "
    "Anforderungen des Anhangs III erfüllt.",
    "b": "Das qualifizierte Zertifikat wurde von einem qualifizierten Vertrauensdiensteanbieter ausgestellt und war zum Zeitpunkt des Siegelns gültig.",
    "c": "Die Siegelvalidierungsdaten entsprechen den Daten, die dem vertrauenden Beteiligten bereitgestellt werden.",
    "d": "Der eindeutige Datensatz, der den Siegelersteller im Zertifikat repräsentiert, wird dem vertrauenden Beteiligten korrekt bereitgestellt.",
    "e": "Ein Pseudonym, das zum Zeitpunkt des Siegelns benutzt wurde, wird dem vertrauenden Beteiligten eindeutig angegeben.",
    "f": "Das elektronische Siegel wurde von einer qualifizierten elektronischen Siegelerstellungseinheit erstellt.",
    "g": "Die Unversehrtheit der gesiegelten Daten ist nicht beeinträchtigt.",
    "h": "Die Anforderungen des Artikels 36 (fortgeschrittenes elektronisches Siegel) waren zum Zeitpunkt des Siegelns erfüllt.",
}
"""Art. 40 eIDAS: the same, as it reads for seals."""


def article_32(verdict: Verdict, signature: SignatureFinding) -> tuple[Requirement, ...]:
    """The eight requirements for this signature, in the law's order."""
    steps = [step for step in verdict.steps if step.field in {None, signature.field}]
    reasons = [
        reason for reason in verdict.reasons if reason.field in {None, signature.field} or reason.detail == signature.field
    ]
    rules = {letter: _worded(letter, rule, signature) for letter, rule in _RULES.items()}
    return tuple(_answered(letter, rule, signature, steps, reasons) for letter, rule in rules.items())


def _worded(letter: str, rule: _Rule, signature: SignatureFinding) -> _Rule:
    return replace(rule, demand=_OF_SEALS[letter]) if signature.is_seal else rule


def _answered(letter: str, rule: _Rule, signature: SignatureFinding, steps: list[Step], reasons: list[Reason]) -> Requirement:
    against = [reason for reason in reasons if reason.code in rule.reasons]
    if letter == "c" and signature.sub_indication is not None and signature.indication is Indication.TOTAL_FAILED:
        against += [reason for reason in reasons if reason.code is R.CONTENT_CHANGED]
    seen = [step for step in steps if step.name in rule.steps]
    if against:
        open_only = all(reason.code.only_a_fact_is_missing for reason in against)
        return Requirement(
            letter,
            rule.demand,
            StepOutcome.UNKNOWN if open_only else StepOutcome.FAILED,
            " ".join(dict.fromkeys(reason_text(reason) for reason in against)),
            " ".join(dict.fromkeys(remedy(reason.code) for reason in against)),
        )
    if letter in "af" and signature.is_seal and signature.qualification is Qualification.ADESEAL:
        return Requirement(letter, rule.demand, StepOutcome.FAILED, "Ein fortgeschrittenes Siegel, kein qualifiziertes.", "")
    if letter in "de":
        return _person(letter, rule, signature)
    if not seen or any(step.outcome in {StepOutcome.UNKNOWN, StepOutcome.SKIPPED} for step in seen):
        return Requirement(
            letter, rule.demand, StepOutcome.UNKNOWN, "Nicht festgestellt: Ein früherer Schritt ließ es nicht so weit kommen.", ""
        )
    if any(step.outcome is StepOutcome.FAILED and not _for_other_reasons(step, rule) for step in seen):
        return Requirement(letter, rule.demand, StepOutcome.FAILED, "Ein Schritt der Prüfung ist nicht erfüllt.", "")
    changes = " oder ".join(dict.fromkeys(STEP_REVERSALS[step.name] for step in seen))
    return Requirement(letter, rule.demand, StepOutcome.PASSED, _finding(letter, signature, seen), changes)


def _for_other_reasons(step: Step, rule: _Rule) -> bool:
    """The step failed, but for what another requirement asks (a qualified certificate whose key lies in no qualified device)."""
    codes = {key for key, _ in step.evidence if key in ReasonCode.__members__}
    return bool(codes) and not codes & {code.value for code in rule.reasons}


def _person(letter: str, rule: _Rule, signature: SignatureFinding) -> Requirement:
    """(d), (e): the report itself is what provides and indicates."""
    if signature.signer is None:
        return Requirement(letter, rule.demand, StepOutcome.FAILED, "Das Zertifikat lässt sich nicht lesen.", "")
    if letter == "d":
        found = f"Das Zertifikat nennt {signature.signer}, ausgestellt von {signature.issuer or 'unbekannt'}; SHA-256 {signature.certificate_sha256}."
        return Requirement(letter, rule.demand, StepOutcome.PASSED, found, STEP_REVERSALS[StepName.SIGNER])
    found = (
        f"{signature.signer} ist ein Pseudonym; für Dokumente dieses Dienstes wird es nicht anerkannt."
        if signature.pseudonym
        else "Das Zertifikat nennt kein Pseudonym."
    )
    return Requirement(
        letter, rule.demand, StepOutcome.PASSED, found, "ein Zertifikat, das ein Pseudonym nennt, ohne dass es angegeben wird"
    )


def _finding(letter: str, signature: SignatureFinding, steps: list[Step]) -> str:
    said = {key: text for step in steps for key, text in step.evidence}
    when = zulu(signature.signed_at) if signature.signed_at else "unbekannt"
    match letter:
        case "a":
            return (
                f"Der Dienst „{said.get('service', '')}“ ({said.get('territory', '')}) stand bei der Ausstellung auf „{said.get('at_issuance', '')}“, "
                f"zum Zeitpunkt der Unterschrift ({when}) auf „{said.get('at_signing', '')}“."
            )
        case "b":
            return f"Die Kette endet bei einem gelisteten Dienst; kein Zertifikat war am {when} abgelaufen oder widerrufen."
        case "c":
            return f"Der Signaturwert passt zum öffentlichen Schlüssel des Zertifikats (SHA-256 {signature.certificate_sha256})."
        case "f":
            return "Zertifikat und Vertrauensliste weisen eine qualifizierte Signaturerstellungseinheit aus."
        case "g":
            return f"Die signierten Bytes sind unverändert (SHA-256 {signature.signed_sha256}); danach kamen nur Signaturen und Nachweise hinzu."
        case _:
            return (
                "Die Signatur ist dem Zertifikat eindeutig zugeordnet, und jede nachträgliche Änderung wäre erkennbar; "
                "die alleinige Kontrolle sichert der Aussteller zu."
            )
