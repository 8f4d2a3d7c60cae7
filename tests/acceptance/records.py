"""Reseller records of every legal form, made from the sole trader's example."""

import copy
import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[1] / "examples"
REGISTERED = {"EK", "GMBH", "UG", "AG", "GMBH_CO_KG", "OHG", "KG", "EGBR", "EV"}
COURTS = {"EGBR": "GsR 12", "EV": "VR 34", "OHG": "HRA 56", "KG": "HRA 57", "EK": "HRA 58", "GMBH_CO_KG": "HRA 59"}

# Legal form → representation, and the office each representative holds.
FORMS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "NATURAL_PERSON": ({"kind": "SOLE"}, ["PRINCIPAL"]),
    "FREELANCER": ({"kind": "SOLE"}, ["PRINCIPAL"]),
    "SOLE_TRADER": ({"kind": "SOLE"}, ["OWNER"]),
    "EK": ({"kind": "SOLE"}, ["OWNER"]),
    "GMBH": ({"kind": "REGISTER_SILENT"}, ["MANAGING_DIRECTOR", "MANAGING_DIRECTOR"]),
    "UG": ({"kind": "SOLE"}, ["MANAGING_DIRECTOR"]),
    "AG": ({"kind": "JOINT", "required": 2}, ["BOARD_MEMBER", "PROKURIST"]),
    "GMBH_CO_KG": ({"kind": "JOINT", "required": 2}, ["MANAGING_DIRECTOR", "PROKURIST", "MANAGING_DIRECTOR"]),
    "OHG": ({"kind": "REGISTER_SILENT"}, ["PARTNER", "PARTNER"]),
    "KG": ({"kind": "REGISTER_SILENT"}, ["GENERAL_PARTNER"]),
    "GBR": ({"kind": "REGISTER_SILENT"}, ["PARTNER", "PARTNER"]),
    "EGBR": ({"kind": "JOINT", "required": 2}, ["PARTNER", "PARTNER", "PARTNER"]),
    "EV": ({"kind": "REGISTER_SILENT"}, ["BOARD_MEMBER", "BOARD_MEMBER", "BOARD_MEMBER"]),
}
PEOPLE = [("Łukasz", "Guðmundsson"), ("Nguyễn Thị", "Çelik"), ("Élodie", "Straße-Ødegård")]


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return loaded


def record_of(form: str) -> dict[str, Any]:
    """One whole record of that legal form."""
    record = copy.deepcopy(example("sole-trader"))
    representation, offices = FORMS[form]
    reseller = record["reseller"]
    reseller.update({"customer_no": f"K-{form}", "legal_form": form, "name": f"Beispiel {form.replace('_', ' ')}"})
    if form in REGISTERED:
        reseller["register"] = {"court": "Amtsgericht Köln", "number": COURTS.get(form, "HRB 60")}
    if form == "GMBH_CO_KG":
        register = {"court": "Amtsgericht Köln", "number": "HRB 61"}
        reseller["general_partner"] = {"name": "Beispiel Verwaltungs GmbH", "legal_form": "GMBH", "register": register}
    record["representation"] = representation
    record["representatives"] = [
        {
            "given_name": given,
            "surname": surname,
            "function": office,
            "email": f"{number}@{form.lower().replace('_', '-')}.example",
        }
        for number, ((given, surname), office) in enumerate(zip(PEOPLE, offices, strict=False))
    ]
    return record
