"""What each scope means: an example, so that nobody has to guess what he grants, and its limit in the words of whoever reads."""

from collections.abc import Collection

from service.domain.parties import Scope
from service.pages.words import ACTS, SCOPES

EXAMPLES = {
    Scope.INFORM_END_CUSTOMER: "„Ihr Dienstleister ist derzeit verhindert. Ihre Website läuft weiter, das sind Ihre Möglichkeiten.“",
    Scope.ANSWER_ABOUT_OWN_SERVICES: "Ein Kunde fragt, wann seine Domain abläuft und wie groß sein Postfach ist.",
    Scope.CONTINUE_HOSTING: "Die Rechnung ist offen; wir schalten die Website trotzdem nicht ab, bis zu Ihrer Kostengrenze.",
    Scope.RENEW_DOMAIN: "Die Domain eines Kunden läuft nächste Woche ab; wir verlängern sie um ein Jahr.",
    Scope.GIVE_AUTH_CODE_TO_HOLDER: "Ein Kunde ist selbst als Inhaber eingetragen und möchte mit seiner Domain umziehen.",
    Scope.RETURN_OWN_DATA: "Ein Kunde bekommt eine Kopie seiner eigenen Website und seiner Datenbank.",
    Scope.TECHNICAL_EMERGENCY_MEASURE: "Ein Onlineshop wird angegriffen; wir sperren den Zugang und sichern die Daten.",
    Scope.OFFER_DIRECT_CONTRACT: "Ein Kunde fragt von sich aus, ob er direkt bei uns weitermachen kann.",
    Scope.TAKE_PART_IN_CONTRACT_TRANSFER: "Ein anderer Dienstleister übernimmt mit Ihren Erben Ihre Kundenverträge.",
    Scope.COORDINATE_WITH_CONTACT: "Wir stimmen mit Ihrem Notfallkontakt ab, wer die Kunden anruft.",
}

# To support: "Ihre Kunden" would be theirs.
LIMITS_FOR_STAFF = {
    Scope.INFORM_END_CUSTOMER: "den Grund des Ausfalls nennen oder dabei werben",
    Scope.ANSWER_ABOUT_OWN_SERVICES: "Auskunft über andere Kunden, über den Reseller oder seine Preise geben",
    Scope.CONTINUE_HOSTING: "neue Verträge schließen oder die vereinbarte Kostengrenze überschreiten",
    Scope.RENEW_DOMAIN: "Domains übertragen oder löschen",
    Scope.GIVE_AUTH_CODE_TO_HOLDER: "ihn jemand anderem geben, oder für Domains, die dem Reseller gehören",
    Scope.RETURN_OWN_DATA: "Daten anderer Kunden oder Geschäftsdaten des Resellers herausgeben",
    Scope.TECHNICAL_EMERGENCY_MEASURE: "umbauen, was nicht gestört ist",
    Scope.OFFER_DIRECT_CONTRACT: "damit werben oder jemanden zum Wechsel drängen",
    Scope.TAKE_PART_IN_CONTRACT_TRANSFER: "einen Vertrag übernehmen, ohne dass alle Beteiligten zustimmen",
    Scope.COORDINATE_WITH_CONTACT: "ihm Kundenlisten geben",
}


def granted(scopes: Collection[Scope], *, for_grantor: bool) -> tuple[tuple[str, str], ...]:
    """What is allowed and what is not, in the order of the document."""
    chosen = [scope for scope in Scope if scope in scopes]
    return tuple(SCOPES[scope] if for_grantor else (ACTS[scope], LIMITS_FOR_STAFF[scope]) for scope in chosen)
