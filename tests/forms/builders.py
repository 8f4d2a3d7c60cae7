"""Inputs for the documents: from the example records, and small ones for every legal form."""

import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from forms.power_of_attorney import (
    Contact,
    GeneralPartner,
    Hoster,
    PowerOfAttorneyInput,
    Principal,
    Register,
    Signer,
    Trigger,
)

EXAMPLES = Path(__file__).parent.parent / "examples"
EXAMPLE_NAMES = ("gbr-partners", "gmbh-co-kg", "gmbh-joint", "sole-trader")
EDITION = "2026-11.2"
VERIFICATION_URL = "https://vollmacht.nordlicht-hosting.example/pruefen"
NAMESPACE = uuid.UUID("6f0f6f7a-3f0e-5c3b-9a39-0d5f0c1b7a11")

LEGAL_FORMS = (
    "NATURAL_PERSON",
    "FREELANCER",
    "SOLE_TRADER",
    "EK",
    "GMBH",
    "UG",
    "AG",
    "GMBH_CO_KG",
    "OHG",
    "KG",
    "GBR",
    "EGBR",
    "EV",
)
SCOPES = (
    "INFORM_END_CUSTOMER",
    "ANSWER_ABOUT_OWN_SERVICES",
    "CONTINUE_HOSTING",
    "RENEW_DOMAIN",
    "GIVE_AUTH_CODE_TO_HOLDER",
    "RETURN_OWN_DATA",
    "TECHNICAL_EMERGENCY_MEASURE",
    "OFFER_DIRECT_CONTRACT",
    "TAKE_PART_IN_CONTRACT_TRANSFER",
    "COORDINATE_WITH_CONTACT",
)


def record(name: str) -> dict[str, Any]:
    """The example record of that name."""
    loaded: dict[str, Any] = json.loads(EXAMPLES.joinpath(f"{name}.json").read_text("utf-8"))
    return loaded


def from_record(raw: dict[str, Any], *, sandbox: bool = False) -> PowerOfAttorneyInput:
    """An input from a record, with the smallest set that may sign: those who are not Prokurist first."""
    reseller = dict(raw["reseller"])
    for with_register in (reseller, raw["hoster"]):
        with_register["register"] = _register(with_register.get("register"))
    if partner := reseller.get("general_partner"):
        reseller["general_partner"] = GeneralPartner(**{**partner, "register": _register(partner["register"])})
    return PowerOfAttorneyInput(
        document_id=str(uuid.uuid5(NAMESPACE, reseller["customer_no"])),
        number="VM-2026-000123",
        edition=EDITION,
        verification_url=VERIFICATION_URL,
        hoster=Hoster(**raw["hoster"]),
        principal=Principal(**reseller),
        representation=raw["representation"]["kind"],
        signers=_signers(raw),
        scopes=tuple(raw["scopes"]),
        trigger=Trigger(**raw["trigger"]),
        cost_cap_eur_per_month=raw["cost_cap_eur_per_month"],
        term_years=raw["term_years"],
        self_dealing_option=raw.get("self_dealing_option", False),
        contacts=tuple(Contact(**contact) for contact in raw.get("emergency_contacts", ())),
        sandbox=sandbox,
    )


def example(name: str, *, sandbox: bool = False) -> PowerOfAttorneyInput:
    """The input of one of the four examples."""
    return from_record(record(name), sandbox=sandbox)


def _register(raw: dict[str, str] | None) -> Register | None:
    return Register(court=raw["court"], number=raw["number"]) if raw else None


def _signers(raw: dict[str, Any]) -> tuple[Signer, ...]:
    people = sorted(raw["representatives"], key=lambda person: bool(person["function"] == "PROKURIST"))
    kind = raw["representation"]["kind"]
    count = {"SOLE": 1, "JOINT": raw["representation"].get("required", 1)}.get(kind, len(people))
    return tuple(Signer(**{k: v for k, v in person.items() if k != "email"}) for person in people[:count])


_FUNCTIONS = {
    "NATURAL_PERSON": "PRINCIPAL",
    "FREELANCER": "PRINCIPAL",
    "SOLE_TRADER": "OWNER",
    "EK": "OWNER",
    "AG": "BOARD_MEMBER",
    "EV": "BOARD_MEMBER",
    "OHG": "PARTNER",
    "GBR": "PARTNER",
    "EGBR": "PARTNER",
    "KG": "GENERAL_PARTNER",
}
_NAMES = {
    "NATURAL_PERSON": "Thủy Nguyễn",
    "FREELANCER": "Büro für Gestaltung Nguyễn",
    "SOLE_TRADER": "Webdesign Nguyễn",
    "EK": "Nguyễn Webdienste e. K.",
    "GMBH": "Nguyễn Digital GmbH",
    "UG": "Nguyễn Digital UG (haftungsbeschränkt)",
    "AG": "Nguyễn Digital AG",
    "GMBH_CO_KG": "Nguyễn Digital GmbH & Co. KG",
    "OHG": "Nguyễn & Łukasz OHG",
    "KG": "Nguyễn Digital KG",
    "GBR": "Nguyễn und Łukasz GbR",
    "EGBR": "Nguyễn und Łukasz eGbR",
    "EV": "Netzverein Köln e. V.",
}
_REGISTERS = {"EK": "HRA", "OHG": "HRA", "KG": "HRA", "GMBH_CO_KG": "HRA", "EGBR": "GsR", "EV": "VR"}
_PEOPLE = (("Thủy", "Nguyễn"), ("Łukasz", "Wójcik"), ("Ragnar Þór", "Guðmundsson"))


def of_form(legal_form: str, *, signers: int = 1, representation: str = "SOLE") -> PowerOfAttorneyInput:
    """An input for that legal form, everything else as in the GmbH example, all scopes granted."""
    natural = legal_form in {"NATURAL_PERSON", "FREELANCER", "SOLE_TRADER"}
    register = None
    if not natural and legal_form != "GBR":
        register = Register(court="Amtsgericht Köln", number=f"{_REGISTERS.get(legal_form, 'HRB')} 4711")
    partner = None
    if legal_form == "GMBH_CO_KG":
        partner = GeneralPartner(
            name="Nguyễn Verwaltungs-GmbH",
            legal_form="GMBH",
            register=Register(court="Amtsgericht Köln", number="HRB 4712"),
        )
    base = example("gmbh-joint")
    function = _FUNCTIONS.get(legal_form, "MANAGING_DIRECTOR")
    return replace(
        base,
        document_id=str(uuid.uuid5(NAMESPACE, legal_form)),
        principal=Principal(
            customer_no="K-1",
            legal_form=legal_form,
            name=_NAMES[legal_form],
            street="Straße 1",
            postal_code="50667",
            city="Köln",
            country="DE",
            email="post@nguyen.example",
            phone="+49 221 1",
            register=register,
            general_partner=partner,
        ),
        representation=representation,
        signers=tuple(Signer(given_name=given, surname=surname, function=function) for given, surname in _PEOPLE[:signers]),
        scopes=SCOPES,
    )
