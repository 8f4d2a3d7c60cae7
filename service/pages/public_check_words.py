"""The end customer's page in two languages: he may be anybody. Sentences in `public-check.toml`, and what hangs on our own codes."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from service.domain.parties import Scope
from service.use_cases.look_up_code import Standing

Words = Mapping[str, str]

LANGUAGES: Mapping[str, Words] = tomllib.loads(Path(__file__).with_name("public-check.toml").read_text("utf-8"))

# Language → standing → what it means, and its tone.
STANDINGS: Mapping[str, Mapping[Standing, tuple[str, str]]] = {
    "de": {
        Standing.ACTING: ("Ja, das ist echt. Wir handeln mit Vollmacht für Ihren Dienstleister, und die Vollmacht besteht.", "good"),
        Standing.SUSPENDED: ("Ausgesetzt: Wir dürfen zurzeit nicht für Ihren Dienstleister handeln, bis etwas geklärt ist.", "wait"),
        Standing.ENDED: ("Beendet: Wir handeln nicht mehr für Ihren Dienstleister. Wenden Sie sich bitte wieder an ihn.", "bad"),
        Standing.CODE_EXPIRED: ("Dieser Code gilt nicht mehr. Ob wir noch handeln, sagen wir Ihnen am Telefon.", "wait"),
    },
    "en": {
        Standing.ACTING: ("Yes, this is genuine. We act for your service provider under a power of attorney, and it is in force.", "good"),
        Standing.SUSPENDED: ("Suspended: for the moment we may not act for your service provider, until something is cleared.", "wait"),
        Standing.ENDED: ("Ended: we no longer act for your service provider. Please turn to him again.", "bad"),
        Standing.CODE_EXPIRED: ("This code is no longer valid. Whether we still act, we will tell you by telephone.", "wait"),
    },
}  # fmt: skip

SCOPES_OUTSIDE: Mapping[str, Mapping[Scope, str]] = {
    "de": {
        Scope.INFORM_END_CUSTOMER: "Sie über die Lage und Ihre Möglichkeiten unterrichten",
        Scope.ANSWER_ABOUT_OWN_SERVICES: "Ihre Fragen zu Ihren eigenen Diensten beantworten",
        Scope.CONTINUE_HOSTING: "Ihr Hosting weiterlaufen lassen",
        Scope.RENEW_DOMAIN: "Ihre Domains verlängern",
        Scope.GIVE_AUTH_CODE_TO_HOLDER: "Ihnen den Umzugsschlüssel einer Domain geben, die auf Sie eingetragen ist",
        Scope.RETURN_OWN_DATA: "Ihnen Ihre eigenen Daten geben",
        Scope.TECHNICAL_EMERGENCY_MEASURE: "akute Störungen und Angriffe abwehren",
        Scope.OFFER_DIRECT_CONTRACT: "Ihnen auf Ihren Wunsch einen eigenen Vertrag anbieten",
        Scope.TAKE_PART_IN_CONTRACT_TRANSFER: "an einer Übernahme Ihres Vertrags mitwirken, wenn alle zustimmen",
    },
    "en": {
        Scope.INFORM_END_CUSTOMER: "inform you about the situation and your options",
        Scope.ANSWER_ABOUT_OWN_SERVICES: "answer your questions about your own services",
        Scope.CONTINUE_HOSTING: "keep your hosting running",
        Scope.RENEW_DOMAIN: "renew your domains",
        Scope.GIVE_AUTH_CODE_TO_HOLDER: "give you the transfer code of a domain registered to you",
        Scope.RETURN_OWN_DATA: "give you your own data",
        Scope.TECHNICAL_EMERGENCY_MEASURE: "ward off acute faults and attacks",
        Scope.OFFER_DIRECT_CONTRACT: "offer you a contract of your own, if you ask for it",
        Scope.TAKE_PART_IN_CONTRACT_TRANSFER: "take part in a transfer of your contract, if everybody agrees",
    },
}

FAULTS: Mapping[str, str] = {
    "code": "Please enter the verification code from our letter.",
    "domain": "Please enter your own domain.",
    "viewer": "Please tell us your name.",
}
