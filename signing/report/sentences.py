"""The one table from codes to German sentences: what is wrong, what to do, what each step asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from signing.verdict import SEAL_DETAIL, Overall, Reason, ReasonCode, StepName, StepOutcome, Verdict

__all__ = ["NOTES", "OUTCOMES", "STEPS", "STEP_REVERSALS", "headline", "reason_text", "remedy"]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is wrong, and what to do about it."""

    wrong: str
    remedy: str


_SENTENCES: Final[Mapping[ReasonCode, _Sentence]] = {
    ReasonCode.CONTENT_CHANGED: _Sentence(
        "Die Datei wurde nach dem Unterschreiben oder nach der Ausstellung verändert.",
        "Bitte verwenden Sie die unveränderte Originaldatei.",
    ),
    ReasonCode.CHAIN_UNTRUSTED: _Sentence(
        "Das Zertifikat stammt von einer Stelle, die auf keiner Vertrauensliste steht.",
        "Bitte unterschreiben Sie mit einer qualifizierten Signatur eines gelisteten Vertrauensdiensteanbieters.",
    ),
    ReasonCode.CERTIFICATE_REVOKED: _Sentence(
        "Das Zertifikat war zum Zeitpunkt der Unterschrift widerrufen.",
        "Bitte unterschreiben Sie mit einem gültigen Zertifikat neu.",
    ),
    ReasonCode.CERTIFICATE_EXPIRED: _Sentence(
        "Das Zertifikat war zum nachgewiesenen Zeitpunkt der Unterschrift nicht gültig.",
        "Bitte unterschreiben Sie mit einem gültigen Zertifikat neu.",
    ),
    ReasonCode.PSEUDONYM: _Sentence(
        "Das Zertifikat nennt ein Pseudonym statt eines Namens.",
        "Bitte unterschreiben Sie mit einem Zertifikat auf Ihren bürgerlichen Namen.",
    ),
    ReasonCode.NOT_QUALIFIED_AT_ISSUANCE: _Sentence(
        "Als das Zertifikat ausgestellt wurde, war es kein qualifiziertes Zertifikat für elektronische Signaturen.",
        "Bitte unterschreiben Sie mit einem qualifizierten Zertifikat neu.",
    ),
    ReasonCode.NOT_QUALIFIED_AT_SIGNING: _Sentence(
        "Zum Zeitpunkt der Unterschrift war das Zertifikat kein qualifiziertes Zertifikat für elektronische Signaturen.",
        "Bitte unterschreiben Sie mit einem qualifizierten Zertifikat neu.",
    ),
    ReasonCode.NO_QSCD: _Sentence(
        "Der Schlüssel liegt nicht in einer qualifizierten Signaturerstellungseinheit; die Signatur ist nur fortgeschritten.",
        "Bitte unterschreiben Sie mit einer qualifizierten elektronischen Signatur neu.",
    ),
    ReasonCode.NAME_MISMATCH: _Sentence(
        "Das Zertifikat nennt eine andere Person als die, die hier unterschreiben sollte.",
        "Bitte lassen Sie die vorgesehene Person unterschreiben.",
    ),
    ReasonCode.NAME_NEAR_MISS: _Sentence(
        "Der Name im Zertifikat weicht leicht vom erwarteten Namen ab.",
        "Zwei Personen prüfen, ob es dieselbe Person ist; Sie brauchen nichts zu tun.",
    ),
    ReasonCode.SIGNER_NOT_IN_SET: _Sentence(
        "Unterschrieben hat jemand, der für diese Vollmacht nicht als Unterzeichner vorgesehen ist.",
        "Bitte lassen Sie nur die im Dokument genannten Personen unterschreiben.",
    ),
    ReasonCode.JOINT_SIGNATURE_INCOMPLETE: _Sentence(
        "Es haben noch nicht alle unterschrieben, deren Unterschrift nötig ist.",
        "Bitte holen Sie die fehlenden Unterschriften ein.",
    ),
    ReasonCode.EARLIER_REVISION: _Sentence(
        "Das ist ein früherer Stand des Dokuments; später sind Unterschriften oder Zeitstempel hinzugekommen.",
        "Bitte laden Sie den aktuellen Stand herunter.",
    ),
    ReasonCode.STALE_REVISION: _Sentence(
        "Unterschrieben wurde ein überholter Stand des Dokuments; eine bereits angenommene Unterschrift fehlt darin.",
        "Bitte laden Sie den aktuellen Stand herunter und unterschreiben Sie diesen.",
    ),
    ReasonCode.TIMESTAMP_INVALID: _Sentence(
        "Ein Zeitstempel der Datei ist ungültig oder stammt von keinem anerkannten Dienst.",
        "Bitte unterschreiben Sie mit einem qualifizierten Zeitstempel neu.",
    ),
    ReasonCode.TIMESTAMP_MISSING: _Sentence(
        "Es fehlt ein Zeitstempel; der Zeitpunkt der Unterschrift ist nicht nachgewiesen.",
        "Bitte lassen Sie die Datei mit einem qualifizierten Zeitstempel versehen und prüfen Sie erneut.",
    ),
    ReasonCode.REVOCATION_UNKNOWN: _Sentence(
        "Ob das Zertifikat widerrufen war, ließ sich nicht feststellen.", "Bitte prüfen Sie später oder mit Netzzugang erneut."
    ),
    ReasonCode.LISTS_UNAVAILABLE: _Sentence(
        "Eine Vertrauensliste, auf der der Aussteller stehen könnte, liegt nicht gültig vor.",
        "Bitte aktualisieren Sie die Vertrauenslisten und prüfen Sie erneut.",
    ),
    ReasonCode.ALGORITHM_TOO_WEAK: _Sentence(
        "Die Signatur beruht auf einem Verfahren oder Schlüssel, der nicht mehr als sicher gilt.",
        "Bitte unterschreiben Sie mit einem zeitgemäßen Verfahren neu.",
    ),
    ReasonCode.NOT_A_PDF: _Sentence("Die Datei ist kein PDF.", "Bitte reichen Sie das unterschriebene PDF ein."),
    ReasonCode.MALFORMED: _Sentence(
        "Die Datei oder eine Signatur darin ist fehlerhaft aufgebaut.",
        "Bitte reichen Sie die unveränderte, unterschriebene Originaldatei ein.",
    ),
    ReasonCode.ENCRYPTED: _Sentence("Die Datei ist verschlüsselt.", "Bitte reichen Sie sie ohne Kennwortschutz ein."),
    ReasonCode.NO_SIGNATURE: _Sentence(
        "Die Datei enthält keine (neue) Unterschrift.", "Bitte unterschreiben Sie die Datei und reichen Sie sie dann ein."
    ),
    ReasonCode.LIMIT_EXCEEDED: _Sentence(
        "Die Datei überschreitet die Grenzen, in denen wir prüfen.",
        "Bitte reichen Sie die Originaldatei ein, nicht eine aufgeblähte Fassung.",
    ),
}

_OF_SEALS: Final[Mapping[ReasonCode, _Sentence]] = {
    ReasonCode.CHAIN_UNTRUSTED: _Sentence(
        "Das ist ein elektronisches Siegel, keine Unterschrift. Sein Aussteller steht auf keiner Vertrauensliste und ist dieser Installation nicht bekannt.",
        "Bitte fragen Sie den Absender, woran Sie sein Siegel erkennen.",
    ),
    ReasonCode.NOT_QUALIFIED_AT_ISSUANCE: _Sentence(
        "Das ist ein elektronisches Siegel, keine Unterschrift. Als sein Zertifikat ausgestellt wurde, war es kein qualifiziertes Zertifikat für Siegel.",
        "Bitte fragen Sie den Absender nach einem qualifizierten Siegel.",
    ),
    ReasonCode.NOT_QUALIFIED_AT_SIGNING: _Sentence(
        "Das ist ein elektronisches Siegel, keine Unterschrift. Zum Zeitpunkt des Siegelns war sein Zertifikat kein qualifiziertes Zertifikat für Siegel.",
        "Bitte fragen Sie den Absender nach einem qualifizierten Siegel.",
    ),
    ReasonCode.NO_QSCD: _Sentence(
        "Das ist ein fortgeschrittenes Siegel mit qualifiziertem Zertifikat, kein qualifiziertes: Sein Schlüssel liegt in keiner qualifizierten "
        "Siegelerstellungseinheit.",
        "Bitte fragen Sie den Absender nach einem qualifizierten Siegel.",
    ),
}
"""The same codes, where a seal is meant."""

TIMED_OUT: Final = "TimedOut"
"""Detail of a LIMIT_EXCEEDED that is one of time: the machine may have been busy."""
_TOOK_TOO_LONG: Final = _Sentence(
    "Die Prüfung hat länger gedauert, als wir zulassen.",
    "Bitte prüfen Sie in einigen Minuten erneut; dauert es wieder zu lange, reichen Sie bitte die Originaldatei des Unterzeichners ein.",
)

_HEADLINES: Final[Mapping[Overall, str]] = {
    Overall.VALID: "GÜLTIG: Alle Unterschriften sind qualifiziert und unversehrt.",
    Overall.INVALID: "UNGÜLTIG: Die Datei wird nicht anerkannt.",
    Overall.INDETERMINATE: "UNENTSCHIEDEN: Es fehlt eine Angabe, um zu entscheiden.",
    Overall.UNREADABLE: "NICHT LESBAR: Die Datei kann nicht geprüft werden.",
}


def headline(verdict: Verdict) -> str:
    """The verdict in one sentence. A seal never reads like a signature."""
    seals = [finding.is_seal for finding in verdict.signatures]
    if verdict.overall is not Overall.VALID or not any(seals):
        return _HEADLINES[verdict.overall]
    if all(seals):
        return "GÜLTIG ALS SIEGEL: Herkunft und Unversehrtheit sind nachgewiesen. Unterschrieben hat hier niemand."
    return "GÜLTIG: Alle Unterschriften sind qualifiziert, alle Siegel anerkannt, und alles ist unversehrt."


NOTES: Final[Mapping[str, str]] = {
    "CONTENT_SCRIPT": (
        "Die Datei enthält JavaScript. Es ist mitunterschrieben, kann aber am Bildschirm etwas anderes zeigen, als der Unterzeichner gesehen hat."
    ),
    "CONTENT_STARTS_PROGRAM": "Die Datei kann ein Programm starten. Bitte klicken Sie darin nichts an.",
    "CONTENT_SENDS_FORM": "Die Datei kann Formulardaten absenden oder von anderswo einlesen. Bitte klicken Sie darin nichts an.",
    "CONTENT_EMBEDDED_FILES": "In der Datei stecken weitere Dateien. Sie sind mitunterschrieben, stehen aber nicht auf den Seiten.",
    "CONTENT_ELSEWHERE": "Die Datei verweist auf Inhalte, die nicht in ihr liegen. Was dort steht, ist nicht unterschrieben und kann sich ändern.",
    "CONTENT_MEDIA": "Die Datei enthält Ton, Film oder bewegte Inhalte; was sie zeigt, hängt vom Anzeigeprogramm ab.",
    "CONTENT_XFA": "Die Datei enthält ein XFA-Formular: Je nach Programm erscheint ein anderes Dokument als die unterschriebenen Seiten.",
    "CONTENT_NOT_SEEN": "Nicht alles in der Datei ließ sich auf Skripte, eingebettete Dateien und Verweise durchsehen.",
    "NAME_CONFIRMED_BY_TWO": (
        "Der Name in einem Zertifikat weicht leicht von dem der Vollmacht ab. Zwei Personen haben ihn verglichen und bestätigt, dass es dieselbe Person ist."
    ),
    "SEAL_IS_NO_SIGNATURE": (
        "Ein elektronisches Siegel steht für Herkunft und Unversehrtheit (Art. 35 eIDAS). Es ist keine Unterschrift: Niemand gibt damit eine Erklärung ab."
    ),
    "SEAL_OF_A_KNOWN_ISSUER": (
        "Ein Siegel stammt von einem Aussteller, den diese Installation selbst als bekannt führt. Es ist fortgeschritten, kein qualifiziertes Siegel im Sinne "
        "von Art. 38 eIDAS."
    ),
    "NOT_A_QUALIFIED_VALIDATION": "Diese Prüfung ist keine qualifizierte Validierung im Sinne von Art. 33 eIDAS.",
    "LAST_SIGNATURE_ENDS_THE_FILE": (
        "Diese Datei haben wir nicht ausgestellt. Dass die letzte Signatur bis zum letzten Byte reicht, ist der einzige Schutz davor, dass vor dem "
        "Unterschreiben etwas in ihr versteckt wurde."
    ),
    "LATER_SIGNER_SHOWS_SOMETHING": (
        "Wer später unterschrieben hat, hat ein sichtbares Feld auf eine Seite gesetzt, die schon unterschrieben war. Bitte sehen Sie nach, ob es Text verdeckt."
    ),
    "TIMESTAMP_NOT_QUALIFIED": "Ein Zeitstempel stammt von einem gelisteten, aber nicht qualifizierten Dienst; er zählt nur als Nachweis der Zeit.",
}

STEPS: Final[Mapping[StepName, str]] = {
    StepName.READABLE: "Datei lesbar",
    StepName.ISSUED_BYTES: "beginnt mit den ausgestellten Bytes",
    StepName.REVISIONS: "nur Signaturen hinzugefügt",
    StepName.BYTE_RANGES: "signierter Bereich",
    StepName.SIGNATURE_VALUE: "Signaturwert",
    StepName.TIMESTAMPS: "Zeitstempel",
    StepName.CHAIN: "Zertifikatskette zur Vertrauensliste",
    StepName.REVOCATION: "Widerruf",
    StepName.QUALIFICATION: "qualifiziert bei Ausstellung und Unterschrift",
    StepName.SIGNER: "richtige Person",
    StepName.COMPLETENESS: "vollständig",
    StepName.CONTENT: "nichts, was handelt oder anderswo liegt",
}
OUTCOMES: Final[Mapping[StepOutcome, str]] = {
    StepOutcome.PASSED: "erfüllt",
    StepOutcome.FAILED: "nicht erfüllt",
    StepOutcome.UNKNOWN: "offen",
    StepOutcome.SKIPPED: "entfällt",
}


STEP_REVERSALS: Final[Mapping[StepName, str]] = {
    StepName.READABLE: "eine Datei, die sich nicht mehr lesen lässt",
    StepName.ISSUED_BYTES: "ein Byte, das vom ausgestellten Dokument abweicht",
    StepName.REVISIONS: "eine Änderung nach einer Unterschrift, die keine Signatur und kein Nachweis ist",
    StepName.BYTE_RANGES: "ein signierter Bereich, der die Datei nicht lückenlos abdeckt",
    StepName.SIGNATURE_VALUE: "ein verändertes signiertes Byte oder ein Verfahren, das als gebrochen gilt",
    StepName.TIMESTAMPS: "ein Zeitstempel, der nicht zur Datei passt oder dessen Dienst auf keiner Liste steht",
    StepName.CHAIN: "eine Vertrauensliste, die den Aussteller nicht mehr führt oder nicht gültig vorliegt",
    StepName.REVOCATION: "ein Widerruf mit Wirkung vor dem nachgewiesenen Zeitpunkt der Unterschrift",
    StepName.QUALIFICATION: "ein Listeneintrag, nach dem der Dienst damals nicht qualifiziert war",
    StepName.SIGNER: "ein Zertifikat auf einen anderen Namen",
    StepName.COMPLETENESS: "eine fehlende Unterschrift oder ein fehlender Zeitstempel",
    StepName.CONTENT: "ein Skript, eine eingebettete Datei oder ein Verweis nach außen",
}
"""What would turn a step that passed."""


def remedy(code: ReasonCode) -> str:
    """What to do about it, one sentence."""
    return _SENTENCES[code].remedy


def reason_text(reason: Reason) -> str:
    """What is wrong and what to do, in German; with the field where it helps."""
    sentence = _sentence(reason)
    where = f" (Feld {reason.field})" if reason.field else ""
    if reason.code is ReasonCode.LISTS_UNAVAILABLE and reason.detail:
        where += f" [{_lists_in_words(reason.detail)}]"
    return f"{sentence.wrong.removesuffix('.')}{where}. {sentence.remedy}"


def _sentence(reason: Reason) -> _Sentence:
    usual = _SENTENCES[reason.code]
    if reason.code is ReasonCode.LIMIT_EXCEEDED and reason.detail == TIMED_OUT:
        return _TOOK_TOO_LONG
    return _OF_SEALS.get(reason.code, usual) if reason.detail.partition(":")[0] == SEAL_DETAIL else usual


_LIST_STATES: Final[Mapping[str, str]] = {
    "MISSING": "fehlt",
    "EXPIRED": "ist abgelaufen",
    "SIGNATURE_INVALID": "ist nicht gültig signiert",
    "MALFORMED": "ist unlesbar",
}


def _lists_in_words(detail: str) -> str:
    """`DE MISSING, FR EXPIRED` → `DE fehlt, FR ist abgelaufen`; EU is the list of lists."""
    pairs = (item.split(" ", 1) for item in detail.split(", "))
    return ", ".join(f"{pair[0]} {_LIST_STATES.get(pair[-1], pair[-1])}" for pair in pairs)
