"""`vollmacht.json`: everything the main document says, as data, attached to it; and the way back.

Made from the same input as the text and by the same call, so that the two cannot diverge when the file is made; read back, it
gives the input again, so that anybody can set the text anew and compare (`forms.power_of_attorney.comparison`).
`vollmacht.schema.json` beside this file is its JSON Schema. No end customer stands in it.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from forms.errors import RecordUnusable
from forms.parties import Contact, GeneralPartner, Hoster, Principal, Register, Signer, Trigger
from forms.power_of_attorney.input import PowerOfAttorneyInput
from forms.wording.edition import Edition

SCHEMA_FILE = Path(__file__).parent / "vollmacht.schema.json"


def record_of(data: PowerOfAttorneyInput, edition: Edition) -> bytes:
    """Canonical JSON (UTF-8, sorted keys): the same input gives the same bytes."""
    value = {
        "schema": schema()["$id"],
        "document": data.document_id,
        "number": data.number,
        "edition": {"name": edition.name, "sha256": edition.sha256},
        "sandbox": data.sandbox,
        "verification_url": data.verification_url,
        "hoster": asdict(data.hoster),
        "grantor": asdict(data.principal),
        "representation": {"kind": data.representation},
        "signers": [
            {"field": f"signature-{position}", **asdict(signer)} for position, signer in enumerate(data.signers, start=1)
        ],
        "scopes": list(data.scopes),
        "trigger": asdict(data.trigger),
        "cost_cap_eur_per_month": data.cost_cap_eur_per_month,
        "term_years": data.term_years,
        "self_dealing_option": data.self_dealing_option,
        "cooling_off_days": data.cooling_off_days,
        "sub_delegates": list(data.sub_delegates),
        "emergency_contacts": [{"order": position, **asdict(contact)} for position, contact in enumerate(data.contacts, start=1)],
    }
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the record."""
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return loaded


def input_from(record: bytes) -> PowerOfAttorneyInput:
    """The input of the document whose record this is.

    Raises:
        RecordUnusable: it is no record of this schema.
    """
    try:
        value = json.loads(record)
        if value["schema"] != schema()["$id"]:
            raise RecordUnusable(f"schema {value['schema']!r}")
        return _input(value)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RecordUnusable(type(error).__name__) from error


def _input(value: dict[str, Any]) -> PowerOfAttorneyInput:
    return PowerOfAttorneyInput(
        document_id=value["document"],
        number=value["number"],
        edition=value["edition"]["name"],
        verification_url=value["verification_url"],
        hoster=Hoster(**{**value["hoster"], "register": _register(value["hoster"]["register"])}),
        principal=_principal(value["grantor"]),
        representation=value["representation"]["kind"],
        signers=tuple(Signer(**_without(signer, "field")) for signer in value["signers"]),
        scopes=tuple(value["scopes"]),
        trigger=Trigger(**value["trigger"]),
        cost_cap_eur_per_month=value["cost_cap_eur_per_month"],
        term_years=value["term_years"],
        sandbox=value["sandbox"],
        self_dealing_option=value["self_dealing_option"],
        cooling_off_days=value["cooling_off_days"],
        sub_delegates=tuple(value["sub_delegates"]),
        contacts=tuple(Contact(**_without(contact, "order")) for contact in value["emergency_contacts"]),
    )


def _principal(value: dict[str, Any]) -> Principal:
    partner = value["general_partner"]
    made = GeneralPartner(**{**partner, "register": Register(**partner["register"])}) if partner else None
    return Principal(**{**value, "register": _register(value["register"]), "general_partner": made})


def _register(value: dict[str, str] | None) -> Register | None:
    return Register(**value) if value else None


def _without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: one for name, one in value.items() if name != key}
