"""German words for codes, for pages. The document's own wording stands in its edition."""

from service.domain.access import Role
from service.domain.authority import ProtectiveAction
from service.domain.document import DocumentState
from service.domain.emergency_case import CaseState, EvidenceTier, Ground, InsolvencyFinding
from service.domain.emergency_contact import ContactState
from service.domain.emergency_report import ReporterKind
from service.domain.parties import ContactLevel, Function, LegalForm, Scope
from service.domain.power_of_attorney import State

ROLES = {
    Role.RESELLER: "Reseller",
    Role.AGENT: "Support",
    Role.TEAM_LEAD: "Teamleitung",
    Role.AUDITOR: "Prüfung",
    Role.ADMIN: "Verwaltung",
}

# Scope → (what is allowed, where it ends)
SCOPES = {
    Scope.INFORM_END_CUSTOMER: (
        "Ihre Kunden benachrichtigen",
        "den Grund Ihres Ausfalls nennen oder dabei werben",
    ),
    Scope.ANSWER_ABOUT_OWN_SERVICES: (
        "Ihren Kunden Fragen zu deren eigenen Diensten beantworten",
        "Auskunft über andere Kunden, über Sie oder über Ihre Preise geben",
    ),
    Scope.CONTINUE_HOSTING: (
        "Das Hosting weiterlaufen lassen",
        "neue Verträge schließen oder die vereinbarte Kostengrenze überschreiten",
    ),
    Scope.RENEW_DOMAIN: ("Domains verlängern", "Domains übertragen oder löschen"),
    Scope.GIVE_AUTH_CODE_TO_HOLDER: (
        "Dem eingetragenen Inhaber den Umzugsschlüssel seiner Domain geben",
        "ihn jemand anderem geben, oder für Domains, die Ihnen gehören",
    ),
    Scope.RETURN_OWN_DATA: ("Kunden ihre eigenen Daten geben", "Daten anderer Kunden oder Ihre Geschäftsdaten herausgeben"),
    Scope.TECHNICAL_EMERGENCY_MEASURE: (
        "Eine akute Störung oder einen Angriff technisch abwehren",
        "umbauen, was nicht gestört ist",
    ),
    Scope.OFFER_DIRECT_CONTRACT: (
        "Auf Wunsch des Kunden einen eigenen Vertrag anbieten",
        "damit werben oder jemanden zum Wechsel drängen",
    ),
    Scope.TAKE_PART_IN_CONTRACT_TRANSFER: (
        "An einer Vertragsübernahme mitwirken",
        "einen Vertrag übernehmen, ohne dass alle Beteiligten zustimmen",
    ),
    Scope.COORDINATE_WITH_CONTACT: ("Sich mit Ihrem Notfallkontakt abstimmen", "ihm Kundenlisten geben"),
}

# Scope → what support means to do
ACTS = {
    Scope.INFORM_END_CUSTOMER: "Einen Endkunden benachrichtigen",
    Scope.ANSWER_ABOUT_OWN_SERVICES: "Einem Endkunden Fragen zu seinen Diensten beantworten",
    Scope.CONTINUE_HOSTING: "Hosting weiterlaufen lassen",
    Scope.RENEW_DOMAIN: "Eine Domain verlängern",
    Scope.GIVE_AUTH_CODE_TO_HOLDER: "Dem Inhaber den Umzugsschlüssel geben",
    Scope.RETURN_OWN_DATA: "Einem Endkunden seine Daten geben",
    Scope.TECHNICAL_EMERGENCY_MEASURE: "Eine technische Notmaßnahme treffen",
    Scope.OFFER_DIRECT_CONTRACT: "Einem Endkunden auf Wunsch einen Vertrag anbieten",
    Scope.TAKE_PART_IN_CONTRACT_TRANSFER: "An einer Vertragsübernahme mitwirken",
    Scope.COORDINATE_WITH_CONTACT: "Sich mit dem Notfallkontakt abstimmen",
}

PROTECTIVE = {
    ProtectiveAction.PROTECT_DELETION_HOLD: "Löschung aussetzen",
    ProtectiveAction.PROTECT_DUNNING_STOP: "Mahnlauf anhalten",
    ProtectiveAction.PROTECT_DOMAIN_RENEWAL: "Domain vorsorglich verlängern",
    ProtectiveAction.REGISTRY_REMINDER: "Pflichterinnerung der Registry (ICANN ERRP)",
}

# State → (label, tone of the badge: good, wait, bad, calm)
STATES = {
    State.DRAFT: ("Entwurf", "calm"),
    State.AWAITING_SIGNATURES: ("wartet auf Unterschriften", "wait"),
    State.PARTIALLY_SIGNED: ("teilweise unterschrieben", "wait"),
    State.UNDER_REVIEW: ("unterschrieben, wird geprüft", "wait"),
    State.COOLING_OFF: ("angenommen, Karenzzeit läuft", "wait"),
    State.EFFECTIVE: ("wirksam", "good"),
    State.SUSPENDED: ("ausgesetzt", "bad"),
    State.REVOKED: ("widerrufen", "bad"),
    State.LAPSED: ("erloschen", "bad"),
    State.EXPIRED: ("abgelaufen", "bad"),
    State.SUPERSEDED: ("durch eine neuere ersetzt", "calm"),
    State.TERMINATED: ("gekündigt", "bad"),
    State.DISCARDED: ("verworfen", "calm"),
    State.REJECTED: ("abgelehnt", "bad"),
}

DOCUMENT_STATES = {
    DocumentState.ISSUED: "ausgestellt",
    DocumentState.SIGNED: "teilweise unterschrieben",
    DocumentState.AWAITING_TIMESTAMP: "wird versiegelt",
    DocumentState.SEALED: "wird archiviert",
    DocumentState.ARCHIVED: "archiviert",
}

CASE_STATES = {
    CaseState.REPORTED: ("gemeldet", "wait"),
    CaseState.UNDER_REVIEW: ("in Prüfung", "wait"),
    CaseState.APPROVAL_REQUESTED: ("wartet auf Freigabe", "wait"),
    CaseState.WAITING: ("freigegeben, Wartezeit läuft", "wait"),
    CaseState.ACTIVE: ("aktiv", "good"),
    CaseState.PAUSED: ("angehalten", "bad"),
    CaseState.WINDING_DOWN: ("wird abgewickelt", "calm"),
    CaseState.ACCOUNTING: ("wird abgerechnet", "calm"),
    CaseState.CLOSED: ("abgeschlossen", "calm"),
    CaseState.DISMISSED: ("verworfen", "calm"),
    CaseState.STOOD_DOWN: ("beendet: Lebenszeichen", "calm"),
}

GROUNDS = {
    Ground.DEATH: "Todesfall",
    Ground.ACCIDENT_ILLNESS: "Unfall oder Krankheit",
    Ground.INCAPACITY: "Geschäftsunfähigkeit",
    Ground.UNREACHABLE_AND_UNPAID: "nicht erreichbar, und Rechnungen sind offen",
    Ground.UNREACHABLE: "nicht erreichbar",
}

# As somebody says it who is no lawyer.
GROUNDS_OUTSIDE = {
    Ground.DEATH: "Todesfall",
    Ground.ACCIDENT_ILLNESS: "Unfall oder Krankheit",
    Ground.INCAPACITY: "Kann nicht mehr selbst entscheiden",
    Ground.UNREACHABLE: "Seit Längerem nicht erreichbar",
}

TIERS = {
    EvidenceTier.A: "A – Urkunde (Sterbeurkunde, Gerichtsbeschluss, Erbschein)",
    EvidenceTier.B: "B – Erklärung eines bekannten Kontakts, Anwalts oder Steuerberaters",
    EvidenceTier.C: "C – Schweigen, Rückläufer, Zahlungsrückstand",
}

FINDINGS = {
    InsolvencyFinding.NOTHING_FOUND: "kein Eintrag gefunden",
    InsolvencyFinding.OPENED: "Verfahren ist eröffnet",
}

REPORTERS = {
    "contact": "der Notfallkontakt",
    "heir": "ein Erbe",
    "administrator": "ein Verwalter oder Betreuer",
    "end_customer": "ein Endkunde",
    "agent": "jemand aus dem Support",
    "public": "jemand von außen, ungeprüft",
    "monitor": "die Überwachung (unbezahlt, Post kommt zurück)",
}

REPORTER_KINDS = {
    ReporterKind.FAMILY: "Ich gehöre zur Familie",
    ReporterKind.COLLEAGUE: "Ich arbeite mit der Person zusammen",
    ReporterKind.CONTACT: "Ich bin als Notfallkontakt benannt",
    ReporterKind.END_CUSTOMER: "Ich bin Kundin oder Kunde der Person",
    ReporterKind.ADVISER: "Ich vertrete die Person (Anwalt, Steuerberatung, Betreuung)",
    ReporterKind.OTHER: "Etwas anderes",
}

CONTACT_STATES = {
    ContactState.DRAFT: "noch nicht eingeladen",
    ContactState.INVITED: "eingeladen",
    ContactState.ACCEPTED: "hat zugesagt",
    ContactState.COOLING_OFF: "Karenzzeit läuft",
    ContactState.ACTIVE: "aktiv",
    ContactState.UNCONFIRMED: "Bestätigung fehlt",
    ContactState.DECLINED: "hat abgelehnt",
    ContactState.INVITATION_EXPIRED: "Einladung abgelaufen",
    ContactState.RESIGNED: "hat sein Amt niedergelegt",
    ContactState.REMOVED: "entfernt",
    ContactState.REPLACED: "ersetzt",
    ContactState.BLOCKED: "gesperrt",
}

CONTACT_TONES = dict.fromkeys(ContactState, "calm") | {
    ContactState.INVITED: "wait",
    ContactState.ACCEPTED: "wait",
    ContactState.COOLING_OFF: "wait",
    ContactState.ACTIVE: "good",
    ContactState.UNCONFIRMED: "bad",
}

LEVELS = {
    ContactLevel.NOTIFY_ONLY: "wird nur benachrichtigt",
    ContactLevel.MAY_REPORT: "darf einen Notfall melden",
    ContactLevel.MAY_DECIDE: "darf entscheiden",
}

FUNCTIONS = {
    Function.PRINCIPAL: "handelt für sich selbst",
    Function.OWNER: "Inhaberin oder Inhaber",
    Function.MANAGING_DIRECTOR: "Geschäftsführung",
    Function.BOARD_MEMBER: "Vorstand",
    Function.PARTNER: "Gesellschafterin oder Gesellschafter",
    Function.GENERAL_PARTNER: "persönlich haftend",
    Function.PROKURIST: "Prokura",
}

LEGAL_FORMS = {
    LegalForm.NATURAL_PERSON: "Privatperson",
    LegalForm.FREELANCER: "freiberuflich",
    LegalForm.SOLE_TRADER: "Einzelunternehmen",
    LegalForm.EK: "e. K.",
    LegalForm.GMBH: "GmbH",
    LegalForm.UG: "UG (haftungsbeschränkt)",
    LegalForm.AG: "AG",
    LegalForm.GMBH_CO_KG: "GmbH & Co. KG",
    LegalForm.OHG: "OHG",
    LegalForm.KG: "KG",
    LegalForm.GBR: "GbR",
    LegalForm.EGBR: "eGbR",
    LegalForm.EV: "e. V.",
}

LOOKS = {
    "power-of-attorney:viewed": "hat die Vollmacht angesehen",
    "document:read": "hat das Dokument geöffnet",
    "evidence:exported": "hat das Nachweispaket abgerufen",
    "reseller:opened": "hat Ihre Kundendaten geöffnet",
    "authority:decided": "hat gefragt, ob wir handeln dürfen",
}

EVENTS = {
    "power-of-attorney:begun": "Entwurf begonnen",
    "power-of-attorney:signers-reminded": "an die Unterschrift erinnert",
    "power-of-attorney:end-announced": "an das Ende der Laufzeit erinnert",
    "power-of-attorney:expired": "abgelaufen",
    "power-of-attorney:submitted": "Dokument ausgestellt",
    "power-of-attorney:signed": "Unterschrift angenommen",
    "signature:name-review-asked": "Unterschrift da, Name wird abgeglichen",
    "signature:name-confirmed": "Name von einer Person bestätigt",
    "signature:name-refused": "Name nicht bestätigt",
    "power-of-attorney:accepted": "vom Hoster angenommen",
    "letter:issued": "Schreiben ausgestellt",
    "power-of-attorney:rejected": "vom Hoster abgelehnt",
    "power-of-attorney:effective": "wirksam geworden",
    "power-of-attorney:superseded": "durch eine neuere ersetzt",
    "power-of-attorney:revoked": "widerrufen",
    "power-of-attorney:suspended": "ausgesetzt",
    "end-customer:objected": "Widerspruch eines Endkunden",
    "end-customer:objection-withdrawn": "Widerspruch eines Endkunden zurückgenommen",
    "power-of-attorney:clearing-asked": "Aufheben der Aussetzung erbeten",
    "power-of-attorney:cleared": "Aussetzung aufgehoben",
    "power-of-attorney:terminated": "Auftrag gekündigt",
    "power-of-attorney:lapsed": "erloschen",
    "power-of-attorney:discarded": "verworfen",
    "evidence:exported": "Nachweispaket abgerufen",
}

CASE_EVENTS = {
    "emergency-case:reported": "gemeldet",
    "protective-measure:deletion-hold": "Löschung ausgesetzt",
    "protective-measure:dunning-stop": "Mahnlauf angehalten",
    "emergency-case:evidence-added": "Nachweis hinzugefügt",
    "emergency-case:evidence-read": "Nachweis geöffnet",
    "emergency-case:insolvency-checked": "Insolvenzregister geprüft",
    "emergency-case:attempt-logged": "Versuch festgehalten",
    "emergency-case:approval-requested": "Freigabe beantragt",
    "emergency-case:evidence-erased": "Nachweise gelöscht",
    "emergency-case:returned": "zurückgegeben",
    "emergency-case:approved": "freigegeben",
    "emergency-case:activated": "aktiv geworden",
    "emergency-case:renewal-requested": "Verlängerung erbeten",
    "emergency-case:renewed": "verlängert",
    "emergency-case:paused": "angehalten",
    "emergency-case:resumed": "fortgesetzt",
    "emergency-case:wound-down": "wird abgewickelt",
    "emergency-case:accounted": "Rechenschaft gegeben",
    "emergency-case:expense-recorded": "Auslage festgehalten",
    "emergency-case:closed": "abgeschlossen",
    "first-information:issued": "erstes Schreiben an einen Endkunden ausgestellt",
    "emergency-case:dismissed": "verworfen",
    "emergency-case:stood-down": "durch Lebenszeichen beendet",
}

QUALIFICATIONS = {
    "QESIG": "qualifizierte elektronische Signatur",
    "ADESIG_QC": "fortgeschrittene Signatur mit qualifiziertem Zertifikat",
    "ADESIG": "fortgeschrittene Signatur",
    "QESEAL": "qualifiziertes elektronisches Siegel",
    "ADESEAL_QC": "fortgeschrittenes Siegel mit qualifiziertem Zertifikat",
    "ADESEAL": "fortgeschrittenes Siegel",
}


def named_with_form(name: str, form: LegalForm) -> str:
    """`Webdesign Ines Krämer · Einzelunternehmen`; the form is not said twice where the name ends with it."""
    label = LEGAL_FORMS[form]
    return name if name.casefold().endswith(label.casefold()) else f"{name} · {label}"
