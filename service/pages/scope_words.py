"""An example for each scope, so that nobody has to guess what he grants."""

from service.domain.parties import Scope

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
