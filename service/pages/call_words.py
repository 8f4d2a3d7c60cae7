"""What support may say to a caller at each level, and what never. To be read out as it stands."""

from service.domain.caller import CallerLevel, CallOutcome, StrongProof

LEVEL_NAMES = {
    CallerLevel.UNKNOWN: "Stufe 0: unbekannt",
    CallerLevel.KNOWS_CODE: "Stufe 1: kennt den Vorgang",
    CallerLevel.CALLED_BACK: "Stufe 2: zurückgerufen und Kennwort richtig",
    CallerLevel.PROVEN: "Stufe 3: Person ist nachgewiesen",
}
MAY_DO = {
    CallerLevel.UNKNOWN: "Zuhören, Namen und Rückrufnummer notieren. Mehr nicht.",
    CallerLevel.KNOWS_CODE: "Sagen, dass ein Vorgang bearbeitet wird und wie es weitergeht. Nichts über den Kunden.",
    CallerLevel.CALLED_BACK: "Eine Notfallmeldung aufnehmen und den Ablauf erklären.",
    CallerLevel.PROVEN: "Entscheidungen entgegennehmen, soweit die Person als Kontakt entscheiden darf oder eine Urkunde sie ausweist.",
}
SENTENCES = {
    CallerLevel.UNKNOWN: (
        "Danke, dass Sie anrufen. Aus Datenschutzgründen kann ich Ihnen nicht sagen, ob jemand bei uns Kunde ist. Ich nehme Ihre Nachricht gern auf.",
        "Bitte nennen Sie mir Ihren Namen und eine Nummer. Wenn wir helfen können, rufen wir Sie zurück.",
        "Sie können auch auf unserer Website unter „Einen Notfall melden“ schreiben; ein Konto brauchen Sie dafür nicht.",
    ),
    CallerLevel.KNOWS_CODE: (
        "Danke. Zu dieser Nummer läuft ein Vorgang, und zwei Personen prüfen ihn. Einzelheiten darf ich am Telefon nicht nennen.",
        "Ich rufe Sie unter der Nummer zurück, die bei uns hinterlegt ist, und frage Sie dann nach Ihrem Kennwort.",
    ),
    CallerLevel.CALLED_BACK: (
        "Danke, ich habe Sie wiedererkannt. Es tut mir leid, dass Sie das gerade regeln müssen.",
        "Ich nehme die Meldung jetzt auf. Ab sofort löschen und kündigen wir nichts. Dann prüfen zwei Personen, und wir melden uns bei Ihnen.",
        "Haben Sie eine Urkunde, zum Beispiel eine Sterbeurkunde oder einen Gerichtsbeschluss? Ärztliche Unterlagen brauchen wir nicht.",
    ),
    CallerLevel.PROVEN: (
        "Danke, Ihr Nachweis genügt. Ich gehe die offenen Punkte jetzt einzeln mit Ihnen durch und sage jedes Mal, was Ihre Entscheidung bewirkt.",
    ),
}
NEVER = {
    CallerLevel.UNKNOWN: (
        "„Ja, Frau … ist bei uns Kundin.“ – auch kein „Dazu darf ich nichts sagen“, das nur bei Kunden fällt.",
        "Namen, Nummern oder Domains vorlesen oder ergänzen. Der Anrufer nennt sie, Sie vergleichen still.",
        "„Es ist kein Kontakt hinterlegt“ oder „Das Kennwort ist gesperrt“. Beides klingt genau wie eine falsche Antwort.",
    ),
    CallerLevel.KNOWS_CODE: (
        "Wen der Vorgang betrifft, was gemeldet wurde und wer es gemeldet hat.",
        "Zusagen, was wir tun werden.",
    ),
    CallerLevel.CALLED_BACK: (
        "Kundenlisten, Zugangsdaten, Rechnungen oder Inhalte von Postfächern.",
        "Nach Krankheit oder Diagnose fragen, oder sie aufschreiben.",
    ),
    CallerLevel.PROVEN: (
        "Domains des Kunden übertragen, Passwörter herausgeben, Verträge kündigen.",
        "Den Ausweis fotografieren oder kopieren; ansehen und abhaken genügt (§ 20 PAuswG).",
    ),
}
WITHOUT_A_VOLLMACHT = (
    "Löschung und Mahnlauf anhalten, Domains vorsorglich verlängern: Das offenbart niemandem etwas.",
    "Dienste weiterlaufen lassen.",
    "Einem Endkunden allgemein antworten: „Bitte wenden Sie sich an Ihren Anbieter.“ Keine Bestätigung, wer das ist.",
    "Dem eingetragenen Domaininhaber erklären, wie er über seine Registrierungsstelle selbst umzieht (TRANSIT, AuthInfo2).",
    "Mit Erben, Verwaltern und Betreuern sprechen, wenn eine Urkunde vorliegt.",
)
PROOFS = {
    StrongProof.PORTAL_SECOND_FACTOR: "im Kundenkonto mit zweitem Faktor angemeldet",
    StrongProof.ELECTRONIC_ID: "Online-Ausweis (eID)",
    StrongProof.ID_CARD_IN_PERSON: "Ausweis persönlich vorgelegt",
    StrongProof.DEED: "Urkunde liegt vor",
}
OUTCOMES = {
    CallOutcome.NOTE_TAKEN: "Nachricht aufgenommen",
    CallOutcome.EMERGENCY_REPORTED: "Notfall gemeldet",
    CallOutcome.CALL_BACK_ARRANGED: "Rückruf vereinbart",
    CallOutcome.REFUSED: "Auskunft abgelehnt",
    CallOutcome.RANG_OFF: "Anrufer hat aufgelegt",
}
